//! Faults of the way to the database, put in between: what a commit answers, and what it did.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use coditect_api::store::{Backend, Database, Pair, StoreError, Transaction};
use futures::FutureExt as _;

use crate::support::Store;

/// What becomes of a commit whose answer is lost.
#[derive(Clone, Copy, PartialEq)]
enum Lost {
    /// It happened.
    Answer,
    /// It never arrived.
    Request,
}

/// Loses the next commits on their way.
struct Faulty {
    inner: Arc<dyn Backend>,
    lost: Lost,
    left: Arc<AtomicU32>,
}

struct FaultyTransaction {
    inner: Box<dyn Transaction>,
    lost: Lost,
    left: Arc<AtomicU32>,
}

#[async_trait]
impl Backend for Faulty {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let inner = self.inner.begin().await?;
        Ok(Box::new(FaultyTransaction { inner, lost: self.lost, left: self.left.clone() }))
    }

    async fn snapshot(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.inner.snapshot().await
    }

    async fn changed(&self, key: &[u8], known: Option<&[u8]>) -> Result<(), StoreError> {
        self.inner.changed(key, known).await
    }
}

#[async_trait]
impl Transaction for FaultyTransaction {
    async fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.get(key).await
    }

    async fn range(&mut self, b: &[u8], e: &[u8], limit: usize) -> Result<Vec<Pair>, StoreError> {
        self.inner.range(b, e, limit).await
    }

    fn set(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.inner.set(key, value);
    }

    fn clear(&mut self, key: Vec<u8>) {
        self.inner.clear(key);
    }

    async fn clear_range(&mut self, begin: &[u8], end: &[u8]) -> Result<(), StoreError> {
        self.inner.clear_range(begin, end).await
    }

    async fn add(&mut self, key: &[u8], amount: i64) -> Result<(), StoreError> {
        self.inner.add(key, amount).await
    }

    fn set_versioned(&mut self, prefix: Vec<u8>, value: Vec<u8>) {
        self.inner.set_versioned(prefix, value);
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let is_lost = self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_ok();
        if !is_lost {
            return self.inner.commit().await;
        }
        if self.lost == Lost::Answer {
            self.inner.commit().await?;
        }
        Err(StoreError::UnknownResult)
    }
}

/// Registers an account whose name must be free, as the accounts do: finding one's own is success.
async fn register(store: &Store, lost: Lost, times: u32) -> (u32, Result<bool, StoreError>) {
    let left = Arc::new(AtomicU32::new(times));
    let database = Database::new(Faulty { inner: store.backend.clone(), lost, left });
    let (runs, key, id) = (Arc::new(AtomicU32::new(0)), store.key("name"), b"id 1".to_vec());
    let counter = runs.clone();
    let result = database
        .run(move |transaction| {
            counter.fetch_add(1, Ordering::SeqCst);
            let (key, id) = (key.clone(), id.clone());
            async move {
                if let Some(owner) = transaction.get(&key).await? {
                    return Ok(owner == id);
                }
                transaction.set(key, id);
                Ok(true)
            }
            .boxed()
        })
        .await;
    (runs.load(Ordering::SeqCst), result)
}

pub async fn a_lost_answer_is_tried_again_and_done_once(store: Store) {
    let (runs, result) = register(&store, Lost::Answer, 1).await;
    assert!(result.unwrap(), "the account is one's own");
    assert_eq!(runs, 2);
    assert_eq!(store.get("name").await, Some(b"id 1".to_vec()));
}

pub async fn a_commit_that_did_not_happen_is_tried_again(store: Store) {
    let (runs, result) = register(&store, Lost::Request, 3).await;
    assert!(result.unwrap());
    assert_eq!(runs, 4);
    assert_eq!(store.get("name").await, Some(b"id 1".to_vec()));
}

pub async fn it_gives_up_in_the_end(store: Store) {
    let (runs, result) = register(&store, Lost::Request, u32::MAX).await;
    assert!(matches!(result, Err(StoreError::UnknownResult)));
    assert!((2..20).contains(&runs), "{runs} attempts");
    assert_eq!(store.get("name").await, None);
}
