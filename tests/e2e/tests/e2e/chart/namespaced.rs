//! Two releases in one cluster, each of which looks after its own namespace alone.

use std::time::Duration;

use coditect_crds::{IdePool, Workspace};
use coditect_harness::{Helm, Image, System, await_workspace, can_run_pods, workspace};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, DeleteParams, ListParams, PostParams};
use kube::runtime::wait::{await_condition, conditions};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{CAPACITY, audit_log, rbac};

const OTHER: &str = "other";

#[tokio::test]
async fn two_releases_each_look_after_their_own_namespace() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let set = ["operator.namespaced=true"];
    let (system, services) =
        System::installed_with("namespaced", Image::Base, CAPACITY, vec![], &set).await?;
    let values = [
        "operator.namespaced=true",
        "publicUrl=http://other.localhost:8080",
        "pool.spec.capacity.warmSpares=1",
        "pool.spec.capacity.coldSpares=0",
        "pool.spec.resources.requests.cpu=10m",
        "pool.spec.resources.requests.memory=32Mi",
    ];
    let mut values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
    values.push(format!("pool.image={}", Image::Base.reference()));
    Helm::new(&system.cluster, OTHER).install(&values).await?;

    let ada = services.person("ada@example.com").await?;
    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    let name = session["workspace"]["name"].as_str().unwrap_or_default().to_owned();
    await_workspace(&system.client, &name, "running", Workspace::is_ready).await?;
    ada.write(&name, "kept.txt", "in the first").await?;

    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), OTHER);
    let mut theirs = workspace("theirs", "coditect-combined", "grace")?;
    theirs.metadata.namespace = Some(OTHER.to_owned());
    let theirs = workspaces.create(&PostParams::default(), &theirs).await?;
    let running = await_condition(workspaces.clone(), "theirs", |found: Option<&Workspace>| {
        found.is_some_and(Workspace::is_ready)
    });
    soon(running).await?;
    workspaces.delete("theirs", &DeleteParams::default()).await?;
    let uid = theirs.metadata.uid.unwrap_or_default();
    soon(await_condition(workspaces, "theirs", conditions::is_deleted(&uid))).await?;
    // The end of one release's workspaces and pool is nothing to the other's.
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), OTHER);
    let pool = pools.get("coditect-combined").await?;
    pools.delete("coditect-combined", &DeleteParams::default()).await?;
    let uid = pool.metadata.uid.unwrap_or_default();
    soon(await_condition(pools, "coditect-combined", conditions::is_deleted(&uid))).await?;
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), OTHER);
    let slots = pods.list(&ListParams::default().labels("coditect.ai/pool")).await?;
    assert!(slots.items.iter().all(|pod| pod.metadata.deletion_timestamp.is_some()));
    assert_eq!(ada.read(&name, "kept.txt").await?, (StatusCode::OK, "in the first".into()));

    rbac::refused_nothing(&audit_log(&system)?)?;
    system.cluster.stop().await
}

async fn soon<T>(
    reached: impl Future<Output = Result<T, kube::runtime::wait::Error>>,
) -> anyhow::Result<T> {
    Ok(Box::pin(tokio::time::timeout(Duration::from_mins(3), reached)).await??)
}
