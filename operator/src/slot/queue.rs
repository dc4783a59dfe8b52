//! Who waits for a slot of a pool: first come, first served.

use std::collections::BTreeSet;

use crate::names::WorkspaceUid;

/// Ordered by creation, then by UID, so that two operators agree on the order.
#[derive(Debug, Default)]
pub(super) struct Queue(BTreeSet<(i64, WorkspaceUid)>);

impl Queue {
    pub(super) fn push(&mut self, created: i64, uid: &WorkspaceUid) {
        self.0.insert((created, uid.clone()));
    }

    pub(super) fn remove(&mut self, created: i64, uid: &WorkspaceUid) -> bool {
        self.0.remove(&(created, uid.clone()))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first `count`: those for whom `count` free slots are.
    pub(super) fn first(&self, count: usize) -> impl Iterator<Item = &WorkspaceUid> {
        self.0.iter().take(count).map(|(_, uid)| uid)
    }
}
