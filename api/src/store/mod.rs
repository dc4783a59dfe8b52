//! The data layer: ordered keys, and transactions over them.
//!
//! ```text
//!   accounts, sessions ──closure──► Database (retries) ──► Limited ──► Backend::begin ──► Transaction
//!                                                                        │
//!                                              embedded (redb, one process) or FoundationDB
//! ```
//!
//! The shape is that of FoundationDB: reads within a transaction are of one version and see its own
//! writes; a commit fails with [`StoreError::Conflict`] if what was read has changed since. One
//! suite of tests, `api/tests/store`, holds both backends to that.
//!
//! | keys | |
//! | --- | --- |
//! | `u`, `ue` | [accounts](crate::accounts) and their addresses |
//! | `su` | [sessions](crate::sessions) of a user |
//! | `gc` | [git credentials](crate::git_credentials), sealed |
//! | `idem` | [requests](crate::idempotency) with an `Idempotency-Key` |
//! | `setup`, `act` | [reports](crate::reports) of pods |
//! | `audit` | the [audit log](crate::audit) |
//! | `rev`, `rev-head` | notes for the other replicas, see [`crate::changes`] |
//! | `sx` | when records [expire] |
//! | `health` | written by probes |
//!
//! All tokens of a user are revoked at once by `tokensValidFrom` of the account, which is read with
//! every request anyway. Keys are at most [`MAX_KEY`]
//! bytes, values at most [`MAX_VALUE`], transactions at most [`MAX_TRANSACTION`] and [`MAX_AGE`].

mod database;
mod embedded;
pub mod expiry;
#[cfg(feature = "foundationdb")]
pub mod foundationdb;
mod limits;
pub mod log;
mod open;
mod prefixed;
pub mod record;
pub mod shard;
pub mod tuple;

use std::sync::Arc;

use async_trait::async_trait;

pub use database::Database;
pub use embedded::Embedded;
pub use limits::{MAX_AGE, MAX_KEY, MAX_TRANSACTION, MAX_VALUE};
pub use open::Store;
pub use prefixed::Prefixed;

/// Between these are all keys that anyone may write to.
pub const ALL: (&[u8], &[u8]) = (b"", b"\xff");

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
    /// The store cannot be opened as it was asked for.
    #[error("failed to open the store: {0}")]
    Open(String),
    /// More than the limits allow; nothing was written.
    #[error("failed to commit: {what} is {size}, and at most {limit} are allowed")]
    Limit {
        /// What is too large.
        what: &'static str,
        /// How large it is, in bytes or, of a transaction's age, in milliseconds.
        size: usize,
        /// How large it may be.
        limit: usize,
    },
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

    /// Waits until the value of `key` is another than `known`. Several changes in a row may be
    /// seen as one.
    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError>;
}

#[async_trait]
impl<B: Backend + ?Sized> Backend for Arc<B> {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.as_ref().begin().await
    }

    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.as_ref().snapshot().await
    }

    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        self.as_ref().changed(key, known).await
    }
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

    /// Removes what there is with `begin <= key < end`, at commit.
    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError>;

    /// Adds `amount` to the number at `key`, of 8 bytes, the least significant first; one that is
    /// absent is zero. Two that add at the same time do not conflict.
    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError>;

    /// Sets a key that is `prefix` and then, as [`tuple`] packs it, the version of the commit: keys
    /// of later commits sort after those of earlier ones, and those of one commit as they were
    /// set. This transaction does not see it.
    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>);

    /// Makes the writes last. When it returns, they are on disk.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
