//! Records that end: an index of them by time, and the sweep that follows it.
//!
//! ```text
//!   ("sx", shard, five minutes of the end, key) → nothing
//! ```
//!
//! Whoever reads a record checks the end of it; the sweep only makes room. An entry may outlive a
//! record that was removed before its end.

use futures::FutureExt as _;
use jiff::Timestamp;

use super::tuple::{Part, below, pack, unpack};
use super::{Database, StoreError, Transaction, shard};
use crate::clock::seconds;

/// Seconds that share a place in the index.
const BUCKET: u64 = 300;
/// Records removed in one transaction.
const PAGE: usize = 100;

/// Has the record at `key` removed some time after `end`.
pub fn expire(transaction: &mut dyn Transaction, key: &[u8], end: Timestamp) {
    transaction.set(entry(key, end), vec![]);
}

/// Has the record at `key` not removed after `end`, where another record takes its place.
pub fn unexpire(transaction: &mut dyn Transaction, key: &[u8], end: Timestamp) {
    transaction.clear(entry(key, end));
}

fn entry(key: &[u8], end: Timestamp) -> Vec<u8> {
    let bucket = seconds(end) / BUCKET;
    pack(&["sx".into(), shard::of(key).into(), bucket.into(), Part::Bytes(key.to_owned())])
}

/// Removes what has ended, and says how much that was.
pub async fn sweep(database: &Database, now: Timestamp) -> Result<usize, StoreError> {
    let mut removed = 0;
    for shard in shard::all() {
        loop {
            let page = sweep_page(database, shard, now).await?;
            removed += page;
            if page < PAGE {
                break;
            }
        }
    }
    Ok(removed)
}

async fn sweep_page(database: &Database, shard: u64, now: Timestamp) -> Result<usize, StoreError> {
    let (begin, _) = below(&["sx".into(), shard.into()]);
    let end = pack(&["sx".into(), shard.into(), (seconds(now) / BUCKET).into()]);
    database
        .run(move |transaction| {
            let (begin, end) = (begin.clone(), end.clone());
            async move {
                let entries = transaction.range(&begin, &end, PAGE).await?;
                let removed = entries.len();
                for (entry, _) in entries {
                    if let Ok(Some(Part::Bytes(key))) = unpack(&entry).map(|mut parts| parts.pop())
                    {
                        transaction.clear(key);
                    }
                    transaction.clear(entry);
                }
                Ok(removed)
            }
            .boxed()
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::super::Embedded;
    use super::*;

    #[tokio::test]
    async fn what_has_ended_is_removed_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::new(Embedded::open(&directory.path().join("db")).unwrap());
        let at = |second| Timestamp::from_second(second).unwrap();
        let key = |number: u64| pack(&["s".into(), number.into()]);
        database
            .run(move |transaction| {
                for number in 0..2000 {
                    transaction.set(key(number), vec![]);
                    let end = if number < 1500 { at(1000) } else { at(1600) };
                    expire(transaction, &key(number), end);
                }
                async { Ok(()) }.boxed()
            })
            .await
            .unwrap();
        assert_eq!(sweep(&database, at(1100)).await.unwrap(), 0);
        assert_eq!(sweep(&database, at(1200)).await.unwrap(), 1500);
        let count = async |kind: &str| {
            let (begin, end) = below(&[kind.into()]);
            let mut snapshot = database.snapshot().await.unwrap();
            snapshot.range(&begin, &end, 9999).await.unwrap().len()
        };
        assert_eq!((count("s").await, count("sx").await), (500, 500));
    }
}
