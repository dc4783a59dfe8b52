//! Carries out what a plan asks of single slots, many at a time.

use coditect_crds::IdePool;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{ObjectReference, PersistentVolumeClaim};
use kube::Resource as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use crate::context::{Context, PARALLEL};
use crate::names::{HOLDER_RETIRED, LABEL_HOLDER, Ordinal, PoolKey, SlotKey, Volume, WorkspaceKey};
use crate::news::News;
use crate::pool::plan::Plan;
use crate::pool::rollout::Rollout;
use crate::slot::{
    self, Announcement, ClaimView, Holder, PodView, RESTART_REASON, Released, Slot, Told,
};

/// An action on a slot failed.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// Locking a free slot to take it away.
    #[error("failed to lock slot {slot} for removal")]
    Retire {
        /// The slot's name.
        slot: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
    /// Looking whether one is there at all.
    #[error("failed to look for a slot that was not seen")]
    Look(#[source] kube::Error),
    /// Emptying one.
    #[error(transparent)]
    Release(#[from] slot::ReleaseError),
    /// Opening a gate, replacing or stopping a pod, or telling of it.
    #[error(transparent)]
    Gate(#[from] slot::GateError),
}

/// Does all of `plan` and `rollout` that concerns single slots, also when some of it fails; the first
/// failure is the result. False: some slot had changed since the plan was made, as when somebody has
/// claimed it. That is no error, and needs another plan.
pub async fn act(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    plan: &Plan,
    rollout: &Rollout,
) -> Result<bool, ActError> {
    let Plan { retire, release, remove, remains, open, .. } = plan;
    let Rollout { replace, restart, announce, .. } = rollout;
    let slots = |ordinals: &[Ordinal]| slots_of(key, ordinals);
    let emptied = [release, remove, remains].into_iter().flat_map(|ordinals| slots(ordinals));
    let told = announce.iter().map(|&(ordinal, at)| (SlotKey { pool: key.clone(), ordinal }, at));
    let done = [
        all(slots(open), |slot| open_gate(ctx, slot)).await,
        self::retire(ctx, key, retire).await,
        all(emptied.collect(), |slot| empty(ctx, pool, slot)).await,
        all(slots(replace), |slot| replace_gated(ctx, slot)).await,
        all(slots(restart), |slot| stop(ctx, slot)).await,
        all(told.collect(), |(slot, at)| announce_restart(ctx, slot, at)).await,
    ];
    done.into_iter().try_fold(true, |all, next| Ok(all & next?))
}

/// Locks those of the slots that nobody holds, so that they can be made anew or go.
pub async fn retire(ctx: &Context, key: &PoolKey, slots: &[Ordinal]) -> Result<bool, ActError> {
    all(slots_of(key, slots), |slot| lock(ctx, slot)).await
}

/// Those of the slots of which there is nothing to lock.
pub async fn unmade(
    ctx: &Context,
    key: &PoolKey,
    slots: &[Ordinal],
) -> Result<Vec<Ordinal>, ActError> {
    let looked = stream::iter(slots_of(key, slots))
        .map(|slot| async move { Ok(slot::is_unmade(ctx, &slot).await?.then_some(slot.ordinal)) });
    let looked = looked.buffer_unordered(PARALLEL).try_collect::<Vec<_>>().await;
    Ok(looked.map_err(ActError::Look)?.into_iter().flatten().collect())
}

fn slots_of(key: &PoolKey, ordinals: &[Ordinal]) -> Vec<SlotKey> {
    ordinals.iter().map(|&ordinal| SlotKey { pool: key.clone(), ordinal }).collect()
}

/// Acts on all slots, also when one of them fails; the first failure is the result.
async fn all<T, F>(slots: Vec<T>, action: impl Fn(T) -> F) -> Result<bool, ActError>
where
    F: Future<Output = Result<bool, ActError>>,
{
    let results = stream::iter(slots).map(action).buffer_unordered(PARALLEL);
    results.fold(Ok(true), |first, next| async { Ok(first? & next?) }).await
}

/// The slot's pod, if it is one that stays for now.
fn pod(ctx: &Context, slot: &SlotKey) -> Option<PodView> {
    let pod = ctx.slots.read(|index| index.slot(slot)?.pod.clone());
    pod.filter(|pod| !pod.terminating)
}

async fn open_gate(ctx: &Context, slot: SlotKey) -> Result<bool, ActError> {
    match pod(ctx, &slot).filter(|pod| pod.gated) {
        Some(pod) => Ok(slot::open_gate(ctx, &slot, &pod, &Told::default()).await?),
        None => Ok(true),
    }
}

async fn replace_gated(ctx: &Context, slot: SlotKey) -> Result<bool, ActError> {
    match pod(ctx, &slot).filter(|pod| pod.gated) {
        Some(pod) => Ok(slot::replace_gated(ctx, &slot, &pod).await?),
        None => Ok(true),
    }
}

async fn stop(ctx: &Context, slot: SlotKey) -> Result<bool, ActError> {
    match pod(ctx, &slot) {
        Some(pod) => Ok(slot::stop(ctx, &slot, &pod).await?),
        None => Ok(true),
    }
}

/// Tells the owner on the pod and by an event; the workspace's reconcile repeats it in the status.
async fn announce_restart(
    ctx: &Context,
    slot: SlotKey,
    at: Option<Timestamp>,
) -> Result<bool, ActError> {
    let Some(pod) = pod(ctx, &slot) else { return Ok(true) };
    let is_told = slot::announce(ctx, &slot, &pod, Announcement::Restart(at)).await?;
    if is_told && let Some(workspace) = ctx.slots.read(|index| holder(index.slot(&slot)?, &slot)) {
        told(at).publish(&ctx.client, &workspace).await;
    }
    Ok(is_told)
}

fn holder(slot: &Slot, key: &SlotKey) -> Option<ObjectReference> {
    let claim = slot.workspace.as_ref()?;
    let Holder::Workspace(uid) = &claim.holder else { return None };
    let (namespace, name) = (key.pool.namespace.clone(), claim.holder_name.clone()?);
    Some(WorkspaceKey { namespace, name }.reference(uid))
}

/// A warning: who does nothing loses what runs in the terminal.
fn told(at: Option<Timestamp>) -> News<'static> {
    let (is_warning, reason, note) = match at {
        Some(at) => (true, "RestartPending", format!("{RESTART_REASON}: it is restarted at {at}")),
        None => (false, "RestartCancelled", "it is not restarted after all".to_owned()),
    };
    News { is_warning, reason, action: "Restart", note }
}

/// Takes the lock of a slot that nobody holds for the operator itself, by the same conditional write
/// as a claim: either somebody gets the slot or it goes, never both. A claim on its way out has no
/// use for it: the one that comes after it is another.
async fn lock(ctx: &Context, slot: SlotKey) -> Result<bool, ActError> {
    let claim = ctx.slots.read(|index| index.slot(&slot)?.workspace.clone());
    let is_free = |claim: &ClaimView| claim.holder == Holder::Free && !claim.terminating;
    let Some(claim) = claim.filter(is_free) else { return Ok(true) };
    let name = slot.claim(Volume::Workspace);
    let patch = json!({"metadata": {
        "uid": claim.uid,
        "resourceVersion": claim.version.to_string(),
        "labels": {LABEL_HOLDER: HOLDER_RETIRED},
    }});
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &slot.pool.namespace);
    let failed = |source| ActError::Retire { slot: slot.pod(), source };
    match claims.patch_metadata(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(written) => {
            let retired = claim.held_by(Holder::Retired, None, slot::version(&written));
            ctx.slots.update(|index| index.apply_claim(&slot, Volume::Workspace, retired));
            Ok(true)
        }
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => {
            slot::look_at_lock(ctx, &slot).await.map_err(failed)?;
            Ok(false)
        }
        Err(source) => Err(failed(source)),
    }
}

async fn empty(ctx: &Context, pool: &IdePool, slot: SlotKey) -> Result<bool, ActError> {
    if ctx.slots.read(|index| index.slot(&slot).is_some_and(Slot::is_leaving)) {
        return Ok(true);
    }
    match Box::pin(slot::release(&ctx.client, &slot)).await? {
        Released::Emptied { retained, workspace: Some(workspace) } if !retained.is_empty() => {
            announce(ctx, pool, &retained, &workspace).await;
            Ok(true)
        }
        Released::Emptied { .. } | Released::StillInUse => Ok(true),
        Released::Superseded => Ok(false),
    }
}

/// Says where the files of a deleted workspace are. On the pool, since the workspace is gone.
async fn announce(ctx: &Context, pool: &IdePool, retained: &[String], workspace: &str) {
    let news = News {
        is_warning: false,
        reason: "VolumesRetained",
        action: "Release",
        note: format!(
            "workspace {workspace} was deleted; its files are kept in {}",
            retained.join(" and ")
        ),
    };
    news.publish(&ctx.client, &pool.object_ref(&())).await;
}
