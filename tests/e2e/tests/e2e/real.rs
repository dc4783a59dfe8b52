//! The whole way on a node whose pods really run: what a new user does with curl alone.

use std::time::Duration;

use coditect_crds::{Capacity, Phase, Workspace};
use coditect_harness::{
    Image, Person, Services, System, await_workspace, can_run_pods, is_ready, workspace,
};
use futures::{SinkExt as _, StreamExt as _};
use k8s_openapi::api::core::v1::{PersistentVolume, Pod};
use kube::api::{Api, DeleteParams, ListParams, PostParams};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 6 };

#[tokio::test]
async fn a_new_user_works_in_a_workspace_of_their_own() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let (system, services) = System::installed("real", Image::Base, CAPACITY).await?;
    let ada = services.person("ada@example.com").await?;
    let mallory = services.person("mallory@example.com").await?;

    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    assert_eq!(session["state"], "ready");
    let name = session["workspace"]["name"].as_str().unwrap_or_default().to_owned();
    let url = system.public_url.replace("://", &format!("://{name}--default."));
    assert_eq!(session["url"], Value::String(format!("{url}/")));
    let page = ada.request(Method::GET, Some(&name), "/").send().await?;
    let (status, body) = (page.status(), page.text().await?);
    assert!(status.is_success() && body.contains("Coditect"), "{status}: {body}");
    let ide = ada.request(Method::GET, Some(&name), "/theia/").send().await?;
    let (status, body) = (ide.status(), ide.text().await?);
    assert!(status.is_success() && body.contains("bundle.js"), "{status}: {body}");

    files_outlive_the_pod(&system, &ada, &name).await?;
    files_outlive_a_stop(&system, &ada, &name).await?;
    a_websocket_reaches_the_ide(&system, &ada, &name).await?;
    nobody_else_gets_in(&services, &mallory, &name).await?;
    a_workspace_applied_by_hand_is_reached(&system, &ada).await?;
    the_bare_domain_leads_to_the_session(&services, &session).await?;
    retained_volumes_are_named(&system, &ada, &name).await?;
    system.cluster.stop().await
}

async fn files_outlive_the_pod(
    system: &System,
    ada: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    ada.write(name, "src/main.rs", "fn main() {}").await?;
    let slot = running(system, name).await?.status.and_then(|status| status.slot);
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let pod = slot.expect("a running workspace has a slot").name;
    let before = pods.get(&pod).await?.metadata.uid;
    pods.delete(&pod, &DeleteParams::default()).await?;
    let is_new =
        |pod: Option<&Pod>| pod.is_some_and(|pod| pod.metadata.uid != before && is_ready(pod));
    let wait = kube::runtime::wait::await_condition(pods, &pod, is_new);
    tokio::time::timeout(Duration::from_mins(1), wait).await??;
    running(system, name).await?;
    eventually_reads(ada, name, "src/main.rs", "fn main() {}").await
}

async fn files_outlive_a_stop(system: &System, ada: &Person<'_>, name: &str) -> anyhow::Result<()> {
    ada.call(Method::POST, &format!("/api/workspaces/{name}/stop"), &json!({})).await?;
    await_workspace(&system.client, name, "suspended", |w| phase(w) == Some(Phase::Suspended))
        .await?;
    let (status, body) = ada.read(name, "src/main.rs").await?;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    assert!(body.contains("start"), "it says how to go on: {body}");
    ada.call(Method::POST, &format!("/api/workspaces/{name}/start"), &json!({})).await?;
    running(system, name).await?;
    eventually_reads(ada, name, "src/main.rs", "fn main() {}").await
}

async fn a_websocket_reaches_the_ide(
    system: &System,
    ada: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    let domain = system.public_url.trim_start_matches("http://");
    let port = domain.rsplit_once(':').map_or("80", |(_, port)| port);
    let page = ada.request(Method::GET, Some(name), "/theia/").send().await?;
    let cookie = page.headers().get("set-cookie").expect("the IDE knows its pages by a cookie");
    let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
    let url = format!("ws://{name}--default.{domain}/theia/socket.io/?EIO=4&transport=websocket");
    let mut request = url.into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {}", ada.token()).parse()?);
    request.headers_mut().insert("cookie", cookie.parse()?);
    let stream = tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await?;
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await?;
    let opened = socket.next().await.expect("an answer comes")?.into_text()?;
    assert!(opened.starts_with("0{\"sid\""), "the IDE opens its protocol: {opened}");
    socket.send(Message::text("40/services")).await?;
    let joined = socket.next().await.expect("an answer comes")?.into_text()?;
    assert!(joined.starts_with("40/services"), "{joined}");
    Ok(())
}

async fn nobody_else_gets_in(
    services: &Services,
    mallory: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    assert_eq!(mallory.read(name, "src/main.rs").await?.0, StatusCode::FORBIDDEN);
    let put = mallory.request(Method::PUT, Some(name), "/theia/coditect/files/x").body("x");
    assert_eq!(put.send().await?.status(), StatusCode::FORBIDDEN);
    let anonymous = services.request(Method::GET, Some(name), "/").send().await?;
    assert_eq!(anonymous.status(), StatusCode::UNAUTHORIZED);
    let forged = services.request(Method::GET, Some(name), "/").bearer_auth("a.b.c").send().await?;
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    let missing = mallory.request(Method::GET, Some("no-such"), "/").send().await?;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    for method in [Method::GET, Method::DELETE] {
        let path = format!("/api/workspaces/{name}");
        let answer = mallory.request(method, None, &path).send().await?;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "not even that it exists");
    }
    Ok(())
}

async fn a_workspace_applied_by_hand_is_reached(
    system: &System,
    ada: &Person<'_>,
) -> anyhow::Result<()> {
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    workspaces.create(&PostParams::default(), &workspace("by-hand", POOL, &ada.id)?).await?;
    running(system, "by-hand").await?;
    ada.write("by-hand", "a.txt", "second").await?;
    eventually_reads(ada, "by-hand", "a.txt", "second").await?;
    let (status, _) = ada.read("by-hand", "src/main.rs").await?;
    assert_eq!(status, StatusCode::NOT_FOUND, "the two share no files");
    Ok(())
}

async fn the_bare_domain_leads_to_the_session(
    services: &Services,
    session: &Value,
) -> anyhow::Result<()> {
    let token = session["token"].as_str().unwrap_or_default();
    let read =
        services.request(Method::GET, None, "/theia/coditect/files/src/main.rs").bearer_auth(token);
    assert_eq!(read.send().await?.text().await?, "fn main() {}");
    Ok(())
}

async fn retained_volumes_are_named(
    system: &System,
    ada: &Person<'_>,
    name: &str,
) -> anyhow::Result<()> {
    let deleted = ada.call(Method::DELETE, &format!("/api/workspaces/{name}"), &json!({})).await?;
    let named = deleted["retainedVolumes"].as_array().cloned().unwrap_or_default();
    assert_eq!(named.len(), 2, "{deleted}");
    let volumes: Api<PersistentVolume> = Api::all(system.client.clone());
    for volume in named.iter().filter_map(Value::as_str) {
        let released = |volume: Option<&PersistentVolume>| {
            volume.is_some_and(|v| {
                v.status.as_ref().and_then(|s| s.phase.as_deref()) == Some("Released")
            })
        };
        let wait = kube::runtime::wait::await_condition(volumes.clone(), volume, released);
        tokio::time::timeout(Duration::from_mins(2), wait).await??;
    }
    let selector = format!("coditect.ai/retained=true,coditect.ai/workspace={name}");
    let labelled = volumes.list(&ListParams::default().labels(&selector)).await?;
    assert_eq!(labelled.items.len(), 2);
    Ok(())
}

async fn running(system: &System, name: &str) -> anyhow::Result<Workspace> {
    await_workspace(&system.client, name, "running", |w| {
        w.is_ready() && phase(w) == Some(Phase::Running)
    })
    .await
}

fn phase(workspace: &Workspace) -> Option<Phase> {
    workspace.status.as_ref()?.phase
}

/// The gateway hears of a change of the route by its own watch, a moment after this test does.
async fn eventually_reads(
    person: &Person<'_>,
    workspace: &str,
    file: &str,
    text: &str,
) -> anyhow::Result<()> {
    let read = async {
        loop {
            match person.read(workspace, file).await? {
                (StatusCode::OK, found) => return anyhow::Ok(found),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), read).await??, text);
    Ok(())
}
