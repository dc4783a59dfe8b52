//! Volumes that a workspace has left.

use coditect_crds::{Workspace, condition::reason};
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim};
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use super::{Refusal, RestoreError, Restored, failed};
use crate::context::Context;
use crate::names::{
    ANNOTATION_GIVEN_VOLUME, ANNOTATION_OWNER, LABEL_HOLDER, LABEL_NAMESPACE, LABEL_RETAINED,
    Volume,
};

/// Gives the volume to `claim`, unless it is somebody else's by now.
pub async fn give(
    ctx: &Context,
    workspace: &Workspace,
    volume: Volume,
    name: &str,
    claim: &PersistentVolumeClaim,
) -> Result<Restored, RestoreError> {
    let live = live_volume(ctx, name).await?;
    let bound_to =
        live.as_ref().and_then(|live| live.spec.as_ref()?.claim_ref.as_ref()?.uid.clone());
    if bound_to.is_some() && bound_to == claim.metadata.uid {
        return show_to_binder(ctx, claim, name).await;
    }
    let live = match check_one(live.as_ref(), name, volume, workspace) {
        Ok(live) => live,
        Err(refusal) => return Ok(Restored::Refused(refusal)),
    };
    // The release of its slot has said that the volume stays retained. Given to a claim that goes, it
    // would be nobody's, and not retained either.
    if live.labels().get(LABEL_HOLDER) == workspace.metadata.uid.as_ref() {
        return Ok(Restored::OnTheWay);
    }
    let patch = json!({
        "metadata": {
            "uid": live.metadata.uid,
            "resourceVersion": live.metadata.resource_version,
            "labels": {LABEL_RETAINED: null},
        },
        "spec": {"claimRef": {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "namespace": claim.metadata.namespace,
            "name": claim.metadata.name,
            "uid": claim.metadata.uid,
            "resourceVersion": null,
        }},
    });
    let volumes: Api<PersistentVolume> = Api::all(ctx.client.clone());
    match volumes.patch(name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(_) => show_to_binder(ctx, claim, name).await,
        Err(kube::Error::Api(status)) if status.is_conflict() => Ok(Restored::OnTheWay),
        Err(source) => Err(failed("give away", name)(source)),
    }
}

/// kube-controller-manager has looked at the claim before the volume was given to it, and looks
/// again only when the claim changes, or at its next round: every 15 seconds, as it is shipped.
async fn show_to_binder(
    ctx: &Context,
    claim: &PersistentVolumeClaim,
    volume: &str,
) -> Result<Restored, RestoreError> {
    let is_bound = claim.status.as_ref().is_some_and(|s| s.phase.as_deref() == Some("Bound"));
    if is_bound || claim.annotations().contains_key(ANNOTATION_GIVEN_VOLUME) {
        return Ok(Restored::Done);
    }
    let name = claim.name_any();
    let patch = json!({"metadata": {
        "uid": claim.metadata.uid,
        "annotations": {ANNOTATION_GIVEN_VOLUME: volume},
    }});
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &claim.namespace().unwrap_or_default());
    match claims.patch_metadata(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(_) => Ok(Restored::Done),
        // It went, as when its pod is made anew: another comes, and the volume is given to that.
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => {
            Ok(Restored::OnTheWay)
        }
        Err(source) => Err(failed("show a given volume to", &name)(source)),
    }
}

/// Whether a volume was left by a workspace of the same owner in this namespace, and is nobody's.
pub fn check_one<'a>(
    live: Option<&'a PersistentVolume>,
    name: &str,
    volume: Volume,
    workspace: &Workspace,
) -> Result<&'a PersistentVolume, Refusal> {
    let Some(live) = live else {
        let message = format!("there is no volume {name}; name a retained one, or none");
        return Err((reason::VOLUME_NOT_FOUND, message));
    };
    let owner = &workspace.spec.owner;
    let is_theirs = live.annotations().get(ANNOTATION_OWNER) == Some(owner)
        && live.labels().get(LABEL_NAMESPACE) == workspace.metadata.namespace.as_ref();
    let was = live.spec.as_ref().and_then(|spec| spec.claim_ref.as_ref()?.name.as_deref());
    let is_kind = was.is_some_and(|was| was.starts_with(&format!("{}-", volume.as_str())));
    if !is_theirs || !is_kind {
        let message = format!(
            "volume {name} is not a {} volume that a workspace of {owner} left in this namespace",
            volume.as_str()
        );
        return Err((reason::VOLUME_NOT_OWNED, message));
    }
    let phase = live.status.as_ref().and_then(|status| status.phase.as_deref());
    let is_retained = live.labels().get(LABEL_RETAINED).is_some_and(|retained| retained == "true");
    if !is_retained || phase != Some("Released") || live.metadata.deletion_timestamp.is_some() {
        let message = format!("volume {name} is in use; delete the workspace that has it first");
        return Err((reason::VOLUME_IN_USE, message));
    }
    Ok(live)
}

/// The volume as it is now.
pub async fn live_volume(
    ctx: &Context,
    name: &str,
) -> Result<Option<PersistentVolume>, RestoreError> {
    let volumes: Api<PersistentVolume> = Api::all(ctx.client.clone());
    volumes.get_opt(name).await.map_err(failed("read", name))
}
