//! Keys made of parts, whose bytes sort as the parts do.
//!
//! The encoding is FoundationDB's tuple layer for the four types that are used here, so that its
//! tools can read the keys.

use std::fmt;

const BYTES: u8 = 0x01;
const TEXT: u8 = 0x02;
const ZERO: u8 = 0x14;
const VERSION: u8 = 0x33;
const ESCAPE: u8 = 0xff;

/// Bytes of a version: ten of the commit, two of the order within it.
pub const VERSION_LENGTH: usize = 12;

/// One part of a key. Bytes sort before text, text before numbers, numbers before versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Any bytes.
    Bytes(Vec<u8>),
    /// UTF-8.
    Text(String),
    /// Zero or more.
    Number(u64),
    /// The version of a commit: `FoundationDB` calls it a versionstamp.
    Version([u8; VERSION_LENGTH]),
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Part {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

/// The bytes are no key of this encoding.
#[derive(Debug, PartialEq, Eq)]
pub struct NotATuple;

impl fmt::Display for NotATuple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed to read a key: not a tuple")
    }
}

impl std::error::Error for NotATuple {}

/// The key of `parts`.
#[must_use]
pub fn pack(parts: &[Part]) -> Vec<u8> {
    let mut key = vec![];
    for part in parts {
        match part {
            Part::Bytes(bytes) => pack_bytes(&mut key, BYTES, bytes),
            Part::Text(text) => pack_bytes(&mut key, TEXT, text.as_bytes()),
            Part::Number(number) => pack_number(&mut key, *number),
            Part::Version(version) => {
                key.push(VERSION);
                key.extend(version);
            }
        }
    }
    key
}

/// `(begin, end)` of all keys that start with `parts` and go on.
#[must_use]
pub fn below(parts: &[Part]) -> (Vec<u8>, Vec<u8>) {
    let mut begin = pack(parts);
    let mut end = begin.clone();
    // No part begins with either byte.
    begin.push(0);
    end.push(ESCAPE);
    (begin, end)
}

/// The parts of `key`.
pub fn unpack(mut key: &[u8]) -> Result<Vec<Part>, NotATuple> {
    let mut parts = vec![];
    while let Some((&code, rest)) = key.split_first() {
        let (part, after) = match code {
            BYTES => unpack_bytes(rest).map(|(bytes, after)| (Part::Bytes(bytes), after))?,
            TEXT => {
                let (bytes, after) = unpack_bytes(rest)?;
                (Part::Text(String::from_utf8(bytes).map_err(|_| NotATuple)?), after)
            }
            VERSION => {
                let (version, after) = rest.split_first_chunk().ok_or(NotATuple)?;
                (Part::Version(*version), after)
            }
            ZERO..=0x1c => unpack_number(usize::from(code - ZERO), rest)?,
            _ => return Err(NotATuple),
        };
        parts.push(part);
        key = after;
    }
    Ok(parts)
}

/// The last part of `key`, where that is text: the name of what is below a prefix.
#[must_use]
pub fn last_text(key: &[u8]) -> Option<String> {
    match unpack(key).ok()?.pop()? {
        Part::Text(text) => Some(text),
        Part::Bytes(_) | Part::Number(_) | Part::Version(_) => None,
    }
}

/// Ends with a zero; a zero within is followed by 0xff, which sorts after any end.
fn pack_bytes(key: &mut Vec<u8>, code: u8, bytes: &[u8]) {
    key.push(code);
    for &byte in bytes {
        key.push(byte);
        if byte == 0 {
            key.push(ESCAPE);
        }
    }
    key.push(0);
}

/// The code says how many bytes follow, so that longer numbers sort after shorter ones.
fn pack_number(key: &mut Vec<u8>, number: u64) {
    let significant: Vec<u8> =
        number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    key.push(ZERO.saturating_add(u8::try_from(significant.len()).unwrap_or(u8::MAX)));
    key.extend(significant);
}

fn unpack_bytes(mut rest: &[u8]) -> Result<(Vec<u8>, &[u8]), NotATuple> {
    let mut bytes = vec![];
    loop {
        rest = match rest {
            [0, ESCAPE, after @ ..] => {
                bytes.push(0);
                after
            }
            [0, after @ ..] => return Ok((bytes, after)),
            [byte, after @ ..] => {
                bytes.push(*byte);
                after
            }
            [] => return Err(NotATuple),
        };
    }
}

fn unpack_number(length: usize, rest: &[u8]) -> Result<(Part, &[u8]), NotATuple> {
    let (digits, after) = rest.split_at_checked(length).ok_or(NotATuple)?;
    let number = digits.iter().fold(0, |number, digit| (number << 8) | u64::from(*digit));
    Ok((Part::Number(number), after))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn part() -> impl Strategy<Value = Part> {
        prop_oneof![
            vec(prop_oneof![Just(0), Just(1), Just(255), any::<u8>()], 0..6).prop_map(Part::Bytes),
            "[\u{0}a-c\u{ff}]{0,5}".prop_map(Part::Text),
            any::<u64>().prop_map(Part::Number),
            (0_u64..600).prop_map(Part::Number),
            any::<[u8; VERSION_LENGTH]>().prop_map(Part::Version),
        ]
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(parts in vec(part(), 0..5)) {
            prop_assert_eq!(unpack(&pack(&parts)), Ok(parts));
        }

        #[test]
        fn keys_sort_as_their_parts(a in vec(part(), 0..4), b in vec(part(), 0..4)) {
            prop_assert_eq!(pack(&a).cmp(&pack(&b)), a.cmp(&b));
        }

        #[test]
        fn below_holds_what_starts_with_the_parts(parts in vec(part(), 0..3), next in part()) {
            let (begin, end) = below(&parts);
            let key = pack(&[parts, vec![next]].concat());
            prop_assert!(begin <= key && key < end);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..20)) {
            let _ = unpack(&bytes);
        }
    }
}
