//! What becomes of the volumes of a slot that is emptied.
//!
//! What a workspace wants is written on its claims before it goes, and on its volumes before the
//! claims go. Each write is of the object that was seen, so one that comes late changes nothing.

use coditect_crds::ReclaimPolicy;
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim};
use kube::api::{Api, Patch, PatchParams};
use kube::{Client, ResourceExt as _};
use serde_json::{Value, json};

use super::{ReleaseError, live_claim};
use crate::names::{
    ANNOTATION_HOLDER, ANNOTATION_OWNER, FIELD_MANAGER, LABEL_HOLDER, LABEL_NAMESPACE,
    LABEL_RETAINED, LABEL_WORKSPACE, SlotKey, Volume, WorkspaceUid,
};
use crate::slot::{Holder, claim_view};

/// On a claim: whether its owner asked for the volume to be deleted. Written only while the
/// workspace is being deleted, with a finalizer for it.
const ANNOTATION_RECLAIM: &str = "coditect.ai/reclaim-policy";
const RECLAIM_DELETE: &str = "Delete";
const RECLAIM_RETAIN: &str = "Retain";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Volumes {
    /// Keep them, and say whose they were.
    Retain,
    /// Their owner asked for their deletion.
    Delete,
    /// Nobody ever used them: what the StorageClass says holds.
    Unused,
}

/// Records on the lock of a slot that the workspace holds what becomes of its volumes. Survives a
/// crash, and the end of the workspace. False: they are kept, and that is the last word.
pub async fn record_reclaim_policy(
    client: &Client,
    key: &SlotKey,
    uid: &WorkspaceUid,
    wanted: ReclaimPolicy,
) -> Result<bool, ReleaseError> {
    let live = live_claim(client, key, Volume::Workspace).await?;
    // It may be the next owner's by now.
    let Some(claim) = live.filter(|claim| is_held_by(claim, uid)) else {
        return Ok(wanted == ReclaimPolicy::Delete);
    };
    let said = claim.annotations().get(ANNOTATION_RECLAIM).map(String::as_str);
    let policy = last_word(said, wanted);
    if said != Some(policy) {
        let patch = json!({"metadata": {
            "uid": claim.metadata.uid,
            "resourceVersion": claim.metadata.resource_version,
            "annotations": {ANNOTATION_RECLAIM: policy},
        }});
        let claims: Api<PersistentVolumeClaim> =
            Api::namespaced(client.clone(), &key.pool.namespace);
        let name = key.claim(Volume::Workspace);
        claims
            .patch_metadata(&name, &PatchParams::default(), &Patch::Merge(patch))
            .await
            .map_err(|source| ReleaseError::Reclaim { volume: name, source })?;
    }
    Ok(policy == RECLAIM_DELETE)
}

/// A replica that is late and has the workspace as it was must not take back that files are kept.
fn last_word(said: Option<&str>, wanted: ReclaimPolicy) -> &'static str {
    match wanted {
        ReclaimPolicy::Delete if said != Some(RECLAIM_RETAIN) => RECLAIM_DELETE,
        ReclaimPolicy::Delete | ReclaimPolicy::Retain => RECLAIM_RETAIN,
    }
}

pub(super) fn is_marked(claim: &PersistentVolumeClaim) -> bool {
    claim.annotations().get(ANNOTATION_RECLAIM).is_some_and(|policy| policy == RECLAIM_DELETE)
}

fn is_held_by(claim: &PersistentVolumeClaim, uid: &WorkspaceUid) -> bool {
    claim_view(claim).is_some_and(|(_, _, view)| view.holder == Holder::Workspace(uid.clone()))
}

pub(super) fn volume_name(claim: &PersistentVolumeClaim) -> Option<&String> {
    claim.spec.as_ref()?.volume_name.as_ref()
}

/// The volume that `claim` names: its own, or one that it was made for and has not got yet.
pub(super) async fn volume_of(
    client: &Client,
    claim: &PersistentVolumeClaim,
) -> Result<Option<PersistentVolume>, ReleaseError> {
    let Some(name) = volume_name(claim) else { return Ok(None) };
    let volumes: Api<PersistentVolume> = Api::all(client.clone());
    let what = || format!("volume {name}");
    volumes.get_opt(name).await.map_err(|source| ReleaseError::Read { what: what(), source })
}

/// Sets what becomes of the volume that `claim` names, and waits for the answer: only then may the
/// claim go. False: the volume has changed since it was read.
pub(super) async fn set_reclaim_policy(
    client: &Client,
    volume: &PersistentVolume,
    claim: &PersistentVolumeClaim,
    lock: &PersistentVolumeClaim,
    volumes: Volumes,
) -> Result<bool, ReleaseError> {
    let Some(patch) = change(volume, claim, lock, volumes) else { return Ok(true) };
    let (api, name): (Api<PersistentVolume>, _) = (Api::all(client.clone()), volume.name_any());
    match api.patch(&name, &PatchParams::apply(FIELD_MANAGER), &Patch::Merge(patch)).await {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(false),
        Err(source) => Err(ReleaseError::Reclaim { volume: name, source }),
    }
}

/// What is to be written on the volume; nothing on one that is another's.
fn change(
    volume: &PersistentVolume,
    claim: &PersistentVolumeClaim,
    lock: &PersistentVolumeClaim,
    volumes: Volumes,
) -> Option<Value> {
    let holder =
        lock.labels().get(LABEL_HOLDER).or_else(|| lock.annotations().get(ANNOTATION_HOLDER));
    let (labels, annotations, spec) = match volumes {
        Volumes::Unused => return None,
        // It stays so, also when it was to be given to this claim: from this write on it is not, since
        // giving it is conditional on the version, and refused to this holder.
        _ if is_retained(volume) => (json!({LABEL_HOLDER: holder}), json!({}), json!({})),
        _ if !is_bound(volume, claim) => return None,
        Volumes::Delete => {
            (json!({}), json!({}), json!({"persistentVolumeReclaimPolicy": "Delete"}))
        }
        Volumes::Retain => (
            json!({
                LABEL_RETAINED: "true",
                LABEL_NAMESPACE: lock.metadata.namespace,
                LABEL_WORKSPACE: lock.labels().get(LABEL_WORKSPACE),
                LABEL_HOLDER: holder,
            }),
            json!({ANNOTATION_OWNER: lock.annotations().get(ANNOTATION_OWNER)}),
            json!({"persistentVolumeReclaimPolicy": "Retain"}),
        ),
    };
    let metadata = json!({
        "uid": volume.metadata.uid,
        "resourceVersion": volume.metadata.resource_version,
        "labels": labels,
        "annotations": annotations,
    });
    Some(json!({"metadata": metadata, "spec": spec}))
}

fn is_retained(volume: &PersistentVolume) -> bool {
    volume.labels().get(LABEL_RETAINED).is_some_and(|retained| retained == "true")
}

pub(super) fn is_bound(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    let bound_to = volume.spec.as_ref().and_then(|spec| spec.claim_ref.as_ref()?.uid.as_ref());
    bound_to.is_some() && bound_to == claim.metadata.uid.as_ref()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::first(None, ReclaimPolicy::Delete, "Delete")]
    #[case::again(Some("Delete"), ReclaimPolicy::Delete, "Delete")]
    #[case::changed_while_it_is_deleted(Some("Delete"), ReclaimPolicy::Retain, "Retain")]
    #[case::changed_before_the_mark(None, ReclaimPolicy::Retain, "Retain")]
    #[case::by_a_replica_that_is_late(Some("Retain"), ReclaimPolicy::Delete, "Retain")]
    fn that_files_are_kept_is_the_last_word(
        #[case] said: Option<&str>,
        #[case] wanted: ReclaimPolicy,
        #[case] written: &str,
    ) {
        assert_eq!(last_word(said, wanted), written);
    }

    /// What the volume is like afterwards: its policy, whether it is retained, and for whom.
    fn written(bound_to: &str, retained: bool, volumes: Volumes) -> Option<[Value; 3]> {
        let labels = if retained { json!({LABEL_RETAINED: "true"}) } else { json!({}) };
        let volume = json!({
            "metadata": {"name": "v", "uid": "v", "resourceVersion": "7", "labels": labels},
            "spec": {"claimRef": {"uid": bound_to}},
        });
        let claim = json!({
            "metadata": {
                "name": "workspace-p-hybrid-0", "namespace": "ns", "uid": "claim",
                "labels": {LABEL_HOLDER: "u", LABEL_WORKSPACE: "w"},
                "annotations": {ANNOTATION_OWNER: "ada"},
            },
            "spec": {"volumeName": "v"},
        });
        let claim = serde_json::from_value(claim).unwrap();
        let patch = change(&serde_json::from_value(volume).unwrap(), &claim, &claim, volumes)?;
        let at = |path: &str| patch.pointer(path).cloned().unwrap_or_default();
        assert_eq!(
            (at("/metadata/uid"), at("/metadata/resourceVersion")),
            ("v".into(), "7".into())
        );
        Some([
            at("/spec/persistentVolumeReclaimPolicy"),
            at("/metadata/labels/coditect.ai~1retained"),
            at("/metadata/labels/coditect.ai~1workspace-uid"),
        ])
    }

    #[test]
    fn a_volume_goes_the_way_of_its_claim() {
        let deleted = json!(["Delete", null, null]);
        let kept = json!(["Retain", "true", "u"]);
        assert_eq!(json!(written("claim", false, Volumes::Delete)), deleted);
        assert_eq!(json!(written("claim", false, Volumes::Retain)), kept);
        assert_eq!(written("claim", false, Volumes::Unused), None);
    }

    #[test]
    fn a_volume_of_another_claim_is_left_alone() {
        assert_eq!(written("other", false, Volumes::Delete), None);
        assert_eq!(written("other", false, Volumes::Retain), None);
    }

    #[test]
    fn a_volume_that_is_retained_stays_so_and_is_not_given_to_who_is_gone() {
        let unchanged = json!([null, null, "u"]);
        for bound_to in ["claim", "other"] {
            for volumes in [Volumes::Delete, Volumes::Retain] {
                assert_eq!(json!(written(bound_to, true, volumes)), unchanged);
            }
        }
    }
}
