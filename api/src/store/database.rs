//! Runs transactions, again where that may help.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;

use super::limits::Limited;
use super::{Backend, StoreError, Transaction};

/// Attempts before a conflict is passed on to the caller.
const ATTEMPTS: u32 = 8;
/// Pause before the second attempt; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// A store that retries.
#[derive(Clone)]
pub struct Database {
    backend: Arc<dyn Backend>,
}

impl Database {
    /// Over `backend`.
    pub fn new(backend: impl Backend) -> Self {
        Self { backend: Arc::new(backend) }
    }

    /// Runs `work` in a transaction and commits it.
    ///
    /// `work` runs again after a conflict, and also after a commit of which nobody knows whether
    /// it happened. It must therefore be idempotent: ids and times are made outside of it, and
    /// finding its own earlier write is success.
    pub async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.attempt(&work).await {
                Err(error) if error.is_retryable() => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                done => return done,
            }
        }
        self.attempt(&work).await
    }

    /// Runs `work`, which only reads, on one version of the data.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>,
    {
        let mut transaction = self.snapshot().await?;
        work(&mut *transaction).await
    }

    /// One version of the data, to be read for a few seconds.
    pub async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.backend.snapshot().await
    }

    /// The value of `key`.
    pub async fn get(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>, StoreError> {
        self.snapshot().await?.get(&key).await
    }

    /// Waits until the value of `key` is another than `known`. Several changes in a row may be
    /// seen as one.
    pub async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        self.backend.changed(key, known).await
    }

    async fn attempt<T, F>(&self, work: &F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>,
    {
        let mut transaction = Box::new(Limited::new(self.backend.begin().await?));
        let result = work(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(result)
    }
}
