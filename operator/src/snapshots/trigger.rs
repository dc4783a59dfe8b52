//! When a snapshot is due, and what it is called.

use std::time::Duration;

use coditect_crds::{SnapshotPolicy, Workspace, condition};
use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt as _;

use crate::names::Volume;
use crate::slot::Slot;

/// Why snapshots are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `spec.snapshot` asks for it.
    Request,
    /// The pool's `every` does.
    Scheduled,
    /// The pod is to be stopped.
    BeforeSuspend,
    /// Another workspace begins with it.
    Clone,
}

impl Reason {
    /// Those that nobody has asked for.
    pub const AUTOMATIC: [Self; 2] = [Self::Scheduled, Self::BeforeSuspend];

    /// The value of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Scheduled => "Scheduled",
            Self::BeforeSuspend => "BeforeSuspend",
            Self::Clone => "Clone",
        }
    }
}

/// What a snapshot is taken for; each leads to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// This value of `spec.snapshot`.
    Request(String),
    /// It was due then.
    Scheduled(Timestamp),
    /// This pod is to be stopped, as of this generation of the workspace.
    BeforeSuspend {
        /// The pod's UID.
        pod: String,
        /// `metadata.generation`.
        generation: i64,
    },
    /// This workspace begins with it.
    Clone {
        /// The name of the new workspace, and its UID.
        of: String,
    },
}

impl Trigger {
    /// Of the clone `workspace`.
    #[must_use]
    pub fn clone_for(workspace: &Workspace) -> Self {
        Self::Clone { of: prefix(workspace) }
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Request(_) => Reason::Request,
            Self::Scheduled(_) => Reason::Scheduled,
            Self::BeforeSuspend { .. } => Reason::BeforeSuspend,
            Self::Clone { .. } => Reason::Clone,
        }
    }

    /// Whether nobody has asked for it.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        Reason::AUTOMATIC.contains(&self.reason())
    }

    /// The name of the `VolumeSnapshot` of one volume of `workspace`; at most 173 characters.
    #[must_use]
    pub fn name(&self, workspace: &Workspace, volume: Volume) -> String {
        let (of, volume) = (prefix(workspace), volume.as_str());
        match self {
            Self::Request(token) => format!("{of}-{token}-{volume}"),
            Self::Scheduled(at) => format!("{of}.at-{}-{volume}", at.as_second()),
            Self::BeforeSuspend { pod, generation } => {
                format!("{of}.stop-{generation}-{pod}-{volume}")
            }
            Self::Clone { of } => format!("{of}.clone-{volume}"),
        }
    }
}

/// Names of workspaces are used again, UIDs are not. A token has no dot, so it is no other trigger's
/// name.
fn prefix(workspace: &Workspace) -> String {
    format!("{}-{}", workspace.name_any(), workspace.uid().unwrap_or_default())
}

/// What is due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Now.
    pub now: Option<Trigger>,
    /// After this time.
    pub later: Option<Duration>,
}

/// What is due for a workspace whose status names its slot.
#[must_use]
pub fn next(
    workspace: &Workspace,
    policy: Option<&SnapshotPolicy>,
    slot: &Slot,
    stops: bool,
    now: Timestamp,
) -> Due {
    let known = workspace.status.as_ref().and_then(|status| status.snapshots.as_ref());
    let has_volumes = Volume::ALL
        .into_iter()
        .all(|volume| slot.claim(volume).is_some_and(|claim| claim.volume.is_some()));
    let pod = slot.pod.as_ref().filter(|pod| !pod.gated && !pod.terminating);
    if let Some(pod) = pod.filter(|_| stops) {
        let is_wanted = has_volumes && policy.is_some_and(|policy| policy.before_suspend);
        let generation = workspace.metadata.generation.unwrap_or_default();
        let trigger = Trigger::BeforeSuspend { pod: pod.uid.clone(), generation };
        return Due { now: is_wanted.then_some(trigger), later: None };
    }
    let answered = known.and_then(|known| known.answered.as_ref());
    if let Some(token) = workspace.spec.snapshot.as_ref().filter(|token| Some(*token) != answered) {
        return Due { now: Some(Trigger::Request(token.clone())), later: None };
    }
    let Some(every) = policy.and_then(|policy| policy.every.as_ref()) else {
        return Due::default();
    };
    // The files of one that is suspended stay as they are.
    if pod.is_none() || !has_volumes {
        return Due::default();
    }
    let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
    let claimed = conditions.into_iter().find(|c| c.type_ == condition::CLAIMED);
    let last = known.and_then(|known| known.scheduled_at.as_ref());
    let Some(last) = last.or_else(|| claimed.map(|c| &c.last_transition_time)) else {
        return Due::default();
    };
    let every = SignedDuration::try_from(every.get()).unwrap_or(SignedDuration::MAX);
    let Ok(at) = last.0.checked_add(every) else { return Due::default() };
    match Duration::try_from(at.duration_since(now)) {
        Ok(left) if !left.is_zero() => Due { now: None, later: Some(left) },
        _ => Due { now: Some(Trigger::Scheduled(at)), later: None },
    }
}

#[cfg(test)]
#[path = "trigger_tests.rs"]
mod tests;
