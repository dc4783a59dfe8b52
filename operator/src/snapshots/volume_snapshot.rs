//! `VolumeSnapshot`s, whose definition is not Kubernetes' own and may be absent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kube::api::{
    Api, ApiResource, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams,
    Preconditions,
};
use kube::core::GroupVersionKind;
use kube::{Client, ResourceExt as _};
use serde_json::{Value, json};

use crate::names::{ANNOTATION_CLAIM_UID, ANNOTATION_OWNER, LABEL_HOLDER, LABEL_SNAPSHOT};

/// The API group.
pub const GROUP: &str = "snapshot.storage.k8s.io";
/// The kind.
pub const KIND: &str = "VolumeSnapshot";

/// As far as the operator reads one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeSnapshot {
    /// `metadata.name`.
    pub name: String,
    uid: Option<String>,
    resource_version: Option<String>,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    /// When it was asked for.
    pub created: Option<Timestamp>,
    /// The storage has cut it: what is written afterwards is not in it.
    pub is_cut: bool,
    /// A volume can be made from it.
    pub is_ready: bool,
    /// What the driver complains of; it tries again.
    pub error: Option<String>,
    /// The least size of a volume that is made from it.
    pub restore_size: Option<String>,
    /// It is going away.
    pub is_terminating: bool,
}

impl VolumeSnapshot {
    pub(super) fn of(object: &DynamicObject) -> Self {
        let at = |path| object.data.pointer(path);
        let text = |path| at(path).and_then(Value::as_str).map(str::to_owned);
        Self {
            name: object.name_any(),
            uid: object.uid(),
            resource_version: object.resource_version(),
            labels: object.labels().clone(),
            annotations: object.annotations().clone(),
            created: object.creation_timestamp().map(|time| time.0),
            is_cut: at("/status/creationTime").is_some_and(|time| !time.is_null()),
            is_ready: at("/status/readyToUse").and_then(Value::as_bool) == Some(true),
            error: text("/status/error/message"),
            restore_size: text("/status/restoreSize"),
            is_terminating: object.metadata.deletion_timestamp.is_some(),
        }
    }

    /// Whose files are in it; nobody's before that was proved.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.annotations.get(ANNOTATION_OWNER).map(String::as_str)
    }

    /// A label of it.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(name).map(String::as_str)
    }

    /// The UID of the claim that it was made for.
    #[must_use]
    pub fn claim_uid(&self) -> Option<&str> {
        self.annotations.get(ANNOTATION_CLAIM_UID).map(String::as_str)
    }
}

/// Those of one namespace.
pub struct VolumeSnapshots(Api<DynamicObject>);

impl VolumeSnapshots {
    /// Of `namespace`.
    #[must_use]
    pub fn of(client: &Client, namespace: &str) -> Self {
        let gvk = GroupVersionKind::gvk(GROUP, "v1", KIND);
        let resource = ApiResource::from_gvk_with_plural(&gvk, "volumesnapshots");
        Self(Api::namespaced_with(client.clone(), namespace, &resource))
    }

    /// None also where there are no snapshots at all.
    pub async fn get(&self, name: &str) -> kube::Result<Option<VolumeSnapshot>> {
        match self.0.get(name).await {
            Ok(found) => Ok(Some(VolumeSnapshot::of(&found))),
            // Where there is no such kind the answer is no Status with a reason.
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks for one. False: the cluster has no such kind.
    pub async fn create(&self, wanted: Value) -> kube::Result<bool> {
        let wanted = serde_json::from_value(wanted).map_err(kube::Error::SerdeError)?;
        match self.0.create(&PostParams::default(), &wanted).await {
            Ok(_) => Ok(true),
            // Made by an earlier try; it is read next.
            Err(kube::Error::Api(status)) if status.is_already_exists() => Ok(true),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Says whose files are in it. False: it has changed since it was read.
    pub async fn seal(&self, snapshot: &VolumeSnapshot, owner: &str) -> kube::Result<bool> {
        let patch = Patch::Merge(json!({"metadata": {
            "uid": snapshot.uid,
            "resourceVersion": snapshot.resource_version,
            "annotations": {ANNOTATION_OWNER: owner},
        }}));
        unless_changed(self.0.patch(&snapshot.name, &PatchParams::default(), &patch).await)
    }

    /// Those that the operator took by itself of the workspace with this UID.
    pub async fn automatic(&self, uid: &str) -> kube::Result<Vec<VolumeSnapshot>> {
        let why = super::Reason::AUTOMATIC.map(super::Reason::as_str).join(",");
        let labels = format!("{LABEL_HOLDER}={uid},{LABEL_SNAPSHOT} in ({why})");
        let listed = self.0.list(&ListParams::default().labels(&labels)).await?;
        Ok(listed.iter().map(VolumeSnapshot::of).collect())
    }

    /// Deletes exactly the one that was read.
    pub async fn delete(&self, snapshot: &VolumeSnapshot) -> kube::Result<bool> {
        let same = Preconditions { uid: snapshot.uid.clone(), resource_version: None };
        let params = DeleteParams::default().preconditions(same);
        unless_changed(self.0.delete(&snapshot.name, &params).await)
    }
}

/// Whether the cluster has the kind.
pub async fn is_installed(client: &Client) -> kube::Result<bool> {
    match client.list_api_group_resources(&format!("{GROUP}/v1")).await {
        Ok(list) => Ok(list.resources.iter().any(|resource| resource.kind == KIND)),
        // The path of a group that is not served is none of the apiserver's, and its answer is no
        // Status with a reason.
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
        Err(error) => Err(error),
    }
}

fn unless_changed<T>(result: kube::Result<T>) -> kube::Result<bool> {
    match result {
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(false),
        other => other.map(|_| true),
    }
}
