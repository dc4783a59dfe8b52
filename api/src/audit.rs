//! What people did with their accounts, to be known later.
//!
//! ```text
//!   ("audit", shard of the user, version of the commit) → Entry        kept for 90 days
//! ```
//!
//! An entry is written in the transaction of what it tells of, where that is one.
//! `coditect-api store audit` prints them.

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::accounts::UserId;
use crate::store::log::{Entry, Log};
use crate::store::{Database, StoreError, Transaction, shard};

/// How long an entry is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// The account was made.
    Registered,
    /// They logged in with their password.
    LoggedIn {
        /// From where.
        address: String,
    },
    /// They changed their password, which ends all other sessions.
    PasswordChanged,
    /// A session began.
    SessionBegan {
        /// Its id.
        session: String,
    },
    /// They ended a session.
    SessionEnded {
        /// Its id.
        session: String,
    },
    /// They set a git credential.
    GitCredentialSet {
        /// For this host.
        host: String,
    },
    /// They removed a git credential.
    GitCredentialRemoved {
        /// For this host.
        host: String,
    },
    /// They made a workspace.
    WorkspaceCreated {
        /// Its name.
        workspace: String,
    },
    /// They deleted a workspace.
    WorkspaceDeleted {
        /// Its name.
        workspace: String,
    },
}

/// Who did what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Who.
    pub user: UserId,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Writes an entry at commit.
pub fn audit(
    transaction: &mut dyn Transaction,
    at: Timestamp,
    user: &UserId,
    event: Event,
) -> Result<(), StoreError> {
    let shard = shard::of(user.as_str().as_bytes());
    log(shard).append(transaction, &Entry { at, what: Deed { user: user.clone(), event } })
}

/// Writes an entry about what the store does not know of. It has happened already, so a failure is
/// logged and no more.
pub async fn audit_after(database: &Database, at: Timestamp, user: &UserId, event: Event) {
    let written = database.run(|transaction| {
        let written = audit(transaction, at, user, event.clone());
        async { written }.boxed()
    });
    if let Err(error) = written.await {
        tracing::warn!(%error, %user, ?event, "failed to write an entry of the audit log");
    }
}

/// All entries by their time.
pub async fn all(database: &Database) -> Result<Vec<Entry<Deed>>, StoreError> {
    let mut all = vec![];
    for shard in shard::all() {
        all.extend(log(shard).rest(database, &mut None).await?);
    }
    all.sort_by_key(|entry| entry.at);
    Ok(all)
}

/// Removes the entries that are old.
pub async fn trim(database: &Database, now: Timestamp) -> Result<usize, StoreError> {
    let mut removed = 0;
    for shard in shard::all() {
        removed += log(shard).trim(database, now - KEPT).await?;
    }
    Ok(removed)
}

fn log(shard: u64) -> Log {
    Log::new(vec!["audit".into(), shard.into()])
}
