//! What is left when a scenario is over, without what differs from run to run by nature: times,
//! UIDs, versions, and which of equal slots somebody got.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use coditect_crds::{IdePool, Workspace};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim, Pod};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::ResourceExt;
use kube::api::ListParams;
use serde_json::{Value, json};

use crate::world::{POOL, World};

/// How long the end may take to come once the scenario has seen what it waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// What there is in the namespace, of its volumes, and how many pods a drain must leave.
async fn of(world: &World) -> anyhow::Result<Value> {
    Ok(json!({
        "namespace": of_namespace(world).await?,
        "volumes": volumes(world).await?,
        "min_available": min_available(world).await?,
    }))
}

async fn min_available(world: &World) -> anyhow::Result<Option<IntOrString>> {
    let budget = world.api::<PodDisruptionBudget>().get_opt(&format!("{POOL}-hybrid")).await?;
    Ok(budget.and_then(|budget| budget.spec?.min_available))
}

async fn volumes(world: &World) -> anyhow::Result<Value> {
    let volumes = world.volumes().await?;
    let claims = world.api::<PersistentVolumeClaim>().list(&ListParams::default()).await?;
    let claims: HashSet<_> = claims.into_iter().filter_map(|claim| claim.uid()).collect();
    let volumes = volumes.into_iter().filter(|volume| !is_being_removed(volume, &claims));
    Ok(sorted(volumes.map(|v| volume(&v, &claims))).into())
}

/// What there is in the namespace.
pub async fn of_namespace(world: &World) -> anyhow::Result<Value> {
    let all = ListParams::default();
    let workspaces = world.api::<Workspace>().list(&all).await?.items;
    let names: BTreeMap<_, _> =
        workspaces.iter().filter_map(|w| Some((w.uid()?, w.name_any()))).collect();
    let claims = world.api::<PersistentVolumeClaim>().list(&all).await?.items;
    let pods = world.api::<Pod>().list(&all).await?.items;
    let pool = world.api::<IdePool>().get_opt(POOL).await?;
    let set = world.api::<StatefulSet>().get_opt(&format!("{POOL}-hybrid")).await?;
    Ok(json!({
        "workspaces": workspaces.iter().map(|w| workspace(w, &claims)).collect::<Vec<_>>(),
        "claims": sorted(claims.iter().map(|c| claim(c, &claims, &names))),
        "pods": sorted(pods.iter().map(pod)),
        "pool": pool.map(|pool| {
            let status = pool.status.clone().unwrap_or_default();
            json!({
                "slots": status.slots,
                "rollout": status.rollout.map(|rollout| json!({
                    "updated": rollout.updated,
                    "outdated": rollout.outdated,
                    "is_proven": rollout.proven_at.is_some(),
                })),
                "conditions": conditions(&status.conditions),
                "messages": messages(&status.conditions),
                "finalizers": pool.finalizers(),
            })
        }),
        "replicas": set.and_then(|set| set.spec.replicas),
    }))
}

/// What there is once it does not change any more.
pub async fn stable(world: &World) -> anyhow::Result<Value> {
    let mut before = of(world).await?;
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = of(world).await?;
        if now == before && !has_late_volumes(&now) {
            return Ok(now);
        }
        before = now;
    }
}

/// Waits until the end is `expected`.
pub async fn reached(world: &World, expected: &Value) -> anyhow::Result<Value> {
    let started = tokio::time::Instant::now();
    loop {
        let namespace = of_namespace(world).await?;
        // The volumes of all namespaces are listed: not before all else is as expected.
        let is_all_else = expected.get("namespace") == Some(&namespace);
        let now = if is_all_else { of(world).await? } else { json!({"namespace": namespace}) };
        if now == *expected {
            return Ok(now);
        }
        anyhow::ensure!(
            started.elapsed() < PATIENCE,
            "the end is another: {now:#}\nexpected: {expected:#}"
        );
        // Nothing tells of a change in any of six kinds of objects at once.
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn workspace(workspace: &Workspace, claims: &[PersistentVolumeClaim]) -> Value {
    let status = workspace.status.clone().unwrap_or_default();
    let locked = claims.iter().filter(|claim| {
        claim.labels().get("coditect.ai/workspace-uid") == workspace.metadata.uid.as_ref()
    });
    let locked: Vec<_> = locked.filter_map(ResourceExt::uid).collect();
    json!({
        "name": workspace.name_any(),
        "running": workspace.spec.running,
        "phase": status.phase,
        "has_endpoint": status.endpoint.is_some(),
        "has_volume": status.volumes.workspace.is_some(),
        // All slots that carry its UID, and that its status names that one.
        "slots": locked.len(),
        "owns_it": status.slot.map(|slot| locked == [slot.claim_uid]),
        "conditions": conditions(&status.conditions),
        "finalizers": workspace.finalizers(),
    })
}

fn conditions(conditions: &[Condition]) -> BTreeMap<&str, [&str; 2]> {
    conditions.iter().map(|c| (&*c.type_, [&*c.status, &*c.reason])).collect()
}

fn messages(conditions: &[Condition]) -> BTreeMap<&str, &str> {
    conditions.iter().map(|c| (&*c.type_, &*c.message)).collect()
}

fn claim(
    claim: &PersistentVolumeClaim,
    claims: &[PersistentVolumeClaim],
    names: &BTreeMap<String, String>,
) -> Value {
    let label = |name: &str| claim.labels().get(name).cloned();
    // The lock of a slot is on the other one of its claims.
    let lock = claim.name_any().replacen("config-", "workspace-", 1);
    let lock = claims.iter().find(|claim| claim.name_any() == lock);
    let holder = lock.and_then(|lock| lock.labels().get("coditect.ai/workspace-uid").cloned());
    json!({
        "volume": label("coditect.ai/volume"),
        "holder": holder.map(|uid| names.get(&uid).cloned().unwrap_or(uid)),
        "asks": claim.spec.as_ref().and_then(|spec| spec.resources.clone()?.requests),
        "phase": claim.status.as_ref().and_then(|status| status.phase.clone()),
        "is_leaving": claim.metadata.deletion_timestamp.is_some(),
    })
}

fn pod(pod: &Pod) -> Value {
    let spec = pod.spec.clone().unwrap_or_default();
    json!({
        "is_gated": spec.scheduling_gates.is_some_and(|gates| !gates.is_empty()),
        "is_leaving": pod.metadata.deletion_timestamp.is_some(),
        "knows": pod.annotations().get("coditect.ai/workspace"),
    })
}

fn volume(volume: &PersistentVolume, claims: &HashSet<String>) -> Value {
    json!({
        "has_claim": claim_of(volume).is_some_and(|claim| claims.contains(claim)),
        "workspace": volume.labels().get("coditect.ai/workspace"),
        "is_retained": volume.labels().get("coditect.ai/retained"),
        "phase": volume.status.as_ref().and_then(|status| status.phase.clone()),
        "policy": volume.spec.as_ref().and_then(|s| s.persistent_volume_reclaim_policy.clone()),
    })
}

/// Its claim is not among those that are left and it goes as well, whenever its controller and the
/// provisioner get to it: until then its phase says what it was.
fn is_being_removed(volume: &PersistentVolume, claims: &HashSet<String>) -> bool {
    let policy = volume.spec.as_ref().and_then(|s| s.persistent_volume_reclaim_policy.as_deref());
    policy == Some("Delete") && claim_of(volume).is_some_and(|claim| !claims.contains(claim))
}

/// The controller of volumes has not seen yet that their claim is gone.
fn has_late_volumes(end: &Value) -> bool {
    let volumes = end.get("volumes").and_then(Value::as_array);
    volumes.into_iter().flatten().any(|volume| {
        volume.get("has_claim") == Some(&false.into())
            && volume.get("phase") == Some(&"Bound".into())
    })
}

fn claim_of(volume: &PersistentVolume) -> Option<&String> {
    volume.spec.as_ref()?.claim_ref.as_ref()?.uid.as_ref()
}

fn sorted(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut values: Vec<_> = values.collect();
    values.sort_by_key(ToString::to_string);
    values
}
