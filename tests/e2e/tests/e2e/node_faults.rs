//! What goes wrong on a node, seen from the workspaces on it: their files stay, and their condition
//! says what it is.

use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, Workspace, condition};
use coditect_harness::{
    Cluster, Image, Node, Services, System, await_phase, await_workspace, can_run_pods, is_ready,
    pool, workspace,
};
use k8s_openapi::api::core::v1::{Event, PersistentVolume, Pod};
use kube::ResourceExt as _;
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 0, maximum: 4 };
const FILE: &str = "/home/theia/workspace/notes.txt";
const READ: &str = "cat /home/theia/workspace/notes.txt";
const WRITE: &str = "echo precious > /home/theia/workspace/notes.txt && sync";

struct World {
    system: System,
}

#[tokio::test]
async fn a_workspace_outlives_what_goes_wrong_on_its_node() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let images = [Image::Base.archive().await?];
    // A node that is silent for minutes only tests the patience of the reader.
    let arguments = ["--node-monitor-grace-period", "15s"];
    let cluster = Cluster::start_with("faults", Node::Real, &images, &arguments).await?;
    let world = World { system: System::on(cluster).await? };
    let (_operator, _) = world.system.operator(true).await?;
    // Pods tell it what only they can know.
    let _services = Services::start(&world.system).await?;
    world.system.pool(POOL, CAPACITY).await?;
    world.create("adas", POOL, true).await?;
    world.run("adas", WRITE).await?;
    world.create("rests", POOL, true).await?;
    world.run("rests", WRITE).await?;
    world.set_running("rests", false).await?;
    await_phase(&world.system.client, "rests", Phase::Suspended).await?;

    memory_runs_out(&world).await?;
    the_disk_is_full(&world).await?;
    the_image_cannot_be_pulled(&world).await?;
    the_node_loses_power(&world).await?;
    world.system.cluster.stop().await
}

async fn memory_runs_out(world: &World) -> anyhow::Result<()> {
    // The kernel chooses the largest, and that is to be the IDE: there are many gluttons.
    let gluttons = world.run("adas", "for _ in $(seq 64); do tail /dev/zero & done; wait");
    let (said, eaten) = tokio::join!(world.said("adas", condition::reason::OOM_KILLED), gluttons);
    said?;
    eaten.expect_err("the container is gone");
    await_phase(&world.system.client, "adas", Phase::Running).await?;
    assert_eq!(world.run("adas", READ).await?, "precious\n");
    let warned = world.events("adas").await?;
    assert_eq!(warned.iter().filter(|reason| *reason == "OOMKilled").count(), 1, "{warned:?}");
    Ok(())
}

/// The volume is a folder in memory that is as large as it says.
async fn the_disk_is_full(world: &World) -> anyhow::Result<()> {
    let folder = world.small_folder().await?;
    world.volume_for("small", &folder).await?;
    let capacity = json!({"warmSpares": 1, "coldSpares": 0, "maximum": 1});
    // What pods have told is asked for twice as often as anybody is to be warned.
    let idle = json!({"warnBefore": "10s"});
    world.pool_of("small", json!({"capacity": capacity, "idle": idle})).await?;
    world.create("crammed", "small", true).await?;
    world.run("crammed", WRITE).await?;
    let full = world.run("crammed", "head -c 1G /dev/zero > /home/theia/workspace/fill").await;
    let full = full.expect_err("it cannot all be written").to_string();
    assert!(full.contains("No space left on device"), "{full}");

    world.pressure("crammed", condition::reason::WORKSPACE_VOLUME_FULL).await?;

    // Nothing is taken from those at work, nor from the files, and a new start finds room.
    assert!(world.get("crammed").await?.is_ready());
    assert_eq!(world.run("adas", &format!("{WRITE} && {READ}")).await?, "precious\n");
    world.set_running("crammed", false).await?;
    await_phase(&world.system.client, "crammed", Phase::Suspended).await?;
    world.set_running("crammed", true).await?;
    await_phase(&world.system.client, "crammed", Phase::Running).await?;
    assert_eq!(world.run("crammed", READ).await?, "precious\n");
    world.run("crammed", "rm /home/theia/workspace/fill").await?;
    let more = format!("echo more >> {FILE} && {READ}");
    assert_eq!(world.run("crammed", &more).await?, "precious\nmore\n");
    world.pressure("crammed", condition::reason::HAS_ROOM).await
}

async fn the_image_cannot_be_pulled(world: &World) -> anyhow::Result<()> {
    let capacity = json!({"warmSpares": 0, "coldSpares": 1, "maximum": 1});
    let wrong = json!({
        "image": "registry.invalid/nothing:1", "imagePullPolicy": "IfNotPresent", "capacity": capacity,
    });
    world.pool_of("wrong", wrong).await?;
    world.post(&workspace("waits", "wrong", "ada")?).await?;
    world.said("waits", "ImagePullBackOff").await?;
    world.set_pool("wrong", json!({"image": Image::Base.reference()})).await?;
    await_phase(&world.system.client, "waits", Phase::Running).await?;
    world.run("waits", WRITE).await?;
    Ok(())
}

async fn the_node_loses_power(world: &World) -> anyhow::Result<()> {
    world.system.cluster.stop_node().await?;
    world.said("adas", condition::reason::NODE_NOT_READY).await?;
    // Asked for while nothing can run, it is done as soon as it can.
    world.set_running("rests", true).await?;
    world.system.cluster.start_node().await?;
    for name in ["adas", "rests"] {
        await_phase(&world.system.client, name, Phase::Running).await?;
        assert_eq!(world.run(name, READ).await?, "precious\n");
    }
    let warned = world.events("adas").await?;
    assert!(warned.contains(&"NodeNotReady".to_owned()), "{warned:?}");
    Ok(())
}

impl World {
    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<DynamicType = (), Scope = k8s_openapi::NamespaceResourceScope>,
    {
        Api::namespaced(self.system.client.clone(), "default")
    }

    async fn get(&self, name: &str) -> anyhow::Result<Workspace> {
        Ok(self.api::<Workspace>().get(name).await?)
    }

    async fn post(&self, workspace: &Workspace) -> anyhow::Result<()> {
        self.api().create(&PostParams::default(), workspace).await?;
        Ok(())
    }

    async fn create(&self, name: &str, pool: &str, running: bool) -> anyhow::Result<()> {
        let mut new = workspace(name, pool, "ada")?;
        new.spec.running = running;
        self.post(&new).await?;
        await_workspace(&self.system.client, name, "ready", Workspace::is_ready).await?;
        Ok(())
    }

    async fn set_running(&self, name: &str, running: bool) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": {"running": running}}));
        self.api::<Workspace>().patch(name, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    async fn pool_of(&self, name: &str, spec: Value) -> anyhow::Result<()> {
        let mut pool = serde_json::to_value(pool(name, &CAPACITY)?)?;
        let all = pool.pointer_mut("/spec").and_then(Value::as_object_mut);
        all.expect("it has a spec").extend(spec.as_object().cloned().unwrap_or_default());
        let pool = serde_json::from_value(pool)?;
        self.api::<IdePool>().create(&PostParams::default(), &pool).await?;
        Ok(())
    }

    async fn set_pool(&self, name: &str, spec: Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": spec}));
        self.api::<IdePool>().patch(name, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    /// Has the kubelet make a folder in memory that holds 64 MiB, and says where.
    async fn small_folder(&self) -> anyhow::Result<String> {
        let pod = serde_json::from_value(json!({
            "metadata": {"name": "folder"},
            "spec": {
                "containers": [{
                    "name": "c", "image": Image::Base.reference(), "imagePullPolicy": "Never",
                    "command": ["sleep", "infinity"],
                    "volumeMounts": [{"name": "small", "mountPath": "/small"}],
                }],
                "volumes": [{
                    "name": "small", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"},
                }],
            },
        }))?;
        self.api::<Pod>().create(&PostParams::default(), &pod).await?;
        let ready = |pod: Option<&Pod>| pod.is_some_and(is_ready);
        let ready = Box::pin(await_condition(self.api::<Pod>(), "folder", ready));
        let pod = tokio::time::timeout(Duration::from_mins(1), ready).await??;
        let uid = pod.and_then(|pod| pod.uid()).expect("it is there");
        Ok(format!("/var/lib/kubelet/pods/{uid}/volumes/kubernetes.io~empty-dir/small"))
    }

    /// Makes `folder` the volume of the pool's first workspace.
    async fn volume_for(&self, pool: &str, folder: &str) -> anyhow::Result<()> {
        let claim = format!("workspace-{pool}-hybrid-0");
        let volume = serde_json::from_value(json!({
            "metadata": {"name": "small"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "10Gi"},
                "claimRef": {"namespace": "default", "name": claim},
                "hostPath": {"path": folder},
                "persistentVolumeReclaimPolicy": "Retain",
                "storageClassName": "standard",
            },
        }))?;
        let volumes = Api::<PersistentVolume>::all(self.system.client.clone());
        volumes.create(&PostParams::default(), &volume).await?;
        Ok(())
    }

    /// Runs a script in the workspace's IDE.
    async fn run(&self, name: &str, script: &str) -> anyhow::Result<String> {
        let slot = self.get(name).await?.status.and_then(|status| status.slot);
        let pod = slot.expect("it has a slot").name;
        self.system.cluster.exec(&pod, "theia", &["sh", "-c", script]).await
    }

    /// Waits until the workspace is not ready for `reason`.
    async fn said(&self, name: &str, reason: &str) -> anyhow::Result<()> {
        self.condition(name, condition::READY, reason).await
    }

    async fn pressure(&self, name: &str, reason: &str) -> anyhow::Result<()> {
        self.condition(name, condition::DISK_PRESSURE, reason).await
    }

    async fn condition(&self, name: &str, type_: &str, reason: &str) -> anyhow::Result<()> {
        await_workspace(&self.system.client, name, reason, |workspace| {
            let mut conditions = workspace.status.iter().flat_map(|status| &status.conditions);
            conditions.any(|c| c.type_ == type_ && c.reason == reason)
        })
        .await?;
        Ok(())
    }

    /// The reasons of all events about the workspace.
    async fn events(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let about = format!("involvedObject.name={name},involvedObject.kind=Workspace");
        let events = self.api::<Event>().list(&ListParams::default().fields(&about)).await?;
        Ok(events.items.into_iter().filter_map(|event| event.reason).collect())
    }
}
