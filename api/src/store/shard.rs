//! Places among which writers are spread where they would otherwise all write at the end.

/// So many places are written to at a time.
const COUNT: u64 = 16;

/// All of them.
pub fn all() -> impl Iterator<Item = u64> {
    0..COUNT
}

/// The one of a key.
#[must_use]
pub fn of(key: &[u8]) -> u64 {
    key.iter().fold(0, |sum, byte| sum + u64::from(*byte)) % COUNT
}
