//! Runs transactions, again where that may help.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;

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
        let mut transaction = self.backend.snapshot().await?;
        work(&mut *transaction).await
    }

    /// Removes `key`. Says whether it was there.
    pub async fn remove(&self, key: Vec<u8>) -> Result<bool, StoreError> {
        self.run(move |transaction| {
            let key = key.clone();
            async move {
                let is_there = transaction.get(&key).await?.is_some();
                transaction.clear(key);
                Ok(is_there)
            }
            .boxed()
        })
        .await
    }

    async fn attempt<T, F>(&self, work: &F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<T, StoreError>>,
    {
        let mut transaction = self.backend.begin().await?;
        let result = work(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;

    use super::super::Pair;
    use super::*;

    /// Commits fail `failures` times with an unknown result.
    struct Flaky(Arc<AtomicU32>);

    struct FlakyTransaction(Arc<AtomicU32>);

    #[async_trait]
    impl Backend for Flaky {
        async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
            Ok(Box::new(FlakyTransaction(self.0.clone())))
        }

        async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
            self.begin().await
        }
    }

    #[async_trait]
    impl Transaction for FlakyTransaction {
        async fn get(&mut self, _: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(None)
        }

        async fn range(&mut self, _: &[u8], _: &[u8], _: usize) -> Result<Vec<Pair>, StoreError> {
            Ok(vec![])
        }

        fn set(&mut self, _: Vec<u8>, _: Vec<u8>) {}

        fn clear(&mut self, _: Vec<u8>) {}

        async fn commit(self: Box<Self>) -> Result<(), StoreError> {
            let left = self.0.load(Ordering::SeqCst);
            if left == 0 {
                return Ok(());
            }
            self.0.store(left - 1, Ordering::SeqCst);
            Err(StoreError::UnknownResult)
        }
    }

    async fn attempts(failures: u32) -> (u32, Result<(), StoreError>) {
        let runs = Arc::new(AtomicU32::new(0));
        let database = Database::new(Flaky(Arc::new(AtomicU32::new(failures))));
        let counter = runs.clone();
        let result = database
            .run(move |_| {
                counter.fetch_add(1, Ordering::SeqCst);
                async { Ok(()) }.boxed()
            })
            .await;
        (runs.load(Ordering::SeqCst), result)
    }

    #[tokio::test(start_paused = true)]
    async fn an_unknown_result_is_tried_again() {
        let (runs, result) = attempts(2).await;
        assert_eq!(runs, 3);
        assert!(result.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn it_gives_up_in_the_end() {
        let (runs, result) = attempts(u32::MAX).await;
        assert_eq!(runs, ATTEMPTS);
        assert!(matches!(result, Err(StoreError::UnknownResult)));
    }
}
