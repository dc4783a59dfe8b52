//! Whether the store can be written and read.

use std::time::Duration;

use futures::FutureExt as _;
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::clock::seconds;
use crate::metrics::Metrics;
use crate::store::tuple::pack;
use crate::store::{Database, StoreError};

/// How long an answer holds. Anyone may ask, and each check is a write to disk.
const HOLDS_FOR: Duration = Duration::from_secs(1);
/// A store that takes longer does not work. Below the 3 s that probes wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is written and read.
#[must_use]
pub fn key() -> Vec<u8> {
    pack(&["health".into()])
}

/// Checks the store.
pub struct Health {
    database: Database,
    metrics: Metrics,
    worked_at: Mutex<Option<Instant>>,
}

impl Health {
    /// Of `database`.
    #[must_use]
    pub fn new(database: Database, metrics: Metrics) -> Self {
        Self { database, metrics, worked_at: Mutex::default() }
    }

    /// Writes and reads, unless that worked a moment ago.
    pub async fn check(&self, now: Timestamp) -> Result<(), StoreError> {
        let checked = self.check_unless_known(now).await;
        self.metrics.set_store_up(checked.is_ok());
        checked
    }

    async fn check_unless_known(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut worked_at = self.worked_at.lock().await;
        if worked_at.is_some_and(|then| then.elapsed() < HOLDS_FOR) {
            return Ok(());
        }
        *worked_at = None;
        match tokio::time::timeout(PATIENCE, self.probe(now)).await {
            Ok(result) => result?,
            Err(late) => return Err(StoreError::Unavailable(late.into())),
        }
        *worked_at = Some(Instant::now());
        Ok(())
    }

    async fn probe(&self, now: Timestamp) -> Result<(), StoreError> {
        let (key, value) = (key(), pack(&[seconds(now).into()]));
        self.database
            .run(move |transaction| {
                let (key, value) = (key.clone(), value.clone());
                async move {
                    transaction.get(&key).await?;
                    transaction.set(key, value);
                    Ok(())
                }
                .boxed()
            })
            .await
    }
}
