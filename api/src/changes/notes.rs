//! What handlers tell the subscribers of every replica, through the store.
//!
//! ```text
//!   ("rev", version of the commit) → Note       kept for some minutes
//!   ("rev-head")                   → counts them; each replica watches it
//! ```
//!
//! A note is written in the transaction that makes it true, so that it is told of if and only if
//! it happened.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Changes;
use crate::accounts::UserId;
use crate::store::log::{Entry, Log};
use crate::store::tuple::pack;
use crate::store::{Database, StoreError, Transaction};

/// How long a note is kept: longer than a replica that works is behind.
const KEPT: SignedDuration = SignedDuration::from_mins(10);
/// Before a store that failed is asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase")]
pub enum Noted {
    /// The sessions of a user.
    Sessions,
    /// Something about a workspace that is not in the object itself.
    Workspace {
        /// Its name.
        name: String,
    },
}

/// Whose what has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    user: UserId,
    #[serde(flatten)]
    change: Noted,
}

/// Tells of a change at commit.
pub async fn note(
    transaction: &mut dyn Transaction,
    at: Timestamp,
    user: &UserId,
    change: Noted,
) -> Result<(), StoreError> {
    log().append(transaction, &Entry { at, what: Note { user: user.clone(), change } })?;
    transaction.add(&head(), 1).await
}

/// Passes on what every replica notes, for as long as it is polled.
pub async fn follow_notes(database: &Database, changes: &Changes) {
    let mut last = None;
    loop {
        if let Err(error) = follow(database, changes, &mut last).await {
            tracing::warn!(%error, "failed to follow the notes of changes; trying again");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn follow(
    database: &Database,
    changes: &Changes,
    last: &mut Option<Vec<u8>>,
) -> Result<(), StoreError> {
    loop {
        // Read before the notes: one that comes between is seen now, and once more for nothing.
        let known = database.get(head()).await?;
        for Entry { what: Note { user, change }, .. } in log().rest(database, last).await? {
            match change {
                Noted::Sessions => changes.sessions(&user),
                Noted::Workspace { name } => changes.touch(&user, &name),
            }
        }
        database.changed(&head(), known.as_deref()).await?;
    }
}

/// Removes notes that everybody has heard of.
pub async fn trim_notes(database: &Database, now: Timestamp) -> Result<usize, StoreError> {
    log().trim(database, now - KEPT).await
}

/// Whether this is the key of a note, or counts them.
#[must_use]
pub fn is_note(key: &[u8]) -> bool {
    key == head() || key.starts_with(&pack(&["rev".into()]))
}

fn log() -> Log {
    Log::new(vec!["rev".into()])
}

fn head() -> Vec<u8> {
    pack(&["rev-head".into()])
}
