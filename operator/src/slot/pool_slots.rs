//! The slots of one pool, and who is after them.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{Ordinal, WorkspaceUid};
use crate::slot::queue::Queue;
use crate::slot::quota::{Promise, running_pod};
use crate::slot::{Free, Slot, SlotSnapshot, WorkspaceView};

#[derive(Debug, Default)]
pub(super) struct PoolSlots {
    pub(super) slots: BTreeMap<Ordinal, Slot>,
    /// The free slots that nobody has reserved, the best first.
    pub(super) free: BTreeSet<(Free, Ordinal)>,
    /// Slots that a running reconcile is about to claim, and for whom.
    pub(super) reserved: BTreeMap<Ordinal, WorkspaceUid>,
    pub(super) queue: Queue,
    /// The queue has a place for each who had no slot when the first one asked.
    pub(super) is_lined_up: bool,
    /// How many slots may be held, as the last who asked for one knew it.
    pub(super) maximum: Option<usize>,
    /// What workspaces may have beyond what their pods are seen to have.
    pub(super) promises: BTreeMap<Ordinal, Promise>,
    /// Workspaces that wait for others to take less.
    pub(super) over_quota: BTreeSet<WorkspaceUid>,
}

impl PoolSlots {
    /// The workspace that holds the slot.
    pub(super) fn holder(&self, ordinal: Ordinal) -> Option<&WorkspaceUid> {
        self.slots.get(&ordinal).and_then(Slot::holder)
    }

    /// The workspace that holds the slot or is about to.
    pub(super) fn claimant(&self, ordinal: Ordinal) -> Option<&WorkspaceUid> {
        self.holder(ordinal).or_else(|| self.reserved.get(&ordinal))
    }

    pub(super) fn file(&mut self, ordinal: Ordinal) {
        for free in Free::ALL {
            self.free.remove(&(free, ordinal));
        }
        let free = self.slots.get(&ordinal).and_then(Slot::free);
        if let Some(free) = free.filter(|_| !self.reserved.contains_key(&ordinal)) {
            self.free.insert((free, ordinal));
        }
        self.forget_unmade(ordinal);
    }

    /// A slot of which nothing is there is none.
    pub(super) fn forget_unmade(&mut self, ordinal: Ordinal) {
        if self.slots.get(&ordinal).is_some_and(|slot| *slot == Slot::default()) {
            self.slots.remove(&ordinal);
        }
    }

    /// How many of the free slots may be claimed: no more than the maximum lets be held.
    pub(super) fn claimable(&self) -> usize {
        let free = self.free.len();
        match self.maximum {
            // Counted only where it can matter: after the maximum was lowered.
            Some(maximum) if self.slots.len() > maximum => {
                free.min(maximum.saturating_sub(self.held()))
            }
            _ => free,
        }
    }

    fn held(&self) -> usize {
        let slots = self.slots.iter();
        let held = slots.filter(|(o, slot)| slot.is_adopted() || self.claimant(**o).is_some());
        held.count()
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

    /// Whose turn it is because of the last slot that came to be claimable, or of the last one to
    /// leave the queue.
    pub(super) fn next(&self) -> Option<&WorkspaceUid> {
        self.queue.last_of_first(self.claimable())
    }

    /// Sets the best free slot aside.
    pub(super) fn take(&mut self, uid: &WorkspaceUid, running: bool) -> Option<(Ordinal, Slot)> {
        let (free, ordinal) = self.best(running)?;
        let slot = self.slots.get(&ordinal)?.clone();
        self.free.remove(&(free, ordinal));
        self.reserved.insert(ordinal, uid.clone());
        Some((ordinal, slot))
    }

    /// The warmest slot for a workspace that runs; a cold one for one that starts suspended, or else
    /// the least warm. Of equals the lowest, so that the top of the StatefulSet stays free to be
    /// scaled down.
    fn best(&self, running: bool) -> Option<(Free, Ordinal)> {
        if running {
            return self.free.first().copied();
        }
        let lowest = |wanted| self.free.iter().find(|(free, _)| *free == wanted).copied();
        lowest(Free::Cold).or_else(|| lowest(self.free.last()?.0))
    }

    /// Keeps what was promised for the slot to whoever still has it, and with a pod that has
    /// stopped, what `ran`: a workspace that is restarted has that again.
    pub(super) fn keep_promise(&mut self, ordinal: Ordinal, ran: Option<Promise>) {
        if let Some(ran) = ran.filter(|_| !self.is_running(ordinal)) {
            self.promise(ordinal, ran);
        }
        let claimant = self.claimant(ordinal).cloned();
        if self.promises.get(&ordinal).is_some_and(|it| Some(&it.holder) != claimant.as_ref()) {
            self.promises.remove(&ordinal);
        }
    }

    /// At least as much as was promised before.
    pub(super) fn promise(&mut self, ordinal: Ordinal, promise: Promise) {
        let known = self.promises.remove(&ordinal).filter(|it| it.holder == promise.holder);
        let amount = known.map_or(promise.amount, |known| promise.amount.at_least(&known.amount));
        self.promises.insert(ordinal, Promise { amount, ..promise });
    }

    /// Whether the slot's pod was let go and is not on its way out.
    pub(super) fn is_running(&self, ordinal: Ordinal) -> bool {
        self.slots.get(&ordinal).is_some_and(|slot| running_pod(slot).is_some())
    }
}
