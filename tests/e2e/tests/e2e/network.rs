//! What a workspace reaches and what it does not: the chart's network policies, on a node that
//! enforces them.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::Capacity;
use coditect_harness::{Helm, Image, System, can_run_pods};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, PostParams};
use kube::runtime::wait::{await_condition, conditions};
use reqwest::{Method, StatusCode};
use serde_json::json;

const CAPACITY: Capacity = Capacity { warm_spares: 2, cold_spares: 0, maximum: 2 };
const SLOTS: [&str; 2] = ["coditect-combined-hybrid-0", "coditect-combined-hybrid-1"];
const LIMIT: Duration = Duration::from_mins(1);

/// Somewhere that a workspace might go.
struct Target {
    what: &'static str,
    url: String,
    /// Whether there is an answer where nothing is in the way.
    answers: bool,
}

#[tokio::test]
async fn a_workspace_reaches_the_api_and_nothing_else_of_the_cluster() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let (system, services) = System::installed("network", Image::Base, CAPACITY).await?;
    let ada = services.person("ada@example.com").await?;
    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    let workspace = session["workspace"]["name"].as_str().context("no workspace")?;
    ada.write(workspace, "notes.txt", "hello").await?;
    let database = database(&system).await?;
    let targets = [
        Target { what: "another workspace", url: at(&system, SLOTS[1], 80).await?, answers: true },
        Target { what: "the database", url: format!("http://{database}:4500"), answers: true },
        // Nobody has that address here.
        Target {
            what: "the cloud's metadata",
            url: "http://169.254.169.254/".to_owned(),
            answers: false,
        },
        Target {
            what: "the API server",
            url: "https://kubernetes.default.svc/readyz".to_owned(),
            answers: true,
        },
    ];
    for target in &targets {
        until(&system, target, false).await?;
    }
    // By name, which takes DNS.
    let api = "http://coditect-api-service.default.svc:8080/api/health".to_owned();
    until(&system, &Target { what: "the API", url: api, answers: true }, true).await?;
    let read = ada.read(workspace, "notes.txt").await?;
    assert_eq!(read, (StatusCode::OK, "hello".to_owned()), "the gateway reaches the workspace");

    // It is the policies that were in the way.
    let helm = Helm::new(&system.cluster, "default");
    helm.upgrade(&["networkPolicy.enabled=false".to_owned()]).await?;
    for target in targets.iter().filter(|target| target.answers) {
        until(&system, target, true).await?;
    }
    system.cluster.stop().await
}

/// Waits until the first slot reaches the target, or does not.
async fn until(system: &System, target: &Target, reached: bool) -> anyhow::Result<()> {
    // Whatever the answer is, there is one; certificates are not the point.
    let ask = ["curl", "--silent", "--insecure", "--max-time", "2", "--output", "/dev/null"];
    let command = [&ask[..], &[target.url.as_str()]].concat();
    let seen = async {
        while system.cluster.exec(SLOTS[0], "theia", &command).await.is_ok() != reached {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let Target { what, url, .. } = target;
    let wanted = if reached { "is not reached" } else { "is reached" };
    tokio::time::timeout(LIMIT, seen)
        .await
        .with_context(|| format!("{what} at {url} {wanted} by a workspace"))
}

async fn at(system: &System, pod: &str, port: u16) -> anyhow::Result<String> {
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let ip = pods.get(pod).await?.status.and_then(|status| status.pod_ip);
    Ok(format!("http://{}:{port}/health", ip.context("the pod has no address")?))
}

/// A pod that answers where the session store's do, with their labels. Gives its address.
async fn database(system: &System) -> anyhow::Result<String> {
    let script = "require('http').createServer((_, answer) => answer.end('data')).listen(4500)";
    let pod: Pod = serde_json::from_value(json!({
        "metadata": {"name": "database", "labels": {"app": "foundationdb"}},
        "spec": {
            "automountServiceAccountToken": false,
            "terminationGracePeriodSeconds": 0,
            "containers": [{
                "name": "database",
                "image": Image::Base.reference(),
                "imagePullPolicy": "Never",
                "command": ["node", "--eval", script],
                "readinessProbe": {"tcpSocket": {"port": 4500}, "periodSeconds": 1},
            }],
        },
    }))?;
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    pods.create(&PostParams::default(), &pod).await?;
    let running = await_condition(pods.clone(), "database", conditions::is_pod_running());
    tokio::time::timeout(LIMIT, running).await.context("the pod does not start")??;
    let started = pods.get("database").await?;
    started.status.and_then(|status| status.pod_ip).context("the pod has no address")
}
