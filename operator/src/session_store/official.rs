//! A store that FoundationDB's own operator runs: told by a `FoundationDBCluster`.
//!
//! The cluster is not owned by the pool. That operator deletes the volumes of a cluster that is
//! deleted, so the cluster stays when the pool goes.

use std::collections::BTreeMap;

use coditect_crds::condition::reason;
use coditect_crds::{IdePool, OperatorStore, StoreMode};
use k8s_openapi::api::core::v1::{PersistentVolumeClaimSpec, VolumeResourceRequirements};
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams};
use kube::core::GroupVersionKind;
use serde_json::{Value, json};

use crate::apply::ApplyError;
use crate::names::{FIELD_MANAGER, PoolKey};
use crate::session_store::build_pod::Tools;
use crate::session_store::cluster_file;
use crate::session_store::conditions::Verdict;
use crate::session_store::names::{CLUSTER_FILE_SECRET, LABEL_STORE, STORE};
use crate::session_store::{Context, Error, foreign, observe, verdict};

/// One pass.
pub async fn reconcile(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    store: &OperatorStore,
) -> Result<Verdict, Error> {
    let waits = |reason, message: String| {
        let configured = observe::was_configured(pool);
        verdict::unusable(StoreMode::Operator, configured, (reason, message), false)
    };
    if !is_installed(ctx).await? {
        return Ok(waits(
            reason::OPERATOR_NOT_INSTALLED,
            "there is no FoundationDBCluster of apps.foundationdb.org/v1beta2 in this cluster; \
             install the FoundationDB operator, or use sessionStore.managed"
                .to_owned(),
        ));
    }
    let clusters = clusters(ctx, key);
    let found = clusters.get_opt(STORE).await.map_err(|error| failed("read", error))?;
    write(&clusters, found.as_ref(), &desired(key, store)).await?;
    let connection = found
        .as_ref()
        .and_then(|cluster| cluster.data.pointer("/status/connectionString")?.as_str())
        .filter(|connection| !connection.is_empty());
    let Some(connection) = connection else {
        return Ok(waits(
            reason::WAITING_FOR_CLUSTER,
            format!("the FoundationDB operator has not made the cluster {STORE} yet"),
        ));
    };
    publish(ctx, key, connection).await?;
    let tools = Tools {
        image: &store.image,
        pull_policy: store.image_pull_policy,
        cluster_file_secret: CLUSTER_FILE_SECRET,
        tls: None,
    };
    foreign::ask(ctx, key, pool, StoreMode::Operator, &tools).await
}

/// Puts the connection string where the API's pods look for it.
async fn publish(ctx: &Context, key: &PoolKey, connection: &str) -> Result<(), ApplyError> {
    let (client, content) = (&ctx.client, format!("{}\n", connection.trim()));
    let found = match cluster_file::read(client, &key.namespace).await? {
        Some(found) => Some(found),
        None => cluster_file::create(client, key, content.clone()).await?,
    };
    match found {
        Some(file) if file.content.as_deref() != Some(&content) => {
            cluster_file::set_content(client, &key.namespace, &file, &content).await
        }
        _ => Ok(()),
    }
}

async fn is_installed(ctx: &Context) -> Result<bool, Error> {
    match ctx.client.list_api_group_resources("apps.foundationdb.org/v1beta2").await {
        Ok(list) => {
            Ok(list.resources.iter().any(|resource| resource.kind == "FoundationDBCluster"))
        }
        // The path of a group that is not served is none of the apiserver's, and its answer is no
        // Status with a reason.
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
        Err(error) => Err(failed("discover", error)),
    }
}

async fn write(
    clusters: &Api<DynamicObject>,
    found: Option<&DynamicObject>,
    desired: &Value,
) -> Result<(), Error> {
    let live = found.map(serde_json::to_value).transpose().unwrap_or_default();
    if live.is_some_and(|live| crate::apply::contains(&live, desired)) {
        return Ok(());
    }
    let params = PatchParams::apply(FIELD_MANAGER).force();
    clusters
        .patch(STORE, &params, &Patch::Apply(desired))
        .await
        .map(drop)
        .map_err(|error| failed("apply", error))
}

/// It computes five coordinators for triple replication by itself, and knows better than this one
/// how many processes of which class there should be.
fn desired(key: &PoolKey, store: &OperatorStore) -> Value {
    let claim = PersistentVolumeClaimSpec {
        access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
        storage_class_name: store.storage_class_name.clone(),
        resources: Some(VolumeResourceRequirements {
            requests: Some(BTreeMap::from([("storage".to_owned(), store.storage.clone().into())])),
            limits: None,
        }),
        ..Default::default()
    };
    json!({
        "apiVersion": "apps.foundationdb.org/v1beta2",
        "kind": "FoundationDBCluster",
        "metadata": {
            "name": STORE,
            "namespace": key.namespace,
            "labels": {"app.kubernetes.io/managed-by": FIELD_MANAGER, LABEL_STORE: STORE},
        },
        "spec": {
            "version": store.version,
            "databaseConfiguration": {"redundancy_mode": "triple", "storage_engine": "ssd"},
            "faultDomain": {"key": "kubernetes.io/hostname", "valueFrom": "spec.nodeName"},
            "processes": {"general": {"volumeClaimTemplate": {"spec": claim}}},
            // Clients keep the names of the coordinators when those move.
            "routing": {"useDNSInClusterFile": true},
        },
    })
}

fn clusters(ctx: &Context, key: &PoolKey) -> Api<DynamicObject> {
    let gvk = GroupVersionKind::gvk("apps.foundationdb.org", "v1beta2", "FoundationDBCluster");
    let resource = ApiResource::from_gvk_with_plural(&gvk, "foundationdbclusters");
    Api::namespaced_with(ctx.client.clone(), &key.namespace, &resource)
}

fn failed(verb: &'static str, source: kube::Error) -> Error {
    Error::Official { verb, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_operator_is_told_what_matters_and_no_more() {
        let store = serde_json::from_value(json!({"storageClassName": "ssd"})).unwrap();
        insta::assert_yaml_snapshot!(desired(&PoolKey::new("ide", "p"), &store));
    }
}
