//! A new workspace continues from the volumes that another has left, on a node whose pods run.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by them"
)]

use coditect_crds::{Capacity, Phase, Workspace};
use coditect_harness::{Image, Node, System, await_workspace, can_run_pods, workspace};
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::api::{Api, DeleteParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::json;

const POOL: &str = "coditect-combined";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 10 };
const FILE: &str = "/home/theia/workspace/file";

struct World {
    system: System,
    workspaces: Api<Workspace>,
    volumes: Api<PersistentVolume>,
}

impl World {
    async fn create(&self, name: &str, owner: &str, from: Option<&str>) -> anyhow::Result<()> {
        let mut new = serde_json::to_value(workspace(name, POOL, owner)?)?;
        if let Some(volume) = from {
            new["spec"]["storage"] = json!({"fromVolume": {"workspace": volume}});
        }
        self.workspaces.create(&PostParams::default(), &serde_json::from_value(new)?).await?;
        Ok(())
    }

    /// Waits until it runs, and gives its pod and its volume.
    async fn running(&self, name: &str) -> anyhow::Result<(String, String)> {
        let running = await_workspace(&self.system.client, name, "running", Workspace::is_ready);
        let status = running.await?.status.unwrap_or_default();
        let volume = status.volumes.workspace.expect("it runs with a volume");
        Ok((status.slot.expect("it has a slot").name, volume))
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

    /// Deletes it and waits until its volume is left behind.
    async fn leave(&self, name: &str, volume: &str) -> anyhow::Result<()> {
        self.workspaces.delete(name, &DeleteParams::default()).await?;
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
    world.create("first", "ada", None).await?;
    let (pod, volume) = world.running("first").await?;
    world.shell(&pod, &format!("echo kept > {FILE}")).await?;
    world.create("early", "ada", Some(&volume)).await?;
    // Nobody has left it yet.
    world.refused("early", "VolumeNotOwned").await?;
    world.workspaces.delete("early", &DeleteParams::default()).await?;
    world.leave("first", &volume).await?;

    world.create("stolen", "mallory", Some(&volume)).await?;
    world.refused("stolen", "VolumeNotOwned").await?;
    world.create("mistyped", "ada", Some("pvc-none")).await?;
    world.refused("mistyped", "VolumeNotFound").await?;

    world.create("second", "ada", Some(&volume)).await?;
    let (pod, continued) = world.running("second").await?;
    assert_eq!(continued, volume);
    assert_eq!(world.shell(&pod, &format!("cat {FILE}; echo more >> {FILE}")).await?, "kept\n");
    let labels = world.volumes.get(&volume).await?.metadata.labels.unwrap_or_default();
    assert!(!labels.contains_key("coditect.ai/retained"), "it is in use: {labels:?}");

    // Two at once: the one that comes second says so, and gets it when it is left again.
    world.create("third", "ada", Some(&volume)).await?;
    world.refused("third", "VolumeInUse").await?;
    world.leave("second", &volume).await?;
    let (pod, _) = world.running("third").await?;
    assert_eq!(world.shell(&pod, &format!("cat {FILE}")).await?, "kept\nmore\n");
    world.system.cluster.stop().await
}
