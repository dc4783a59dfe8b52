//! Snapshots, on a real control plane with the real definitions of CSI snapshots. The test plays the
//! snapshot controller and the driver: it says when one is cut, and makes the volumes.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool, Phase, Workspace};
use coditect_harness::{
    Node, System, await_phase, await_workspace, install_crd, pool, repository, workspace,
};
use futures::StreamExt as _;
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim, Pod};
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::ResourceExt as _;
use kube::api::{
    Api, ApiResource, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams,
};
use kube::core::GroupVersionKind;
use kube::runtime::wait::{await_condition, conditions};
use kube::runtime::{WatchStreamExt as _, watcher};
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 10 };
const LIMIT: Duration = Duration::from_mins(1);

struct World {
    system: System,
    workspaces: Api<Workspace>,
    claims: Api<PersistentVolumeClaim>,
    snapshots: Api<DynamicObject>,
}

impl World {
    async fn start() -> anyhow::Result<Self> {
        let system = System::start("snapshots", Node::Fake, &[]).await?;
        let client = system.client.clone();
        let gvk = GroupVersionKind::gvk("snapshot.storage.k8s.io", "v1", "VolumeSnapshot");
        let resource = ApiResource::from_gvk_with_plural(&gvk, "volumesnapshots");
        Ok(Self {
            workspaces: Api::namespaced(client.clone(), "default"),
            claims: Api::namespaced(client.clone(), "default"),
            snapshots: Api::namespaced_with(client, "default", &resource),
            system,
        })
    }

    async fn pool(&self, snapshots: Value) -> anyhow::Result<()> {
        let mut new = serde_json::to_value(pool(POOL, &CAPACITY)?)?;
        new["spec"]["snapshots"] = snapshots;
        let pools: Api<IdePool> = Api::namespaced(self.system.client.clone(), "default");
        pools.create(&PostParams::default(), &serde_json::from_value(new)?).await?;
        Ok(())
    }

    async fn create(&self, name: &str, owner: &str, storage: Value) -> anyhow::Result<String> {
        let mut new = serde_json::to_value(workspace(name, POOL, owner)?)?;
        if !storage.is_null() {
            new["spec"]["storage"] = storage;
        }
        let new = serde_json::from_value(new)?;
        Ok(self.workspaces.create(&PostParams::default(), &new).await?.uid().unwrap_or_default())
    }

    async fn set(&self, name: &str, spec: Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": spec}));
        self.workspaces.patch(name, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    async fn says(&self, name: &str, type_: &str, reason: &str) -> anyhow::Result<Workspace> {
        await_workspace(&self.system.client, name, reason, |workspace| {
            let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
            conditions.into_iter().any(|c| c.type_ == type_ && c.reason == reason)
        })
        .await
    }

    async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<Workspace> {
        await_phase(&self.system.client, name, phase).await
    }

    async fn install_definitions(&self) -> anyhow::Result<()> {
        let script = repository().join("tests/snapshots/crds.sh");
        let printed = tokio::process::Command::new(script).output().await?;
        let errors = String::from_utf8_lossy(&printed.stderr);
        anyhow::ensure!(printed.status.success(), "tests/snapshots/crds.sh failed: {errors}");
        for file in String::from_utf8(printed.stdout)?.lines() {
            let yaml = std::fs::read_to_string(file)?;
            for crd in serde_saphyr::from_multiple::<CustomResourceDefinition>(&yaml)? {
                install_crd(&self.system.client, crd).await?;
            }
        }
        Ok(())
    }

    /// Waits until both have been asked for; gives the claims that they name.
    async fn asked(&self, prefix: &str) -> anyhow::Result<Vec<Value>> {
        let mut claims = vec![];
        for volume in ["workspace", "config"] {
            let asked = self.snapshot(&format!("{prefix}-{volume}"), |_| true).await?;
            assert_eq!(asked.annotations().get("coditect.ai/owner"), None, "not cut yet");
            claims.push(asked.data["spec"]["source"]["persistentVolumeClaimName"].clone());
        }
        Ok(claims)
    }

    /// As the snapshot controller does, once the driver has cut them.
    async fn cut(&self, prefix: &str) -> anyhow::Result<()> {
        let status = json!({"status": {
            "creationTime": "2026-01-02T03:04:05Z",
            "readyToUse": true,
            "restoreSize": "20Gi",
            "boundVolumeSnapshotContentName": "content",
        }});
        for volume in ["workspace", "config"] {
            let (name, params) = (format!("{prefix}-{volume}"), PatchParams::default());
            self.snapshots.patch_status(&name, &params, &Patch::Merge(&status)).await?;
        }
        Ok(())
    }

    /// Waits until both say whose they are.
    async fn sealed(&self, prefix: &str, owner: &str) -> anyhow::Result<()> {
        for volume in ["workspace", "config"] {
            self.snapshot(&format!("{prefix}-{volume}"), |one| {
                one.annotations().get("coditect.ai/owner").is_some_and(|found| found == owner)
            })
            .await?;
        }
        Ok(())
    }

    async fn snapshot(
        &self,
        name: &str,
        wanted: impl Fn(&DynamicObject) -> bool,
    ) -> anyhow::Result<DynamicObject> {
        let is_wanted = |found: Option<&DynamicObject>| found.is_some_and(&wanted);
        let reached = Box::pin(await_condition(self.snapshots.clone(), name, is_wanted));
        tokio::time::timeout(LIMIT, reached)
            .await
            .with_context(|| format!("{name} is not as it should be"))??
            .with_context(|| format!("{name} is gone"))
    }

    async fn gone(&self, name: &str) -> anyhow::Result<()> {
        let gone =
            await_condition(self.snapshots.clone(), name, |found: Option<&DynamicObject>| {
                found.is_none()
            });
        tokio::time::timeout(LIMIT, gone).await.with_context(|| format!("{name} stays"))??;
        Ok(())
    }

    /// Makes the volumes of the claims of a new workspace that name snapshots, as a driver does, and
    /// gives the names of those and how much they ask for.
    async fn provision(&self, uid: &str) -> anyhow::Result<Vec<(String, String)>> {
        let label = format!("coditect.ai/workspace-uid={uid}");
        let locked = watcher::Config::default().labels(&label);
        let locks = watcher(self.claims.clone(), locked).applied_objects();
        let mut locks = std::pin::pin!(locks);
        let first = tokio::time::timeout(LIMIT, locks.next()).await?;
        let lock = first.context("no slot is locked")??;
        let mut from = vec![];
        for name in [lock.name_any(), lock.name_any().replacen("workspace-", "config-", 1)] {
            let is_from = |claim: Option<&PersistentVolumeClaim>| {
                claim.is_some_and(|claim| {
                    claim.spec.as_ref().is_some_and(|spec| spec.data_source.is_some())
                })
            };
            let claim = Box::pin(await_condition(self.claims.clone(), &name, is_from));
            let claim = tokio::time::timeout(LIMIT, claim).await??.context("the claim is gone")?;
            from.push(self.bind(&claim).await?);
        }
        Ok(from)
    }

    async fn bind(&self, claim: &PersistentVolumeClaim) -> anyhow::Result<(String, String)> {
        let spec = serde_json::to_value(&claim.spec)?;
        let size = &spec["resources"]["requests"]["storage"];
        let volume = json!({
            "metadata": {"name": format!("from-snapshot-{}", claim.uid().unwrap_or_default())},
            "spec": {
                "accessModes": spec["accessModes"],
                "capacity": {"storage": size},
                "storageClassName": spec["storageClassName"],
                "hostPath": {"path": "/nowhere"},
                "claimRef": {
                    "namespace": "default",
                    "name": claim.name_any(),
                    "uid": claim.uid(),
                },
            },
        });
        let volumes: Api<PersistentVolume> = Api::all(self.system.client.clone());
        volumes.create(&PostParams::default(), &serde_json::from_value(volume)?).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(spec["dataSource"]["kind"], "VolumeSnapshot");
        Ok((text(&spec["dataSource"]["name"]), text(size)))
    }
}

fn names(prefix: &str) -> Value {
    json!({"fromSnapshot": {
        "workspace": format!("{prefix}-workspace"),
        "config": format!("{prefix}-config"),
    }})
}

fn from(prefix: &str) -> Vec<(String, String)> {
    // As large as the snapshot asks for: the pool's volumes are smaller.
    ["workspace", "config"].map(|of| (format!("{prefix}-{of}"), "20Gi".to_owned())).to_vec()
}

#[tokio::test]
async fn files_are_kept_in_snapshots_and_begun_with_by_their_owner_alone() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (_operator, _) = world.system.operator(true).await?;
    world.pool(json!({"beforeSuspend": true, "every": "1h", "keep": 1})).await?;
    let ada = world.create("ada", "ada", Value::Null).await?;
    world.phase("ada", Phase::Running).await?;

    without_definitions(&world).await?;
    world.install_definitions().await?;
    let requested = on_request(&world, &ada).await?;
    before_the_pod_is_stopped(&world, &ada).await?;
    begun_with(&world, &requested).await?;
    cloned(&world).await?;
    cut_too_late(&world, &ada).await?;
    world.system.cluster.stop().await
}

/// Everything else goes on.
async fn without_definitions(world: &World) -> anyhow::Result<()> {
    world.set("ada", json!({"snapshot": "one"})).await?;
    let said = world.says("ada", "SnapshotReady", "SnapshotsNotInstalled").await?;
    assert!(said.is_ready(), "it runs all the same");
    world.create("early", "ada", json!({"fromWorkspace": "ada"})).await?;
    world.says("early", "Ready", "SnapshotsNotInstalled").await?;
    world.workspaces.delete("early", &DeleteParams::default()).await?;

    world.set("ada", json!({"running": false})).await?;
    world.phase("ada", Phase::Suspended).await?;
    let events: Api<Event> = Api::namespaced(world.system.client.clone(), "default");
    let warned = ListParams::default().fields("reason=SnapshotsNotInstalled,type=Warning");
    let warned = events.list(&warned).await?.items;
    assert!(
        warned.iter().any(|event| {
            event.regarding.as_ref().is_some_and(|about| about.name.as_deref() == Some("ada"))
                && event.note.as_ref().is_some_and(|note| note.contains("without a snapshot"))
        }),
        "{warned:?}"
    );
    Ok(())
}

/// The one that was asked for before is taken now.
async fn on_request(world: &World, uid: &str) -> anyhow::Result<String> {
    let one = format!("ada-{uid}-one");
    let of = world.asked(&one).await?;
    let slot = world.phase("ada", Phase::Suspended).await?.status.and_then(|status| status.slot);
    let slot = slot.context("it has a slot")?.name;
    assert_eq!(of, [json!(format!("workspace-{slot}")), json!(format!("config-{slot}"))]);
    world.cut(&one).await?;
    world.sealed(&one, "ada").await?;
    let said = world.says("ada", "SnapshotReady", "SnapshotTaken").await?;
    let known = said.status.and_then(|status| status.snapshots).context("it has none")?;
    assert_eq!(known.answered.as_deref(), Some("one"));
    assert_eq!(known.last.map(|last| last.workspace), Some(format!("{one}-workspace")));
    Ok(one)
}

/// And of those, only the last is kept.
async fn before_the_pod_is_stopped(world: &World, uid: &str) -> anyhow::Result<()> {
    let pods: Api<Pod> = Api::namespaced(world.system.client.clone(), "default");
    let mut before: Option<String> = None;
    for _ in 0..2 {
        world.set("ada", json!({"running": true})).await?;
        let running = world.phase("ada", Phase::Running).await?;
        let slot = running.status.and_then(|status| status.slot).context("no slot")?.name;
        let pod = pods.get(&slot).await?.uid().unwrap_or_default();
        world.set("ada", json!({"running": false})).await?;
        let generation = world.workspaces.get("ada").await?.metadata.generation.unwrap_or(0);
        let prefix = format!("ada-{uid}.stop-{generation}-{pod}");
        world.asked(&prefix).await?;
        world.phase("ada", Phase::Suspending).await?;
        let still = pods.get(&slot).await?;
        assert_eq!(still.uid(), Some(pod.clone()));
        assert_eq!(still.metadata.deletion_timestamp, None, "it waits for its snapshot");
        world.cut(&prefix).await?;
        world.sealed(&prefix, "ada").await?;
        world.phase("ada", Phase::Suspended).await?;
        if let Some(before) = before {
            world.gone(&format!("{before}-workspace")).await?;
            world.gone(&format!("{before}-config")).await?;
        }
        world.snapshot(&format!("{prefix}-workspace"), |_| true).await?;
        before = Some(prefix);
    }
    Ok(())
}

async fn begun_with(world: &World, requested: &str) -> anyhow::Result<()> {
    world.create("stolen", "mallory", names(requested)).await?;
    world.says("stolen", "Ready", "SourceNotOwned").await?;
    let swapped = format!("{requested}-config");
    world.create("mistaken", "ada", json!({"fromSnapshot": {"workspace": swapped}})).await?;
    world.says("mistaken", "Ready", "SourceNotOwned").await?;
    world.create("mistyped", "ada", json!({"fromSnapshot": {"workspace": "none"}})).await?;
    world.says("mistyped", "Ready", "SourceNotFound").await?;

    let uid = world.create("second", "ada", names(requested)).await?;
    world.says("second", "Ready", "Restoring").await?;
    assert_eq!(world.provision(&uid).await?, from(requested));
    let running = world.phase("second", Phase::Running).await?;
    let volumes = running.status.map(|status| status.volumes).unwrap_or_default();
    assert!(volumes.workspace.is_some_and(|name| name.starts_with("from-snapshot-")));
    assert!(volumes.config.is_some_and(|name| name.starts_with("from-snapshot-")));
    Ok(())
}

async fn cloned(world: &World) -> anyhow::Result<()> {
    world.create("foreign", "mallory", json!({"fromWorkspace": "ada"})).await?;
    world.says("foreign", "Ready", "SourceNotOwned").await?;
    let uid = world.create("clone", "ada", json!({"fromWorkspace": "second"})).await?;
    let prefix = format!("clone-{uid}.clone");
    let of = world.asked(&prefix).await?;
    let source = world.workspaces.get("second").await?.status.and_then(|status| status.slot);
    assert_eq!(of[0], format!("workspace-{}", source.context("no slot")?.name));
    world.cut(&prefix).await?;
    world.sealed(&prefix, "ada").await?;
    assert_eq!(world.provision(&uid).await?, from(&prefix));
    world.phase("clone", Phase::Running).await?;
    let one = world.snapshot(&format!("{prefix}-workspace"), |_| true).await?;
    assert_eq!(one.owner_references().first().map(|owner| owner.name.as_str()), Some("clone"));
    Ok(())
}

/// The claim may have been another's when it was cut.
async fn cut_too_late(world: &World, uid: &str) -> anyhow::Result<()> {
    world.set("ada", json!({"snapshot": "two"})).await?;
    let two = format!("ada-{uid}-two");
    let claim = world.asked(&two).await?.swap_remove(0);
    let claim = world.claims.get(claim.as_str().unwrap_or_default()).await?;
    world.workspaces.delete("ada", &DeleteParams::default()).await?;
    let name = claim.name_any();
    let uid_of_claim = claim.uid().unwrap_or_default();
    let deleted = conditions::is_deleted(&uid_of_claim);
    let gone = await_condition(world.claims.clone(), &name, deleted);
    tokio::time::timeout(LIMIT, gone).await??;
    world.cut(&two).await?;
    world.create("late", "ada", names(&two)).await?;
    world.says("late", "Ready", "SourceNotOwned").await?;
    // Those of a workspace that is gone are kept.
    world.snapshot(&format!("ada-{uid}-one-workspace"), |_| true).await?;
    Ok(())
}
