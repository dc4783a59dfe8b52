//! Emptying a slot: its volumes go, the StatefulSet makes it anew with empty ones.
//!
//! ```text
//! volumes made safe ─► pod deleted, comes back gated ─► claims deleted ─► gated pod deleted
//! ```
//!
//! One call does one step; the event of what it did brings the next. Each may be repeated after a
//! crash, and none trusts the cache: what is deleted was read live a moment ago, and the delete is
//! conditional on it. The pod is gated before the claims go, since a claim in use lingers, and the
//! StatefulSet controller backs off for minutes when it meets many that do.

mod volumes;

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::api::{Api, DeleteParams, ListParams, Preconditions};
use kube::{Client, ResourceExt as _};

use coditect_crds::{SlotRef, Workspace};

use crate::names::{ANNOTATION_ADOPTED, LABEL_WORKSPACE, SlotKey, Volume, WorkspaceUid};
use crate::slot::{Holder, claim_view, pod_view};

pub use volumes::record_reclaim_policy;
use volumes::{Volumes, is_bound, is_marked, set_reclaim_policy, volume_name, volume_of};

/// A step of a release failed; all of them may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// Reading the live state.
    #[error("failed to read {what} before releasing the slot")]
    Read {
        /// The object.
        what: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
    /// Making the volume safe, or having it deleted.
    #[error("failed to set the reclaim policy of volume {volume}")]
    Reclaim {
        /// The PersistentVolume.
        volume: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
    /// Deleting a claim or a pod.
    #[error("failed to delete {what}")]
    Delete {
        /// The object.
        what: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
}

/// What became of a release.
#[derive(Debug, PartialEq, Eq)]
pub enum Released {
    /// The live state says that the slot is somebody's, or free, or not ready for the next step.
    StillInUse,
    /// Something has changed since it was read, and is to be looked at again.
    Superseded,
    /// A step was done. The volumes that are kept, if this was the step that let go of them.
    Emptied {
        /// Names of PersistentVolumes.
        retained: Vec<String>,
        /// The workspace whose files they hold.
        workspace: Option<String>,
    },
}

/// Releases a slot that nobody should hold any more, if the live state agrees.
pub async fn release(client: &Client, key: &SlotKey) -> Result<Released, ReleaseError> {
    let others = Others::read(client, key).await?;
    let Some(claim) = live_claim(client, key, Volume::Workspace).await? else {
        return Box::pin(remove_pod_without_volumes(client, key, others.pod)).await;
    };
    let view = claim_view(&claim).map(|(_, _, view)| view);
    let volumes = match view.as_ref().map(|view| &view.holder) {
        None | Some(Holder::Free) => {
            return Box::pin(remove_pod_without_volumes(client, key, others.pod)).await;
        }
        Some(Holder::Retired) => Volumes::Unused,
        Some(Holder::Adopted) => return Ok(Released::StillInUse),
        Some(Holder::Workspace(uid)) => match owns(client, uid, &claim).await? {
            Ownership::Owner => return Ok(Released::StillInUse),
            // It was never routed to, so nothing of theirs is on it, unless it was before.
            Ownership::OwnsAnother if held_files_before(&claim) => Volumes::Retain,
            Ownership::OwnsAnother => Volumes::Unused,
            Ownership::Gone if is_marked(&claim) => Volumes::Delete,
            Ownership::Gone => Volumes::Retain,
        },
    };
    let emptied = Box::pin(empty_claimed(client, key, others, claim.clone(), volumes)).await?;
    let Some(retained) = emptied else {
        return Ok(Released::Superseded);
    };
    Ok(Released::Emptied { retained, workspace: claim.labels().get(LABEL_WORKSPACE).cloned() })
}

/// Empties a slot whose owner asked for its volumes to be deleted with the workspace. False:
/// something has changed since it was read, and is to be looked at again.
pub async fn empty(client: &Client, key: &SlotKey) -> Result<bool, ReleaseError> {
    let others = Others::read(client, key).await?;
    match live_claim(client, key, Volume::Workspace).await? {
        Some(claim) if is_marked(&claim) => {
            let emptied = empty_claimed(client, key, others, claim, Volumes::Delete);
            Ok(Box::pin(emptied).await?.is_some())
        }
        _ => Ok(true),
    }
}

/// What goes with the claim that has the lock, read *before* it: whatever that says of its holder
/// then holds for them too. Read afterwards, they may be those of the next holder already, when
/// another replica has released the slot in between.
struct Others {
    config: Option<PersistentVolumeClaim>,
    pod: Option<Pod>,
}

impl Others {
    async fn read(client: &Client, key: &SlotKey) -> Result<Self, ReleaseError> {
        Ok(Self {
            config: live_claim(client, key, Volume::Config).await?,
            pod: live_pod(client, key).await?,
        })
    }
}

/// The volumes that are kept, if this was the step that let go of them. `None`: something has
/// changed since it was read.
async fn empty_claimed(
    client: &Client,
    key: &SlotKey,
    Others { config, pod }: Others,
    workspace: PersistentVolumeClaim,
    volumes: Volumes,
) -> Result<Option<Vec<String>>, ReleaseError> {
    // What was not there yet when it was read is of a later life of the slot: without it the lock
    // would go alone, and the next owner get the settings of this one.
    if config.is_none() && Box::pin(live_claim(client, key, Volume::Config)).await?.is_some() {
        return Ok(None);
    }
    let mut retained = vec![];
    for claim in config.iter().chain([&workspace]) {
        // Nobody's volumes need no setting.
        let used = if volumes == Volumes::Unused { None } else { volume_of(client, claim).await? };
        let Some(volume) = used else { continue };
        if !set_reclaim_policy(client, &volume, claim, &workspace, volumes).await? {
            return Ok(None);
        }
        if volumes == Volumes::Retain && is_bound(&volume, claim) {
            retained.push(volume.name_any());
        }
    }
    if let Some(pod) = pod.filter(|pod| !is_gated(pod)) {
        return Ok(delete_pod(client, pod).await?.then(Vec::new));
    }
    // The claim with the lock goes last, and only after the other: until then the slot is seen to be
    // somebody's.
    for claim in config.into_iter().chain([workspace]) {
        if !delete_claim(client, claim).await? {
            return Ok(None);
        }
    }
    Ok(Some(retained))
}

/// What a slot is to the workspace whose lock is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// It owns this slot, or none yet: the lock makes this one its own.
    Owner,
    /// Its status names another, and for good: this one was never routed to.
    OwnsAnother,
    /// It is gone.
    Gone,
}

/// What the claim of this UID is to the workspace whose lock is on it: whether that `lives`, and
/// the UID of the claim that its status names, if it names one yet.
#[must_use]
pub fn ownership(claim_uid: Option<&str>, lives: bool, named: Option<&str>) -> Ownership {
    match named {
        _ if !lives => Ownership::Gone,
        Some(owned) if Some(owned) != claim_uid => Ownership::OwnsAnother,
        _ => Ownership::Owner,
    }
}

async fn owns(
    client: &Client,
    uid: &WorkspaceUid,
    claim: &PersistentVolumeClaim,
) -> Result<Ownership, ReleaseError> {
    let namespace = claim.namespace().unwrap_or_default();
    let workspaces: Api<Workspace> = Api::namespaced(client.clone(), &namespace);
    let read = |source| ReleaseError::Read { what: format!("workspace with uid {uid}"), source };
    let holder = if let Some(name) = claim.labels().get(LABEL_WORKSPACE) {
        workspaces.get_opt(name).await.map_err(read)?
    } else {
        // Somebody removed the label that tells the name: look at all rather than guess.
        let all = workspaces.list(&ListParams::default()).await.map_err(read)?;
        all.into_iter().find(|workspace| workspace.metadata.uid.as_ref() == Some(&uid.0))
    };
    let holder = holder.filter(|workspace| workspace.metadata.uid.as_ref() == Some(&uid.0));
    let lives = holder.is_some();
    let named = holder.and_then(|holder| Some(holder.status?.slot?.claim_uid));
    Ok(ownership(claim.metadata.uid.as_deref(), lives, named.as_deref()))
}

/// False: it has changed, and stays.
async fn delete_claim(client: &Client, claim: PersistentVolumeClaim) -> Result<bool, ReleaseError> {
    if claim.metadata.deletion_timestamp.is_some() {
        return Ok(true);
    }
    let api: Api<PersistentVolumeClaim> =
        Api::namespaced(client.clone(), &claim.namespace().unwrap_or_default());
    // With the version too: a claim that was labelled since it was read is not deleted.
    let unchanged = Preconditions {
        uid: claim.metadata.uid.clone(),
        resource_version: claim.metadata.resource_version.clone(),
    };
    let name = claim.name_any();
    let deleted = api.delete(&name, &DeleteParams::default().preconditions(unchanged)).await;
    unless_changed(deleted, format!("volume claim {name}"))
}

async fn live_pod(client: &Client, key: &SlotKey) -> Result<Option<Pod>, ReleaseError> {
    let name = key.pod();
    let pods: Api<Pod> = Api::namespaced(client.clone(), &key.pool.namespace);
    pods.get_opt(&name)
        .await
        .map_err(|source| ReleaseError::Read { what: format!("pod {name}"), source })
}

fn is_gated(pod: &Pod) -> bool {
    pod_view(pod).is_some_and(|(_, view)| view.gated && !view.terminating)
}

/// False: it is another one by now.
async fn delete_pod(client: &Client, pod: Pod) -> Result<bool, ReleaseError> {
    if pod.metadata.deletion_timestamp.is_some() {
        return Ok(true);
    }
    let name = pod.name_any();
    let pods: Api<Pod> = Api::namespaced(client.clone(), &pod.namespace().unwrap_or_default());
    let same = Preconditions { uid: pod.metadata.uid, resource_version: None };
    let deleted = pods.delete(&name, &DeleteParams::default().preconditions(same)).await;
    unless_changed(deleted, format!("pod {name}"))
}

/// Whether the slot that a workspace's status names is, in the live state, still its own.
pub async fn is_live(client: &Client, workspace: &Workspace, slot: &SlotRef) -> kube::Result<bool> {
    let namespace = workspace.namespace().unwrap_or_default();
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), &namespace);
    let name = format!("{}-{}", Volume::Workspace.as_str(), slot.name);
    let live = claims.get_opt(&name).await?;
    let view = live.as_ref().and_then(claim_view).map(|(_, _, view)| view);
    let uid = workspace.uid().map(WorkspaceUid);
    Ok(view.is_some_and(|view| {
        view.uid == slot.claim_uid && uid.is_some_and(|uid| view.holder == Holder::Workspace(uid))
    }))
}

/// The last step: the claims are gone, and the gated pod that referred to them goes too, so that
/// the StatefulSet controller makes all three anew. The pod was read before. Where it was never made,
/// as when a quota had room for one claim and not for both, nor was a volume for the one: it goes.
async fn remove_pod_without_volumes(
    client: &Client,
    key: &SlotKey,
    pod: Option<Pod>,
) -> Result<Released, ReleaseError> {
    let lock = live_claim(client, key, Volume::Workspace).await?;
    let config = live_claim(client, key, Volume::Config).await?;
    let is_leaving = |claim: &PersistentVolumeClaim| claim.metadata.deletion_timestamp.is_some();
    if lock.iter().chain(&config).any(is_leaving) {
        return Ok(Released::StillInUse);
    }
    let removed = match (pod, lock, config) {
        (Some(pod), lock, config) if lock.is_none() || config.is_none() => {
            delete_pod(client, pod).await?
        }
        (None, None, Some(config)) if volume_name(&config).is_none() => {
            delete_claim(client, config).await?
        }
        _ => return Ok(Released::StillInUse),
    };
    Ok(if removed {
        Released::Emptied { retained: vec![], workspace: None }
    } else {
        Released::Superseded
    })
}

async fn live_claim(
    client: &Client,
    key: &SlotKey,
    volume: Volume,
) -> Result<Option<PersistentVolumeClaim>, ReleaseError> {
    let name = key.claim(volume);
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), &key.pool.namespace);
    claims
        .get_opt(&name)
        .await
        .map_err(|source| ReleaseError::Read { what: format!("volume claim {name}"), source })
}

fn held_files_before(claim: &PersistentVolumeClaim) -> bool {
    claim.annotations().contains_key(ANNOTATION_ADOPTED)
}

/// What is gone already needs no deleting. False: it has changed, and stays.
fn unless_changed<T>(result: kube::Result<T>, what: String) -> Result<bool, ReleaseError> {
    match result {
        Err(kube::Error::Api(status)) if status.is_conflict() => Ok(false),
        Err(kube::Error::Api(status)) if status.is_not_found() => Ok(true),
        Ok(_) => Ok(true),
        Err(source) => Err(ReleaseError::Delete { what, source }),
    }
}
