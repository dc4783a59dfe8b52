//! Pods are evicted, as by `kubectl drain`: one at a time, whatever waits behind its gate meanwhile.

use std::time::Duration;

use coditect_crds::{Capacity, Phase, Workspace};
use coditect_harness::{Node, System, await_phase, await_workspace, workspace};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::{Api, EvictParams, PostParams};
use kube::runtime::wait::await_condition;

const POOL: &str = "ide";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 2, maximum: 10 };

#[tokio::test]
async fn one_pod_at_a_time_may_be_evicted() -> anyhow::Result<()> {
    let system = System::start("drain", Node::Fake, &[]).await?;
    let (operator, _) = system.operator(false).await?;
    system.pool(POOL, CAPACITY).await?;
    create(&system, "at-rest", false).await?;
    create(&system, "at-work", true).await?;
    let before = await_phase(&system.client, "at-work", Phase::Running).await?;
    await_phase(&system.client, "at-rest", Phase::Suspended).await?;
    system.await_capacity(POOL, CAPACITY, 2).await?;

    evict(&system, &before).await?;
    let transition = |workspace: &Workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        let mut ready = conditions.filter(|c| c.type_ == "Ready" && c.status == "True");
        ready.next().map(|c| c.last_transition_time.clone())
    };
    let was_ready = transition(&before);
    let after = await_workspace(&system.client, "at-work", "running again", |workspace| {
        transition(workspace).is_some_and(|now| Some(now) != was_ready)
    })
    .await?;
    let slot = |workspace: Workspace| workspace.status.and_then(|status| status.slot);
    assert_eq!(slot(after), slot(before), "it has the same slot, with its files");
    operator.kill().await?;
    system.cluster.stop().await
}

async fn create(system: &System, name: &str, running: bool) -> anyhow::Result<()> {
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let mut new = workspace(name, POOL, "ada")?;
    new.spec.running = running;
    workspaces.create(&PostParams::default(), &new).await?;
    Ok(())
}

/// Once the budget allows it: its controller counts pods somewhat later.
async fn evict(system: &System, workspace: &Workspace) -> anyhow::Result<()> {
    let budgets: Api<PodDisruptionBudget> = Api::namespaced(system.client.clone(), "default");
    let allows_one = |budget: Option<&PodDisruptionBudget>| {
        let status = budget.and_then(|budget| budget.status.as_ref());
        status.is_some_and(|status| status.disruptions_allowed == Some(1))
    };
    let allowed = Box::pin(await_condition(budgets, "ide-hybrid", allows_one));
    tokio::time::timeout(Duration::from_mins(1), allowed).await??;
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    pods.evict(&slot.expect("it has a slot").name, &EvictParams::default()).await?;
    Ok(())
}
