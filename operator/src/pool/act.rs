//! Carries out what a plan asks of single slots, many at a time.

use coditect_crds::IdePool;
use futures::{StreamExt as _, stream};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::Resource as _;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::events::{Event, EventType};
use serde_json::json;

use crate::context::Context;
use crate::names::{HOLDER_RETIRED, LABEL_HOLDER, Ordinal, PoolKey, SlotKey, Volume};
use crate::pool::plan::Plan;
use crate::slot::{self, Holder, Released, Slot, Told};

/// Requests at a time. The apiserver's default fairness gives one client about this many seats.
const PARALLEL: usize = 16;

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
    /// Emptying one.
    #[error(transparent)]
    Release(#[from] slot::ReleaseError),
    /// Opening a gate.
    #[error(transparent)]
    Gate(#[from] slot::GateError),
}

/// Does all of `plan` that concerns single slots. What lost a race against a claim is not an
/// error: the claim's event brings the next plan.
pub async fn act(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    plan: &Plan,
) -> Result<(), ActError> {
    let Plan { retire, release, remove, open, .. } = plan;
    let slots = |ordinals: &[Ordinal]| -> Vec<SlotKey> {
        ordinals.iter().map(|&ordinal| SlotKey { pool: key.clone(), ordinal }).collect()
    };
    let emptied: Vec<_> = slots(release).into_iter().chain(slots(remove)).collect();
    all(slots(open), |slot| open_gate(ctx, slot)).await?;
    all(slots(retire), |slot| lock(ctx, slot)).await?;
    all(emptied, |slot| empty(ctx, pool, slot)).await
}

/// Acts on all slots, also when one of them fails; the first failure is the result.
async fn all<F>(slots: Vec<SlotKey>, action: impl Fn(SlotKey) -> F) -> Result<(), ActError>
where
    F: Future<Output = Result<(), ActError>>,
{
    let results = stream::iter(slots).map(action).buffer_unordered(PARALLEL);
    results.fold(Ok(()), |first, next| async { first.and(next) }).await
}

async fn open_gate(ctx: &Context, slot: SlotKey) -> Result<(), ActError> {
    let pod = ctx.slots.read(|index| index.slot(&slot)?.pod.clone());
    match pod {
        Some(pod) if pod.gated && !pod.terminating => {
            Ok(slot::open_gate(ctx, &slot, &pod, &Told::default()).await?)
        }
        _ => Ok(()),
    }
}

/// Takes the lock of a free slot for the operator itself, by the same conditional write as a
/// claim: either somebody gets the slot or it goes, never both.
async fn lock(ctx: &Context, slot: SlotKey) -> Result<(), ActError> {
    let claim = ctx.slots.read(|index| index.slot(&slot)?.workspace.clone());
    let Some(claim) = claim.filter(|claim| claim.holder == Holder::Free) else { return Ok(()) };
    let name = slot.claim(Volume::Workspace);
    let patch = json!({"metadata": {
        "uid": claim.uid,
        "resourceVersion": claim.version.to_string(),
        "labels": {LABEL_HOLDER: HOLDER_RETIRED},
    }});
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &slot.pool.namespace);
    match claims.patch_metadata(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(written) => {
            let retired = claim.held_by(Holder::Retired, None, slot::version(&written));
            ctx.slots.update(|index| index.apply_claim(&slot, Volume::Workspace, retired));
            Ok(())
        }
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(()),
        Err(source) => Err(ActError::Retire { slot: slot.pod(), source }),
    }
}

async fn empty(ctx: &Context, pool: &IdePool, slot: SlotKey) -> Result<(), ActError> {
    if ctx.slots.read(|index| index.slot(&slot).is_some_and(Slot::is_leaving)) {
        return Ok(());
    }
    match slot::release(&ctx.client, &slot).await? {
        Released::Emptied { retained, workspace: Some(workspace) } if !retained.is_empty() => {
            announce(ctx, pool, &retained, &workspace).await;
            Ok(())
        }
        Released::Emptied { .. } | Released::StillInUse => Ok(()),
    }
}

/// Says where the files of a deleted workspace are. On the pool, since the workspace is gone.
async fn announce(ctx: &Context, pool: &IdePool, retained: &[String], workspace: &str) {
    let event = Event {
        type_: EventType::Normal,
        reason: "VolumesRetained".to_owned(),
        note: Some(format!(
            "workspace {workspace} was deleted; its files are kept in {}",
            retained.join(" and ")
        )),
        action: "Release".to_owned(),
        secondary: None,
    };
    ctx.publish(&event, &pool.object_ref(&())).await;
}
