//! Runs transactions, again where that may help.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use super::limits::Limited;
use super::{Backend, StoreError, Transaction};
use crate::metrics::{Kind, Metrics};

/// Attempts before a conflict is passed on to the caller.
const ATTEMPTS: u32 = 8;
/// Pause before the second attempt; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(2);

/// A store that retries.
#[derive(Clone)]
pub struct Database {
    backend: Arc<dyn Backend>,
    metrics: Metrics,
}

impl Database {
    /// Over `backend`.
    pub fn new(backend: impl Backend) -> Self {
        Self { backend: Arc::new(backend), metrics: Metrics::default() }
    }

    /// The same, seen in `metrics`.
    #[must_use]
    pub fn with_metrics(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
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
        let began = Instant::now();
        let result = self.retry(work).await;
        self.metrics.transacted(Kind::Write, began.elapsed(), result.is_ok());
        result
    }

    async fn retry<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.attempt(&work).await {
                Err(error) if error.is_retryable() => {
                    self.metrics.retried();
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
        let began = Instant::now();
        let result = match self.snapshot().await {
            Ok(mut transaction) => work(&mut *transaction).await,
            Err(error) => Err(error),
        };
        self.metrics.transacted(Kind::Read, began.elapsed(), result.is_ok());
        result
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
