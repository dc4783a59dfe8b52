//! The end of a workspace.
//!
//! With `reclaimPolicy: Retain` there is nothing to hold it up for: it goes at once, and the pool
//! controller finds its slot without an owner. Only `Delete` needs a finalizer, and only in that
//! finalizer's pass are files ever given up: whatever vanished without it is retained.

use coditect_crds::{Phase, ReclaimPolicy, Workspace, condition::reason};
use kube::ResourceExt as _;
use kube::api::{Patch, PatchParams};
use kube::runtime::controller::Action;
use serde_json::json;

use crate::context::Context;
use crate::names::{FINALIZER_VOLUMES, WorkspaceUid};
use crate::slot::{self, ReleaseError};
use crate::workspace::write::{now, workspaces, write_status};
use crate::workspace::{AFTER_CONFLICT, Error, status};

/// Empties what the workspace holds, then lets it go. What it holds is asked again with every
/// event of its slots.
pub(super) async fn clean_up(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
) -> Result<Action, Error> {
    if !has_finalizer(workspace) {
        return Ok(Action::await_change());
    }
    let mut held = ctx.slots.read(|index| index.held_by(uid));
    // One that was being made ready has nothing of anybody yet: the pool controller takes it back.
    held.retain(|(_, slot)| slot.workspace.is_some());
    // A watch that is late may not have told of what it holds. Once the finalizer is gone, what is
    // marked is deleted and all else is retained.
    if held.is_empty() && is_holding(ctx, workspace, uid).await? {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let mut deleted = vec![];
    for (key, _) in held {
        let policy = workspace.spec.reclaim_policy;
        if slot::record_reclaim_policy(&ctx.client, &key, uid, policy).await? {
            deleted.push(key);
        }
    }
    // What is kept, be it by a change at the last moment, is the pool controller's to let go of.
    if deleted.is_empty() {
        set_finalizer(ctx, workspace, false).await?;
        return Ok(Action::await_change());
    }
    let decision =
        status::decision(Phase::Releasing, reason::RELEASING, "the volumes are being deleted");
    let status = status::without_slot(workspace, &decision, &now());
    if !write_status(ctx, workspace, status, &decision).await? {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let mut emptied = true;
    for key in deleted {
        emptied &= Box::pin(slot::empty(&ctx.client, &key)).await?;
    }
    Ok(if emptied { Action::await_change() } else { Action::requeue(AFTER_CONFLICT) })
}

/// Asks the apiserver.
async fn is_holding(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
) -> Result<bool, Error> {
    let namespace = workspace.namespace().unwrap_or_default();
    let what = || format!("the volume claims of workspace {}", workspace.name_any());
    let found = slot::look_at_held(ctx, &namespace, uid).await;
    Ok(found.map_err(|source| ReleaseError::Read { what: what(), source })?)
}

/// Sees that the finalizer is there exactly when volumes are to be deleted. True: it was
/// written, and the event of that write brings the next reconcile.
pub(super) async fn sync_finalizer(ctx: &Context, workspace: &Workspace) -> Result<bool, Error> {
    let wanted = workspace.spec.reclaim_policy == ReclaimPolicy::Delete;
    if wanted == has_finalizer(workspace) {
        return Ok(false);
    }
    set_finalizer(ctx, workspace, wanted).await?;
    Ok(true)
}

async fn set_finalizer(ctx: &Context, workspace: &Workspace, wanted: bool) -> Result<(), Error> {
    let mut finalizers = workspace.finalizers().to_vec();
    finalizers.retain(|finalizer| finalizer != FINALIZER_VOLUMES);
    if wanted {
        finalizers.push(FINALIZER_VOLUMES.to_owned());
    }
    let patch = json!({"metadata": {
        "uid": workspace.metadata.uid,
        // Another controller's finalizer must not get lost.
        "resourceVersion": workspace.metadata.resource_version,
        "finalizers": finalizers,
    }});
    workspaces(ctx, workspace)
        .patch_metadata(&workspace.name_any(), &PatchParams::default(), &Patch::Merge(patch))
        .await
        .map(drop)
        .map_err(|source| Error::Write { what: "finalizer", source })
}

fn has_finalizer(workspace: &Workspace) -> bool {
    workspace.finalizers().iter().any(|finalizer| finalizer == FINALIZER_VOLUMES)
}
