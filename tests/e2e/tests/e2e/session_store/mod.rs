//! The session store at a real apiserver, with a script in the place of `fdbcli`: what becomes of
//! the objects while processes come and go, and what is never done.

mod script;
mod stores;

use std::collections::BTreeSet;
use std::time::Duration;

use coditect_crds::IdePool;
use coditect_harness::{install_crd, is_ready};
use k8s_openapi::Resource as _;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret, Service};
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::ResourceExt;
use kube::api::{Api, ApiResource, DeleteParams, DynamicObject, ListParams, Patch, PatchParams};
use kube::core::GroupVersionKind;
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};
use stores::{LIMIT, OTHER, POOL, SECRET, Stores};
use tokio::task::JoinHandle;

/// A store whose processes fit on the one node that there is.
fn managed() -> Value {
    json!({"managed": {"nodeSpread": "Preferred", "storage": "1Gi", "image": "fdb:7.4.6"}})
}

#[tokio::test]
async fn a_database_is_made_once_and_one_that_is_as_asked_is_left_alone() -> anyhow::Result<()> {
    let stores = Stores::start("store-made").await?;
    stores.create(POOL, managed()).await?;
    let pool = stores.ready(POOL).await?;
    let store = pool.status.and_then(|status| status.session_store).expect("it has a status");
    assert_eq!(
        serde_json::to_value(store)?,
        json!({"mode": "Managed", "configured": true, "version": "7.4.6", "processes": 5,
               "faultTolerance": 1})
    );
    let secret = stores.api::<Secret>().get(SECRET).await?;
    let file = String::from_utf8(secret.data.expect("it has data")["cluster-file"].0.clone())?;
    assert!(
        file.starts_with("coditect:") && file.contains("@foundationdb-0.foundationdb-headless")
    );
    assert!(file.contains("foundationdb-2.") && !file.contains("foundationdb-3."), "{file}");
    let service = stores.api::<Service>().get("foundationdb-service").await?.spec;
    let port = service.and_then(|spec| spec.ports).map(|ports| ports[0].port);
    assert_eq!(port, Some(4500));
    stores.condition(POOL, "SessionStoreDegraded", "False", "AsExpected").await?;

    // The first pass may still have been on its way.
    stores.passes(1).await?;
    let before = stores.versions().await?;
    stores.passes(2).await?;
    assert_eq!(stores.versions().await?, before, "a converged store writes nothing");
    let jobs = stores.api::<Job>().list(&ListParams::default()).await?;
    assert_eq!(jobs.items.len(), 1);
    stores.stop().await
}

#[tokio::test]
async fn a_database_whose_volumes_vanish_is_never_made_anew() -> anyhow::Result<()> {
    let stores = Stores::start("store-lost").await?;
    stores.create(POOL, managed()).await?;
    stores.ready(POOL).await?;
    let volumes = |stores: &Stores| {
        let claims = stores.api::<PersistentVolumeClaim>();
        async move {
            let all = claims.list(&ListParams::default()).await?;
            anyhow::Ok(all.iter().filter_map(ResourceExt::uid).collect::<BTreeSet<_>>())
        }
    };
    let before = volumes(&stores).await?;
    assert_eq!(before.len(), 5);
    // The creation of an object is recorded in whole seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    stores.script.with(|database| database.is_down = true);
    let all = ListParams::default().labels("app=foundationdb");
    let claims = stores.api::<PersistentVolumeClaim>();
    claims.delete_collection(&DeleteParams::default(), &all).await?;
    stores.api::<Pod>().delete_collection(&DeleteParams::default(), &all).await?;
    let said = stores.condition(POOL, "SessionStoreDegraded", "True", "DataLost").await?;
    assert!(said.contains("docs/foundationdb.md"), "{said}");
    stores.replicas(5).await?;
    stores.passes(2).await?;
    assert!(volumes(&stores).await?.is_disjoint(&before), "there are new volumes");

    // Not even where the Job's traces are gone, and the pool is another of that name.
    let jobs = stores.api::<Job>();
    jobs.delete_collection(&DeleteParams::background(), &ListParams::default()).await?;
    stores.passes(2).await?;
    assert_eq!(jobs.list(&ListParams::default()).await?.items.len(), 0);
    stores.api::<Secret>().delete(SECRET, &DeleteParams::default()).await?;
    stores.condition(POOL, "SessionStoreDegraded", "True", "ClusterFileLost").await?;
    let secret = stores.api::<Secret>().get_opt(SECRET).await?;
    assert!(secret.is_none(), "another id would open nothing");
    stores.stop().await
}

#[tokio::test]
async fn processes_are_emptied_before_they_go_and_let_in_again_after() -> anyhow::Result<()> {
    let stores = Stores::start("store-shrunk").await?;
    stores.create(POOL, managed()).await?;
    stores.ready(POOL).await?;
    stores.script.with(|database| database.is_strained = true);
    // Larger volumes replace the StatefulSet, which must not be taken for the first one.
    stores.change(POOL, json!({"processes": 3, "storage": "2Gi"})).await?;
    stores.condition(POOL, "SessionStoreDegraded", "True", "ShrinkBlocked").await?;
    assert_eq!(stores.script.with(|database| database.commands.len()), 0);
    stores.script.with(|database| database.is_strained = false);
    stores.replicas(3).await?;
    let leaving = "locality_instance_id:foundationdb-3 locality_instance_id:foundationdb-4";
    let included = async {
        loop {
            let commands = stores.script.with(|database| database.commands.clone());
            // Together, or each as its pod is gone.
            let is_in =
                |one| commands.iter().any(|(c, _)| c.starts_with("include") && c.contains(one));
            if leaving.split(' ').all(is_in) {
                return anyhow::Ok(commands);
            }
            stores.passes(1).await?;
        }
    };
    let commands = tokio::time::timeout(LIMIT, included).await??;
    let excludes: Vec<_> = commands.iter().filter(|(c, _)| c.starts_with("exclude")).collect();
    assert!(excludes.len() >= 2, "{commands:?}");
    assert!(
        excludes.iter().all(|(c, there)| c == &format!("exclude {leaving}") && *there == 5),
        "{commands:?}"
    );
    let let_in: Vec<_> = commands.iter().filter(|(c, _)| c.starts_with("include")).collect();
    assert!(let_in.iter().all(|(_, there)| *there == 3), "{commands:?}");
    let words = let_in.iter().flat_map(|(command, _)| command.split(' ').skip(1));
    let once: Vec<_> = words.clone().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!((once.join(" ").as_str(), words.count()), (leaving, 2), "{commands:?}");
    let claims = stores.api::<PersistentVolumeClaim>().list(&ListParams::default()).await?;
    assert_eq!(claims.items.len(), 5, "volumes are kept");
    stores.change(POOL, json!({"processes": 6})).await?;
    stores.replicas(6).await?;
    stores.stop().await
}

#[tokio::test]
async fn a_patch_version_is_rolled_out_and_a_minor_one_is_refused() -> anyhow::Result<()> {
    let stores = Stores::start("store-upgraded").await?;
    stores.create(POOL, managed()).await?;
    stores.ready(POOL).await?;
    let most_at_once = watch_replaced(&stores);
    stores.change(POOL, json!({"image": "fdb:7.4.7"})).await?;
    let is_new = |pool: Option<&IdePool>| {
        let status = pool.and_then(|pool| pool.status.as_ref()?.session_store.as_ref());
        status.is_some_and(|store| store.version.as_deref() == Some("7.4.7"))
    };
    let reached = await_condition(stores.api::<IdePool>(), POOL, is_new);
    tokio::time::timeout(LIMIT, reached).await??;
    assert_eq!(most_at_once.await?, 1, "one process at a time");

    stores.change(POOL, json!({"image": "fdb:7.5.0"})).await?;
    let said = stores.condition(POOL, "SessionStoreDegraded", "True", "UpgradeRefused").await?;
    assert!(said.contains("7.5.0") && said.contains("7.4.7"), "{said}");
    stores.ready(POOL).await?;
    let set = stores.api::<StatefulSet>().get("foundationdb").await?;
    let image = set.spec.template.spec.and_then(|spec| spec.containers[0].image.clone());
    assert_eq!(image.as_deref(), Some("fdb:7.4.7"));
    stores.change(POOL, json!({"image": "fdb:7.4.8"})).await?;
    stores.condition(POOL, "SessionStoreDegraded", "False", "AsExpected").await?;
    stores.stop().await
}

/// Counts how many of the five pods are missing or not ready at most, until all are of 7.4.7.
fn watch_replaced(stores: &Stores) -> JoinHandle<usize> {
    let pods = stores.api::<Pod>();
    tokio::spawn(async move {
        let mut most = 0;
        loop {
            let all = ListParams::default().labels("app=foundationdb");
            let Ok(pods) = pods.list(&all).await else { continue };
            let ready = pods.iter().filter(|pod| is_ready(pod)).count();
            most = most.max(5 - ready);
            let is_new = |pod: &Pod| {
                let spec = pod.spec.as_ref();
                spec.is_some_and(|s| s.containers[0].image.as_deref() == Some("fdb:7.4.7"))
            };
            if ready == 5 && pods.iter().all(is_new) {
                return most;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
}

#[tokio::test]
async fn a_namespace_has_one_store_whose_data_outlives_its_pool() -> anyhow::Result<()> {
    let stores = Stores::start("store-kept").await?;
    stores.create(POOL, managed()).await?;
    stores.ready(POOL).await?;
    let mut bigger = managed();
    bigger["managed"]["processes"] = json!(7);
    stores.create(OTHER, bigger).await?;
    let said = stores.condition(OTHER, "SessionStoreReady", "False", "OwnedByAnotherPool").await?;
    assert!(said.contains(POOL), "{said}");
    stores.replicas(5).await?;
    let secret = stores.api::<Secret>().get(SECRET).await?.uid();
    let claims = || async {
        let claims = stores.api::<PersistentVolumeClaim>().list(&ListParams::default()).await?;
        anyhow::Ok(claims.iter().filter_map(ResourceExt::uid).collect::<BTreeSet<_>>())
    };
    let before = claims().await?;
    // The pool controller's, while workspaces hold slots: their owners need the API.
    stores.finalizer("coditect.ai/claimed-slots", true).await?;
    stores.api::<IdePool>().delete(POOL, &DeleteParams::default()).await?;
    stores.passes(2).await?;
    stores.replicas(5).await?;
    stores.finalizer("coditect.ai/claimed-slots", false).await?;
    let events = stores.api::<Event>();
    let told = async {
        loop {
            let all = events.list(&ListParams::default()).await?;
            let retained =
                all.iter().find(|e| e.reason.as_deref() == Some("SessionStoreRetained")).cloned();
            if let Some(event) = retained {
                return anyhow::Ok(event.note.unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let note = tokio::time::timeout(LIMIT, told).await??;
    assert!(note.contains("data-foundationdb-4") && note.contains(SECRET), "{note}");
    // The other pool goes on with the same database.
    stores.replicas(7).await?;
    stores.ready(OTHER).await?;
    assert_eq!(stores.api::<Secret>().get(SECRET).await?.uid(), secret);
    assert!(claims().await?.is_superset(&before), "no volume was deleted");
    let jobs = stores.api::<Job>().list(&ListParams::default()).await?;
    assert!(jobs.items.len() <= 1, "it is not made anew");
    stores.stop().await
}

#[tokio::test]
async fn a_cluster_of_somebody_else_is_only_asked() -> anyhow::Result<()> {
    let stores = Stores::start("store-external").await?;
    stores.create(POOL, json!({"external": {"clusterFileSecretName": "theirs"}})).await?;
    stores.ready(POOL).await?;
    stores.create(OTHER, json!({"operator": {}})).await?;
    stores.condition(OTHER, "SessionStoreReady", "False", "OwnedByAnotherPool").await?;
    stores.api::<IdePool>().delete(POOL, &DeleteParams::default()).await?;
    let said =
        stores.condition(OTHER, "SessionStoreReady", "False", "OperatorNotInstalled").await?;
    assert!(said.contains("FoundationDBCluster"), "{said}");
    install_crd(&stores.system.client, serde_json::from_value(official_crd())?).await?;
    stores.condition(OTHER, "SessionStoreReady", "False", "WaitingForCluster").await?;
    let gvk = GroupVersionKind::gvk("apps.foundationdb.org", "v1beta2", "FoundationDBCluster");
    let resource = ApiResource::from_gvk_with_plural(&gvk, "foundationdbclusters");
    let clusters: Api<DynamicObject> =
        Api::namespaced_with(stores.system.client.clone(), "default", &resource);
    let cluster = clusters.get("foundationdb").await?;
    assert_eq!(cluster.data["spec"]["databaseConfiguration"]["redundancy_mode"], "triple");
    let status = json!({"status": {"connectionString": "a:b@10.0.0.1:4501"}});
    clusters.patch("foundationdb", &PatchParams::default(), &Patch::Merge(status)).await?;
    stores.ready(OTHER).await?;
    let secret = stores.api::<Secret>().get(SECRET).await?;
    let file = secret.data.expect("it has data")["cluster-file"].0.clone();
    assert_eq!(String::from_utf8(file)?, "a:b@10.0.0.1:4501\n");
    let sets = stores.api::<StatefulSet>();
    assert!(sets.get_opt("foundationdb").await?.is_none(), "none of it is run from here");
    stores.stop().await
}

/// As much of the official operator's definition as is written and read.
fn official_crd() -> Value {
    let any = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    json!({
        "apiVersion": CustomResourceDefinition::API_VERSION,
        "kind": CustomResourceDefinition::KIND,
        "metadata": {"name": "foundationdbclusters.apps.foundationdb.org"},
        "spec": {
            "group": "apps.foundationdb.org",
            "scope": "Namespaced",
            "names": {"kind": "FoundationDBCluster", "plural": "foundationdbclusters",
                      "singular": "foundationdbcluster"},
            "versions": [{
                "name": "v1beta2", "served": true, "storage": true,
                "schema": {"openAPIV3Schema": {
                    "type": "object", "properties": {"spec": any, "status": any},
                }},
            }],
        },
    })
}
