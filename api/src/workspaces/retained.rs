//! Volumes that deleted workspaces have left.

use jiff::Timestamp;
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::ResourceExt as _;
use kube::api::ListParams;
use serde::Serialize;
use utoipa::ToSchema;

use super::client::in_time;
use super::{WorkspaceError, Workspaces};
use crate::accounts::UserId;

/// What the operator writes on a volume that it retains.
const LABEL_RETAINED: &str = "coditect.ai/retained";
const LABEL_NAMESPACE: &str = "coditect.ai/namespace";
const LABEL_WORKSPACE: &str = "coditect.ai/workspace";
const ANNOTATION_OWNER: &str = "coditect.ai/owner";

/// A volume that a deleted workspace has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RetainedVolume)]
pub struct RetainedVolumeView {
    /// Its name, by which a new workspace continues from it.
    #[schema(example = "pvc-1c9e4c1e-7d8b-4a7e-9d43-2a1f6b0f5d11")]
    pub name: String,
    /// What it holds.
    pub kind: VolumeKind,
    /// The workspace that left it.
    #[schema(example = "my-project")]
    pub workspace: String,
    /// How large it is, as a Kubernetes quantity.
    #[schema(example = "10Gi")]
    pub size: String,
    /// Since when nobody has it.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub since: Option<Timestamp>,
}

/// What a volume holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum VolumeKind {
    /// Files.
    Workspace,
    /// Settings and extensions.
    Config,
}

impl Workspaces {
    /// The volumes that the owner's deleted workspaces have left, the newest first.
    pub async fn retained(
        &self,
        owner: &UserId,
    ) -> Result<Vec<RetainedVolumeView>, WorkspaceError> {
        let labels = format!("{LABEL_RETAINED}=true,{LABEL_NAMESPACE}={}", self.namespace());
        // Volumes are in no namespace, and many may be of others: out of the apiserver's memory.
        let params = ListParams::default().labels(&labels).match_any();
        let list = async {
            match self.persistent_volumes.list(&params).await {
                Err(kube::Error::Api(status)) if status.is_forbidden() => Ok(None),
                answer => answer.map(Some),
            }
        };
        let volumes = in_time(list).await?.ok_or(WorkspaceError::NotAllowed)?;
        let mut volumes: Vec<_> =
            volumes.iter().filter_map(|volume| RetainedVolumeView::of(volume, owner)).collect();
        volumes
            .sort_by(|a, b| (b.since, &a.workspace, a.kind).cmp(&(a.since, &b.workspace, b.kind)));
        Ok(volumes)
    }
}

impl RetainedVolumeView {
    /// None where it is another's, or nobody may continue from it.
    fn of(volume: &PersistentVolume, owner: &UserId) -> Option<Self> {
        let (spec, status) = (volume.spec.as_ref()?, volume.status.as_ref()?);
        let is_free = status.phase.as_deref() == Some("Released")
            && volume.metadata.deletion_timestamp.is_none();
        if volume.annotations().get(ANNOTATION_OWNER)? != owner.as_str() || !is_free {
            return None;
        }
        Some(Self {
            name: volume.name_any(),
            kind: VolumeKind::of(spec.claim_ref.as_ref()?.name.as_deref()?)?,
            workspace: volume.labels().get(LABEL_WORKSPACE)?.clone(),
            size: spec.capacity.as_ref()?.get("storage")?.0.clone(),
            since: status.last_phase_transition_time.as_ref().map(|time| time.0),
        })
    }
}

impl VolumeKind {
    /// By the claim that it was bound to, as the operator tells them apart.
    fn of(claim: &str) -> Option<Self> {
        match claim.split('-').next()? {
            "workspace" => Some(Self::Workspace),
            "config" => Some(Self::Config),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn volume(owner: &str, claim: &str, phase: &str) -> Value {
        json!({
            "metadata": {
                "name": "pv-1",
                "labels": {LABEL_RETAINED: "true", LABEL_WORKSPACE: "w", LABEL_NAMESPACE: "ide"},
                "annotations": {ANNOTATION_OWNER: owner},
            },
            "spec": {"capacity": {"storage": "10Gi"}, "claimRef": {"name": claim}},
            "status": {"phase": phase, "lastPhaseTransitionTime": "2026-11-23T12:00:00Z"},
        })
    }

    fn seen(volume: Value) -> Option<Value> {
        let volume = serde_json::from_value(volume).unwrap();
        let view = RetainedVolumeView::of(&volume, &UserId::from("ada"))?;
        Some(serde_json::to_value(view).unwrap())
    }

    #[test]
    fn a_volume_says_what_it_holds_and_whose_it_was() {
        assert_eq!(
            seen(volume("ada", "config-p-hybrid-0", "Released")),
            Some(json!({
                "name": "pv-1",
                "kind": "config",
                "workspace": "w",
                "size": "10Gi",
                "since": "2026-11-23T12:00:00Z",
            }))
        );
    }

    #[test]
    fn what_is_anothers_or_in_use_is_not_seen() {
        assert_eq!(seen(volume("bob", "config-p-hybrid-0", "Released")), None);
        assert_eq!(seen(volume("ada", "config-p-hybrid-0", "Bound")), None);
        assert_eq!(seen(volume("ada", "data-0", "Released")), None);
    }
}
