//! The slots of one pool, and who is after them.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{Ordinal, SlotKey, WorkspaceUid};
use crate::slot::queue::Queue;
use crate::slot::quota::Promise;
use crate::slot::{Free, Resources, Slot, SlotSnapshot, WorkspaceView};

#[derive(Debug, Default)]
pub(super) struct PoolSlots {
    pub(super) slots: BTreeMap<Ordinal, Slot>,
    /// The free slots that nobody has reserved, the best first.
    pub(super) free: BTreeSet<(Free, Ordinal)>,
    /// Slots that a running reconcile is about to claim, and for whom.
    pub(super) reserved: BTreeMap<Ordinal, WorkspaceUid>,
    pub(super) queue: Queue,
    /// What pods may have by the quotas of the pool, if it has any.
    pub(super) promises: BTreeMap<Ordinal, Promise>,
    /// Workspaces that wait for others to take less.
    pub(super) over_quota: BTreeSet<WorkspaceUid>,
}

impl PoolSlots {
    pub(super) fn file(&mut self, ordinal: Ordinal) {
        for free in Free::ALL {
            self.free.remove(&(free, ordinal));
        }
        let free = self.slots.get(&ordinal).and_then(Slot::free);
        if let Some(free) = free.filter(|_| !self.reserved.contains_key(&ordinal)) {
            self.free.insert((free, ordinal));
        }
    }

    /// Who has a slot, of which `workspace` tells whether its holder lives.
    pub(super) fn standing<'a>(
        &self,
        ordinal: Ordinal,
        slot: &Slot,
        workspace: impl FnOnce(&WorkspaceUid) -> Option<&'a WorkspaceView>,
    ) -> SlotSnapshot {
        SlotSnapshot::of(slot, self.reserved.contains_key(&ordinal), workspace)
    }

    /// Whose turn it is because of the last slot that became free, or of the last one to leave the
    /// queue.
    pub(super) fn next(&self) -> Option<&WorkspaceUid> {
        self.queue.last_of_first(self.free.len())
    }

    /// Sets the best free slot aside.
    pub(super) fn take(&mut self, uid: &WorkspaceUid, running: bool) -> Option<(Ordinal, Slot)> {
        let (free, ordinal) = self.best(running)?;
        let slot = self.slots.get(&ordinal)?.clone();
        self.free.remove(&(free, ordinal));
        self.reserved.insert(ordinal, uid.clone());
        Some((ordinal, slot))
    }

    /// The warmest slot for a workspace that runs, the coldest for one that starts suspended;
    /// of equals the lowest, so that the top of the StatefulSet stays free to be scaled down.
    fn best(&self, running: bool) -> Option<(Free, Ordinal)> {
        if running {
            return self.free.first().copied();
        }
        let coldest = self.free.last()?.0;
        self.free.iter().find(|(free, _)| *free == coldest).copied()
    }

    /// What the pod of a slot may have, or goes on to have.
    pub(super) fn promise(&mut self, key: &SlotKey, resources: Option<Resources>) {
        let pod = self.slots.get(&key.ordinal).and_then(|slot| slot.pod.as_ref());
        let Some(pod) = pod else { return };
        let Some(resources) = resources.or(pod.resources) else { return };
        let pod_uid = pod.uid.clone();
        self.promises.insert(key.ordinal, Promise { pod_uid, resources });
    }
}
