//! A pool changes its image under workspaces that run, on a node whose pods really run.

use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, Workspace, condition};
use coditect_harness::{
    Image, Node, System, await_phase, await_workspace, can_run_pods, workspace,
};
use k8s_openapi::api::core::v1::{Event, Pod};
use kube::ResourceExt as _;
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 2, cold_spares: 1, maximum: 10 };

struct World {
    system: System,
    pods: Api<Pod>,
}

impl World {
    async fn set_pool(&self, spec: Value) -> anyhow::Result<()> {
        let pools: Api<IdePool> = Api::namespaced(self.system.client.clone(), "default");
        let patch = Patch::Merge(json!({"spec": spec}));
        pools.patch(POOL, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    /// Waits until the pool says `reason` of its rollout, to its present spec.
    async fn rollout(&self, reason: &str, outdated: i32) -> anyhow::Result<IdePool> {
        let what = format!("{reason} with {outdated} outdated");
        self.system
            .await_pool(POOL, &what, |pool| {
                let status = pool.status.clone().unwrap_or_default();
                let said = status.conditions.iter().find(|c| c.type_ == condition::UP_TO_DATE);
                said.is_some_and(|c| {
                    c.reason == reason && c.observed_generation == pool.metadata.generation
                }) && status.rollout.is_some_and(|rollout| rollout.outdated == outdated)
            })
            .await
    }

    async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<Workspace> {
        await_phase(&self.system.client, name, phase).await
    }

    /// The pod of its slot, also where that is just being made anew.
    async fn pod(&self, workspace: &Workspace) -> anyhow::Result<Pod> {
        let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
        let stays =
            |pod: Option<&Pod>| pod.is_some_and(|p| p.metadata.deletion_timestamp.is_none());
        let name = &slot.expect("it has a slot").name;
        let found = Box::pin(await_condition(self.pods.clone(), name, stays));
        Ok(tokio::time::timeout(Duration::from_mins(1), found).await??.expect("it is there"))
    }

    async fn create(&self, name: &str, running: bool) -> anyhow::Result<Workspace> {
        let workspaces: Api<Workspace> = Api::namespaced(self.system.client.clone(), "default");
        let mut new = workspace(name, POOL, "ada")?;
        new.spec.running = running;
        workspaces.create(&PostParams::default(), &new).await?;
        self.phase(name, if running { Phase::Running } else { Phase::Suspended }).await
    }

    async fn file(&self, pod: &Pod, script: &str) -> anyhow::Result<String> {
        self.system.cluster.exec(&pod.name_any(), "theia", &["sh", "-c", script]).await
    }
}

#[tokio::test]
async fn a_rollout_stops_at_a_bad_image_and_reaches_those_at_work_last() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let system = System::start("rollout", Node::Real, &[Image::Base.archive().await?]).await?;
    let (_operator, _) = system.operator(true).await?;
    system.pool(POOL, CAPACITY).await?;
    let pods = Api::namespaced(system.client.clone(), "default");
    let world = World { system, pods };
    let running = world.create("running", true).await?;
    let suspended = world.create("suspended", false).await?;
    let (at_work, at_rest) = (world.pod(&running).await?, world.pod(&suspended).await?);
    world.file(&at_work, "echo kept > /home/theia/workspace/file").await?;
    // A slot that is made after the image has changed is of the new revision from the start.
    world.system.await_capacity(POOL, CAPACITY, 2).await?;
    world.rollout("Converged", 0).await?;

    a_bad_image_halts_it(&world, &at_work, &at_rest).await?;
    a_good_one_reaches_all_but_those_at_work(&world, &at_work, &at_rest).await?;
    the_deadline_restarts_those_who_were_told(&world, &at_work).await?;
    resources_change_without_a_restart(&world).await?;
    world.system.cluster.stop().await
}

async fn a_bad_image_halts_it(world: &World, at_work: &Pod, at_rest: &Pod) -> anyhow::Result<()> {
    world.set_pool(json!({"image": "docker.io/coditect/combined:missing"})).await?;
    let halted = world.rollout("RolloutHalted", 4).await?;
    let slots = halted.status.unwrap_or_default().slots;
    assert_eq!((slots.failing, slots.claimed), (1, 2), "{slots:?}");
    // The spare that was given up for it is made good by one that works.
    world
        .system
        .await_pool(POOL, "with its warm spares", |pool| {
            pool.status.as_ref().is_some_and(|status| status.slots.warm == 2)
        })
        .await?;
    for before in [at_work, at_rest] {
        assert_eq!(world.pods.get(&before.name_any()).await?.uid(), before.uid());
    }
    assert!(events(world, "IdePool").await?.iter().any(|reason| reason == "RolloutHalted"));
    Ok(())
}

async fn a_good_one_reaches_all_but_those_at_work(
    world: &World,
    at_work: &Pod,
    at_rest: &Pod,
) -> anyhow::Result<()> {
    let changed = json!({
        "image": Image::Base.reference(),
        "livenessProbe": {"periodSeconds": 11},
    });
    world.set_pool(changed).await?;
    world.rollout("RollingOut", 1).await?;
    assert_eq!(world.pods.get(&at_work.name_any()).await?.uid(), at_work.uid());
    assert_ne!(world.pods.get(&at_rest.name_any()).await?.uid(), at_rest.uid());
    world.phase("suspended", Phase::Suspended).await?;
    Ok(())
}

async fn the_deadline_restarts_those_who_were_told(
    world: &World,
    at_work: &Pod,
) -> anyhow::Result<()> {
    world.set_pool(json!({"rollout": {"deadline": "1s", "warnBefore": "5s"}})).await?;
    let told = await_workspace(&world.system.client, "running", "told", |workspace| {
        workspace.status.as_ref().is_some_and(|status| status.restart_at.is_some())
    });
    let told = told.await?.status.unwrap_or_default();
    let pending = told.conditions.iter().find(|c| c.type_ == condition::DISRUPTION_PENDING);
    assert_eq!(pending.map(|c| (&*c.status, &*c.reason)), Some(("True", "Rollout")));
    assert!(told.endpoint.is_some(), "it runs until then");
    world.rollout("Converged", 0).await?;
    assert!(events(world, "Workspace").await?.iter().any(|reason| reason == "RestartPending"));
    let running = world.phase("running", Phase::Running).await?;
    let pod = world.pod(&running).await?;
    assert_ne!(pod.uid(), at_work.uid());
    assert_eq!(running.status.unwrap_or_default().restart_at, None);
    assert_eq!(world.file(&pod, "cat /home/theia/workspace/file").await?.trim(), "kept");
    Ok(())
}

async fn resources_change_without_a_restart(world: &World) -> anyhow::Result<()> {
    let before = world.pod(&world.phase("running", Phase::Running).await?).await?;
    let limit = "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
    assert!(world.file(&before, limit).await?.starts_with("200000"), "two cores by the pool");
    let amounts = |cpu: &str| json!({"cpu": cpu, "memory": "2Gi"});
    let own = json!({"requests": {"cpu": "20m", "memory": "64Mi"}, "limits": amounts("1500m")});
    let workspaces: Api<Workspace> = Api::namespaced(world.system.client.clone(), "default");
    let patch = Patch::Merge(json!({"spec": {"resources": own}}));
    workspaces.patch("running", &PatchParams::default(), &patch).await?;
    await_workspace(&world.system.client, "running", "resized", |workspace| {
        let status = workspace.status.clone().unwrap_or_default();
        let resized = status.conditions.iter().find(|c| c.type_ == "ResourcesUpToDate");
        resized.is_some_and(|c| {
            c.status == "True" && c.observed_generation == workspace.metadata.generation
        })
    })
    .await?;
    let after = world.pods.get(&before.name_any()).await?;
    assert_eq!(after.uid(), before.uid());
    let restarts = |pod: &Pod| -> Vec<i32> {
        let statuses =
            pod.status.iter().flat_map(|status| status.container_statuses.iter().flatten());
        statuses.map(|status| status.restart_count).collect()
    };
    assert_eq!(restarts(&after), restarts(&before));
    let now = world.file(&after, limit).await?;
    assert!(now.starts_with("150000"), "a core and a half by its own wish: {now}");
    Ok(())
}

/// The reasons of all events about objects of a kind.
async fn events(world: &World, kind: &str) -> anyhow::Result<Vec<String>> {
    let events: Api<Event> = Api::namespaced(world.system.client.clone(), "default");
    let about = ListParams::default().fields(&format!("involvedObject.kind={kind}"));
    Ok(events.list(&about).await?.items.into_iter().filter_map(|event| event.reason).collect())
}
