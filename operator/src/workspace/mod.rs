//! The workspace controller: gives each workspace a slot, starts and stops it, and lets it go.
//!
//! ```text
//!            own slot? ──no──► claim (lock the slot's claim)
//!               │ yes                  │
//!               ▼                      ▼
//!            (restore) ─► settle ─► status ─────► pod (open its gate, tell it, or stop it)
//! ```
//!
//! A warm claim is two writes: the lock and the status. With `spec.setup` there is a third, which
//! tells the pod of it. The status is always written before the pod is touched: the gateway routes
//! by it, and so does the API when the pod asks whose it is.

mod assigned;
mod claim;
mod cleanup;
mod decide;
#[cfg(test)]
mod model_tests;
mod restore;
mod status;
mod write;

use std::sync::Arc;
use std::time::Duration;

use coditect_crds::{Phase, Workspace, condition::reason};
use coditect_service::traces::stage;
use kube::ResourceExt as _;
use kube::runtime::controller::Action;
use tracing::Instrument as _;

use crate::context::Context;
use crate::idle;
use crate::names::{PoolKey, SlotKey, WorkspaceUid};
use crate::slot::{self, GateError, PodView, Quotas, Resources, Slot, Told, version};
use crate::snapshots;
use crate::workspace::claim::Claim;
pub use crate::workspace::decide::Decision;
use crate::workspace::decide::{Act, Intent, Own};
use crate::workspace::restore::{Checked, Restored};
use crate::workspace::write::{now, say, stay_pending, tell_refusal, write_status};

/// After a lost race: the event that tells who won is on its way.
const AFTER_CONFLICT: Duration = Duration::from_millis(50);

/// For what no watch tells of.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// A stage of a workspace's reconcile failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The first write of a claim.
    #[error(transparent)]
    Claim(#[from] claim::ClaimError),
    /// Continuing from volumes.
    #[error(transparent)]
    Restore(#[from] restore::RestoreError),
    /// Letting the volumes go.
    #[error(transparent)]
    Release(#[from] slot::ReleaseError),
    /// Starting, informing or stopping the pod.
    #[error(transparent)]
    Gate(#[from] slot::GateError),
    /// Looking at the volume that seems lost.
    #[error("failed to read the volume claim of slot {slot}")]
    Read {
        /// The slot's name.
        slot: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
    /// Writing the workspace itself.
    #[error("failed to write the workspace's {what}")]
    Write {
        /// Its finalizer or its status.
        what: &'static str,
        /// Why.
        #[source]
        source: kube::Error,
    },
}

impl Error {
    /// The stage, as a metric's label.
    #[must_use]
    pub const fn stage(&self) -> &'static str {
        match self {
            Self::Claim(_) => "claim",
            Self::Restore(_) => "restore",
            Self::Release(_) => "release",
            Self::Gate(_) => "gate",
            Self::Read { .. } => "read",
            Self::Write { .. } => "status",
        }
    }
}

/// Brings one workspace a step closer to its spec.
pub async fn reconcile(workspace: Arc<Workspace>, ctx: Arc<Context>) -> Result<Action, Error> {
    let uid = WorkspaceUid(workspace.uid().unwrap_or_default());
    if ctx.slots.read(|index| index.is_stale(&uid, version(&*workspace))) {
        return Ok(Action::await_change());
    }
    let pool = PoolKey::new(workspace.namespace().unwrap_or_default(), &workspace.spec.pool);
    let done = advance(&ctx, &workspace, &uid, &pool).await;
    if done.is_err() {
        // Whom nothing can be done for keeps nobody waiting. It has its place again by its age.
        ctx.slots.update(|index| index.leave_queue(&pool, &uid));
    }
    done
}

async fn advance(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    pool: &PoolKey,
) -> Result<Action, Error> {
    if workspace.metadata.deletion_timestamp.is_some() {
        // Another's finalizer may hold it for long.
        ctx.slots.update(|index| index.leave_queue(pool, uid));
        return Box::pin(cleanup::clean_up(ctx, workspace, uid)).await;
    }
    if cleanup::sync_finalizer(ctx, workspace).await? {
        return Ok(Action::await_change());
    }
    let claimed = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    let held = ctx.slots.read(|index| index.held_by(uid));
    match decide::own(claimed.map(|slot| slot.claim_uid.as_str()), held) {
        Own::This(key, slot) => begin(ctx, workspace, uid, &key, &slot).await,
        Own::Lost => lost(ctx, workspace).await,
        Own::Nothing => get_slot(ctx, workspace, uid, pool).await,
    }
}

/// Only those wait in the queue whom a free slot would help: others would keep it from those behind.
async fn get_slot(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    pool: &PoolKey,
) -> Result<Action, Error> {
    let claim = seek(ctx, workspace, uid, pool).await?;
    // Not of pools that only somebody's spec names: a metric of each would never end.
    if ctx.pool(pool).is_some() {
        ctx.metrics.asked_for_slot(pool, claim.outcome());
    }
    if !matches!(claim, Claim::Slot(..) | Claim::Queued) {
        ctx.slots.update(|index| index.leave_queue(pool, uid));
    }
    match claim {
        Claim::Slot(key, slot) => begin(ctx, workspace, uid, &key, &slot).await,
        // That no slot is free is a condition, never an error: the queue wakes the workspace.
        Claim::Queued => stay_pending(ctx, workspace, claim::waits_for(ctx, uid, pool)).await,
        Claim::OverQuota(why) => stay_pending(ctx, workspace, (reason::QUOTA_EXCEEDED, why)).await,
        Claim::NotYet(why, again) => {
            say(ctx, workspace, Phase::Pending, why, Action::requeue(again)).await
        }
        Claim::Refused(refusal) => refuse(ctx, workspace, refusal).await,
    }
}

/// A slot, once the volumes are there that it is to have.
async fn seek(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    pool: &PoolKey,
) -> Result<Claim, Error> {
    let check = restore::check(ctx, workspace).instrument(stage("check volumes"));
    match check.await? {
        Checked::Ready => {}
        Checked::Waiting(why) => {
            return Ok(Claim::NotYet((reason::RESTORING, why), snapshots::LOOK_AGAIN));
        }
        Checked::Refused(refusal) => return Ok(Claim::Refused(refusal)),
    }
    Ok(claim::claim(ctx, workspace, uid, pool).instrument(stage("claim")).await?)
}

/// A slot that its workspace has not named yet gets the volumes first that it continues from.
async fn begin(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
    slot: &Slot,
) -> Result<Action, Error> {
    let is_named = workspace.status.as_ref().is_some_and(|status| status.slot.is_some());
    if is_named || restore::wanted(workspace).is_empty() {
        return settle(ctx, workspace, uid, key, slot).await;
    }
    let restore = restore::restore(ctx, workspace, uid, key).instrument(stage("restore"));
    match restore.await? {
        Restored::Refused(refusal) => refuse(ctx, workspace, refusal).await,
        Restored::OnTheWay => {
            let message = format!("slot {} is given the volumes to continue from", key.pod());
            let restoring = (reason::RESTORING, message);
            // Its claims and its pod are watched, the volumes are not.
            say(ctx, workspace, Phase::Pending, restoring, Action::requeue(ASK_AGAIN)).await
        }
        Restored::Done => match ctx.slots.read(|index| index.slot(key).cloned()) {
            Some(slot) => settle(ctx, workspace, uid, key, &slot).await,
            None => Ok(Action::requeue(AFTER_CONFLICT)),
        },
    }
}

/// It cannot have the files that it is to begin with. They are not watched, but asked for again.
async fn refuse(
    ctx: &Context,
    workspace: &Workspace,
    refusal: restore::Refusal,
) -> Result<Action, Error> {
    say(ctx, workspace, Phase::Failed, refusal, Action::requeue(ASK_AGAIN)).await
}

async fn settle(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
    slot: &Slot,
) -> Result<Action, Error> {
    let pool = ctx.pool(&key.pool);
    let quotas = pool.as_ref().and_then(|pool| Quotas::of(&pool.spec));
    let intent = Intent {
        running: workspace.spec.running,
        told: Told::about(workspace),
        resources: pool.as_ref().map(|pool| Resources::wanted(&workspace.spec, &pool.spec)),
    };
    let mut decision = decide::settle(&intent, slot);
    if decision.phase == Phase::Suspended
        && let Some(why) = idle::suspended_because(workspace)
    {
        decision.message = format!("{why}; the files are kept");
    }
    if let Some(quotas) = quotas {
        keep_to_quotas(ctx, &quotas, (key, slot), uid, (&intent, &mut decision));
    }
    let now = now();
    let stops = decision.act == Some(Act::Stop);
    let snapshots =
        snapshots::advance(ctx, workspace, pool.as_deref(), (key, slot), stops, now.0).await;
    if snapshots.holds {
        decision.act = None;
        "a snapshot is being taken before the pod is stopped".clone_into(&mut decision.message);
    }
    let again = snapshots.again;
    let url = ctx.public_url.workspace(&workspace.name_any(), &key.pool.namespace);
    let status = status::settled(workspace, (key, slot), &intent, &decision, url, &now);
    let status = snapshots.on(status, workspace.metadata.generation, &now);
    if !write_status(ctx, workspace, status, &decision).await? {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let acted = match decision.act.zip(slot.pod.as_ref()) {
        Some((act, pod)) => {
            let acted = act_on(ctx, key, pod, act, &intent).instrument(stage("pod")).await;
            if let Err(error) = &acted {
                tell_refusal(ctx, workspace, error).await;
            }
            acted?
        }
        None => true,
    };
    Ok(match again {
        _ if !acted => Action::requeue(AFTER_CONFLICT),
        Some(again) => Action::requeue(again),
        None => Action::await_change(),
    })
}

/// Refuses what is decided, if it takes too much.
fn keep_to_quotas(
    ctx: &Context,
    quotas: &Quotas,
    (key, slot): (&SlotKey, &Slot),
    uid: &WorkspaceUid,
    (intent, decision): (&Intent, &mut Decision),
) {
    if let Some(wanted) = decision.takes(intent, slot)
        && let Err(why) = ctx.slots.ask(|index| index.admit(key, uid, quotas, wanted))
    {
        decision.refuse(why);
    } else if decision.act.is_none() {
        ctx.slots.update(|index| index.keep_to_pod(key));
    }
}

/// False: somebody else changed the pod first.
async fn act_on(
    ctx: &Context,
    key: &SlotKey,
    pod: &PodView,
    act: Act,
    intent: &Intent,
) -> Result<bool, GateError> {
    match act {
        Act::OpenGate => slot::open_gate(ctx, key, pod, &intent.told).await,
        Act::Tell => slot::tell(ctx, key, pod, &intent.told).await,
        Act::Resize => slot::resize(ctx, key, pod, &intent.resources.unwrap_or_default()).await,
        Act::Stop => slot::stop(ctx, key, pod).await,
    }
}

/// The claim that the status names is not in the index. Only the live object can say that the
/// files are gone.
async fn lost(ctx: &Context, workspace: &Workspace) -> Result<Action, Error> {
    let Some(slot) = workspace.status.as_ref().and_then(|status| status.slot.as_ref()) else {
        return Ok(Action::await_change());
    };
    if slot::is_live(&ctx.client, workspace, slot)
        .await
        .map_err(|source| Error::Read { slot: slot.name.clone(), source })?
    {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let message = format!(
        "the volume claim of slot {} is gone or another one; restore the files from a backup into \
         a new workspace and delete this one",
        slot.name
    );
    let decision = status::decision(Phase::Failed, reason::VOLUME_LOST, message);
    let status = status::without_slot(workspace, &decision, &now());
    write_status(ctx, workspace, status, &decision).await?;
    Ok(Action::await_change())
}
