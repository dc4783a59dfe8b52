//! A pool's slots at one moment, each with its standing.

use jiff::Timestamp;

use crate::names::{Ordinal, WorkspaceUid};
use crate::slot::{Free, Holder, PodView, Slot, WorkspaceView};

/// The slots of one pool.
#[derive(Clone, Debug, Default)]
pub struct PoolSnapshot {
    /// By ordinal, ascending. Ordinals that nothing was seen of are absent.
    pub slots: Vec<(Ordinal, SlotSnapshot)>,
    /// Workspaces without a slot that wait for one of this pool.
    pub waiting: usize,
    /// Those of which nothing was to be seen by a live read either.
    pub unmade: Vec<Ordinal>,
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
    /// It holds the files of somebody whose workspace is not there yet.
    Adopted,
    /// Its volumes went and its pod has not yet.
    HalfReleased,
    /// The StatefulSet controller is still making it, or it is on its way out.
    Incomplete,
    /// As incomplete, and there is not even a claim to lock.
    Lockless,
}

impl PoolSnapshot {
    /// The standing of one slot, if anything was seen of it.
    #[must_use]
    pub fn standing(&self, ordinal: Ordinal) -> Option<SlotSnapshot> {
        let found = self.slots.binary_search_by_key(&ordinal, |(ordinal, _)| *ordinal).ok()?;
        self.slots.get(found).map(|(_, standing)| *standing)
    }
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
        let Some(claim) = &slot.workspace else {
            return match slot.holder() {
                Some(uid) if workspace(uid).is_some() => Self::Claimed,
                Some(_) => Self::HalfReleased,
                None => Self::Lockless,
            };
        };
        match &claim.holder {
            Holder::Retired => Self::Retired,
            Holder::Adopted => Self::Adopted,
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

    /// Whether somebody holds the slot, or has held it until now.
    pub(super) const fn is_in_use(self) -> bool {
        !matches!(self, Self::Free(_) | Self::Incomplete | Self::Lockless)
    }
}

/// The pod of one slot, as a rollout sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PodSnapshot {
    /// Which slot's.
    pub ordinal: Ordinal,
    /// Who holds the slot.
    pub standing: SlotSnapshot,
    /// Where the pod is in its life.
    pub state: PodState,
    /// It is of another revision than it should be.
    pub is_outdated: bool,
    /// When its owner was told that it is going to be restarted.
    pub restart_at: Option<Timestamp>,
}

/// Where a pod is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodState {
    /// There is none, or it is on its way out.
    Leaving,
    /// It waits behind the gate.
    Gated,
    /// It was let go and there is no room for it.
    Unschedulable,
    /// It was let go and is not ready yet.
    Starting,
    /// It was let go and cannot become ready.
    Failing,
    /// It answers.
    Ready,
}

impl PodSnapshot {
    pub(super) fn of(
        ordinal: Ordinal,
        standing: SlotSnapshot,
        pod: Option<&PodView>,
        revision: &str,
    ) -> Self {
        Self {
            ordinal,
            standing,
            state: pod.map_or(PodState::Leaving, PodState::of),
            is_outdated: pod.is_some_and(|pod| pod.is_outdated(revision)),
            restart_at: pod.and_then(|pod| pod.notice.restart_at),
        }
    }
}

impl PodState {
    fn of(pod: &PodView) -> Self {
        match pod {
            PodView { terminating: true, .. } => Self::Leaving,
            PodView { gated: true, .. } => Self::Gated,
            PodView { ready_at: Some(_), .. } => Self::Ready,
            pod if pod.is_failing() => Self::Failing,
            pod if pod.is_unschedulable() => Self::Unschedulable,
            _ => Self::Starting,
        }
    }
}
