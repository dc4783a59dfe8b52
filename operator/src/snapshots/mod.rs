//! Snapshots of workspaces: on request, on a schedule, and before a pod is stopped.
//!
//! ```text
//! trigger (spec.snapshot, the pool's every, a pod to be stopped) ─► take ─► status ─► (old ones go)
//! ```
//!
//! What a snapshot is called follows from its trigger alone, so a step that is repeated after a crash
//! asks for no second one. `VolumeSnapshot`s are not watched: one that is pending is asked for again.
//! No failure here keeps a workspace from starting, nor, for longer than [`PATIENCE`], from stopping.

mod keep;
mod take;
mod trigger;
mod volume_snapshot;

use std::time::Duration;

use coditect_crds::condition::{self, reason};
use coditect_crds::{IdePool, SnapshotNames, Workspace, WorkspaceSnapshots, WorkspaceStatus};
use coditect_service::logs::chain;
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::{Resource as _, ResourceExt as _};

use crate::context::Context;
use crate::names::SlotKey;
use crate::news::News;
use crate::slot::Slot;

pub use take::{Plan, Taken, take};
pub use trigger::{Reason, Trigger};
pub use volume_snapshot::{GROUP, KIND, VolumeSnapshot, VolumeSnapshots, is_installed};

/// How long a pod that is to be stopped is kept for its snapshot.
const PATIENCE: Duration = Duration::from_mins(2);

/// Until a snapshot that is being taken is looked at again.
pub const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Until a cluster without snapshots, or a driver that failed, is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// Likewise when nobody waits for it.
const ASK_LATER: Duration = Duration::from_mins(5);

/// What a look at a workspace's snapshots has led to.
#[derive(Debug, Default)]
pub struct Progress {
    /// What the condition `SnapshotReady` says, if there is news.
    said: Option<(bool, &'static str, String)>,
    /// What the status says, if there is news.
    known: Option<WorkspaceSnapshots>,
    /// The pod must not be stopped yet.
    pub holds: bool,
    /// When to look again.
    pub again: Option<Duration>,
}

impl Progress {
    /// Puts it into a status.
    #[must_use]
    pub fn on(
        self,
        mut status: WorkspaceStatus,
        generation: Option<i64>,
        now: &Time,
    ) -> WorkspaceStatus {
        status.snapshots = self.known.or(status.snapshots);
        if let Some(said) = self.said {
            let type_ = condition::SNAPSHOT_READY;
            condition::say(&mut status.conditions, type_, said, generation, now);
        }
        status
    }
}

/// Takes the next step of the snapshot that is due, if one is. `stops`: its pod is about to be
/// stopped.
pub async fn advance(
    ctx: &Context,
    workspace: &Workspace,
    pool: Option<&IdePool>,
    (key, slot): (&SlotKey, &Slot),
    stops: bool,
    now: Timestamp,
) -> Progress {
    let Some(status) = workspace.status.as_ref().filter(|status| status.slot.is_some()) else {
        return Progress::default();
    };
    let policy = pool.and_then(|pool| pool.spec.snapshots.as_ref());
    let due = trigger::next(workspace, policy, slot, stops, now);
    let Some(trigger) = due.now else {
        let mut progress = follow(ctx, workspace, status).await;
        progress.again = [progress.again, due.later].into_iter().flatten().min();
        return progress;
    };
    let class = policy.and_then(|policy| policy.class_name.as_deref());
    let plan = Plan { workspace, key, slot, trigger: &trigger, class, dependent_on: None };
    let taken = match take(ctx, &plan).await {
        Ok(taken) => taken,
        Err(error) => {
            tracing::warn!(workspace = workspace.name_any(), "{}", chain(&error));
            Taken::Pending { since: None, trouble: Some(chain(&error)) }
        }
    };
    if matches!(taken, Taken::Cut { .. })
        && trigger.is_automatic()
        && let Some(policy) = policy
        && let Err(error) = keep::prune(ctx, workspace, policy.keep).await
    {
        tracing::warn!(workspace = workspace.name_any(), "{}", chain(&error));
    }
    let mut progress = told(status, &trigger, &plan.names(), taken.clone(), now);
    if let Trigger::BeforeSuspend { .. } = trigger {
        progress.holds = must_wait(status, &taken, now);
        if !progress.holds && !matches!(taken, Taken::Cut { .. }) {
            give_up(ctx, workspace, &mut progress).await;
        }
    }
    progress
}

/// What a step means for the status.
fn told(
    status: &WorkspaceStatus,
    trigger: &Trigger,
    names: &SnapshotNames,
    step: Taken,
    now: Timestamp,
) -> Progress {
    let mut known = status.snapshots.clone().unwrap_or_default();
    let (is_done, said, again) = match step {
        Taken::NotInstalled => {
            let again = if trigger.is_automatic() { ASK_LATER } else { ASK_AGAIN };
            (false, (false, reason::SNAPSHOTS_NOT_INSTALLED, not_installed()), again)
        }
        Taken::Pending { trouble, .. } => {
            let again = if trouble.is_some() { ASK_AGAIN } else { LOOK_AGAIN };
            (false, (false, reason::TAKING_SNAPSHOT, trouble.unwrap_or_default()), again)
        }
        Taken::Failed(why) => (true, (false, reason::SNAPSHOT_FAILED, why), LOOK_AGAIN),
        Taken::Cut { is_ready } => {
            known.last = Some(names.clone());
            (true, ready(is_ready, names), LOOK_AGAIN)
        }
    };
    match trigger {
        Trigger::Request(token) if is_done => known.answered = Some(token.clone()),
        Trigger::Scheduled(_) if is_done => known.scheduled_at = Some(Time(now)),
        _ => {}
    }
    Progress { said: Some(said), known: Some(known), holds: false, again: Some(again) }
}

fn ready(is_ready: bool, names: &SnapshotNames) -> (bool, &'static str, String) {
    let message = format!("VolumeSnapshot {} holds the files", names.workspace);
    if is_ready {
        (true, reason::SNAPSHOT_TAKEN, message)
    } else {
        (false, reason::TAKING_SNAPSHOT, "it is cut and not ready to be used yet".to_owned())
    }
}

/// What to do about a cluster without snapshots.
#[must_use]
pub fn not_installed() -> String {
    format!(
        "there is no {KIND} of {GROUP}/v1 in this cluster; install the CSI snapshot controller, its \
         definitions and a driver that takes snapshots"
    )
}

/// Whether a pod is kept for this one.
fn must_wait(status: &WorkspaceStatus, taken: &Taken, now: Timestamp) -> bool {
    let Taken::Pending { since, .. } = taken else { return false };
    // It has stopped being ready when it was to be stopped, at the latest.
    let held = status.phase == Some(coditect_crds::Phase::Suspending);
    let ready = status.conditions.iter().find(|c| c.type_ == condition::READY);
    let held_since = ready.filter(|_| held).map(|ready| ready.last_transition_time.0);
    let since = since.or(held_since).unwrap_or(now);
    Duration::try_from(now.duration_since(since)).unwrap_or_default() < PATIENCE
}

/// The pod is stopped all the same: the files are on its volumes.
async fn give_up(ctx: &Context, workspace: &Workspace, progress: &mut Progress) {
    let Some((_, reason, message)) = &mut progress.said else { return };
    if *reason == reason::TAKING_SNAPSHOT {
        *message = format!("it was not taken within {} s: {message}", PATIENCE.as_secs());
        *reason = reason::SNAPSHOT_FAILED;
    }
    progress.again = None;
    let news = News {
        is_warning: true,
        reason,
        action: "Suspend",
        note: format!("suspended without a snapshot; the files are kept: {message}"),
    };
    news.publish(&ctx.client, &workspace.object_ref(&())).await;
}

/// Looks whether the last one that was cut can be used by now.
async fn follow(ctx: &Context, workspace: &Workspace, status: &WorkspaceStatus) -> Progress {
    let is_taking = status.conditions.iter().any(|condition| {
        condition.type_ == condition::SNAPSHOT_READY && condition.reason == reason::TAKING_SNAPSHOT
    });
    let last = status.snapshots.as_ref().and_then(|known| known.last.as_ref());
    let Some(last) = last.filter(|_| is_taking) else { return Progress::default() };
    let snapshots = VolumeSnapshots::of(&ctx.client, &workspace.namespace().unwrap_or_default());
    let mut is_ready = true;
    for name in [Some(&last.workspace), last.config.as_ref()].into_iter().flatten() {
        match snapshots.get(name).await {
            Ok(Some(found)) => is_ready &= found.is_ready,
            Ok(None) => {
                let why = format!("VolumeSnapshot {name} is gone");
                let said = Some((false, reason::SNAPSHOT_FAILED, why));
                return Progress { said, ..Progress::default() };
            }
            Err(error) => {
                tracing::warn!(workspace = workspace.name_any(), "{}", chain(&error));
                return Progress { again: Some(ASK_AGAIN), ..Progress::default() };
            }
        }
    }
    let again = (!is_ready).then_some(ASK_AGAIN);
    Progress { said: Some(ready(is_ready, last)), again, ..Progress::default() }
}
