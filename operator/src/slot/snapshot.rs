//! A pool's slots at one moment, each with its standing.

use crate::names::{Ordinal, WorkspaceUid};
use crate::slot::{Free, Holder, Slot, WorkspaceView};

/// The slots of one pool.
#[derive(Clone, Debug, Default)]
pub struct PoolSnapshot {
    /// By ordinal, ascending. Ordinals that nothing was seen of are absent.
    pub slots: Vec<(Ordinal, SlotSnapshot)>,
    /// Workspaces without a slot that wait for one of this pool.
    pub waiting: usize,
}

impl PoolSnapshot {
    /// How many slots somebody holds, or has held until now.
    #[must_use]
    pub fn in_use(&self) -> usize {
        let free =
            |standing: SlotSnapshot| standing.is_free() || standing == SlotSnapshot::Incomplete;
        self.slots.iter().filter(|(_, standing)| !free(*standing)).count()
    }
}

/// The standing of one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotSnapshot {
    /// Nobody holds it.
    Free(Free),
    /// A claim of it is being written.
    Reserved,
    /// A living workspace holds it.
    Claimed,
    /// The workspace that held it is gone.
    Orphaned,
    /// Its holder lives and owns another slot: this one was never routed.
    Surplus,
    /// It is being taken away.
    Retired,
    /// Its volumes went and its pod has not yet.
    HalfReleased,
    /// The StatefulSet controller is still making it, or it is on its way out.
    Incomplete,
}

impl SlotSnapshot {
    pub(super) fn of<'a>(
        slot: &Slot,
        reserved: bool,
        workspace: impl FnOnce(&WorkspaceUid) -> Option<&'a WorkspaceView>,
    ) -> Self {
        if reserved {
            return Self::Reserved;
        }
        if slot.is_half_released() {
            return Self::HalfReleased;
        }
        let Some(claim) = &slot.workspace else { return Self::Incomplete };
        match &claim.holder {
            Holder::Retired => Self::Retired,
            Holder::Free => slot.free().map_or(Self::Incomplete, Self::Free),
            Holder::Workspace(uid) => match workspace(uid).map(|w| w.claim_uid.as_ref()) {
                None => Self::Orphaned,
                Some(Some(owned)) if *owned != claim.uid => Self::Surplus,
                Some(_) => Self::Claimed,
            },
        }
    }

    /// Whether the slot may be taken away or given to somebody.
    #[must_use]
    pub const fn is_free(self) -> bool {
        matches!(self, Self::Free(_))
    }
}
