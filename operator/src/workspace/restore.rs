//! Continuing from the volumes that another workspace of the same owner has left.
//!
//! ```text
//! volumes checked ─► slot claimed ─► pod gated and told ─► for each volume:
//!     its claim deleted ─► made anew, locked and naming the volume ─► the volume given to it
//! ```
//!
//! The workspace's status names the slot only afterwards: nothing is routed to it before. While
//! the claim with the lock is being made anew, the gated pod says whose the slot is. A volume is
//! given away by a write that is conditional on what was seen of it, so to one claim only, and
//! it names that claim by its UID: a claim of the same name that is not ours never gets it.

use std::collections::BTreeMap;

use coditect_crds::{Workspace, condition::reason};
use k8s_openapi::api::core::v1::{
    PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, Pod,
    VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams, Preconditions};
use serde_json::json;

use crate::context::Context;
use crate::names::{
    ANNOTATION_OWNER, LABEL_NAMESPACE, LABEL_RETAINED, LABEL_VOLUME, SlotKey, Volume, WorkspaceUid,
};
use crate::pool::selector_labels;
use crate::slot::{self, Holder, Told, claim_view, pod_view};
use crate::workspace::claim::{lock_annotations, lock_labels};

/// A step failed; all of them may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Stopping the pod, or telling it whose it is.
    #[error(transparent)]
    Gate(#[from] slot::GateError),
    /// Reading or writing a claim or a volume.
    #[error("failed to {verb} {what} to continue from a volume")]
    Request {
        /// What was tried.
        verb: &'static str,
        /// The object.
        what: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
}

/// Why a volume cannot be continued from: a reason and a message.
pub type Refusal = (&'static str, String);

/// How far it is.
pub enum Restored {
    /// The slot has the volumes.
    Done,
    /// A step was done; its event brings the next.
    OnTheWay,
    /// Somebody must look.
    Refused(Refusal),
}

/// The volumes that `workspace` names.
pub fn wanted(workspace: &Workspace) -> Vec<(Volume, &str)> {
    let source = workspace.spec.storage.as_ref().and_then(|storage| storage.from_volume.as_ref());
    let Some(source) = source else { return vec![] };
    // The claim with the lock first: from then on the slot is the workspace's whatever happens to
    // its pod, and only then does it get another volume.
    let config = source.config.as_deref().map(|name| (Volume::Config, name));
    [(Volume::Workspace, &*source.workspace)].into_iter().chain(config).collect()
}

/// Whether all volumes that `workspace` names may be given to it now.
pub async fn check(ctx: &Context, workspace: &Workspace) -> Result<Option<Refusal>, RestoreError> {
    for (volume, name) in wanted(workspace) {
        let live = live_volume(ctx, name).await?;
        if let Err(refusal) = check_one(live.as_ref(), name, volume, workspace) {
            return Ok(Some(refusal));
        }
    }
    Ok(None)
}

/// Does the next step for the slot that the workspace has locked.
pub async fn restore(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
) -> Result<Restored, RestoreError> {
    for (volume, name) in wanted(workspace) {
        let claims = claims(ctx, key);
        let claim = key.claim(volume);
        let live = claims.get_opt(&claim).await.map_err(failed("read", &claim))?;
        let is_made = |live: &PersistentVolumeClaim| {
            live.spec.as_ref().and_then(|spec| spec.volume_name.as_deref()) == Some(name)
        };
        let made = match live {
            Some(live) if live.metadata.deletion_timestamp.is_some() => {
                return Ok(Restored::OnTheWay);
            }
            Some(live) if is_made(&live) => live,
            Some(live) => {
                if prepare(ctx, workspace, key).await? && is_locked(&claims, key, uid).await? {
                    delete(&claims, &live).await?;
                }
                return Ok(Restored::OnTheWay);
            }
            None => {
                let volume_now = live_volume(ctx, name).await?;
                let source = match check_one(volume_now.as_ref(), name, volume, workspace) {
                    Ok(source) => source,
                    Err(refusal) => return Ok(Restored::Refused(refusal)),
                };
                let new = claim_of(source, workspace, uid, key, volume);
                match claims.create(&PostParams::default(), &new).await {
                    Ok(made) => made,
                    // The pod was made anew meanwhile, and its claims with it.
                    Err(kube::Error::Api(status)) if status.is_already_exists() => {
                        return Ok(Restored::OnTheWay);
                    }
                    Err(source) => return Err(failed("create", &claim)(source)),
                }
            }
        };
        match give(ctx, workspace, volume, name, &made).await? {
            Restored::Done => learn(ctx, key, volume, &made),
            other => return Ok(other),
        }
    }
    Ok(Restored::Done)
}

/// Sees that the pod waits behind its gate and says whose the slot is. False: not yet.
async fn prepare(
    ctx: &Context,
    workspace: &Workspace,
    key: &SlotKey,
) -> Result<bool, RestoreError> {
    let name = key.pod();
    let pods: Api<Pod> = Api::namespaced(ctx.client.clone(), &key.pool.namespace);
    let live = pods.get_opt(&name).await.map_err(failed("read", &name))?;
    let Some((_, pod)) = live.as_ref().and_then(pod_view).filter(|(_, pod)| !pod.terminating)
    else {
        return Ok(false);
    };
    if !pod.gated {
        slot::stop(ctx, key, &pod).await?;
        return Ok(false);
    }
    let told = Told::about(workspace);
    if pod.told != told {
        slot::tell(ctx, key, &pod, &told).await?;
        return Ok(false);
    }
    Ok(true)
}

/// Whether the live lock of the slot is still this workspace's.
async fn is_locked(
    claims: &Api<PersistentVolumeClaim>,
    key: &SlotKey,
    uid: &WorkspaceUid,
) -> Result<bool, RestoreError> {
    let name = key.claim(Volume::Workspace);
    let live = claims.get_opt(&name).await.map_err(failed("read", &name))?;
    let view = live.as_ref().and_then(claim_view).map(|(_, _, view)| view);
    Ok(view.is_some_and(|view| view.holder == Holder::Workspace(uid.clone())))
}

/// Gives the volume to `claim`, unless it is somebody else's by now.
async fn give(
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
        return Ok(Restored::Done);
    }
    let live = match check_one(live.as_ref(), name, volume, workspace) {
        Ok(live) => live,
        Err(refusal) => return Ok(Restored::Refused(refusal)),
    };
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
        Ok(_) => Ok(Restored::Done),
        Err(kube::Error::Api(status)) if status.is_conflict() => Ok(Restored::OnTheWay),
        Err(source) => Err(failed("give away", name)(source)),
    }
}

/// The answer to one's own write is known at once: the workspace's status names this claim.
fn learn(ctx: &Context, key: &SlotKey, volume: Volume, claim: &PersistentVolumeClaim) {
    if let Some((_, _, view)) = claim_view(claim) {
        ctx.slots.update(|index| index.apply_claim(key, volume, view));
    }
}

/// Whether a volume was left by a workspace of the same owner in this namespace, and is nobody's.
fn check_one<'a>(
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

fn claim_of(
    source: &PersistentVolume,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
    volume: Volume,
) -> PersistentVolumeClaim {
    let mut labels = selector_labels(&key.pool);
    labels.insert(LABEL_VOLUME.to_owned(), volume.as_str().to_owned());
    let mut annotations = BTreeMap::new();
    if volume == Volume::Workspace {
        labels.extend(lock_labels(workspace, uid));
        annotations.extend(lock_annotations(workspace, uid));
    }
    let spec = source.spec.clone().unwrap_or_default();
    PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(key.claim(volume)),
            namespace: Some(key.pool.namespace.clone()),
            labels: Some(labels),
            annotations: Some(annotations),
            ..ObjectMeta::default()
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: spec.access_modes,
            // Empty, not absent: the cluster's default would be another class.
            storage_class_name: Some(spec.storage_class_name.unwrap_or_default()),
            volume_name: source.metadata.name.clone(),
            volume_mode: spec.volume_mode,
            resources: Some(VolumeResourceRequirements { requests: spec.capacity, limits: None }),
            ..PersistentVolumeClaimSpec::default()
        }),
        status: None,
    }
}

/// On condition that it is still as it was read: locked by this workspace, and empty.
async fn delete(
    claims: &Api<PersistentVolumeClaim>,
    live: &PersistentVolumeClaim,
) -> Result<(), RestoreError> {
    let name = live.name_any();
    let unchanged = Preconditions { uid: live.uid(), resource_version: live.resource_version() };
    match claims.delete(&name, &DeleteParams::default().preconditions(unchanged)).await {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(()),
        Err(source) => Err(failed("delete", &name)(source)),
    }
}

async fn live_volume(ctx: &Context, name: &str) -> Result<Option<PersistentVolume>, RestoreError> {
    let volumes: Api<PersistentVolume> = Api::all(ctx.client.clone());
    volumes.get_opt(name).await.map_err(failed("read", name))
}

fn claims(ctx: &Context, key: &SlotKey) -> Api<PersistentVolumeClaim> {
    Api::namespaced(ctx.client.clone(), &key.pool.namespace)
}

fn failed(verb: &'static str, what: &str) -> impl FnOnce(kube::Error) -> RestoreError {
    let what = what.to_owned();
    move |source| RestoreError::Request { verb, what, source }
}
