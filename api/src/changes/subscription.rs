//! One listener, and what it has been told.

use std::collections::BTreeMap;
use std::sync::Arc;

use coditect_crds::Workspace;
use tokio::sync::watch;

use super::Changes;
use super::index::Belongings;
use crate::accounts::UserId;

/// What one listener is to be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// These are all the workspaces there are. Always first, and only then.
    Snapshot(Vec<Arc<Workspace>>),
    /// A workspace is new, or not as it was.
    Workspace(Arc<Workspace>),
    /// The workspace of this name is gone.
    Deleted(String),
    /// The sessions are not as they were.
    Sessions,
}

/// Hears of what one user has.
pub struct Subscription {
    // Dropped in this order: who leaves is no longer counted.
    theirs: watch::Receiver<Belongings>,
    told: Option<Belongings>,
    leave: Leave,
}

struct Leave {
    changes: Changes,
    owner: UserId,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.changes.leave(&self.owner);
    }
}

impl Subscription {
    pub(super) fn new(
        theirs: watch::Receiver<Belongings>,
        changes: Changes,
        owner: UserId,
    ) -> Self {
        Self { theirs, told: None, leave: Leave { changes, owner } }
    }

    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> &UserId {
        &self.leave.owner
    }

    /// Waits until there is something to tell; at first, until the workspaces are known. When it
    /// is cancelled, nothing is lost.
    pub async fn next(&mut self) -> Vec<Change> {
        let Some(told) = &mut self.told else {
            let mut synced = self.leave.changes.synced.subscribe();
            // The sender is held right here.
            let _ = synced.wait_for(|synced| *synced).await;
            let theirs = self.theirs.borrow_and_update().clone();
            let workspaces = theirs.workspaces.values().cloned().collect();
            self.told = Some(theirs);
            return vec![Change::Snapshot(workspaces)];
        };
        loop {
            // The index keeps the channel for as long as this listens.
            let _ = self.theirs.changed().await;
            let theirs = self.theirs.borrow_and_update().clone();
            let changes = difference(told, &theirs);
            *told = theirs;
            if !changes.is_empty() {
                return changes;
            }
        }
    }
}

fn difference(told: &Belongings, theirs: &Belongings) -> Vec<Change> {
    let (before, now) = (&told.workspaces, &theirs.workspaces);
    let changed = now.iter().filter(|(name, workspace)| !is_same(before, name, workspace));
    let gone = before.keys().filter(|name| !now.contains_key(*name));
    let sessions = (told.sessions != theirs.sessions).then_some(Change::Sessions);
    changed
        .map(|(_, workspace)| Change::Workspace(workspace.clone()))
        .chain(gone.map(|name| Change::Deleted(name.clone())))
        .chain(sessions)
        .collect()
}

fn is_same(
    before: &BTreeMap<String, Arc<Workspace>>,
    name: &str,
    workspace: &Arc<Workspace>,
) -> bool {
    before.get(name).is_some_and(|known| Arc::ptr_eq(known, workspace))
}
