//! A workspace's life, on a real control plane with fake nodes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coditect_crds::{Capacity, IdePool, Phase, Workspace, WorkspaceStatus, condition};
use coditect_harness::{Node, Program, System, await_phase, await_workspace, workspace};
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim, Pod};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::{await_condition, conditions};
use serde_json::json;

const POOL: &str = "coditect-combined";

struct World {
    system: System,
    workspaces: Api<Workspace>,
    pods: Api<Pod>,
    claims: Api<PersistentVolumeClaim>,
    volumes: Api<PersistentVolume>,
    _operator: Program,
}

impl World {
    async fn start(name: &str, capacity: Capacity) -> anyhow::Result<Self> {
        let system = System::start(name, Node::Fake, &[]).await?;
        let (operator, _) = system.operator(true).await?;
        system.pool(POOL, capacity).await?;
        let client = system.client.clone();
        Ok(Self {
            workspaces: Api::namespaced(client.clone(), "default"),
            pods: Api::namespaced(client.clone(), "default"),
            claims: Api::namespaced(client.clone(), "default"),
            volumes: Api::all(client),
            system,
            _operator: operator,
        })
    }

    async fn create(&self, name: &str) -> anyhow::Result<()> {
        let workspace = workspace(name, POOL, "owner-1")?;
        self.workspaces.create(&PostParams::default(), &workspace).await?;
        Ok(())
    }

    async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<WorkspaceStatus> {
        let reached = await_phase(&self.system.client, name, phase);
        Ok(reached.await?.status.unwrap_or_default())
    }

    async fn set(&self, name: &str, spec: serde_json::Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": spec}));
        self.workspaces.patch(name, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    async fn replicas(&self, wanted: i32) -> anyhow::Result<()> {
        let what = format!("at {wanted} slots and at rest");
        self.system
            .await_pool(POOL, &what, |pool| {
                pool.status.as_ref().is_some_and(|status| {
                    let slots = status.slots;
                    let all = slots.warm + slots.starting + slots.cold + slots.claimed;
                    all == wanted
                        && slots.releasing == 0
                        && slots.starting == 0
                        && condition::is_true(&status.conditions, condition::READY)
                })
            })
            .await
            .map(drop)
    }

    /// Waits until a condition has this reason, and returns its message.
    async fn condition(&self, name: &str, type_: &str, reason: &str) -> anyhow::Result<String> {
        let find = |workspace: &Workspace| {
            let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
            conditions.into_iter().find(|c| c.type_ == type_ && c.reason == reason).cloned()
        };
        let what = format!("{type_} by {reason}");
        let client = &self.system.client;
        let reached = await_workspace(client, name, &what, |w| find(w).is_some()).await?;
        Ok(find(&reached).map(|condition| condition.message).unwrap_or_default())
    }

    async fn over_quota(&self, name: &str, phase: Phase, why: &str) -> anyhow::Result<()> {
        let said = self.condition(name, condition::READY, "QuotaExceeded").await?;
        anyhow::ensure!(said.contains(why), "{name}: {said}");
        self.phase(name, phase).await.map(drop)
    }

    /// Waits until a volume belongs to no claim any more.
    async fn released(&self, name: &str) -> anyhow::Result<()> {
        let is_released = |volume: Option<&PersistentVolume>| {
            let phase = volume.and_then(|volume| volume.status.as_ref()?.phase.as_deref());
            phase == Some("Released")
        };
        await_soon(Box::pin(await_condition(self.volumes.clone(), name, is_released))).await
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.system.cluster.stop().await
    }
}

pub async fn await_soon<T, E>(condition: impl Future<Output = Result<T, E>>) -> anyhow::Result<()>
where
    E: std::error::Error + Send + Sync + 'static,
{
    tokio::time::timeout(Duration::from_mins(1), condition).await??;
    Ok(())
}

fn capacity(warm_spares: i32, cold_spares: i32, maximum: i32) -> Capacity {
    Capacity { warm_spares, cold_spares, maximum }
}

#[tokio::test]
async fn a_workspace_is_claimed_suspended_resumed_and_keeps_its_slot() -> anyhow::Result<()> {
    let world = World::start("life", capacity(1, 1, 5)).await?;
    world.create("w").await?;
    let running = world.phase("w", Phase::Running).await?;
    let slot = running.slot.clone().expect("a running workspace has a slot");
    assert_eq!(slot.name, "coditect-combined-hybrid-0");
    assert!(running.endpoint.is_some_and(|endpoint| endpoint.ends_with(":80")));
    assert!(running.volumes.workspace.is_some() && running.volumes.config.is_some());
    let url = world.system.public_url.replace("://", "://w--default.");
    assert_eq!(running.url, Some(format!("{url}/")));

    world.set("w", json!({"running": false})).await?;
    let suspended = world.phase("w", Phase::Suspended).await?;
    assert_eq!(suspended.endpoint, None);
    assert_eq!(suspended.slot, Some(slot.clone()));
    let pod = world.pods.get(&slot.name).await?;
    assert_eq!(pod.spec.and_then(|spec| spec.node_name), None, "a gated pod is on no node");

    world.set("w", json!({"running": true})).await?;
    let resumed = world.phase("w", Phase::Running).await?;
    assert_eq!((resumed.slot, resumed.volumes), (Some(slot), running.volumes));
    world.stop().await
}

#[tokio::test]
async fn deleting_with_retain_keeps_the_volumes_and_says_whose_they_are() -> anyhow::Result<()> {
    let world = World::start("retain", capacity(1, 0, 5)).await?;
    world.create("w").await?;
    let status = world.phase("w", Phase::Running).await?;
    let old = world.claims.get("workspace-coditect-combined-hybrid-0").await?;
    world.workspaces.delete("w", &DeleteParams::default()).await?;
    for name in [&status.volumes.workspace, &status.volumes.config].into_iter().flatten() {
        world.released(name).await?;
    }

    let retained =
        ListParams::default().labels("coditect.ai/retained=true,coditect.ai/workspace=w");
    let mut names: Vec<_> = vec![];
    for volume in world.volumes.list(&retained).await? {
        let spec = volume.spec.expect("a volume has a spec");
        assert_eq!(spec.persistent_volume_reclaim_policy.as_deref(), Some("Retain"));
        let owner = volume.metadata.annotations.and_then(|a| a.get("coditect.ai/owner").cloned());
        assert_eq!(owner.as_deref(), Some("owner-1"));
        names.extend(volume.metadata.name);
    }
    names.sort();
    let mut expected = vec![status.volumes.workspace, status.volumes.config];
    expected.sort();
    assert_eq!(names.into_iter().map(Some).collect::<Vec<_>>(), expected);
    // The slot's next user gets a new volume.
    let name = "workspace-coditect-combined-hybrid-0";
    let is_new = |claim: Option<&PersistentVolumeClaim>| {
        claim.is_some_and(|claim| claim.metadata.uid != old.metadata.uid)
    };
    await_soon(await_condition(world.claims.clone(), name, is_new)).await?;
    world.stop().await
}

#[tokio::test]
async fn deleting_with_delete_removes_the_volumes() -> anyhow::Result<()> {
    let world = World::start("delete", capacity(1, 0, 5)).await?;
    world.create("w").await?;
    let status = world.phase("w", Phase::Running).await?;
    world.set("w", json!({"reclaimPolicy": "Delete"})).await?;
    let has_finalizer = await_workspace(&world.system.client, "w", "finalized", |workspace| {
        workspace.metadata.finalizers.as_ref().is_some_and(|all| !all.is_empty())
    });
    has_finalizer.await?;
    world.workspaces.delete("w", &DeleteParams::default()).await?;
    world.replicas(1).await?;
    let names = [status.volumes.workspace, status.volumes.config];
    for name in names.into_iter().flatten() {
        let gone = conditions::is_deleted;
        let volume = world.volumes.get_opt(&name).await?;
        if let Some(uid) = volume.and_then(|volume| volume.metadata.uid) {
            let wait =
                kube::runtime::wait::await_condition(world.volumes.clone(), &name, gone(&uid));
            tokio::time::timeout(std::time::Duration::from_secs(30), wait).await??;
        }
    }
    world.stop().await
}

#[tokio::test]
async fn a_full_pool_makes_workspaces_wait_and_serves_the_first_one_first() -> anyhow::Result<()> {
    let world = World::start("full", capacity(1, 0, 1)).await?;
    world.create("first").await?;
    world.phase("first", Phase::Running).await?;
    world.create("second").await?;
    let waiting = await_workspace(&world.system.client, "second", "told to wait", |workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        conditions
            .into_iter()
            .any(|c| c.reason == "PoolAtMaximum" && c.message.contains("the next to get one"))
    });
    waiting.await?;
    // Who was first is known to the second.
    let second = waiting_since(&world, "second").await?;
    while unix_time()? <= second {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.create("third").await?;
    let queued = await_workspace(&world.system.client, "third", "told its place", |workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        conditions.into_iter().any(|c| c.message.contains("place 2 in the queue"))
    });
    queued.await?;
    world.workspaces.delete("first", &DeleteParams::default()).await?;
    world.phase("second", Phase::Running).await?;
    let moved = await_workspace(&world.system.client, "third", "told to be next", |workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        conditions.into_iter().any(|c| c.message.contains("the next to get one"))
    });
    moved.await?;
    world.stop().await
}

async fn waiting_since(world: &World, name: &str) -> anyhow::Result<i64> {
    let created = world.workspaces.get(name).await?.metadata.creation_timestamp;
    Ok(created.map_or(0, |created| created.0.as_second()))
}

fn unix_time() -> anyhow::Result<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(now.as_secs().try_into()?)
}

#[tokio::test]
async fn what_is_over_a_quota_waits_and_says_so_until_others_take_less() -> anyhow::Result<()> {
    let world =
        World::start("quota", Capacity { warm_spares: 1, cold_spares: 1, maximum: 6 }).await?;
    let pools: Api<IdePool> = Api::namespaced(world.system.client.clone(), "default");
    let set_quota = async |quota| {
        let patch = Patch::Merge(json!({"spec": {"quota": {"perOwner": quota}}}));
        pools.patch(POOL, &PatchParams::default(), &patch).await
    };
    // Each pod reserves 10m.
    set_quota(json!({"workspaces": 2, "cpu": "15m"})).await?;
    world.create("one").await?;
    world.phase("one", Phase::Running).await?;
    world.create("two").await?;
    world.over_quota("two", Phase::Pending, "perOwner.cpu is 0.015, of which 0.01 are").await?;
    world.set("one", json!({"running": false})).await?;
    world.phase("two", Phase::Running).await?;
    // Its slot stays its own; only the cores have gone to another.
    world.set("one", json!({"running": true})).await?;
    world.over_quota("one", Phase::Suspended, "perOwner.cpu is 0.015, of which 0.01 are").await?;
    set_quota(json!({"cpu": "20m"})).await?;
    world.phase("one", Phase::Running).await?;
    let amounts = json!({"cpu": "15m", "memory": "1Gi"});
    let more = json!({"requests": amounts, "limits": amounts});
    world.set("two", json!({"resources": more})).await?;
    let kept = world.condition("two", condition::RESOURCES_UP_TO_DATE, "QuotaExceeded").await?;
    assert!(kept.ends_with("of which 0.01 are taken, and this needs 0.015"), "{kept}");
    set_quota(json!({"cpu": 1})).await?;
    world.create("three").await?;
    world.over_quota("three", Phase::Pending, "perOwner.workspaces is 2, of which 2 are").await?;
    world.workspaces.delete("one", &DeleteParams::default()).await?;
    world.phase("three", Phase::Running).await?;
    world.stop().await
}

#[tokio::test]
async fn volumes_grow_with_the_pool_where_their_class_allows_it() -> anyhow::Result<()> {
    let world = World::start("grow", capacity(1, 1, 5)).await?;
    world.create("w").await?;
    world.phase("w", Phase::Running).await?;
    world.replicas(3).await?;
    let pools: Api<IdePool> = Api::namespaced(world.system.client.clone(), "default");
    let grow = |size: &str| Patch::Merge(json!({"spec": {"storage": {"workspace": size}}}));
    pools.patch(POOL, &PatchParams::default(), &grow("20Gi")).await?;
    // Nothing here makes a volume larger: what a CSI driver would do is not ours to test.
    storage_says(&world, "Growing").await?;
    for ordinal in 0..3 {
        let name = format!("workspace-{POOL}-hybrid-{ordinal}");
        let asks_for_more = |claim: Option<&PersistentVolumeClaim>| {
            let spec = claim.and_then(|claim| claim.spec.as_ref());
            let requests = spec.and_then(|spec| spec.resources.as_ref()?.requests.as_ref());
            requests.is_some_and(|requests| requests["storage"].0 == "20Gi")
        };
        // The cold one has no volume yet: it is made anew.
        await_soon(await_condition(world.claims.clone(), &name, asks_for_more)).await?;
    }
    let classes: Api<StorageClass> = Api::all(world.system.client.clone());
    for class in classes.list(&ListParams::default()).await? {
        let name = class.metadata.name.unwrap_or_default();
        let fixed = Patch::Merge(json!({"allowVolumeExpansion": false}));
        classes.patch(&name, &PatchParams::default(), &fixed).await?;
    }
    pools.patch(POOL, &PatchParams::default(), &grow("30Gi")).await?;
    storage_says(&world, "StorageNotResizable").await?;
    world.stop().await
}

async fn storage_says(world: &World, reason: &str) -> anyhow::Result<()> {
    let said = world.system.await_pool(POOL, reason, |pool| {
        let conditions = pool.status.iter().flat_map(|status| &status.conditions);
        conditions.into_iter().any(|c| c.type_ == "StorageUpToDate" && c.reason == reason)
    });
    said.await.map(drop)
}

#[tokio::test]
async fn a_pool_shrinks_only_over_free_slots() -> anyhow::Result<()> {
    let world = World::start("shrink", capacity(0, 4, 10)).await?;
    for name in ["a", "b", "c"] {
        world.create(name).await?;
        world.phase(name, Phase::Running).await?;
    }
    world.replicas(7).await?;
    world.workspaces.delete("a", &DeleteParams::default()).await?;
    world.replicas(6).await?;
    let pools: Api<coditect_crds::IdePool> =
        Api::namespaced(world.system.client.clone(), "default");
    let fewer = Patch::Merge(json!({"spec": {"capacity": {"coldSpares": 0}}}));
    pools.patch(POOL, &PatchParams::default(), &fewer).await?;
    // b and c hold ordinals 1 and 2, so the free one below them stays.
    world.replicas(3).await?;
    for name in ["b", "c"] {
        let pod = world.phase(name, Phase::Running).await?.slot.expect("it has a slot").name;
        world.pods.get(&pod).await?;
    }
    assert_eq!(world.claims.list(&ListParams::default()).await?.items.len(), 6);
    world.stop().await
}

#[tokio::test]
async fn a_pool_that_is_deleted_waits_for_its_workspaces() -> anyhow::Result<()> {
    let world = World::start("poolgone", capacity(1, 1, 5)).await?;
    world.create("w").await?;
    world.phase("w", Phase::Running).await?;
    let pools: Api<coditect_crds::IdePool> =
        Api::namespaced(world.system.client.clone(), "default");
    let uid = pools.get(POOL).await?.metadata.uid.unwrap_or_default();
    pools.delete(POOL, &DeleteParams::default()).await?;
    world
        .system
        .await_pool(POOL, "waiting for its workspace", |pool| {
            let conditions = pool.status.iter().flat_map(|status| &status.conditions);
            conditions.into_iter().any(|c| c.type_ == "Ready" && c.message.contains("1 workspaces"))
        })
        .await?;
    world.phase("w", Phase::Running).await?;
    world.pods.get("coditect-combined-hybrid-0").await?;

    world.workspaces.delete("w", &DeleteParams::default()).await?;
    let deleted = Box::pin(await_condition(pools, POOL, conditions::is_deleted(&uid)));
    await_soon(deleted).await?;
    world.stop().await
}
