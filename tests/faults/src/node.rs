//! What nodes do that kwok does not play: a cluster of fake ones makes pods ready, and no more.

use std::time::Duration;

use k8s_openapi::api::core::v1::{ContainerStatus, Node, PersistentVolumeClaim, Pod};
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use kube::{Client, ResourceExt as _};
use serde_json::json;
use tokio_util::task::AbortOnDropHandle;

use crate::world::World;

/// Makes so many nodes besides the one that there is.
pub async fn add(client: &Client, count: usize) -> anyhow::Result<()> {
    let nodes: Api<Node> = Api::all(client.clone());
    let room = json!({"cpu": "100k", "memory": "1Pi", "pods": "100k"});
    for number in 0..count {
        let name = format!("more-{number}");
        let node = json!({
            "metadata": {"name": name, "labels": {
                "kubernetes.io/hostname": name, "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
            }},
            "status": {"allocatable": room, "capacity": room},
        });
        nodes.create(&PostParams::default(), &serde_json::from_value(node)?).await?;
    }
    Ok(())
}

/// Gives volumes and running containers what they ask for, again and again until it is dropped.
pub fn keep_playing(world: &World) -> AbortOnDropHandle<()> {
    let world = world.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            // What changes under its hands is seen again the next time.
            let _ = play(&world).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }))
}

/// Gives volumes and running containers what they ask for.
pub async fn play(world: &World) -> anyhow::Result<()> {
    grow_volumes(world).await?;
    resize_pods(world).await
}

async fn grow_volumes(world: &World) -> anyhow::Result<()> {
    let claims = world.api::<PersistentVolumeClaim>();
    for claim in claims.list(&ListParams::default()).await? {
        let asked = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref()?.requests.clone());
        let has = claim.status.as_ref().and_then(|status| status.capacity.clone());
        if has.is_some() && has != asked {
            let patch = Patch::Merge(json!({"status": {"capacity": asked}}));
            claims.patch_status(&claim.name_any(), &PatchParams::default(), &patch).await?;
        }
    }
    Ok(())
}

/// Unless it is said what a container has, the apiserver takes its node for one that cannot change
/// it.
async fn resize_pods(world: &World) -> anyhow::Result<()> {
    let pods = world.api::<Pod>();
    for pod in pods.list(&ListParams::default()).await? {
        let Some(status) = &pod.status else { continue };
        let has = status.container_statuses.clone().unwrap_or_default();
        let should: Vec<_> = has.iter().map(|status| with_resources(&pod, status)).collect();
        if has == should {
            continue;
        }
        let patch = Patch::Merge(json!({
            "metadata": {"uid": pod.uid()},
            "status": {"containerStatuses": should},
        }));
        match pods.patch_status(&pod.name_any(), &PatchParams::default(), &patch).await {
            Ok(_) => {}
            // Another one is there by now, or it has ended.
            Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409 | 422) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn with_resources(pod: &Pod, status: &ContainerStatus) -> ContainerStatus {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let container = containers.into_iter().find(|container| container.name == status.name);
    let resources = container.and_then(|container| container.resources.clone());
    ContainerStatus { resources, ..status.clone() }
}
