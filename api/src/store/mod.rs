//! The data layer: ordered keys, and transactions over them.
//!
//! ```text
//!   accounts, sessions ──closure──► Database (retries) ──► Backend::begin ──► Transaction
//!                                                             │
//!                                                   embedded (redb, one process)
//! ```
//!
//! The shape is that of FoundationDB, so that a backend for it fits without a change to callers:
//! reads within a transaction are of one version and see its own writes; a commit fails with
//! [`StoreError::Conflict`] if what was read has changed since. Keys are at most [`MAX_KEY`]
//! bytes, values at most [`MAX_VALUE`]; a transaction should be done in a second.

mod database;
mod embedded;
pub mod record;
pub mod tuple;

use async_trait::async_trait;

pub use database::Database;
pub use embedded::Embedded;

/// Longest key, in bytes: FoundationDB's limit.
pub const MAX_KEY: usize = 10_000;
/// Longest value, in bytes: FoundationDB's limit.
pub const MAX_VALUE: usize = 100_000;

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// What a store can fail with.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something that was read has changed; nothing was written.
    #[error("failed to commit: the data changed meanwhile")]
    Conflict,
    /// The connection was lost while committing: the writes may be there or not.
    #[error("failed to learn whether the transaction was committed")]
    UnknownResult,
    /// The store does not answer.
    #[error("failed to reach the store")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A key or value is longer than the limits.
    #[error("failed to write: key or value too long")]
    TooLong,
    /// A record does not read as what it should be.
    #[error("failed to read a record")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether the transaction as a whole may succeed when run again.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::UnknownResult)
    }
}

/// Where the keys live.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Begins a transaction that may write.
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError>;

    /// Begins one that only reads; its `commit` is a no-op.
    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError>;
}

/// Reads and writes that happen all at once or not at all.
#[async_trait]
pub trait Transaction: Send {
    /// The value of `key`.
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `limit` pairs with `begin <= key < end`, in the order of their keys.
    async fn range(
        &mut self,
        begin: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, StoreError>;

    /// Sets `key` to `value` at commit.
    fn set(&mut self, key: Vec<u8>, value: Vec<u8>);

    /// Removes `key` at commit, if it is there.
    fn clear(&mut self, key: Vec<u8>);

    /// Makes the writes last. When it returns, they are on disk.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
