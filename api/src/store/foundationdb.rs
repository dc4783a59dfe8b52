//! The backend for many replicas: a FoundationDB cluster.
//!
//! The client library keeps the addresses of the coordinators in its cluster file and writes to it
//! when they change, so it is given a copy that it may write to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ::foundationdb as fdb;
use async_trait::async_trait;
use fdb::api::{FdbApiBuilder, NetworkAutoStop};
use fdb::options::{MutationType, TransactionOption};
use fdb::{FdbError, KeySelector, RangeOption};
use futures::TryStreamExt as _;

use super::tuple::{Part, VERSION_LENGTH, pack};
use super::{Backend, MAX_AGE, Pair, StoreError, Transaction};

/// How long a transaction waits for a database that does not answer. The server gives up on
/// transactions of that age in any case.
const TIMEOUT: Duration = MAX_AGE;
/// Bytes of the offset at the end of a versionstamped key.
const OFFSET_LENGTH: usize = 4;

/// Runs the client's network thread; it ends when this is dropped, which must be before the process
/// does, and after the last [`FoundationDb`].
pub struct Network(
    #[expect(dead_code, reason = "what counts is that it is dropped")] NetworkAutoStop,
);

impl Network {
    /// Starts it. Only the first call of a process succeeds.
    #[expect(unsafe_code, reason = "the library asks for a promise that is kept below")]
    pub fn start() -> Result<Self, StoreError> {
        let network = FdbApiBuilder::default().build().map_err(unavailable)?;
        // SAFETY: the network is stopped before the process ends if what this returns is dropped
        // then: `main` holds it to its end.
        let running = unsafe { network.boot() }.map_err(unavailable)?;
        Ok(Self(running))
    }
}

/// A FoundationDB cluster.
pub struct FoundationDb {
    database: fdb::Database,
}

impl FoundationDb {
    /// The cluster of `cluster_file`, of which a copy is kept in `directory`.
    pub fn open(cluster_file: &Path, directory: &Path) -> Result<Self, StoreError> {
        let copy = copy(cluster_file, directory)?;
        let database = fdb::Database::from_path(&copy.to_string_lossy()).map_err(|error| {
            StoreError::Open(format!("{}: {}", copy.display(), error.message()))
        })?;
        Ok(Self { database })
    }

    fn transaction(&self, is_snapshot: bool) -> Result<Box<dyn Transaction>, StoreError> {
        let inner = self.create()?;
        let timeout = i32::try_from(TIMEOUT.as_millis()).unwrap_or(i32::MAX);
        inner.set_option(TransactionOption::Timeout(timeout)).map_err(failed)?;
        Ok(Box::new(FoundationDbTransaction { inner, is_snapshot, versioned: 0 }))
    }

    fn create(&self) -> Result<fdb::Transaction, StoreError> {
        self.database.create_trx().map_err(failed)
    }
}

/// A copy that the client may write to. One that is there is of this cluster if the description
/// and id are the same, and then knows better where its coordinators are.
fn copy(cluster_file: &Path, directory: &Path) -> Result<PathBuf, StoreError> {
    let wrong = |why: String| StoreError::Open(format!("{}: {why}", cluster_file.display()));
    let given = std::fs::read_to_string(cluster_file).map_err(|error| wrong(error.to_string()))?;
    let cluster = |text: &str| {
        let line = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
        line.split_once('@').map(|(id, _)| id.trim().to_owned()).filter(|id| id.contains(':'))
    };
    let id = cluster(&given)
        .ok_or_else(|| wrong("not of the form description:id@host:port,…".to_owned()))?;
    let copy = directory.join("fdb.cluster");
    let known = std::fs::read_to_string(&copy).ok();
    if known.as_deref().and_then(cluster) != Some(id) {
        std::fs::write(&copy, given).map_err(|error| wrong(error.to_string()))?;
    }
    Ok(copy)
}

#[async_trait]
impl Backend for FoundationDb {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.transaction(false)
    }

    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.transaction(true)
    }

    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        loop {
            // Without a timeout, which would end the watch as well.
            let transaction = self.create()?;
            let now = tokio::time::timeout(TIMEOUT, transaction.get(key, false));
            let now = now.await.map_err(|late| StoreError::Unavailable(late.into()))?;
            if now.map_err(failed)?.as_deref() != known {
                return Ok(());
            }
            let watch = transaction.watch(key);
            transaction.commit().await.map_err(|error| failed(error.into()))?;
            match watch.await {
                Ok(()) => {}
                Err(error) if error.is_retryable() => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }
}

struct FoundationDbTransaction {
    inner: fdb::Transaction,
    is_snapshot: bool,
    /// Keys with the version of the commit, so far.
    versioned: u16,
}

#[async_trait]
impl Transaction for FoundationDbTransaction {
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.inner.get(key, false).await.map_err(failed)?;
        Ok(value.map(|value| value.to_vec()))
    }

    async fn range(
        &mut self,
        begin: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        // A limit of zero means none to the client.
        if begin >= end || limit == 0 {
            return Ok(vec![]);
        }
        let range = RangeOption {
            limit: (limit < usize::MAX).then_some(limit),
            ..RangeOption::from((
                KeySelector::first_greater_or_equal(begin),
                KeySelector::first_greater_or_equal(end),
            ))
        };
        let pairs = self.inner.get_ranges_keyvalues(range, false);
        let pairs = pairs.map_ok(|pair| (pair.key().to_vec(), pair.value().to_vec()));
        pairs.try_collect().await.map_err(failed)
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.inner.set(&key, &value);
    }

    fn clear(&mut self, key: Vec<u8>) {
        self.inner.clear(&key);
    }

    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError> {
        if begin < end {
            self.inner.clear_range(begin, end);
        }
        Ok(())
    }

    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError> {
        self.inner.atomic_op(key, &amount.to_le_bytes(), MutationType::Add);
        Ok(())
    }

    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>) {
        // The database puts ten bytes of its own at the offset that the end of the key says.
        let mut version = [0; VERSION_LENGTH];
        let order = self.versioned.to_be_bytes();
        version.iter_mut().rev().zip(order.iter().rev()).for_each(|(place, byte)| *place = *byte);
        self.versioned = self.versioned.saturating_add(1);
        let mut key = prefix;
        let offset = u32::try_from(key.len() + 1).unwrap_or(u32::MAX);
        key.reserve(1 + VERSION_LENGTH + OFFSET_LENGTH);
        key.extend(pack(&[Part::Version(version)]));
        key.extend(offset.to_le_bytes());
        self.inner.atomic_op(&key, &value, MutationType::SetVersionstampedKey);
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if self.is_snapshot {
            return Ok(());
        }
        self.inner.commit().await.map(drop).map_err(|error| failed(error.into()))
    }
}

fn failed(error: FdbError) -> StoreError {
    if error.is_retryable_not_committed() {
        StoreError::Conflict
    } else if error.is_maybe_committed() {
        StoreError::UnknownResult
    } else {
        unavailable(error)
    }
}

fn unavailable(error: FdbError) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
