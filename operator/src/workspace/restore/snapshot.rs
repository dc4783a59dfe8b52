//! Snapshots to begin with, and those that a clone takes first.

use coditect_crds::{Workspace, condition::reason};
use kube::api::Api;
use kube::{Resource as _, ResourceExt as _};
use serde_json::json;

use super::source::Found;
use super::{Checked, RestoreError, failed};
use crate::context::Context;
use crate::names::{LABEL_VOLUME, PoolKey, Volume, WorkspaceUid};
use crate::slot::Slot;
use crate::snapshots::{
    KIND, Plan, Taken, Trigger, VolumeSnapshots, is_installed, not_installed, take,
};

/// Whether a snapshot is of a workspace of the same owner in this namespace, and ready.
pub async fn find(
    ctx: &Context,
    workspace: &Workspace,
    volume: Volume,
    name: &str,
) -> Result<Found, RestoreError> {
    let namespace = workspace.namespace().unwrap_or_default();
    let found = VolumeSnapshots::of(&ctx.client, &namespace).get(name).await;
    let Some(found) = found.map_err(failed("read", name))?.filter(|found| !found.is_terminating)
    else {
        if !is_installed(&ctx.client).await.map_err(failed("discover", KIND))? {
            return Ok(Found::Refused((reason::SNAPSHOTS_NOT_INSTALLED, not_installed())));
        }
        let message = format!("there is no {KIND} {name} in this namespace; name another");
        return Ok(Found::Refused((reason::SOURCE_NOT_FOUND, message)));
    };
    let owner = &workspace.spec.owner;
    if found.owner() != Some(owner) || found.label(LABEL_VOLUME) != Some(volume.as_str()) {
        let message = format!(
            "{KIND} {name} is not one that was taken of the {} volume of a workspace of {owner}",
            volume.as_str()
        );
        return Ok(Found::Refused((reason::SOURCE_NOT_OWNED, message)));
    }
    if !found.is_ready {
        return Ok(Found::Waiting(format!("{KIND} {name} is not ready to be used yet")));
    }
    Ok(Found::Snapshot(Box::new(found)))
}

/// Takes the snapshot that a clone begins with. It goes with the clone.
pub async fn clone_first(ctx: &Context, workspace: &Workspace) -> Result<Checked, RestoreError> {
    let storage = workspace.spec.storage.as_ref();
    let Some(name) = storage.and_then(|storage| storage.from_workspace.as_ref()) else {
        return Ok(Checked::Ready);
    };
    if is_taken(ctx, workspace).await? {
        return Ok(Checked::Ready);
    }
    let namespace = workspace.namespace().unwrap_or_default();
    let workspaces: Api<Workspace> = Api::namespaced(ctx.client.clone(), &namespace);
    let Some(source) = workspaces.get_opt(name).await.map_err(failed("read", name))? else {
        let message = format!("there is no workspace {name} in this namespace; name another");
        return Ok(Checked::Refused((reason::SOURCE_NOT_FOUND, message)));
    };
    if source.spec.owner != workspace.spec.owner {
        let message = format!("workspace {name} is not one of {}", workspace.spec.owner);
        return Ok(Checked::Refused((reason::SOURCE_NOT_OWNED, message)));
    }
    let uid = WorkspaceUid(source.uid().unwrap_or_default());
    let named = source.status.as_ref().and_then(|status| status.slot.clone());
    let held = ctx.slots.read(|index| index.held_by(&uid));
    let is_named = |slot: &Slot| {
        let uid = slot.workspace.as_ref().map(|claim| &claim.uid);
        uid.is_some() && uid == named.as_ref().map(|named| &named.claim_uid)
    };
    let Some((key, slot)) = held.into_iter().find(|(_, slot)| is_named(slot)) else {
        return Ok(Checked::Waiting(format!("workspace {name} has no files yet")));
    };
    let pool = ctx.pool(&PoolKey::new(namespace, &source.spec.pool));
    let policy = pool.as_ref().and_then(|pool| pool.spec.snapshots.as_ref());
    let plan = Plan {
        workspace: &source,
        key: &key,
        slot: &slot,
        trigger: &Trigger::clone_for(workspace),
        class: policy.and_then(|policy| policy.class_name.as_deref()),
        dependent_on: workspace.owner_ref(&()).map(|reference| json!(reference)),
    };
    Ok(match take(ctx, &plan).await.map_err(failed("take a snapshot of", name))? {
        Taken::NotInstalled => Checked::Refused((reason::SNAPSHOTS_NOT_INSTALLED, not_installed())),
        Taken::Failed(why) => Checked::Refused((reason::SNAPSHOT_FAILED, why)),
        Taken::Pending { trouble, .. } => Checked::Waiting(
            trouble.unwrap_or_else(|| format!("a snapshot of workspace {name} is being taken")),
        ),
        Taken::Cut { is_ready: true } => Checked::Ready,
        Taken::Cut { is_ready: false } => {
            Checked::Waiting(format!("the snapshot of workspace {name} is not ready yet"))
        }
    })
}

/// Then the workspace that it was taken of may have gone.
async fn is_taken(ctx: &Context, workspace: &Workspace) -> Result<bool, RestoreError> {
    let namespace = workspace.namespace().unwrap_or_default();
    let snapshots = VolumeSnapshots::of(&ctx.client, &namespace);
    for volume in Volume::ALL {
        let name = Trigger::clone_for(workspace).name(workspace, volume);
        let found = snapshots.get(&name).await.map_err(failed("read", &name))?;
        if found.is_none_or(|found| found.owner() != Some(&workspace.spec.owner)) {
            return Ok(false);
        }
    }
    Ok(true)
}
