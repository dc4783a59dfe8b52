//! The chart's life: installed, upgraded with people at work, rolled back, uninstalled and installed
//! again; and that its roles are what the programs use, no more and no less.

mod namespaced;
mod rbac;
mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, Workspace};
use coditect_harness::{
    Helm, Image, Person, Services, System, await_workspace, can_run_pods, repository,
};
use k8s_openapi::api::core::v1::{Namespace, PersistentVolumeClaim, Pod, Secret};
use kube::ResourceExt as _;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kube::runtime::wait::{await_condition, conditions};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 4 };
const CHART: &str = "charts/coditect";
const RESTRICTED: &str = "pod-security.kubernetes.io/enforce";

#[tokio::test]
async fn an_installation_is_upgraded_and_left_without_losing_anything() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let (system, services) = System::installed("chart", Image::Base, CAPACITY).await?;
    restrict_pods(&system).await?;
    let helm = Helm::new(&system.cluster, "default");
    helm.run(&["test", "coditect", "--timeout", "1m"]).await?;
    let ada = services.person("ada@example.com").await?;
    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    let name = session["workspace"]["name"].as_str().unwrap_or_default().to_owned();
    ada.write(&name, "kept.txt", "before the upgrade").await?;

    a_second_installation_is_refused(&system).await?;
    upgrades_leave_workspaces_alone(&system, &helm, &ada, &name).await?;
    let before = audit_log(&system)?;
    what_an_uninstall_leaves_is_found_again(&system, &helm, &services, &ada, &name).await?;
    // Helm takes the roles before the pods that have them are gone.
    let around = audit_log(&system)?.len();
    the_rest_of_what_programs_do(&system, &helm, &ada).await?;
    let all = audit_log(&system)?;
    rbac::refused_nothing(&before)?;
    rbac::refused_nothing(&all[around..])?;
    rbac::grants_what_is_used(&system.client, &all).await?;
    system.cluster.stop().await
}

fn audit_log(system: &System) -> anyhow::Result<String> {
    let log = system.cluster.audit_log.as_ref().expect("a real node has one");
    // The last line may be half there.
    let mut text = std::fs::read_to_string(log)?;
    text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    Ok(text)
}

/// Pods that come from here on are refused unless they keep to Pod Security "restricted".
async fn restrict_pods(system: &System) -> anyhow::Result<()> {
    let namespaces: Api<Namespace> = Api::all(system.client.clone());
    let label = json!({"metadata": {"labels": {RESTRICTED: "restricted"}}});
    namespaces.patch("default", &PatchParams::default(), &Patch::Merge(label)).await?;
    Ok(())
}

async fn a_second_installation_is_refused(system: &System) -> anyhow::Result<()> {
    let other = Helm::new(&system.cluster, "other").install(&[]).await;
    let error = other.expect_err("two operators would serve one cluster").to_string();
    assert!(error.contains("release \"coditect\" of namespace \"default\""), "{error}");
    Ok(())
}

/// An upgrade to another image of every program, and back, with somebody at work; the first of
/// them from the chart as it was one commit ago.
async fn upgrades_leave_workspaces_alone(
    system: &System,
    helm: &Helm,
    ada: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    let before = slots(system).await?;
    assert_eq!(before.len(), 1, "ada's");
    let old = previous_chart().await?;
    let chart = old.as_ref().map_or(CHART.into(), |folder| folder.path().join(CHART));
    let chart = chart.display().to_string();
    let keep = "--reset-then-reuse-values";
    helm.run(&["upgrade", "coditect", &chart, keep, "--wait", "--timeout", "5m"]).await?;
    let roll = ["operator", "api", "gateway"].map(|part| format!("{part}.podAnnotations.test=yes"));
    helm.upgrade(&roll).await?;
    goes_on(system, &before, "the upgrade").await?;
    assert_eq!(ada.read(name, "kept.txt").await?, (StatusCode::OK, "before the upgrade".into()));
    helm.run(&["rollback", "coditect", "--wait", "--timeout", "5m"]).await?;
    goes_on(system, &before, "the rollback").await?;
    assert_eq!(ada.read(name, "kept.txt").await?, (StatusCode::OK, "before the upgrade".into()));
    Ok(())
}

/// A folder that has the chart of the previous commit, if there is one.
async fn previous_chart() -> anyhow::Result<Option<TempDir>> {
    let folder = tempfile::tempdir()?;
    let unpack = "git archive HEAD^ charts/coditect | tar -x -C \"$0\"";
    let unpacked = Command::new("bash")
        .args(["-o", "pipefail", "-c", unpack])
        .arg(folder.path())
        .current_dir(repository())
        .status()
        .await?;
    if unpacked.success() && folder.path().join(CHART).join("Chart.yaml").exists() {
        return Ok(Some(folder));
    }
    eprintln!("SKIPPED: no chart one commit ago; upgrading from this one instead");
    Ok(None)
}

/// That the pods of `before` are the same, and have not been restarted; there may be more.
async fn goes_on(
    system: &System,
    before: &BTreeMap<String, (String, i32)>,
    after_what: &str,
) -> anyhow::Result<()> {
    let after = slots(system).await?;
    for (slot, pod) in before {
        assert_eq!(after.get(slot), Some(pod), "{after_what} has stopped or restarted {slot}");
    }
    Ok(())
}

/// UID and restarts of the pods that people work in.
async fn slots(system: &System) -> anyhow::Result<BTreeMap<String, (String, i32)>> {
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let mut slots = BTreeMap::new();
    for workspace in workspaces.list(&ListParams::default()).await? {
        let Some(slot) = workspace.status.and_then(|status| status.slot) else { continue };
        let pod = pods.get(&slot.name).await?;
        let statuses = pod.status.iter().flat_map(|status| status.container_statuses.iter());
        let restarts = statuses.flatten().map(|container| container.restart_count).sum();
        slots.insert(slot.name, (pod.uid().unwrap_or_default(), restarts));
    }
    Ok(slots)
}

async fn what_an_uninstall_leaves_is_found_again(
    system: &System,
    helm: &Helm,
    services: &Services,
    ada: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    let before = slots(system).await?;
    let values = helm.run(&["get", "values", "coditect", "--output", "json"]).await?;
    helm.run(&["uninstall", "coditect", "--wait", "--timeout", "3m"]).await?;
    goes_on(system, &before, "the uninstall").await?;
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(system.client.clone(), "default");
    claims.get("coditect-api-data").await?;
    let secrets: Api<Secret> = Api::namespaced(system.client.clone(), "default");
    let keys = secrets.get("coditect-api-keys").await?.data;
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    pools.get("coditect-combined").await?;

    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), values)?;
    let file = file.path().display().to_string();
    let install = ["install", "coditect", CHART, "--values", &file, "--wait", "--timeout", "5m"];
    helm.run(&install).await?;
    assert_eq!(secrets.get("coditect-api-keys").await?.data, keys, "the same keys");
    services.answers().await?;
    // The same token, the same account, the same pod.
    assert_eq!(ada.read(name, "kept.txt").await?, (StatusCode::OK, "before the upgrade".into()));
    ada.call(Method::GET, "/api/users/me", &json!(null)).await?;
    goes_on(system, &before, "the second installation").await
}

/// What the programs have rights for and nothing above needed.
async fn the_rest_of_what_programs_do(
    system: &System,
    helm: &Helm,
    ada: &Person<'_>,
) -> anyhow::Result<()> {
    for (name, reclaim) in [("kept", "Retain"), ("gone", "Delete")] {
        let setup = json!({"identity": {"name": "Ada", "email": "ada@example.com"}});
        let body = json!({"name": name, "reclaimPolicy": reclaim, "setup": setup});
        ada.call(Method::POST, "/api/workspaces", &body).await?;
        await_workspace(&system.client, name, "ready", Workspace::is_ready).await?;
        is_set_up(ada, name).await?;
        ada.call(Method::GET, &format!("/api/workspaces/{name}/events"), &json!(null)).await?;
        ada.call(Method::POST, &format!("/api/workspaces/{name}/stop"), &json!({})).await?;
        let phase = |w: &Workspace| w.status.as_ref().and_then(|status| status.phase);
        await_workspace(&system.client, name, "suspended", |w| phase(w) == Some(Phase::Suspended))
            .await?;
        ada.call(Method::DELETE, &format!("/api/workspaces/{name}"), &json!({})).await?;
        let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
        if let Some(left) = workspaces.get_opt(name).await? {
            let uid = left.uid().unwrap_or_default();
            await_condition(workspaces, name, conditions::is_deleted(&uid)).await?;
        }
    }
    ada.call(Method::GET, "/api/pools", &json!(null)).await?;
    ada.call(Method::GET, "/api/volumes", &json!(null)).await?;
    // Claim templates cannot be changed: the StatefulSet is made anew around its pods.
    let before = slots(system).await?;
    helm.upgrade(&["pool.spec.storage.workspace=11Gi".to_owned()]).await?;
    system
        .await_pool("coditect-combined", "as before", |pool| {
            let status = pool.status.as_ref();
            status.is_some_and(|s| {
                s.observed_generation == pool.metadata.generation && s.slots.warm == 1
            })
        })
        .await?;
    goes_on(system, &before, "the new StatefulSet").await
}

/// Waits until the pod has told the API that it is set up.
async fn is_set_up(ada: &Person<'_>, name: &str) -> anyhow::Result<()> {
    let path = format!("/api/workspaces/{name}");
    let told = async {
        while ada.call(Method::GET, &path, &json!(null)).await?["setupProgress"].is_null() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_mins(1), told).await?
}
