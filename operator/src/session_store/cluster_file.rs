//! The cluster file, and with it whose the store of a namespace is.
//!
//! It is a Secret that outlives the pool, as the volumes do: who has it reaches the data, and
//! without it nobody does. The apiserver lets one create of a name succeed, so there is one id,
//! made once, and the pool that made it is the one whose spec the store follows. Another pool
//! takes over only when that one is gone.

use std::collections::BTreeMap;

use coditect_crds::IdePool;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::Secret;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::api::{Api, Patch, PatchParams, PostParams};
use kube::{Client, Resource as _, ResourceExt as _};
use serde_json::json;

use crate::apply::{ApplyError, failed};
use crate::names::{FIELD_MANAGER, PoolKey};
use crate::session_store::names::{
    ANNOTATION_CONFIGURED, CLUSTER_FILE_KEY, CLUSTER_FILE_SECRET, COORDINATORS, HEADLESS_SERVICE,
    LABEL_OWNER, LABEL_STORE, PORT, STORE, pod,
};

/// The cluster file as the cluster has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterFile {
    /// The Secret's UID: that of the database.
    pub uid: String,
    /// The Secret's version, for conditional writes.
    version: Option<String>,
    /// The pool whose spec the store follows.
    pub owner: Option<String>,
    /// When the database was made; none while it was not.
    pub configured_at: Option<jiff::Timestamp>,
    /// The file.
    pub content: Option<String>,
}

impl ClusterFile {
    fn of(secret: &Secret) -> Self {
        let annotation = secret.annotations().get(ANNOTATION_CONFIGURED);
        let file = secret.data.as_ref().and_then(|data| data.get(CLUSTER_FILE_KEY));
        Self {
            uid: secret.uid().unwrap_or_default(),
            version: secret.resource_version(),
            owner: secret.labels().get(LABEL_OWNER).cloned(),
            // One that does not parse was written by hand, and means that there is data.
            configured_at: annotation.map(|at| at.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH)),
            content: file.map(|file| String::from_utf8_lossy(&file.0).into_owned()),
        }
    }

    /// Makes an object go with the cluster file rather than with the pool.
    #[must_use]
    pub fn owner_reference(&self) -> OwnerReference {
        OwnerReference {
            api_version: Secret::api_version(&()).into_owned(),
            kind: Secret::kind(&()).into_owned(),
            name: CLUSTER_FILE_SECRET.to_owned(),
            uid: self.uid.clone(),
            ..Default::default()
        }
    }
}

/// The content of a new cluster file: the names of the coordinators, which outlive their addresses.
#[must_use]
pub fn content(namespace: &str, id: u128, tls: bool) -> String {
    let suffix = if tls { ":tls" } else { "" };
    let coordinators: Vec<_> = (0..COORDINATORS)
        .map(|ordinal| {
            format!("{}.{HEADLESS_SERVICE}.{namespace}.svc:{PORT}{suffix}", pod(ordinal))
        })
        .collect();
    format!("coditect:{id:032x}@{}\n", coordinators.join(","))
}

/// Reads it.
pub async fn read(client: &Client, namespace: &str) -> Result<Option<ClusterFile>, ApplyError> {
    let found = secrets(client, namespace).get_opt(CLUSTER_FILE_SECRET).await;
    let found = found.map_err(|e| failed::<Secret>("read", CLUSTER_FILE_SECRET, e))?;
    Ok(found.as_ref().map(ClusterFile::of))
}

/// Creates it, unless somebody else just has: then theirs is the one.
pub async fn create(
    client: &Client,
    key: &PoolKey,
    content: String,
) -> Result<Option<ClusterFile>, ApplyError> {
    let secret = Secret {
        metadata: ObjectMeta {
            name: Some(CLUSTER_FILE_SECRET.to_owned()),
            namespace: Some(key.namespace.clone()),
            labels: Some(BTreeMap::from([
                ("app.kubernetes.io/managed-by".to_owned(), FIELD_MANAGER.to_owned()),
                (LABEL_STORE.to_owned(), STORE.to_owned()),
                (LABEL_OWNER.to_owned(), key.name.clone()),
            ])),
            ..Default::default()
        },
        data: Some(BTreeMap::from([(
            CLUSTER_FILE_KEY.to_owned(),
            ByteString(content.into_bytes()),
        )])),
        ..Default::default()
    };
    let params = PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..Default::default() };
    match secrets(client, &key.namespace).create(&params, &secret).await {
        Ok(created) => Ok(Some(ClusterFile::of(&created))),
        Err(kube::Error::Api(status)) if status.is_already_exists() => {
            read(client, &key.namespace).await
        }
        Err(error) => Err(failed::<Secret>("create", CLUSTER_FILE_SECRET, error)),
    }
}

/// Whether this pool is the one that the store follows; it becomes that if the other is gone.
pub async fn is_owned_by(
    client: &Client,
    file: &ClusterFile,
    key: &PoolKey,
) -> Result<bool, ApplyError> {
    if file.owner.as_deref() == Some(&key.name) {
        return Ok(true);
    }
    if let Some(owner) = &file.owner {
        let pools: Api<IdePool> = Api::namespaced(client.clone(), &key.namespace);
        let other = pools.get_opt(owner).await;
        if other.map_err(|e| failed::<IdePool>("read", owner, e))?.is_some() {
            return Ok(false);
        }
    }
    let labels = json!({LABEL_STORE: STORE, LABEL_OWNER: key.name});
    patch(client, &key.namespace, file, json!({"metadata": {"labels": labels}})).await?;
    Ok(true)
}

/// Records for ever that the database was made.
pub async fn set_configured(
    client: &Client,
    namespace: &str,
    file: &ClusterFile,
    now: jiff::Timestamp,
) -> Result<(), ApplyError> {
    let annotations = json!({ANNOTATION_CONFIGURED: now.to_string()});
    patch(client, namespace, file, json!({"metadata": {"annotations": annotations}})).await
}

/// Replaces the file by what the official operator says it is now.
pub async fn set_content(
    client: &Client,
    namespace: &str,
    file: &ClusterFile,
    content: &str,
) -> Result<(), ApplyError> {
    patch(client, namespace, file, json!({"stringData": {CLUSTER_FILE_KEY: content}})).await
}

/// Conditional on what was read: the one that is deleted and made anew is another.
async fn patch(
    client: &Client,
    namespace: &str,
    file: &ClusterFile,
    mut patch: serde_json::Value,
) -> Result<(), ApplyError> {
    if let Some(metadata) = patch.as_object_mut() {
        let metadata = metadata.entry("metadata").or_insert_with(|| json!({}));
        if let Some(metadata) = metadata.as_object_mut() {
            metadata.insert("uid".to_owned(), json!(file.uid));
            metadata.insert("resourceVersion".to_owned(), json!(file.version));
        }
    }
    let params =
        PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..Default::default() };
    secrets(client, namespace)
        .patch(CLUSTER_FILE_SECRET, &params, &Patch::Merge(patch))
        .await
        .map(drop)
        .map_err(|error| failed::<Secret>("write", CLUSTER_FILE_SECRET, error))
}

fn secrets(client: &Client, namespace: &str) -> Api<Secret> {
    Api::namespaced(client.clone(), namespace)
}

#[cfg(test)]
mod tests {
    use super::content;

    #[test]
    fn the_coordinators_are_ordinals_0_to_2_by_name() {
        assert_eq!(
            content("ide", 255, true),
            "coditect:000000000000000000000000000000ff@\
             foundationdb-0.foundationdb-headless.ide.svc:4500:tls,\
             foundationdb-1.foundationdb-headless.ide.svc:4500:tls,\
             foundationdb-2.foundationdb-headless.ide.svc:4500:tls\n"
        );
    }
}
