//! Who a pod is to the API: what its token opens, and whose it does not. On fake nodes; the tokens
//! are those that a kubelet would ask for.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, Workspace};
use coditect_harness::{Node, Person, Program, Services, System, await_workspace};
use k8s_openapi::api::authentication::v1::TokenRequest;
use k8s_openapi::api::core::v1::{Namespace, Pod, ServiceAccount};
use kube::api::{Api, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::runtime::wait::await_condition;
use kube::{Client, Config, ResourceExt as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const SLOT: &str = "coditect-combined-hybrid-0";
const AUDIENCE: &str = "coditect-api";

struct World {
    system: System,
    services: Services,
    pods: Api<Pod>,
    _operator: Program,
}

impl World {
    async fn start(name: &str, capacity: Capacity) -> anyhow::Result<Self> {
        let system = System::start(name, Node::Fake, &[]).await?;
        let (operator, _) = system.operator(false).await?;
        let services = Services::start(&system).await?;
        system.pool(POOL, capacity).await?;
        let pods = Api::namespaced(system.client.clone(), "default");
        Ok(Self { system, services, pods, _operator: operator })
    }

    async fn create(&self, owner: &Person<'_>, body: &Value) -> anyhow::Result<Workspace> {
        let made = owner.call(Method::POST, "/api/workspaces", body).await?;
        let name = made["name"].as_str().context("it has a name")?.to_owned();
        await_workspace(&self.system.client, &name, "Ready", Workspace::is_ready).await
    }

    /// A token such as the kubelet asks for.
    async fn token(
        &self,
        namespace: &str,
        pod: Option<&Pod>,
        audience: Option<&str>,
    ) -> anyhow::Result<String> {
        let bound = pod.map(|pod| {
            json!({"apiVersion": "v1", "kind": "Pod", "name": pod.name_any(), "uid": pod.uid()})
        });
        let audiences: Vec<_> = audience.into_iter().collect();
        let request: TokenRequest = serde_json::from_value(json!({"spec": {
            "audiences": audiences, "boundObjectRef": bound, "expirationSeconds": 3600,
        }}))?;
        let accounts: Api<ServiceAccount> = Api::namespaced(self.system.client.clone(), namespace);
        let made =
            accounts.create_token_request("default", &PostParams::default(), &request).await?;
        made.status.and_then(|status| status.token).context("no token was made")
    }

    async fn ask(&self, token: &str) -> anyhow::Result<(StatusCode, Value)> {
        self.services.ask(token, Method::GET, "/api/pod/workspace", None).await
    }

    async fn annotated(&self, wanted: impl Fn(&str) -> bool + Send + Sync) -> anyhow::Result<()> {
        let is_told = |pod: Option<&Pod>| {
            pod.and_then(|pod| pod.annotations().get("coditect.ai/setup"))
                .is_some_and(|setup| wanted(setup))
        };
        let told = await_condition(self.pods.clone(), SLOT, is_told);
        tokio::time::timeout(Duration::from_secs(20), told).await??;
        Ok(())
    }
}

#[tokio::test]
async fn a_token_opens_the_workspace_of_its_own_pod_and_nothing_else() -> anyhow::Result<()> {
    let world =
        World::start("pods", Capacity { warm_spares: 2, cold_spares: 0, maximum: 3 }).await?;
    let ada = world.services.person("ada@example.com").await?;
    world.create(&ada, &json!({"name": "adas"})).await?;
    let pod = world.pods.get(SLOT).await?;
    let annotations = pod.annotations();
    let ours = annotations.keys().filter(|key| key.starts_with("coditect.ai/")).count();
    assert_eq!(ours, 0, "a plain claim of a warm slot does not touch the pod: {annotations:?}");

    let token = world.token("default", Some(&pod), Some(AUDIENCE)).await?;
    let (status, workspace) = world.ask(&token).await?;
    assert_eq!((status, &workspace["name"]), (StatusCode::OK, &json!("adas")));
    assert_eq!(workspace["owner"]["email"], "ada@example.com");
    assert_refused_by_the_apiserver(&world.system, &token).await?;

    let for_the_apiserver = world.token("default", Some(&pod), None).await?;
    assert_eq!(world.ask(&for_the_apiserver).await?.0, StatusCode::UNAUTHORIZED);
    let of_no_pod = world.token("default", None, Some(AUDIENCE)).await?;
    assert_eq!(world.ask(&of_no_pod).await?.0, StatusCode::UNAUTHORIZED);
    let of_a_person = ada.token().to_owned();
    assert_eq!(world.ask(&of_a_person).await?.0, StatusCode::UNAUTHORIZED);

    let spare = world.pods.get("coditect-combined-hybrid-1").await?;
    let of_a_spare = world.token("default", Some(&spare), Some(AUDIENCE)).await?;
    assert_eq!(world.ask(&of_a_spare).await?.0, StatusCode::NOT_FOUND);

    let namesake = namesake(&world.system.client).await?;
    let of_a_namesake = world.token("other", Some(&namesake), Some(AUDIENCE)).await?;
    assert_eq!(world.ask(&of_a_namesake).await?.0, StatusCode::UNAUTHORIZED);
    world.system.cluster.stop().await
}

#[tokio::test]
async fn a_pod_of_the_previous_owner_of_a_slot_is_nobodys() -> anyhow::Result<()> {
    let world =
        World::start("previous", Capacity { warm_spares: 1, cold_spares: 0, maximum: 1 }).await?;
    let ada = world.services.person("ada@example.com").await?;
    let mallory = world.services.person("mallory@example.com").await?;
    world.create(&mallory, &json!({"name": "first", "reclaimPolicy": "Delete"})).await?;
    let pod = world.pods.get(SLOT).await?;
    let token = world.token("default", Some(&pod), Some(AUDIENCE)).await?;
    assert_eq!(world.ask(&token).await?.0, StatusCode::OK);

    ada.call(Method::POST, "/api/workspaces", &json!({"name": "second"})).await?;
    mallory.call(Method::DELETE, "/api/workspaces/first", &json!({})).await?;
    // The apiserver takes the token for some seconds after its pod is gone, in which the slot
    // becomes the next one's.
    let second = await_workspace(&world.system.client, "second", "Ready", Workspace::is_ready);
    let mut second = std::pin::pin!(second);
    loop {
        tokio::select! {
            ready = &mut second => {
                let slot = ready?.status.and_then(|status| status.slot).expect("it is ready");
                assert_eq!(slot.name, SLOT);
                break;
            }
            answer = world.ask(&token) => {
                let (status, workspace) = answer?;
                let is_first = status == StatusCode::OK && workspace["name"] == "first";
                assert!(is_first || status.is_client_error(), "{status}: {workspace}");
                // No faster than the API listens to one pod.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    assert_eq!(world.ask(&token).await?.0, StatusCode::UNAUTHORIZED);
    world.system.cluster.stop().await
}

#[tokio::test]
async fn a_set_up_is_told_to_the_pod_again_when_it_is_tried_again() -> anyhow::Result<()> {
    let world =
        World::start("again", Capacity { warm_spares: 1, cold_spares: 0, maximum: 3 }).await?;
    let ada = world.services.person("ada@example.com").await?;
    let setup = json!({"repository": {"url": "https://git.example/x.git"}, "startCommand": "make"});
    let wrong = json!({"setup": {"repository": {"url": "https://ada:secret@git.example/x"}}});
    let refused = ada.call(Method::POST, "/api/workspaces", &wrong).await.expect_err("it is wrong");
    let said = refused.to_string();
    assert!(said.contains("setup.repository.url") && said.contains("credentials"), "{said}");
    assert!(!said.contains("secret"), "it does not say the password again: {said}");

    world.create(&ada, &json!({"name": "w", "setup": setup})).await?;
    world.annotated(|setup| setup.contains("\"attempt\":0")).await?;
    let pod = world.pods.get(SLOT).await?;
    let token = world.token("default", Some(&pod), Some(AUDIENCE)).await?;
    let failed = json!({"phase": "Failed", "step": "repository", "message": "no such host",
                        "percent": null, "attempt": 0});
    let report = world.services.ask(&token, Method::PUT, "/api/pod/setup", Some(&failed)).await?;
    assert_eq!(report.0, StatusCode::NO_CONTENT);
    let shown = ada.call(Method::GET, "/api/workspaces/w", &json!({})).await?;
    assert_eq!(shown["setupProgress"]["message"], "no such host");

    let again = ada.call(Method::POST, "/api/workspaces/w/setup/retry", &json!({})).await?;
    assert_eq!(again["setup"]["attempt"], 1);
    assert_eq!(again["setupProgress"], Value::Null);
    world.annotated(|setup| setup.contains("\"attempt\":1")).await?;
    world.system.cluster.stop().await
}

async fn assert_refused_by_the_apiserver(system: &System, token: &str) -> anyhow::Result<()> {
    let mut kubeconfig = Kubeconfig::read_from(&system.cluster.kubeconfig)?;
    for user in &mut kubeconfig.auth_infos {
        let nobody = serde_json::from_value(json!({"token": token}))?;
        user.auth_info = Some(nobody);
    }
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await?;
    let refused = Client::try_from(config)?.apiserver_version().await;
    let kube::Error::Api(status) = refused.expect_err("the token is worthless there") else {
        anyhow::bail!("refused otherwise");
    };
    assert_eq!(status.code, 401, "{status:?}");
    Ok(())
}

/// A pod of the slot's name in another namespace.
async fn namesake(client: &Client) -> anyhow::Result<Pod> {
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let other = serde_json::from_value(json!({"metadata": {"name": "other"}}))?;
    namespaces.create(&PostParams::default(), &other).await?;
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), "other");
    let made =
        await_condition(accounts, "default", |account: Option<&ServiceAccount>| account.is_some());
    tokio::time::timeout(Duration::from_secs(20), made).await??;
    let pods: Api<Pod> = Api::namespaced(client.clone(), "other");
    let pod = serde_json::from_value(json!({
        "metadata": {"name": SLOT},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }))?;
    Ok(pods.create(&PostParams::default(), &pod).await?)
}
