//! Brings the index up to date on one slot by live reads: after a write that came too late, since
//! the watch that tells why may be late as well.

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::api::{Api, ListParams};

use crate::context::Context;
use crate::names::{LABEL_HOLDER, SlotKey, Volume, WorkspaceUid};
use crate::slot::{Slot, apply_pod, claim_view};

/// Looks at the slot's pod.
pub async fn look_at_pod(ctx: &Context, slot: &SlotKey) -> kube::Result<()> {
    let pods: Api<Pod> = Api::namespaced(ctx.client.clone(), &slot.pool.namespace);
    match pods.get_opt(&slot.pod()).await? {
        Some(live) => ctx.slots.update(|index| apply_pod(index, &live)),
        None => ctx.slots.update(|index| {
            let known = index.slot(slot).and_then(|slot| slot.pod.as_ref());
            let uid = known.map(|pod| pod.uid.clone()).unwrap_or_default();
            index.remove_pod(slot, &uid)
        }),
    }
    Ok(())
}

/// Looks at the claim that has the slot's lock.
pub async fn look_at_lock(ctx: &Context, slot: &SlotKey) -> kube::Result<()> {
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &slot.pool.namespace);
    let live = claims.get_opt(&slot.claim(Volume::Workspace)).await?;
    match live.as_ref().and_then(claim_view) {
        Some((_, _, view)) => {
            ctx.slots.update(|index| index.apply_claim(slot, Volume::Workspace, view));
        }
        None => ctx.slots.update(|index| {
            let known = index.slot(slot).and_then(|slot| slot.workspace.as_ref());
            let uid = known.map(|claim| claim.uid.clone()).unwrap_or_default();
            index.remove_claim(slot, Volume::Workspace, &uid)
        }),
    }
    Ok(())
}

/// Whether there is neither a pod nor a claim to lock of the slot. The pod is read first: it is only
/// made once there are the claims.
pub async fn is_unmade(ctx: &Context, slot: &SlotKey) -> kube::Result<bool> {
    look_at_pod(ctx, slot).await?;
    look_at_lock(ctx, slot).await?;
    let is_there = |slot: &Slot| slot.pod.is_some() || slot.workspace.is_some();
    Ok(!ctx.slots.read(|index| index.slot(slot).is_some_and(is_there)))
}

/// Looks for slots that the workspace holds. Whether there are any.
pub async fn look_at_held(
    ctx: &Context,
    namespace: &str,
    uid: &WorkspaceUid,
) -> kube::Result<bool> {
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(ctx.client.clone(), namespace);
    let of_workspace = ListParams::default().labels(&format!("{LABEL_HOLDER}={uid}"));
    let mut any = false;
    for claim in claims.list(&of_workspace).await? {
        if let Some((slot, Volume::Workspace, view)) = claim_view(&claim) {
            any = true;
            ctx.slots.update(|index| index.apply_claim(&slot, Volume::Workspace, view));
        }
    }
    Ok(any)
}
