//! Entries in the order of their commits: what others are to hear of, and what is to be known later.
//!
//! ```text
//!   (prefix…, version of the commit) → the entry and its time
//! ```
//!
//! Nobody who appends reads, so any number may at the same time.

use futures::FutureExt as _;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::record::parse;
use super::tuple::{Part, below, pack};
use super::{Database, StoreError, Transaction};

/// Entries read or removed in one transaction.
const PAGE: usize = 200;

/// A log below a prefix.
#[derive(Clone, Debug)]
pub struct Log(Vec<Part>);

/// An entry, and when it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<T> {
    /// When, by the clock of who wrote it.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: T,
}

/// Only the time of an entry, whatever else it says.
#[derive(Deserialize)]
struct Time {
    at: Timestamp,
}

impl Log {
    /// The log below these parts.
    #[must_use]
    pub const fn new(prefix: Vec<Part>) -> Self {
        Self(prefix)
    }

    /// Adds an entry at commit.
    pub fn append<T: Serialize>(
        &self,
        transaction: &mut dyn Transaction,
        entry: &Entry<T>,
    ) -> Result<(), StoreError> {
        let value = serde_json::to_vec(entry).map_err(|error| StoreError::Corrupt(error.into()))?;
        transaction.set_versioned(pack(&self.0), value);
        Ok(())
    }

    /// The next entries after the key `after`, or the first, each with its key; some hundred at
    /// most, and none at the end.
    async fn after<T: DeserializeOwned>(
        &self,
        database: &Database,
        after: Option<Vec<u8>>,
    ) -> Result<Vec<(Vec<u8>, Entry<T>)>, StoreError> {
        let (mut begin, end) = below(&self.0);
        if let Some(mut after) = after {
            after.push(0);
            begin = after;
        }
        let pairs = database
            .read(move |transaction| {
                let (begin, end) = (begin.clone(), end.clone());
                async move { transaction.range(&begin, &end, PAGE).await }.boxed()
            })
            .await?;
        pairs.into_iter().map(|(key, value)| Ok((key, parse(&value)?))).collect()
    }

    /// All entries after the key `last`, which then is that of the last one.
    pub async fn rest<T: DeserializeOwned>(
        &self,
        database: &Database,
        last: &mut Option<Vec<u8>>,
    ) -> Result<Vec<Entry<T>>, StoreError> {
        let (mut rest, mut at) = (vec![], last.clone());
        loop {
            let page = self.after(database, at.clone()).await?;
            let Some((key, _)) = page.last() else { break };
            at = Some(key.clone());
            rest.extend(page.into_iter().map(|(_, entry)| entry));
        }
        *last = at;
        Ok(rest)
    }

    /// Removes the entries from before `before`, and says how many.
    pub async fn trim(&self, database: &Database, before: Timestamp) -> Result<usize, StoreError> {
        let mut removed = 0;
        loop {
            let page = self.trim_page(database, before).await?;
            removed += page;
            if page < PAGE {
                return Ok(removed);
            }
        }
    }

    async fn trim_page(&self, database: &Database, before: Timestamp) -> Result<usize, StoreError> {
        let (begin, end) = below(&self.0);
        database
            .run(move |transaction| {
                let (begin, end) = (begin.clone(), end.clone());
                async move {
                    let pairs = transaction.range(&begin, &end, PAGE).await?;
                    let mut old = vec![];
                    for (key, value) in pairs {
                        // They are in order, but for the clocks of those who wrote them.
                        if parse::<Time>(&value)?.at >= before {
                            break;
                        }
                        old.push(key);
                    }
                    let removed = old.len();
                    for key in old {
                        transaction.clear(key);
                    }
                    Ok(removed)
                }
                .boxed()
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::Embedded;
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn it_is_read_on_from_where_one_was_and_trimmed_by_time() {
        let directory = tempfile::tempdir().unwrap();
        let database = Database::new(Embedded::open(&directory.path().join("db")).unwrap());
        let log = Log::new(vec!["l".into()]);
        for second in 0..250 {
            let entry = Entry { at: at(second), what: serde_json::json!({ "n": second }) };
            let (log, entry) = (log.clone(), entry.clone());
            database
                .run(move |transaction| {
                    let appended = log.append(transaction, &entry);
                    async { appended }.boxed()
                })
                .await
                .unwrap();
        }
        let first = log.after::<serde_json::Value>(&database, None).await.unwrap();
        assert_eq!(first.len(), PAGE);
        let mut last = Some(first.last().unwrap().0.clone());
        let rest = log.rest::<serde_json::Value>(&database, &mut last).await.unwrap();
        assert_eq!((rest.len(), &rest[0].what["n"]), (50, &200.into()));
        assert!(log.rest::<serde_json::Value>(&database, &mut last).await.unwrap().is_empty());
        assert_eq!(log.trim(&database, at(220)).await.unwrap(), 220);
        assert_eq!(log.trim(&database, at(220)).await.unwrap(), 0);
        let left = log.after::<serde_json::Value>(&database, None).await.unwrap();
        assert_eq!((left.len(), &left[0].1.what["n"]), (30, &220.into()));
    }
}
