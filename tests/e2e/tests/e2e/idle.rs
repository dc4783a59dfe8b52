//! Workspaces that nobody uses are suspended, on a node whose pods really run.

use coditect_crds::{Capacity, IdePool, Phase, Workspace, condition};
use coditect_harness::{
    Image, Node, Services, System, await_phase, await_workspace, can_run_pods, workspace,
};
use kube::api::{Api, Patch, PatchParams, PostParams};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 3, cold_spares: 0, maximum: 10 };

struct World {
    system: System,
    services: Services,
    workspaces: Api<Workspace>,
}

impl World {
    async fn create(&self, name: &str, spec: Value) -> anyhow::Result<Workspace> {
        let mut new = serde_json::to_value(workspace(name, POOL, "ada")?)?;
        for (field, value) in spec.as_object().expect("a spec is an object") {
            new["spec"][field] = value.clone();
        }
        self.workspaces.create(&PostParams::default(), &serde_json::from_value(new)?).await?;
        self.phase(name, Phase::Running).await
    }

    async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<Workspace> {
        await_phase(&self.system.client, name, phase).await
    }

    /// Somebody is at work in it.
    async fn work_in(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
        let pod = &slot.expect("it has a slot").name;
        let read = ["cat", "/var/run/secrets/coditect/token"];
        let token = self.system.cluster.exec(pod, "theia", &read).await?;
        let path = "/api/pod/activity";
        let (status, _) = self.services.ask(&token, Method::POST, path, Some(&json!({}))).await?;
        assert_eq!(status, StatusCode::NO_CONTENT);
        Ok(())
    }

    /// Waits until its owner is told, or is told that nothing comes of it.
    async fn pending(&self, name: &str, wanted: (&str, &str)) -> anyhow::Result<Workspace> {
        await_workspace(&self.system.client, name, wanted.1, |workspace| {
            let status = workspace.status.as_ref();
            let pending = status.and_then(|status| {
                status.conditions.iter().find(|c| c.type_ == condition::DISRUPTION_PENDING)
            });
            pending.is_some_and(|c| (&*c.status, &*c.reason) == wanted)
        })
        .await
    }
}

#[tokio::test]
async fn what_nobody_uses_is_suspended_after_a_warning_and_what_is_used_is_not()
-> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let system = System::start("idle", Node::Real, &[Image::Base.archive().await?]).await?;
    let (_operator, _) = system.operator(true).await?;
    system.pool(POOL, CAPACITY).await?;
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let idle = json!({"spec": {"idle": {"suspendAfter": "30s", "warnBefore": "10s"}}});
    pools.patch(POOL, &PatchParams::default(), &Patch::Merge(idle)).await?;
    let services = Services::start(&system).await?;
    let workspaces = Api::namespaced(system.client.clone(), "default");
    let world = World { system, services, workspaces };
    let ran_out = world.create("short", json!({"maxLifetime": "25s"})).await?;
    world.create("idle", json!({})).await?;
    let busy = world.create("busy", json!({})).await?;

    world.work_in(&ran_out).await?;
    let told = world.pending("idle", ("True", "Idle")).await?.status.unwrap_or_default();
    assert!(told.suspend_at.is_some() && told.endpoint.is_some(), "it runs until then: {told:?}");
    world.pending("busy", ("True", "Idle")).await?;
    world.work_in(&busy).await?;
    world.pending("busy", ("False", "NonePending")).await?;

    for (name, why) in [("short", "as long as it may"), ("idle", "nobody used it")] {
        let suspended = world.phase(name, Phase::Suspended).await?;
        assert!(!suspended.spec.running, "whoever resumes it does so as always");
        let conditions = suspended.status.unwrap_or_default().conditions;
        let ready = conditions.iter().find(|c| c.type_ == "Ready").expect("it has conditions");
        assert!(ready.message.contains(why), "{name}: {}", ready.message);
    }
    assert!(world.workspaces.get("busy").await?.is_ready(), "it was used");

    let run = Patch::Merge(json!({"spec": {"running": true}}));
    world.workspaces.patch("idle", &PatchParams::default(), &run).await?;
    let resumed = world.phase("idle", Phase::Running).await?.status.unwrap_or_default();
    assert_eq!(resumed.suspend_at, None);
    outdated_ones_go_sooner(&world, &busy).await?;
    world.system.cluster.stop().await
}

/// Of two that run, one is in use when the pool gets new settings.
async fn outdated_ones_go_sooner(world: &World, busy: &Workspace) -> anyhow::Result<()> {
    let pools: Api<IdePool> = Api::namespaced(world.system.client.clone(), "default");
    let change = Patch::Merge(json!({"spec": {
        "idle": {"suspendAfter": "1h"},
        "rollout": {"suspendIdleAfter": "30s"},
        "livenessProbe": {"periodSeconds": 11},
    }}));
    pools.patch(POOL, &PatchParams::default(), &change).await?;
    world.pending("idle", ("True", "Outdated")).await?;
    world.pending("busy", ("True", "Outdated")).await?;
    world.work_in(busy).await?;
    world.pending("busy", ("False", "NonePending")).await?;
    let suspended = world.phase("idle", Phase::Suspended).await?.status.unwrap_or_default();
    let ready = suspended.conditions.iter().find(|c| c.type_ == "Ready").expect("it is there");
    assert!(ready.message.contains("a new version"), "{}", ready.message);
    assert!(world.workspaces.get("busy").await?.is_ready(), "it was used");
    world.phase("busy", Phase::Suspended).await?;
    let all = |pool: &IdePool| {
        let status = pool.status.as_ref();
        status.is_some_and(|status| condition::is_true(&status.conditions, condition::UP_TO_DATE))
    };
    world.system.await_pool(POOL, "up to date", all).await.map(drop)
}
