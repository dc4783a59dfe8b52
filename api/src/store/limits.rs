//! What is refused before a backend sees it, so that all backends refuse the same.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use super::tuple::VERSION_LENGTH;
use super::{Pair, StoreError, Transaction};

/// Longest key, in bytes: FoundationDB's limit.
pub const MAX_KEY: usize = 10_000;
/// Longest value, in bytes: FoundationDB's limit.
pub const MAX_VALUE: usize = 100_000;
/// Most that a transaction writes, in bytes of keys and values. FoundationDB takes ten times as
/// much, and asks to stay below a tenth.
pub const MAX_TRANSACTION: usize = 1_000_000;
/// Longest time from begin to commit: FoundationDB's limit.
pub const MAX_AGE: Duration = Duration::from_secs(5);

/// A transaction that keeps to the limits. A write beyond them fails the commit, and nothing of
/// it is written.
pub(super) struct Limited {
    inner: Box<dyn Transaction>,
    began: Instant,
    written: usize,
    refused: Option<StoreError>,
}

impl Limited {
    pub(super) fn new(inner: Box<dyn Transaction>) -> Self {
        Self { inner, began: Instant::now(), written: 0, refused: None }
    }

    fn writes(&mut self, key: usize, value: usize) {
        self.hold("the key", key, MAX_KEY);
        self.hold("the value", value, MAX_VALUE);
        self.written = self.written.saturating_add(key).saturating_add(value);
        self.hold("the transaction", self.written, MAX_TRANSACTION);
    }

    /// Keeps the first thing that is wrong.
    fn hold(&mut self, what: &'static str, size: usize, limit: usize) {
        if size > limit && self.refused.is_none() {
            self.refused = Some(StoreError::Limit { what, size, limit });
        }
    }
}

#[async_trait]
impl Transaction for Limited {
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key).await
    }

    async fn range(
        &mut self,
        begin: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        self.inner.range(begin, end, limit).await
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.writes(key.len(), value.len());
        if self.refused.is_none() {
            self.inner.set(key, value);
        }
    }

    fn clear(&mut self, key: Vec<u8>) {
        self.writes(key.len(), 0);
        if self.refused.is_none() {
            self.inner.clear(key);
        }
    }

    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError> {
        self.writes(begin.len().max(end.len()), 0);
        if self.refused.is_none() {
            self.inner.clear_range(begin, end).await?;
        }
        Ok(())
    }

    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError> {
        self.writes(key.len(), size_of_val(&amount));
        if self.refused.is_none() {
            self.inner.add(key, amount).await?;
        }
        Ok(())
    }

    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>) {
        self.writes(prefix.len() + 1 + VERSION_LENGTH, value.len());
        if self.refused.is_none() {
            self.inner.set_versioned(prefix, value);
        }
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let millis = |time: Duration| usize::try_from(time.as_millis()).unwrap_or(usize::MAX);
        if self.written > 0 {
            self.hold("the age in milliseconds", millis(self.began.elapsed()), millis(MAX_AGE));
        }
        match self.refused {
            Some(refused) => Err(refused),
            None => self.inner.commit().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Backend as _, Embedded};
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_that_took_too_long_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let store = Embedded::open(&directory.path().join("db")).unwrap();
        let mut slow = Limited::new(store.begin().await.unwrap());
        slow.set(b"a".to_vec(), vec![]);
        tokio::time::advance(MAX_AGE + Duration::from_millis(1)).await;
        let refused = Box::new(slow).commit().await;
        assert!(matches!(refused, Err(StoreError::Limit { what: "the age in milliseconds", .. })));
        assert_eq!(store.snapshot().await.unwrap().get(b"a").await.unwrap(), None);
    }
}
