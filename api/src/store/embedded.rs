//! The backend for one replica: a redb file.
//!
//! A transaction reads from a snapshot and keeps its writes in memory until it commits. One that
//! may write holds a lock from begin to commit, so its snapshot stays the latest version and a
//! commit cannot conflict.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use redb::backends::FileBackend;
use redb::{
    DatabaseError, ReadTransaction, ReadableDatabase as _, ReadableTable as _, TableDefinition,
    WriteTransaction,
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::tuple::{Part, VERSION_LENGTH, pack};
use super::{Backend, Pair, StoreError, Transaction};

const TABLE: TableDefinition<'static, &[u8], &[u8]> = TableDefinition::new("coditect");
/// How many transactions with versioned keys there were; no user of the store sees it.
const VERSION: TableDefinition<'static, (), u64> = TableDefinition::new("version");

/// What a transaction has written and not committed.
#[derive(Default)]
struct Changes {
    /// None: cleared.
    keys: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    versioned: Vec<Pair>,
}

/// A redb file that this process alone has open.
#[derive(Clone)]
pub struct Embedded {
    file: Arc<redb::Database>,
    writer: Arc<Mutex<()>>,
    /// Counts commits, for those who wait for one.
    commits: watch::Sender<u64>,
}

impl Embedded {
    /// Opens the file, or makes it, for this user's eyes only.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(path).map_err(unavailable)?;
        let backend = FileBackend::new(file).map_err(unavailable)?;
        let file =
            redb::Builder::new().create_with_backend(backend).map_err(|error| match error {
                DatabaseError::DatabaseAlreadyOpen => StoreError::Open(format!(
                    "another process has {} open, such as an API; stop it first",
                    path.display()
                )),
                other => unavailable(other),
            })?;
        let created = file.begin_write().map_err(unavailable)?;
        created.open_table(TABLE).map_err(unavailable)?;
        created.open_table(VERSION).map_err(unavailable)?;
        created.commit().map_err(unavailable)?;
        Ok(Self { file: Arc::new(file), writer: Arc::default(), commits: watch::Sender::default() })
    }

    async fn transaction(
        &self,
        writer: Option<OwnedMutexGuard<()>>,
    ) -> Result<Box<dyn Transaction>, StoreError> {
        let file = self.file.clone();
        let snapshot = blocking(move || file.begin_read().map_err(unavailable)).await?;
        Ok(Box::new(EmbeddedTransaction {
            file: self.file.clone(),
            snapshot: Arc::new(snapshot),
            changes: Changes::default(),
            commits: self.commits.clone(),
            writer,
        }))
    }
}

#[async_trait]
impl Backend for Embedded {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let writer = self.writer.clone().lock_owned().await;
        self.transaction(Some(writer)).await
    }

    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.transaction(None).await
    }

    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        let mut commits = self.commits.subscribe();
        while self.snapshot().await?.get(key).await?.as_deref() == known {
            // The sender is this store's own.
            if commits.changed().await.is_err() {
                return Ok(());
            }
        }
        Ok(())
    }
}

struct EmbeddedTransaction {
    file: Arc<redb::Database>,
    snapshot: Arc<ReadTransaction>,
    changes: Changes,
    commits: watch::Sender<u64>,
    writer: Option<OwnedMutexGuard<()>>,
}

#[async_trait]
impl Transaction for EmbeddedTransaction {
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(change) = self.changes.keys.get(key) {
            return Ok(change.clone());
        }
        let (snapshot, key) = (self.snapshot.clone(), key.to_owned());
        blocking(move || {
            let table = snapshot.open_table(TABLE).map_err(unavailable)?;
            let value = table.get(key.as_slice()).map_err(unavailable)?;
            Ok(value.map(|value| value.value().to_owned()))
        })
        .await
    }

    async fn range(
        &mut self,
        begin: &[u8],
        end: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        if begin >= end {
            return Ok(vec![]);
        }
        let changes: BTreeMap<_, _> = self
            .changes
            .keys
            .range(begin.to_owned()..end.to_owned())
            .map(|(key, change)| (key.clone(), change.clone()))
            .collect();
        // Each change can hide one stored pair at most.
        let enough = limit.saturating_add(changes.len());
        let (snapshot, begin, end) = (self.snapshot.clone(), begin.to_owned(), end.to_owned());
        let mut pairs = blocking(move || stored(&snapshot, &begin, &end, enough)).await?;
        for (key, change) in changes {
            match change {
                Some(value) => pairs.insert(key, value),
                None => pairs.remove(&key),
            };
        }
        Ok(pairs.into_iter().take(limit).collect())
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.changes.keys.insert(key, Some(value));
    }

    fn clear(&mut self, key: Vec<u8>) {
        self.changes.keys.insert(key, None);
    }

    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError> {
        for (key, _) in self.range(begin, end, usize::MAX).await? {
            self.clear(key);
        }
        Ok(())
    }

    /// Reads and writes: the lock on the store keeps others away from the number.
    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError> {
        let value = self.get(key).await?.unwrap_or_default();
        let mut bytes = [0; size_of::<i64>()];
        bytes.iter_mut().zip(value).for_each(|(byte, stored)| *byte = stored);
        let sum = i64::from_le_bytes(bytes).wrapping_add(amount);
        self.set(key.to_owned(), sum.to_le_bytes().to_vec());
        Ok(())
    }

    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>) {
        self.changes.versioned.push((prefix, value));
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self { file, snapshot, changes, commits, writer } = *self;
        drop(snapshot);
        // A snapshot commits nothing, and what was only read needs no write to disk.
        let is_empty = changes.keys.is_empty() && changes.versioned.is_empty();
        let Some(writer) = writer.filter(|_| !is_empty) else { return Ok(()) };
        blocking(move || {
            // Here and not in the caller: if that is cancelled, this still runs to its end.
            let _held = writer;
            write(&file, &changes)?;
            commits.send_modify(|count| *count += 1);
            Ok(())
        })
        .await
    }
}

fn stored(
    snapshot: &ReadTransaction,
    begin: &[u8],
    end: &[u8],
    limit: usize,
) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, StoreError> {
    let table = snapshot.open_table(TABLE).map_err(unavailable)?;
    let range = table.range(begin..end).map_err(unavailable)?;
    range
        .take(limit)
        .map(|pair| {
            let (key, value) = pair.map_err(unavailable)?;
            Ok((key.value().to_owned(), value.value().to_owned()))
        })
        .collect()
}

fn write(file: &redb::Database, changes: &Changes) -> Result<(), StoreError> {
    let transaction = file.begin_write().map_err(unavailable)?;
    {
        let mut table = transaction.open_table(TABLE).map_err(unavailable)?;
        for (key, change) in &changes.keys {
            match change {
                Some(value) => table.insert(key.as_slice(), value.as_slice()),
                None => table.remove(key.as_slice()),
            }
            .map_err(unavailable)?;
        }
        if !changes.versioned.is_empty() {
            let version = next_version(&transaction)?;
            for (order, (prefix, value)) in (0_u16..).zip(&changes.versioned) {
                let part = Part::Version(versionstamp(version, order));
                let key = [prefix.as_slice(), &pack(&[part])].concat();
                table.insert(key.as_slice(), value.as_slice()).map_err(unavailable)?;
            }
        }
    }
    transaction.commit().map_err(unavailable)
}

fn next_version(transaction: &WriteTransaction) -> Result<u64, StoreError> {
    let mut table = transaction.open_table(VERSION).map_err(unavailable)?;
    let last = table.get(()).map_err(unavailable)?.map_or(0, |version| version.value());
    table.insert((), last + 1).map_err(unavailable)?;
    Ok(last + 1)
}

/// As FoundationDB makes them: eight bytes of version, two of the batch, two of the order.
fn versionstamp(version: u64, order: u16) -> [u8; VERSION_LENGTH] {
    let mut stamp = [0; VERSION_LENGTH];
    let bytes = version.to_be_bytes().into_iter().chain([0, 0]).chain(order.to_be_bytes());
    stamp.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    stamp
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(unavailable)?
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
