//! A pool takes over the StatefulSet of the original system, with people's files in it, on a node
//! whose pods really run.

use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, Workspace, condition};
use coditect_harness::{
    Image, Node, System, await_phase, await_workspace, can_run_pods, pool, workspace,
};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::{await_condition, conditions};
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const SET: &str = "coditect-combined-hybrid";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 0, maximum: 6 };
const FILE: &str = "/home/theia/workspace/file";
/// The one container of the original system.
const ORIGINAL: &str = "coditect-combined";

struct World {
    system: System,
    pools: Api<IdePool>,
    sets: Api<StatefulSet>,
    pods: Api<Pod>,
    claims: Api<PersistentVolumeClaim>,
    workspaces: Api<Workspace>,
}

impl World {
    fn of(system: System) -> Self {
        let client = system.client.clone();
        let namespace = "default";
        Self {
            system,
            pools: Api::namespaced(client.clone(), namespace),
            sets: Api::namespaced(client.clone(), namespace),
            pods: Api::namespaced(client.clone(), namespace),
            claims: Api::namespaced(client.clone(), namespace),
            workspaces: Api::namespaced(client, namespace),
        }
    }

    async fn adopt(&self, adoption: Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": {"adoption": adoption}}));
        self.pools.patch(POOL, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    /// Waits until the pool says `reason` of what was there before, to its present spec.
    async fn adopted(&self, reason: &str) -> anyhow::Result<IdePool> {
        self.system
            .await_pool(POOL, reason, |pool| {
                let conditions = pool.status.iter().flat_map(|status| &status.conditions);
                let said = conditions.into_iter().find(|c| c.type_ == condition::ADOPTED);
                said.is_some_and(|c| {
                    c.reason == reason && c.observed_generation == pool.metadata.generation
                })
            })
            .await
    }

    async fn create(&self, name: &str, owner: &str) -> anyhow::Result<()> {
        self.workspaces.create(&PostParams::default(), &workspace(name, POOL, owner)?).await?;
        Ok(())
    }

    async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<Workspace> {
        await_phase(&self.system.client, name, phase).await
    }

    async fn set_running(&self, name: &str, running: bool) -> anyhow::Result<Workspace> {
        let patch = Patch::Merge(json!({"spec": {"running": running}}));
        self.workspaces.patch(name, &PatchParams::default(), &patch).await?;
        self.phase(name, if running { Phase::Running } else { Phase::Suspended }).await
    }

    async fn shell(&self, pod: &str, container: &str, script: &str) -> anyhow::Result<String> {
        self.system.cluster.exec(pod, container, &["sh", "-c", script]).await
    }

    /// UIDs by name.
    async fn uids(&self) -> anyhow::Result<(Vec<String>, Vec<String>)> {
        let all = ListParams::default().labels(&format!("app={POOL}"));
        let of_three =
            |name: &str| ["0", "1", "2"].iter().any(|n| name.ends_with(&format!("-{n}")));
        let pods = self.pods.list(&all).await?.into_iter();
        let pods = pods.filter(|pod| of_three(&pod.name_any())).filter_map(|pod| pod.uid());
        let claims = self.claims.list(&all).await?.into_iter();
        let claims = claims.filter(|claim| of_three(&claim.name_any())).filter_map(|c| c.uid());
        Ok((pods.collect(), claims.collect()))
    }
}

fn slot(workspace: &Workspace) -> String {
    let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    slot.expect("it has a slot").name.clone()
}

/// As the original system's manifests have it: one container, updates by rolling, no gate.
fn original() -> anyhow::Result<StatefulSet> {
    let claim = |name: &str, size: &str| {
        json!({
            "metadata": {"name": name},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": size}},
            },
        })
    };
    Ok(serde_json::from_value(json!({
        "metadata": {"name": SET, "namespace": "default", "labels": {"app": POOL}},
        "spec": {
            "serviceName": "coditect-combined-hybrid",
            "replicas": 3,
            "selector": {"matchLabels": {"app": POOL}},
            "template": {
                "metadata": {"labels": {"app": POOL}},
                "spec": {
                    "securityContext": {
                        "runAsUser": 1000,
                        "fsGroup": 1000,
                        "sysctls": [
                            {"name": "net.ipv4.ip_unprivileged_port_start", "value": "80"},
                        ],
                    },
                    "containers": [{
                        "name": ORIGINAL,
                        "image": Image::Base.reference(),
                        "imagePullPolicy": "Never",
                        "command": [
                            "sh",
                            "-c",
                            "/opt/coditect/bin/frontend & exec /opt/coditect/bin/theia",
                        ],
                        "ports": [{"name": "http", "containerPort": 80}],
                        "readinessProbe": {
                            "httpGet": {"path": "/health", "port": 80},
                            "periodSeconds": 1,
                        },
                        "volumeMounts": [
                            {"name": "workspace", "mountPath": "/home/theia/workspace"},
                            {"name": "config", "mountPath": "/home/theia/.theia"},
                        ],
                    }],
                },
            },
            "volumeClaimTemplates": [claim("workspace", "10Gi"), claim("config", "5Gi")],
        },
    }))?)
}

async fn start() -> anyhow::Result<World> {
    let world =
        World::of(System::start("adoption", Node::Real, &[Image::Base.archive().await?]).await?);
    world.sets.create(&PostParams::default(), &original()?).await?;
    let is_ready = |set: Option<&StatefulSet>| {
        set.and_then(|set| set.status.as_ref()?.ready_replicas) == Some(3)
    };
    let ready = await_condition(world.sets.clone(), SET, is_ready);
    tokio::time::timeout(Duration::from_mins(3), ready).await??;
    for ordinal in 0..3 {
        let script = format!("echo of {ordinal} > {FILE}");
        world.shell(&format!("{SET}-{ordinal}"), ORIGINAL, &script).await?;
    }
    Ok(world)
}

#[tokio::test]
async fn the_original_system_is_taken_over_with_its_sessions_and_files() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let world = start().await?;
    let (before, set) = (world.uids().await?, world.sets.get(SET).await?);
    assert_eq!((before.0.len(), before.1.len()), (3, 6));
    let (_operator, _) = world.system.operator(true).await?;

    world.pools.create(&PostParams::default(), &pool(POOL, &CAPACITY)?).await?;
    world.adopted("AdoptionRequired").await?;
    let assign = |ordinal: u32, workspace: &str| json!({"ordinal": ordinal, "workspace": workspace, "owner": "ada"});
    world.adopt(json!({"slots": [assign(7, "first")]})).await?;
    world.adopted("AdoptionRefused").await?;
    let untouched = world.sets.get(SET).await?;
    assert_eq!(untouched.metadata.resource_version, set.metadata.resource_version);
    let labels = world.claims.get("workspace-coditect-combined-hybrid-0").await?.metadata.labels;
    assert!(!labels.unwrap_or_default().contains_key("coditect.ai/pool"));

    world.create("first", "mallory").await?;
    world.adopt(json!({"slots": [assign(0, "first"), assign(1, "second")]})).await?;
    let taken = world.adopted("WaitingForWorkspaces").await?;
    assert_eq!(taken.status.unwrap_or_default().slots.adopted, 3);
    await_workspace(&world.system.client, "first", "refused", |workspace| {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        conditions.into_iter().any(|c| c.type_ == "Ready" && c.reason == "AdoptionRefused")
    })
    .await?;
    let refused = world.workspaces.get("first").await?;
    assert_eq!(refused.status.and_then(|status| status.slot), None);
    let uid = refused.metadata.uid.unwrap_or_default();
    world.workspaces.delete("first", &DeleteParams::default()).await?;
    await_condition(world.workspaces.clone(), "first", conditions::is_deleted(&uid)).await?;

    // Another's workspace gets an empty slot, not one with files.
    world.create("other", "mallory").await?;
    let other = slot(&world.phase("other", Phase::Running).await?);
    let files = world.shell(&other, "theia", "ls /home/theia/workspace").await?;
    assert_eq!((other.as_str(), files.as_str()), ("coditect-combined-hybrid-3", ""));

    world.create("first", "ada").await?;
    let first = world.phase("first", Phase::Running).await?;
    assert_eq!(slot(&first), "coditect-combined-hybrid-0");
    assert_eq!(world.uids().await?, before, "every pod and every volume is the one it was");
    let pod = world.pods.get(&slot(&first)).await?;
    let new = world.sets.get(SET).await?;
    assert_ne!(new.metadata.uid, set.metadata.uid);
    assert_eq!(
        pod.owner_references().iter().map(|o| Some(&o.uid)).collect::<Vec<_>>(),
        [new.metadata.uid.as_ref()]
    );
    let address = pod.status.and_then(|status| status.pod_ip).unwrap_or_default();
    let endpoint = first.status.and_then(|status| status.endpoint);
    assert_eq!(endpoint, Some(format!("{address}:80")));
    let read = format!("cat {FILE}");
    assert_eq!(world.shell("coditect-combined-hybrid-0", ORIGINAL, &read).await?, "of 0\n");

    // The next start is from the pool's own template.
    world.set_running("first", false).await?;
    world.set_running("first", true).await?;
    assert_eq!(world.shell("coditect-combined-hybrid-0", "theia", &read).await?, "of 0\n");
    // One that was not assigned at first.
    world.adopt(json!({"slots": [assign(2, "third"), assign(1, "second")]})).await?;
    world.create("third", "ada").await?;
    assert_eq!(slot(&world.phase("third", Phase::Running).await?), "coditect-combined-hybrid-2");
    assert_eq!(world.shell("coditect-combined-hybrid-2", ORIGINAL, &read).await?, "of 2\n");
    let has_one = |pool: &IdePool| pool.status.as_ref().is_some_and(|s| s.slots.adopted == 1);
    world.system.await_pool(POOL, "one slot that nobody has come for", has_one).await?;
    let pool = world.adopted("WaitingForWorkspaces").await?;

    // A pool that is to go still gives what it keeps to whom it keeps it for, and then it goes.
    world.pools.delete(POOL, &DeleteParams::default()).await?;
    world.create("second", "ada").await?;
    assert_eq!(slot(&world.phase("second", Phase::Running).await?), "coditect-combined-hybrid-1");
    assert_eq!(world.shell("coditect-combined-hybrid-1", ORIGINAL, &read).await?, "of 1\n");
    world.workspaces.delete_collection(&DeleteParams::default(), &ListParams::default()).await?;
    let uid = pool.metadata.uid.unwrap_or_default();
    let gone = await_condition(world.pools.clone(), POOL, conditions::is_deleted(&uid));
    tokio::time::timeout(Duration::from_mins(3), gone).await??;
    world.system.cluster.stop().await
}
