//! A new workspace continues from the volumes that another has left, on a node whose pods run.

use coditect_crds::{Capacity, Phase, VolumeNames, Workspace};
use coditect_harness::{Image, Node, System, await_workspace, can_run_pods, workspace};
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::api::{Api, DeleteParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 10 };
const FILE: &str = "/home/theia/workspace/file";
const SETTING: &str = "/home/theia/.theia/setting";

struct World {
    system: System,
    workspaces: Api<Workspace>,
    volumes: Api<PersistentVolume>,
}

impl World {
    async fn create(&self, name: &str, owner: &str, from: Value) -> anyhow::Result<()> {
        let mut new = serde_json::to_value(workspace(name, POOL, owner)?)?;
        if !from.is_null() {
            new["spec"]["storage"] = json!({"fromVolume": from});
        }
        self.workspaces.create(&PostParams::default(), &serde_json::from_value(new)?).await?;
        Ok(())
    }

    /// Waits until it runs, and gives its pod and its volumes.
    async fn running(&self, name: &str) -> anyhow::Result<(String, VolumeNames)> {
        let running = await_workspace(&self.system.client, name, "running", Workspace::is_ready);
        let status = running.await?.status.unwrap_or_default();
        Ok((status.slot.expect("it has a slot").name, status.volumes))
    }

    async fn refused(&self, name: &str, reason: &str) -> anyhow::Result<()> {
        await_workspace(&self.system.client, name, reason, |workspace| {
            let status = workspace.status.clone().unwrap_or_default();
            status.phase == Some(Phase::Failed)
                && status.slot.is_none()
                && status.conditions.iter().any(|c| c.type_ == "Ready" && c.reason == reason)
        })
        .await
        .map(drop)
    }

    /// Deletes it and waits until its volumes are left behind.
    async fn leave(&self, name: &str, volumes: &VolumeNames) -> anyhow::Result<()> {
        self.workspaces.delete(name, &DeleteParams::default()).await?;
        for volume in [&volumes.workspace, &volumes.config].into_iter().flatten() {
            self.left(volume).await?;
        }
        Ok(())
    }

    async fn left(&self, volume: &str) -> anyhow::Result<()> {
        let is_left = |volume: Option<&PersistentVolume>| {
            let phase = volume.and_then(|volume| volume.status.as_ref()?.phase.as_deref());
            phase == Some("Released")
        };
        let left = await_condition(self.volumes.clone(), volume, is_left);
        tokio::time::timeout(std::time::Duration::from_mins(1), left).await??;
        Ok(())
    }

    async fn shell(&self, pod: &str, script: &str) -> anyhow::Result<String> {
        self.system.cluster.exec(pod, "theia", &["sh", "-c", script]).await
    }
}

#[tokio::test]
async fn files_that_were_left_are_continued_from_by_their_owner_alone() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let system = System::start("restore", Node::Real, &[Image::Base.archive().await?]).await?;
    let (_operator, _) = system.operator(true).await?;
    system.pool(POOL, CAPACITY).await?;
    let client = system.client.clone();
    let workspaces = Api::namespaced(client.clone(), "default");
    let world = World { system, workspaces, volumes: Api::all(client) };
    world.create("first", "ada", Value::Null).await?;
    let (pod, volumes) = world.running("first").await?;
    world.shell(&pod, &format!("echo kept > {FILE}; echo mine > {SETTING}")).await?;
    let both = json!({"workspace": volumes.workspace, "config": volumes.config});
    let files = json!({"workspace": volumes.workspace});
    world.create("early", "ada", files.clone()).await?;
    // Nobody has left it yet.
    world.refused("early", "VolumeNotOwned").await?;
    world.workspaces.delete("early", &DeleteParams::default()).await?;
    world.leave("first", &volumes).await?;

    world.create("stolen", "mallory", files.clone()).await?;
    world.refused("stolen", "VolumeNotOwned").await?;
    world.create("mistaken", "ada", json!({"workspace": volumes.config})).await?;
    world.refused("mistaken", "VolumeNotOwned").await?;
    world.create("mistyped", "ada", json!({"workspace": "pvc-none"})).await?;
    world.refused("mistyped", "VolumeNotFound").await?;

    world.create("second", "ada", both).await?;
    let (pod, continued) = world.running("second").await?;
    assert_eq!(continued, volumes);
    let read = format!("cat {FILE} {SETTING}; echo more >> {FILE}");
    assert_eq!(world.shell(&pod, &read).await?, "kept\nmine\n");
    for volume in [&volumes.workspace, &volumes.config].into_iter().flatten() {
        let labels = world.volumes.get(volume).await?.metadata.labels.unwrap_or_default();
        assert!(!labels.contains_key("coditect.ai/retained"), "it is in use: {labels:?}");
    }

    // Two at once: the one that comes second says so, and gets it when it is left again.
    world.create("third", "ada", files).await?;
    world.refused("third", "VolumeInUse").await?;
    world.leave("second", &volumes).await?;
    let (pod, continued) = world.running("third").await?;
    assert_eq!(continued.workspace, volumes.workspace);
    assert_ne!(continued.config, volumes.config, "new settings, since none were asked for");
    assert_eq!(world.shell(&pod, &format!("cat {FILE}")).await?, "kept\nmore\n");
    world.system.cluster.stop().await
}
