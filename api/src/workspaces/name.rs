//! Names of workspaces.

use coditect_crds::host_label;
use sha2::{Digest as _, Sha256};

use crate::accounts::UserId;

/// Longest name: it becomes part of a host name.
const MAX_LENGTH: usize = 40;
/// Bytes of the hash in a name; two hexadecimal digits each.
const HASH_BYTES: usize = 6;

/// What is wrong with `name`, for people. The cluster checks the same.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.is_empty() || name.len() > MAX_LENGTH {
        return Err("must be 1 to 40 characters long");
    }
    if !name.chars().all(|c| plain(c) || c == '-') {
        return Err("must contain only a-z, 0-9 and '-'");
    }
    if !name.starts_with(plain) || !name.ends_with(plain) {
        return Err("must begin and end with a letter or digit");
    }
    if name.contains("--") {
        return Err("must not contain '--': it becomes part of a host name");
    }
    Ok(())
}

/// The name of the workspace that a user gets on demand: the same at every call, so that two
/// calls at once make one. `attempt` counts on when the name belongs to someone else.
#[must_use]
pub fn derived_name(owner: &UserId, attempt: u32) -> String {
    let hash = Sha256::digest(format!("{owner}/{attempt}"));
    named(hash.iter().copied())
}

/// A name for a workspace that was given none.
#[must_use]
pub fn random_name() -> String {
    named(rand::random::<[u8; HASH_BYTES]>().into_iter())
}

/// Whether the workspace's own host name is one that DNS can carry.
#[must_use]
pub fn fits_host(name: &str, namespace: &str) -> bool {
    host_label(name, namespace).len() <= 63
}

fn named(bytes: impl Iterator<Item = u8>) -> String {
    bytes.take(HASH_BYTES).fold("ws-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_names_are_stable_and_valid() {
        let (ada, bob) = (UserId::from("ada"), UserId::from("bob"));
        assert_eq!(derived_name(&ada, 0), derived_name(&ada, 0));
        assert_ne!(derived_name(&ada, 0), derived_name(&bob, 0));
        assert_ne!(derived_name(&ada, 0), derived_name(&ada, 1));
        assert_eq!(derived_name(&ada, 0).len(), "ws-".len() + 12);
        assert_eq!(check_name(&derived_name(&ada, 0)), Ok(()));
        assert_eq!(check_name(&random_name()), Ok(()));
    }

    #[test]
    fn wrong_names_are_refused() {
        for wrong in ["", "A", "a.b", "a--b", "-a", "a-", "ä", &"a".repeat(41)] {
            assert!(check_name(wrong).is_err(), "{wrong}");
        }
        assert!(check_name("my-project-2").is_ok());
    }
}
