//! A part of a store that others may use as well: the keys that begin with a prefix.

use async_trait::async_trait;

use super::{Backend, Pair, StoreError, Transaction};

/// The keys of `inner` that begin with `prefix`, seen without it.
pub struct Prefixed<B> {
    inner: B,
    prefix: Vec<u8>,
}

impl<B> Prefixed<B> {
    /// Of `inner`. No other user's prefix may begin with this one.
    pub const fn new(inner: B, prefix: Vec<u8>) -> Self {
        Self { inner, prefix }
    }

    fn wrap(&self, inner: Box<dyn Transaction>) -> Box<dyn Transaction> {
        Box::new(PrefixedTransaction { inner, prefix: self.prefix.clone() })
    }
}

#[async_trait]
impl<B: Backend> Backend for Prefixed<B> {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(self.wrap(self.inner.begin().await?))
    }

    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(self.wrap(self.inner.snapshot().await?))
    }

    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        self.inner.changed(&[&self.prefix, key].concat(), known).await
    }
}

struct PrefixedTransaction {
    inner: Box<dyn Transaction>,
    prefix: Vec<u8>,
}

impl PrefixedTransaction {
    fn full(&self, key: &[u8]) -> Vec<u8> {
        [&self.prefix, key].concat()
    }
}

#[async_trait]
impl Transaction for PrefixedTransaction {
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(&self.full(key)).await
    }

    async fn range(
        &mut self,
        begin: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        let pairs = self.inner.range(&self.full(begin), &self.full(end), limit).await?;
        let length = self.prefix.len();
        Ok(pairs
            .into_iter()
            .map(|(key, value)| (key.into_iter().skip(length).collect(), value))
            .collect())
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.inner.set(self.full(&key), value);
    }

    fn clear(&mut self, key: Vec<u8>) {
        self.inner.clear(self.full(&key));
    }

    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError> {
        self.inner.clear_range(&self.full(begin), &self.full(end)).await
    }

    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError> {
        self.inner.add(&self.full(key), amount).await
    }

    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>) {
        self.inner.set_versioned(self.full(&prefix), value);
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.inner.commit().await
    }
}
