//! The first start of a claim, seen from inside of a pod that really runs.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, Phase, Workspace};
use coditect_harness::{Image, Person, Services, System, await_workspace, can_run_pods};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 4 };
const ANNOTATIONS: &str = "/etc/coditect/pod/annotations";
const TOKEN: &str = "/var/run/secrets/coditect/token";

#[tokio::test]
async fn a_pod_is_told_what_to_do_and_proves_itself_to_the_api() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let (system, services) = System::installed("first", Image::Base, CAPACITY).await?;
    let ada = services.person("ada@example.com").await?;
    let setup = json!({"repository": {"url": "https://git.example/x.git", "depth": 1}});
    let body = json!({"name": "adas", "setup": setup});
    ada.call(Method::POST, "/api/workspaces", &body).await?;
    let slot = slot(&running(&system, "adas").await?)?;

    let said = told(&system, &slot).await?;
    assert!(said.contains(r#"coditect.ai/workspace="adas""#), "{said}");
    assert!(said.contains(r"https://git.example/x.git"), "{said}");
    the_token_is_the_only_one(&system, &slot).await?;
    the_pod_speaks_to_the_api(&system, &ada, &slot).await?;

    let token = inside(&system, &slot, "cat $0", TOKEN).await?;
    assert_eq!(answer(&services, &token).await?, StatusCode::OK);
    ada.call(Method::POST, "/api/workspaces/adas/stop", &json!({})).await?;
    let is_suspended =
        |w: &Workspace| w.status.as_ref().and_then(|s| s.phase) == Some(Phase::Suspended);
    await_workspace(&system.client, "adas", "suspended", is_suspended).await?;
    assert_eq!(answer(&services, &token).await?, StatusCode::UNAUTHORIZED, "its pod is gone");
    ada.call(Method::POST, "/api/workspaces/adas/start", &json!({})).await?;
    running(&system, "adas").await?;
    assert!(told(&system, &slot).await?.contains(r#"coditect.ai/workspace="adas""#));
    system.cluster.stop().await
}

async fn the_pod_speaks_to_the_api(
    system: &System,
    ada: &Person<'_>,
    slot: &str,
) -> anyhow::Result<()> {
    let credential = json!({"username": "ada", "password": "t0ken"});
    ada.call(Method::PUT, "/api/git-credentials/git.example", &credential).await?;
    let workspace = from_inside(system, slot, "/api/pod/workspace").await?;
    assert_eq!(workspace["name"], "adas");
    assert_eq!(workspace["owner"]["email"], "ada@example.com");
    let got = from_inside(system, slot, "/api/pod/git-credentials?host=git.example").await?;
    assert_eq!(got, credential);
    let activity = "curl -sS --fail-with-body -X POST -H \"authorization: Bearer $(cat $0)\" \
                    $CODITECT_API_URL/api/pod/activity";
    inside(system, slot, activity, TOKEN).await?;
    let shown = ada.call(Method::GET, "/api/workspaces/adas", &json!({})).await?;
    assert!(shown["lastActivity"].is_string(), "{shown}");
    Ok(())
}

/// The one is for our API, and only where the user's own programs run.
async fn the_token_is_the_only_one(system: &System, slot: &str) -> anyhow::Result<()> {
    let list = ["ls", "/var/run/secrets"];
    assert_eq!(system.cluster.exec(slot, "theia", &list).await?, "coditect\n");
    let elsewhere = system.cluster.exec(slot, "frontend", &["cat", TOKEN]).await;
    assert!(elsewhere.is_err(), "the other container has it too");
    Ok(())
}

/// The annotations, once the set-up is among them.
async fn told(system: &System, slot: &str) -> anyhow::Result<String> {
    let told = async {
        loop {
            let said = system.cluster.exec(slot, "theia", &["cat", ANNOTATIONS]).await?;
            if said.contains("coditect.ai/setup=") {
                return anyhow::Ok(said);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told).await.context("the pod is not told")?
}

async fn from_inside(system: &System, slot: &str, path: &str) -> anyhow::Result<Value> {
    let script = format!(
        "curl -sS --fail-with-body -H \"authorization: Bearer $(cat $0)\" \"$CODITECT_API_URL{path}\""
    );
    let body = inside(system, slot, &script, TOKEN).await?;
    serde_json::from_str(&body).with_context(|| format!("{path} answers {body}"))
}

async fn inside(system: &System, slot: &str, script: &str, arg: &str) -> anyhow::Result<String> {
    system.cluster.exec(slot, "theia", &["sh", "-c", script, arg]).await
}

async fn answer(services: &Services, token: &str) -> anyhow::Result<StatusCode> {
    Ok(services.ask(token, Method::GET, "/api/pod/workspace", None).await?.0)
}

async fn running(system: &System, name: &str) -> anyhow::Result<Workspace> {
    await_workspace(&system.client, name, "running", Workspace::is_ready).await
}

fn slot(workspace: &Workspace) -> anyhow::Result<String> {
    let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    Ok(slot.context("a running workspace has a slot")?.name.clone())
}
