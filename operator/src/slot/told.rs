//! What a slot's pod is told of the workspace that owns it.
//!
//! A warm pod runs before anybody owns it. Annotations reach its containers within a second, as a
//! file of the downward API: without a restart, and without a token for the apiserver.

use std::collections::BTreeMap;

use coditect_crds::Workspace;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;

use crate::names::{
    ANNOTATION_SETUP, ANNOTATION_WORKSPACE, ANNOTATION_WORKSPACE_UID, WorkspaceUid,
};

/// The annotations by which a pod knows its workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The workspace's name.
    pub workspace: Option<String>,
    /// The workspace's UID.
    pub uid: Option<WorkspaceUid>,
    /// What to do in it once, as JSON.
    pub setup: Option<String>,
}

impl Told {
    /// What the pod of `workspace` is to know.
    #[must_use]
    pub fn about(workspace: &Workspace) -> Self {
        let setup = workspace.spec.setup.as_ref();
        Self {
            workspace: Some(workspace.name_any()),
            uid: workspace.uid().map(WorkspaceUid),
            setup: setup.and_then(|setup| serde_json::to_string(setup).ok()),
        }
    }

    /// What `pod` knows.
    #[must_use]
    pub fn of(pod: &Pod) -> Self {
        let annotation = |name| pod.annotations().get(name).cloned();
        Self {
            workspace: annotation(ANNOTATION_WORKSPACE),
            uid: annotation(ANNOTATION_WORKSPACE_UID).map(WorkspaceUid),
            setup: annotation(ANNOTATION_SETUP),
        }
    }

    /// As annotations of a merge patch. One that there is none of is null: a pod that waits behind
    /// its gate may have been told of a workspace that is gone.
    #[must_use]
    pub fn annotations(&self) -> BTreeMap<&'static str, Option<&str>> {
        let Self { workspace, uid, setup } = self;
        BTreeMap::from([
            (ANNOTATION_WORKSPACE, workspace.as_deref()),
            (ANNOTATION_WORKSPACE_UID, uid.as_ref().map(|uid| uid.0.as_str())),
            (ANNOTATION_SETUP, setup.as_deref()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn workspace(setup: &serde_json::Value) -> Workspace {
        serde_json::from_value(json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "Workspace",
            "metadata": {"name": "w", "uid": "u"},
            "spec": {"owner": "ada", "setup": setup},
        }))
        .unwrap()
    }

    #[test]
    fn a_pod_knows_what_it_was_told() {
        let setup = json!({"repository": {"url": "https://git.example/x", "depth": 1}});
        let told = Told::about(&workspace(&setup));
        let pod = json!({"metadata": {"annotations": told.annotations()}, "spec": null});
        assert_eq!(Told::of(&serde_json::from_value(pod).unwrap()), told);
        assert_eq!(
            told.setup.as_deref(),
            Some(r#"{"repository":{"url":"https://git.example/x","depth":1},"attempt":0}"#)
        );
    }

    #[test]
    fn without_a_set_up_that_of_another_is_removed() {
        let told = Told::about(&workspace(&serde_json::Value::Null));
        let written = json!({
            ANNOTATION_WORKSPACE: "w",
            ANNOTATION_WORKSPACE_UID: "u",
            ANNOTATION_SETUP: null,
        });
        assert_eq!(json!(told.annotations()), written);
    }
}
