//! The whole way of a new user in a real browser, on a system with pods that run and a git host in
//! the cluster. What concerns the IDE alone is tested in `tests/browser` without a cluster.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::Capacity;
use coditect_harness::{Image, System, can_run_pods, repository};
use k8s_openapi::api::core::v1::{Pod, Service};
use kube::api::{Api, PostParams};
use kube::runtime::wait::{await_condition, conditions};
use reqwest::Method;
use serde_json::json;
use tokio::process::Command;

const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 4 };
/// Serves one repository that takes a login, over HTTP as git hosts do.
const GIT_HOST: &str = include_str!("../../../browser/git-host.cjs");

/// The policy of workspaces lets them into no pod of the cluster but those that are named.
const GIT_HOST_OPEN: &str =
    "networkPolicy.workspaceEgress[0].to[0].podSelector.matchLabels.app=git-host";

/// The way of a new user; `make test` runs the tests of the IDE alone without a cluster.
const JOURNEY: &[&str] = &["journey.test.mjs"];
/// What of the IDE alone can be tried in a pod.
const IDE: &[&str] =
    &["ide.test.mjs", "languages.test.mjs", "toolchains.test.mjs", "unsaved.test.mjs"];

#[tokio::test]
async fn people_find_what_they_expect_in_their_browser() -> anyhow::Result<()> {
    in_a_workspace(Image::Base, JOURNEY).await
}

#[tokio::test]
#[ignore = "builds compilers and language servers first, and tries each: make test-full"]
async fn the_full_image_knows_its_languages() -> anyhow::Result<()> {
    in_a_workspace(Image::Full, IDE).await
}

/// Runs `tests` as somebody who has a running workspace.
async fn in_a_workspace(image: Image, tests: &[&str]) -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let name = format!("browser-{image:?}").to_lowercase();
    let set = [GIT_HOST_OPEN];
    let (system, services) = System::installed_with(&name, image, CAPACITY, vec![], &set).await?;
    start_git_host(&system, image).await?;

    let (email, password) = ("grace@example.com", "correct horse battery");
    let grace = services.person(email).await?;
    let session = grace.call(Method::POST, "/api/sessions", &json!({})).await?;
    let url = session["url"].as_str().context("a session has a URL")?;
    let tests = Command::new(repository().join("tests/browser/run.sh"))
        .args(tests)
        .env("CODITECT_SITE", &system.public_url)
        .env("CODITECT_WORKSPACE_URL", url)
        .env("CODITECT_EMAIL", email)
        .env("CODITECT_PASSWORD", password)
        .env("CODITECT_GIT_URL", "http://git-host.default.svc/app.git")
        .env("CODITECT_VARIANT", format!("{image:?}").to_lowercase())
        .stdin(Stdio::null())
        .status()
        .await
        .context("failed to start the browser tests")?;
    anyhow::ensure!(
        tests.success(),
        "browser tests failed; screenshots are in tests/browser/artefacts"
    );
    system.cluster.stop().await
}

async fn start_git_host(system: &System, image: Image) -> anyhow::Result<()> {
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let services: Api<Service> = Api::namespaced(system.client.clone(), "default");
    let pod = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "git-host", "labels": {"app": "git-host"}},
        "spec": {"containers": [{
            "name": "git-host",
            "image": image.reference(),
            "imagePullPolicy": "Never",
            "command": ["/usr/local/bin/node", "-e", GIT_HOST],
            "env": [{"name": "HOME", "value": "/tmp"}],
            "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1},
        }]},
    });
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "git-host"},
        "spec": {"selector": {"app": "git-host"}, "ports": [{"port": 80, "targetPort": 8080}]},
    });
    pods.create(&PostParams::default(), &serde_json::from_value(pod)?).await?;
    services.create(&PostParams::default(), &serde_json::from_value(service)?).await?;
    let running = await_condition(pods, "git-host", conditions::is_pod_running());
    tokio::time::timeout(Duration::from_mins(1), running).await??;
    Ok(())
}
