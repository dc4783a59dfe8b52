//! Slots: what the operator knows of each StatefulSet ordinal, and the lock on it.
//!
//! ```text
//!            open gate            claim                    delete workspace
//!   cold ───────────────► warm ─────────► claimed ──────────────────────────► releasing ─► cold
//!    └──────────────── claim ────────────────┘                                (new volumes)
//! ```
//!
//! The label [`crate::names::LABEL_HOLDER`] on the slot's workspace claim is the lock. It is set
//! once in the life of that claim, by a write conditional on the `resourceVersion`, and never
//! removed: a slot becomes free again only as a new claim with a new, empty volume.

mod gate;
mod index;
mod live;
mod notice;
mod observe;
mod pool_slots;
mod queue;
mod quota;
mod release;
mod resources;
#[cfg(test)]
pub(crate) mod samples;
mod shared;
mod snapshot;
mod told;
mod trouble;

pub use gate::{GateError, announce, open_gate, replace_gated, resize, stop, tell};
pub use index::{Claimant, Index, NotNow, Triggers};
pub use live::{is_unmade, look_at_held, look_at_lock, look_at_pod};
pub use notice::{Announcement, Notice, RESTART_REASON, SuspendReason};
pub use observe::{apply_pod, claim_view, pod_view, version, workspace_view};
pub use quota::Quotas;
pub use release::{
    Ownership, ReleaseError, Released, empty, is_live, ownership, record_reclaim_policy, release,
};
pub use resources::Resources;
pub use shared::Slots;
pub use snapshot::{PodSnapshot, PodState, PoolSnapshot, SlotSnapshot};
pub use told::Told;
pub use trouble::Trouble;

use std::fmt;

use coditect_crds::condition::reason::{NODE_NOT_READY, OOM_KILLED, UNSCHEDULABLE};
use jiff::Timestamp;

use crate::idle::{FullVolumes, Wanted};
use crate::names::{WorkspaceKey, WorkspaceUid};

/// A `metadata.resourceVersion`. The apiserver documents it as comparable within a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u64);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who holds a slot, read off its workspace claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody, ever.
    Free,
    /// The workspace of this UID, alive or not.
    Workspace(WorkspaceUid),
    /// The operator, to take the slot away.
    Retired,
    /// Nobody yet, and it is not empty: it was there before its pool.
    Adopted,
}

/// A volume claim, as far as the operator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimView {
    /// `metadata.uid`.
    pub uid: String,
    /// `metadata.resourceVersion`.
    pub version: Version,
    /// Being deleted.
    pub terminating: bool,
    /// The bound PersistentVolume.
    pub volume: Option<String>,
    /// Bytes that it asks for.
    pub requested: u64,
    /// Bytes that the volume has; zero until it is bound.
    pub capacity: u64,
    /// Meaningful on workspace claims only.
    pub holder: Holder,
    /// The name of the holder, when a workspace holds it.
    pub holder_name: Option<String>,
}

/// A pod, as far as the operator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// `metadata.uid`.
    pub uid: String,
    /// `metadata.resourceVersion`.
    pub version: Version,
    /// Being deleted.
    pub terminating: bool,
    /// Waits behind the gate.
    pub gated: bool,
    /// Its address, once all its containers are ready.
    pub ready_at: Option<String>,
    /// What keeps it from becoming ready, in the words of the scheduler or the kubelet.
    pub trouble: Option<Trouble>,
    /// What it knows of its workspace.
    pub told: Told,
    /// The revision of the template that it was made from.
    pub revision: Option<String>,
    /// Since when it runs on a node.
    pub started_at: Option<Timestamp>,
    /// CPU and memory of the IDE.
    pub resources: Option<Resources>,
    /// What it has of them by now, once the kubelet has said.
    pub granted: Option<Resources>,
    /// Why it does not have them yet, in the words of the kubelet.
    pub resizing: Option<Trouble>,
    /// What its owner is told of its end.
    pub notice: Notice,
}

impl PodView {
    /// Whether it is of another revision than `revision`.
    #[must_use]
    pub fn is_outdated(&self, revision: &str) -> bool {
        self.revision.as_deref() != Some(revision)
    }

    /// Whether it was let go and does not get ready for a reason that lies in its template, and not
    /// in a lack of room, in its node, or in what its user does.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        let excuses = [UNSCHEDULABLE, NODE_NOT_READY, OOM_KILLED];
        let trouble = self.trouble.as_ref();
        !self.gated && trouble.is_some_and(|trouble| !excuses.contains(&trouble.reason.as_str()))
    }

    /// Whether it was let go and there is no room for it.
    #[must_use]
    pub fn is_unschedulable(&self) -> bool {
        !self.gated && self.trouble.as_ref().is_some_and(|trouble| trouble.reason == UNSCHEDULABLE)
    }
}

/// What is known of a slot. Any part may be missing while the StatefulSet controller makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// The pod of this ordinal.
    pub pod: Option<PodView>,
    /// The claim of `/home/theia/workspace`, which carries the lock.
    pub workspace: Option<ClaimView>,
    /// The claim of `/home/theia/.theia`.
    pub config: Option<ClaimView>,
}

/// The state of a slot that nobody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Free {
    /// The pod is ready.
    Warm,
    /// The pod was let go and is not ready yet.
    Starting,
    /// The pod waits behind the gate.
    Cold,
    /// The pod was let go and cannot become ready. Better than none: it may yet.
    Failing,
}

impl Free {
    /// All, the best to be claimed first.
    pub const ALL: [Self; 4] = [Self::Warm, Self::Starting, Self::Cold, Self::Failing];

    /// The word of the pool's status and of metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Starting => "starting",
            Self::Cold => "cold",
            Self::Failing => "failing",
        }
    }
}

impl Slot {
    /// Its state if it can be claimed: both claims are there to stay, nobody holds it, and there
    /// is a pod that is not on its way out.
    #[must_use]
    pub fn free(&self) -> Option<Free> {
        let (pod, workspace, config) =
            (self.pod.as_ref()?, self.workspace.as_ref()?, self.config.as_ref()?);
        if workspace.holder != Holder::Free
            || workspace.terminating
            || config.terminating
            || pod.terminating
        {
            return None;
        }
        Some(match (pod.gated, &pod.ready_at) {
            (true, _) => Free::Cold,
            (false, Some(_)) => Free::Warm,
            (false, None) if pod.is_failing() => Free::Failing,
            (false, None) => Free::Starting,
        })
    }

    /// The workspace that holds it. While the claim with the lock is made anew over a volume that
    /// the workspace continues from, and only then, its gated pod says so.
    #[must_use]
    pub fn holder(&self) -> Option<&WorkspaceUid> {
        let Some(claim) = &self.workspace else {
            let pod = self.pod.as_ref().filter(|pod| pod.gated && !pod.terminating);
            return pod?.told.uid.as_ref();
        };
        match &claim.holder {
            Holder::Workspace(uid) => Some(uid),
            Holder::Free | Holder::Retired | Holder::Adopted => None,
        }
    }

    /// Whether the operator is taking it away.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.workspace.as_ref().is_some_and(|claim| claim.holder == Holder::Retired)
    }

    /// Whether it was there before its pool and waits for the workspace that it is assigned to.
    #[must_use]
    pub fn is_adopted(&self) -> bool {
        self.workspace.as_ref().is_some_and(|claim| claim.holder == Holder::Adopted)
    }

    /// Something of it is on its way out: the next step of a release comes with its end.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        let leaving = |claim: &Option<ClaimView>| claim.as_ref().is_some_and(|c| c.terminating);
        self.pod.as_ref().is_some_and(|pod| pod.terminating)
            || leaving(&self.workspace)
            || leaving(&self.config)
    }

    /// A pod without its volumes is what an interrupted release leaves: it must go as well, so
    /// that the StatefulSet controller makes all three anew.
    #[must_use]
    pub fn is_half_released(&self) -> bool {
        let gone = |claim: &Option<ClaimView>| claim.as_ref().is_none_or(|claim| claim.terminating);
        self.pod.as_ref().is_some_and(|pod| !pod.terminating)
            && self.holder().is_none()
            && !self.is_adopted()
            && (gone(&self.workspace) || gone(&self.config))
    }
}

/// A Workspace, as far as the index needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceView {
    /// Namespace and name.
    pub key: WorkspaceKey,
    /// The name of its pool.
    pub pool: String,
    /// Whose it is.
    pub owner: String,
    /// `metadata.resourceVersion`.
    pub version: Version,
    /// The UID of the workspace claim that its status names.
    pub claim_uid: Option<String>,
    /// `metadata.generation`.
    pub generation: i64,
    /// When it was made.
    pub created: Timestamp,
    /// Since when it has a slot; since it was made, if that is not known.
    pub claimed: Timestamp,
    /// Whether its pod should run.
    pub running: bool,
    /// How long its pod may run, if it says.
    pub wanted: Wanted,
    /// Which of its volumes its status says are full.
    pub full: FullVolumes,
}
