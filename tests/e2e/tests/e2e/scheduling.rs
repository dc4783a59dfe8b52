//! A pool says which nodes its slots run on.

use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, condition};
use coditect_harness::{Node, System, await_phase, await_workspace, workspace};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1;
use kube::api::{Api, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};

const POOL: &str = "ide";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 0, maximum: 3 };

#[tokio::test]
async fn slots_run_on_the_nodes_that_the_pool_says() -> anyhow::Result<()> {
    let system = System::start("scheduling", Node::Fake, &[]).await?;
    let (operator, _) = system.operator(false).await?;
    system.pool(POOL, CAPACITY).await?;

    set(&system, json!({"nodeSelector": {"example.com/disk": "nvme"}})).await?;
    system
        .await_pool(POOL, "without a slot that runs", |pool| {
            let status = pool.status.clone().unwrap_or_default();
            let outdated = status.rollout.map(|rollout| rollout.outdated);
            status.observed_generation == pool.metadata.generation
                && (status.slots.starting, outdated) == (1, Some(0))
        })
        .await?;
    let workspaces = Api::namespaced(system.client.clone(), "default");
    workspaces.create(&PostParams::default(), &workspace("ada", POOL, "ada")?).await?;
    await_unschedulable(&system, "node affinity/selector").await?;

    let taint = json!({"key": "example.com/ide", "value": "yes", "effect": "NoSchedule"});
    let labels = json!({"example.com/disk": "nvme"});
    let change = json!({"metadata": {"labels": labels}, "spec": {"taints": [taint]}});
    let nodes: Api<v1::Node> = Api::all(system.client.clone());
    nodes.patch("fake-0", &PatchParams::default(), &Patch::Merge(change)).await?;
    await_unschedulable(&system, "untolerated taint").await?;

    set(&system, json!({"tolerations": [taint]})).await?;
    await_phase(&system.client, "ada", Phase::Running).await?;
    system.await_capacity(POOL, CAPACITY, 1).await?;

    set(&system, Value::Null).await?;
    let sets: Api<StatefulSet> = Api::namespaced(system.client.clone(), "default");
    let is_anywhere = |set: Option<&StatefulSet>| {
        set.and_then(|set| set.spec.template.spec.as_ref())
            .is_some_and(|pod| pod.node_selector.is_none() && pod.tolerations.is_none())
    };
    let name = format!("{POOL}-hybrid");
    let changed = Box::pin(await_condition(sets, &name, is_anywhere));
    tokio::time::timeout(Duration::from_mins(1), changed).await??;
    operator.kill().await?;
    system.cluster.stop().await
}

async fn set(system: &System, scheduling: Value) -> anyhow::Result<()> {
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let patch = Patch::Merge(json!({"spec": {"scheduling": scheduling}}));
    pools.patch(POOL, &PatchParams::default(), &patch).await?;
    Ok(())
}

async fn await_unschedulable(system: &System, why: &str) -> anyhow::Result<()> {
    await_workspace(&system.client, "ada", why, |workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        let mut ready = conditions.filter(|c| c.type_ == condition::READY);
        ready.any(|c| c.reason == condition::reason::UNSCHEDULABLE && c.message.contains(why))
    })
    .await?;
    Ok(())
}
