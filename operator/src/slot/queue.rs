//! Who waits for a slot of a pool: first come, first served.

use std::collections::{BTreeSet, HashMap};

use crate::names::WorkspaceUid;

/// Ordered by creation, then by UID, so that two operators agree on the order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    order: BTreeSet<(i64, WorkspaceUid)>,
    created: HashMap<WorkspaceUid, i64>,
}

impl Queue {
    pub(super) fn push(&mut self, created: i64, uid: &WorkspaceUid) {
        self.created.insert(uid.clone(), created);
        self.order.insert((created, uid.clone()));
    }

    /// False: it did not wait.
    pub(super) fn remove(&mut self, uid: &WorkspaceUid) -> bool {
        let Some((uid, created)) = self.created.remove_entry(uid) else { return false };
        self.order.remove(&(created, uid))
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The first `count`: those for whom `count` free slots are.
    pub(super) fn first(&self, count: usize) -> impl Iterator<Item = &WorkspaceUid> {
        self.order.iter().take(count).map(|(_, uid)| uid)
    }
}
