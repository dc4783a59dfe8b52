//! The keys that seal credentials: AES-256-GCM, with a nonce of its own for each record.
//!
//! The key file has one key a line, `<number> <32 bytes in base64>`. The one with the highest
//! number seals; all of them open. To change keys, add a line: what is sealed from then on is
//! sealed with it, and an old line may go when no record names its number any more.

use std::collections::BTreeMap;
use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

const KEY_LENGTH: usize = 32;

/// Why something was not sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The key file is not of the form that it should be.
    #[error("failed to read line {0} of the keys: not `<number> <32 bytes in base64>`")]
    Line(usize),
    /// There is no key in it.
    #[error("failed to find a key")]
    Empty,
    /// A record was sealed with a key that is not there any more.
    #[error("failed to find key {0}")]
    Missing(u32),
    /// A record was changed, or is in another's place.
    #[error("failed to seal or open a record")]
    Cipher,
}

/// The keys by their numbers.
pub struct Keyring(BTreeMap<u32, RandomizedNonceKey>);

/// Something sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The number of the key.
    pub key: u32,
    nonce: String,
    text: String,
}

impl Keyring {
    /// Reads a key file.
    pub fn parse(file: &str) -> Result<Self, KeyringError> {
        let mut keys = BTreeMap::new();
        for (number, line) in (1..).zip(file.lines()) {
            let (name, key) = key(line).ok_or(KeyringError::Line(number))?;
            keys.insert(name, key);
        }
        if keys.is_empty() { Err(KeyringError::Empty) } else { Ok(Self(keys)) }
    }

    /// A key file with one new key.
    #[must_use]
    pub fn generate() -> String {
        format!("1 {}\n", STANDARD.encode(rand::random::<[u8; KEY_LENGTH]>()))
    }

    /// Seals `plain` so that it opens only together with `place`: where it is kept.
    pub fn seal(&self, plain: &[u8], place: &[u8]) -> Result<Sealed, KeyringError> {
        let (&number, key) = self.0.last_key_value().ok_or(KeyringError::Empty)?;
        let mut text = plain.to_owned();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(place), &mut text)
            .map_err(|_| KeyringError::Cipher)?;
        let nonce: &[u8; NONCE_LEN] = nonce.as_ref();
        Ok(Sealed { key: number, nonce: STANDARD.encode(nonce), text: STANDARD.encode(text) })
    }

    /// What was sealed in `place`.
    pub fn open(&self, sealed: &Sealed, place: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let key = self.0.get(&sealed.key).ok_or(KeyringError::Missing(sealed.key))?;
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| KeyringError::Cipher);
        let nonce = Nonce::try_assume_unique_for_key(&bytes(&sealed.nonce)?);
        let mut text = bytes(&sealed.text)?;
        let plain = nonce
            .and_then(|nonce| key.open_in_place(nonce, Aad::from(place), &mut text))
            .map_err(|_| KeyringError::Cipher)?;
        Ok(plain.to_owned())
    }
}

fn key(line: &str) -> Option<(u32, RandomizedNonceKey)> {
    let (number, key) = line.trim().split_once(' ')?;
    let key = STANDARD.decode(key.trim()).ok()?;
    // It refuses keys of another length.
    Some((number.parse().ok()?, RandomizedNonceKey::new(&AES_256_GCM, &key).ok()?))
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u32) -> String {
        Keyring::generate().replace("1 ", &format!("{number} "))
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let keys = Keyring::parse(&Keyring::generate()).unwrap();
        let sealed = keys.seal(b"secret", b"ada/git.example").unwrap();
        assert_eq!(keys.open(&sealed, b"ada/git.example").unwrap(), b"secret");
        let moved = keys.open(&sealed, b"bob/git.example");
        assert!(matches!(moved, Err(KeyringError::Cipher)));
        assert_ne!(keys.seal(b"secret", b"ada/git.example").unwrap(), sealed);
    }

    #[test]
    fn the_newest_key_seals_and_the_old_ones_still_open() {
        let (old, new) = (line(1), line(2));
        let before = Keyring::parse(&old).unwrap().seal(b"secret", b"").unwrap();
        let both = Keyring::parse(&format!("{new}{old}")).unwrap();
        assert_eq!(both.open(&before, b"").unwrap(), b"secret");
        assert_eq!(both.seal(b"secret", b"").unwrap().key, 2);
        let missing = Keyring::parse(&new).unwrap().open(&before, b"");
        assert!(matches!(missing, Err(KeyringError::Missing(1))));
    }

    #[test]
    fn a_file_without_keys_is_refused() {
        assert!(matches!(Keyring::parse(""), Err(KeyringError::Empty)));
        let short = format!("{}2 c2hvcnQ=\n", line(1));
        assert!(matches!(Keyring::parse(&short), Err(KeyringError::Line(2))));
        assert!(matches!(Keyring::parse("no key"), Err(KeyringError::Line(1))));
    }

    #[test]
    fn keys_do_not_show_themselves() {
        let file = Keyring::generate();
        assert_eq!(format!("{:?}", Keyring::parse(&file).unwrap()), "[1]");
    }
}
