//! From Kubernetes objects to what the index keeps of them.

use std::collections::BTreeMap;

use coditect_crds::Workspace;
use coditect_crds::condition::{CLAIMED, reason::RESIZING};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, PodStatus};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::ResourceExt as _;

use crate::idle::{FullVolumes, Wanted};
use crate::names::{
    ANNOTATION_HOLDER, GATE, HOLDER_ADOPTED, HOLDER_RETIRED, LABEL_HOLDER, LABEL_POOL,
    LABEL_REVISION, LABEL_VOLUME, LABEL_WORKSPACE, Ordinal, PoolKey, SlotKey, Volume, WorkspaceKey,
    WorkspaceUid,
};
use crate::quantity::bytes;
use crate::slot::{
    ClaimView, Holder, Index, Notice, PodView, Resources, Told, Triggers, Trouble, Version,
    WorkspaceView,
};

/// The pod's slot and what matters of the pod. `None` for a pod that is no slot.
#[must_use]
pub fn pod_view(pod: &Pod) -> Option<(SlotKey, PodView)> {
    let key = slot_key(pod).filter(|key| pod.name_any() == key.pod())?;
    let spec = pod.spec.as_ref()?;
    let status = pod.status.as_ref();
    let gated = spec.scheduling_gates.iter().flatten().any(|gate| gate.name == GATE);
    let ready_at = status.filter(|s| has_condition(s, "Ready")).and_then(|s| s.pod_ip.clone());
    let trouble = match (gated, &ready_at) {
        (false, None) => status.and_then(Trouble::of),
        _ => None,
    };
    let view = PodView {
        uid: pod.uid()?,
        version: version(pod),
        terminating: pod.metadata.deletion_timestamp.is_some(),
        gated,
        ready_at,
        trouble,
        told: Told::of(pod),
        revision: pod.labels().get(LABEL_REVISION).cloned(),
        started_at: status.and_then(|status| Some(status.start_time.as_ref()?.0)),
        resources: Resources::of(pod),
        granted: Resources::granted(pod),
        resizing: status.and_then(resizing),
        notice: Notice::of(pod),
    };
    Some((key, view))
}

/// Feeds a pod to the index, if it is a slot's.
pub fn apply_pod(index: &mut Index, pod: &Pod) -> Triggers {
    pod_view(pod).map_or_else(Triggers::default, |(key, view)| index.apply_pod(&key, view))
}

/// The claim's slot, which of its volumes it is, and what matters of it.
#[must_use]
pub fn claim_view(claim: &PersistentVolumeClaim) -> Option<(SlotKey, Volume, ClaimView)> {
    let key = slot_key(claim)?;
    let volume = match claim.labels().get(LABEL_VOLUME)?.as_str() {
        "workspace" => Volume::Workspace,
        "config" => Volume::Config,
        _ => return None,
    };
    if claim.name_any() != key.claim(volume) {
        return None;
    }
    let holder =
        claim.labels().get(LABEL_HOLDER).or_else(|| claim.annotations().get(ANNOTATION_HOLDER));
    let holder = match holder.map(String::as_str) {
        None => Holder::Free,
        Some(HOLDER_RETIRED) => Holder::Retired,
        Some(HOLDER_ADOPTED) => Holder::Adopted,
        Some(uid) => Holder::Workspace(WorkspaceUid(uid.to_owned())),
    };
    let spec = claim.spec.as_ref()?;
    let view = ClaimView {
        uid: claim.uid()?,
        version: version(claim),
        terminating: claim.metadata.deletion_timestamp.is_some(),
        volume: spec.volume_name.clone(),
        requested: storage(spec.resources.as_ref().and_then(|r| r.requests.as_ref())),
        capacity: storage(claim.status.as_ref().and_then(|status| status.capacity.as_ref())),
        holder,
        holder_name: claim.labels().get(LABEL_WORKSPACE).cloned(),
    };
    Some((key, volume, view))
}

fn storage(amounts: Option<&BTreeMap<String, Quantity>>) -> u64 {
    amounts.and_then(|amounts| amounts.get("storage")).map_or(0, |amount| bytes(&amount.0))
}

/// What the index keeps of a Workspace.
#[must_use]
pub fn workspace_view(workspace: &Workspace) -> Option<(WorkspaceUid, WorkspaceView)> {
    let status = workspace.status.as_ref();
    let slot = status.and_then(|status| status.slot.as_ref());
    let claimed = status.into_iter().flat_map(|status| &status.conditions);
    let claimed = claimed.into_iter().find(|c| c.type_ == CLAIMED && c.status == "True");
    let created = workspace.creation_timestamp().map_or(Timestamp::UNIX_EPOCH, |time| time.0);
    let view = WorkspaceView {
        key: WorkspaceKey { namespace: workspace.namespace()?, name: workspace.name_any() },
        pool: workspace.spec.pool.clone(),
        owner: workspace.spec.owner.clone(),
        version: version(workspace),
        claim_uid: slot.map(|slot| slot.claim_uid.clone()),
        generation: workspace.metadata.generation.unwrap_or_default(),
        created,
        claimed: claimed.map_or(created, |condition| condition.last_transition_time.0),
        running: workspace.spec.running,
        wanted: Wanted::of(&workspace.spec),
        full: FullVolumes::of(workspace),
    };
    Some((WorkspaceUid(workspace.uid()?), view))
}

/// The object's `resourceVersion`; zero where there is none, which any real one replaces.
#[must_use]
pub fn version(object: &impl kube::ResourceExt) -> Version {
    Version(object.resource_version().and_then(|v| v.parse().ok()).unwrap_or_default())
}

/// By its labels: a copy that somebody has made of it, labels and all, has another name.
fn slot_key(object: &impl kube::ResourceExt) -> Option<SlotKey> {
    let pool = PoolKey::new(object.namespace()?, object.labels().get(LABEL_POOL)?);
    Some(SlotKey { pool, ordinal: Ordinal::of(&object.name_any())? })
}

fn has_condition(status: &PodStatus, type_: &str) -> bool {
    status.conditions.iter().flatten().any(|c| c.type_ == type_ && c.status == "True")
}

/// What the kubelet says of a change of resources that it has not finished.
fn resizing(status: &PodStatus) -> Option<Trouble> {
    let changing = ["PodResizePending", "PodResizeInProgress"];
    let condition = status.conditions.iter().flatten().find(|condition| {
        changing.contains(&condition.type_.as_str()) && condition.status == "True"
    })?;
    let reason = condition.reason.clone().filter(|reason| !reason.is_empty());
    let message = condition.message.clone().filter(|message| !message.is_empty());
    Some(Trouble {
        reason: reason.unwrap_or_else(|| RESIZING.to_owned()),
        message: message
            .unwrap_or_else(|| "the kubelet is changing the pod's resources".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claim(annotations: &serde_json::Value) -> Option<ClaimView> {
        let claim = json!({"metadata": {
            "name": "workspace-p-hybrid-3", "namespace": "ns", "uid": "c", "resourceVersion": "7",
            "labels": {"coditect.ai/pool": "p", "coditect.ai/volume": "workspace"},
            "annotations": annotations,
        }, "spec": {}});
        let claim: PersistentVolumeClaim = serde_json::from_value(claim).unwrap();
        let (key, volume, view) = claim_view(&claim)?;
        assert_eq!((key.ordinal, volume), (Ordinal(3), Volume::Workspace));
        Some(view)
    }

    #[test]
    fn a_claim_without_the_label_is_free() {
        assert_eq!(claim(&json!({})).unwrap().holder, Holder::Free);
    }

    #[test]
    fn a_slot_stays_claimed_when_somebody_removes_the_label() {
        let view = claim(&json!({"coditect.ai/claimed-by": "u"})).unwrap();
        assert_eq!(view.holder, Holder::Workspace(WorkspaceUid("u".to_owned())));
    }

    #[test]
    fn a_copy_of_a_claim_under_another_name_is_no_slot() {
        let mut copy: PersistentVolumeClaim = serde_json::from_value(json!({
            "metadata": {
                "name": "workspace-p-hybrid-3", "namespace": "ns", "uid": "c",
                "labels": {"coditect.ai/pool": "p", "coditect.ai/volume": "workspace"},
            },
            "spec": {},
        }))
        .unwrap();
        assert!(claim_view(&copy).is_some());
        copy.metadata.name = Some("copy-3".to_owned());
        assert!(claim_view(&copy).is_none());
    }

    #[test]
    fn an_unschedulable_pod_says_so() {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": {"name": "p-hybrid-0", "namespace": "ns", "uid": "x",
                         "labels": {"coditect.ai/pool": "p"}},
            "spec": {"containers": []},
            "status": {"conditions": [{"type": "PodScheduled", "status": "False",
                                       "reason": "Unschedulable", "message": "0/1 nodes"}]},
        }))
        .unwrap();
        let (_, view) = pod_view(&pod).unwrap();
        assert_eq!(view.trouble.unwrap().message, "0/1 nodes");
    }

    #[test]
    fn a_gated_pod_is_not_in_trouble() {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": {"name": "p-hybrid-0", "namespace": "ns", "uid": "x",
                         "labels": {"coditect.ai/pool": "p"}},
            "spec": {"containers": [], "schedulingGates": [{"name": "coditect.ai/slot"}]},
            "status": {"conditions": [{"type": "PodScheduled", "status": "False",
                                       "reason": "SchedulingGated"}]},
        }))
        .unwrap();
        let (_, view) = pod_view(&pod).unwrap();
        assert!(view.gated && view.trouble.is_none());
    }
}
