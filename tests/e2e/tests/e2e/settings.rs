//! What people ask of their workspaces over HTTP: settings of their own, no more than the pool's
//! quota, and the volumes that deleted ones have left.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool, Phase, Workspace};
use coditect_harness::{Node, Person, Services, System, await_phase};
use kube::api::{Api, Patch, PatchParams};
use reqwest::Method;
use serde_json::{Value, json};

/// The pool of those that name none.
const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 2, cold_spares: 0, maximum: 10 };
const WORKSPACES: &str = "/api/workspaces";

#[tokio::test]
async fn people_set_what_is_theirs_and_find_what_they_left() -> anyhow::Result<()> {
    let system = System::start("settings", Node::Fake, &[]).await?;
    let services = Services::start(&system).await?;
    let (operator, _) = system.operator(false).await?;
    system.pool(POOL, CAPACITY).await?;
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let quota = Patch::Merge(json!({"spec": {"quota": {"perOwner": {"workspaces": 2}}}}));
    pools.patch(POOL, &PatchParams::default(), &quota).await?;
    let ada = services.person("ada@example.com").await?;
    let bob = services.person("bob@example.com").await?;

    settings_come_and_go(&system, &ada).await?;
    the_quota_is_kept(&ada, &bob).await?;

    let running = await_phase(&system.client, "first", Phase::Running).await?;
    let volumes = running.status.unwrap_or_default().volumes;
    ada.call(Method::DELETE, "/api/workspaces/first", &Value::Null).await?;
    let left = until_left(&ada).await?;
    let named = |kind: &str| left.iter().find(|v| v["kind"] == kind).map(|v| v["name"].clone());
    assert_eq!(named("workspace"), volumes.workspace.map(Value::from));
    assert_eq!(named("config"), volumes.config.map(Value::from));
    for volume in &left {
        assert_eq!(volume["workspace"], "first");
        assert!(volume["size"].is_string() && volume["since"].is_string(), "{volume}");
    }
    let his = bob.call(Method::GET, "/api/volumes", &Value::Null).await?;
    assert_eq!(his["items"], json!([]));
    let storage = json!({"fromVolume": {"workspace": named("workspace")}});
    let again = json!({"name": "again", "storage": storage});
    let again = ada.call(Method::POST, WORKSPACES, &again).await?;
    assert_eq!(again["storage"], storage);
    operator.kill().await?;
    system.cluster.stop().await
}

async fn settings_come_and_go(system: &System, ada: &Person<'_>) -> anyhow::Result<()> {
    let amounts = |cpu: &str| json!({"cpu": cpu, "memory": "1Gi"});
    let resources = json!({"requests": amounts("1"), "limits": amounts("2")});
    let new = json!({"name": "first", "idle": {"suspendAfter": "1h"}, "resources": resources});
    let made = ada.call(Method::POST, WORKSPACES, &new).await?;
    assert_eq!((&made["idle"], &made["resources"]), (&new["idle"], &resources));
    let change = json!({"idle": null, "maxLifetime": "8h", "displayName": "First"});
    let changed = ada.call(Method::PATCH, "/api/workspaces/first", &change).await?;
    assert_eq!((&changed["idle"], &changed["maxLifetime"]), (&Value::Null, &json!("8h")));
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let spec = workspaces.get("first").await?.spec;
    assert_eq!(spec.idle, None);
    assert_eq!(spec.max_lifetime.map(|lifetime| lifetime.to_string()).as_deref(), Some("8h"));
    assert_eq!(spec.display_name.as_deref(), Some("First"));
    assert_eq!(serde_json::to_value(spec.resources)?, resources);
    Ok(())
}

async fn the_quota_is_kept(ada: &Person<'_>, bob: &Person<'_>) -> anyhow::Result<()> {
    ada.call(Method::POST, WORKSPACES, &json!({"name": "second"})).await?;
    let third = ada.request(Method::POST, None, WORKSPACES).json(&json!({"name": "third"}));
    let refused = third.send().await?;
    assert_eq!(refused.status().as_u16(), 409);
    let problem: Value = serde_json::from_str(&refused.text().await?)?;
    let error = &problem["errors"][0];
    assert_eq!(error["field"], "pool", "{problem}");
    let detail = error["detail"].as_str().context("no detail")?;
    assert!(detail.contains("quota.perOwner.workspaces is 2, of which 2 are taken"), "{detail}");
    let hers = ada.call(Method::GET, WORKSPACES, &Value::Null).await?;
    assert_eq!(hers["items"].as_array().map(Vec::len), Some(2), "nothing was made");
    bob.call(Method::POST, WORKSPACES, &json!({"name": "his"})).await?;
    Ok(())
}

/// Waits until the API lists both volumes that a workspace has left. Nothing tells of it.
async fn until_left(ada: &Person<'_>) -> anyhow::Result<Vec<Value>> {
    let listed = async {
        loop {
            let list = ada.call(Method::GET, "/api/volumes", &Value::Null).await?;
            let items = list["items"].as_array().cloned().unwrap_or_default();
            if items.len() == 2 {
                return anyhow::Ok(items);
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), listed).await.context("no volumes are left")?
}
