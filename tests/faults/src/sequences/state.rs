//! All that there is of a pool, to be compared with that of another: [`end`] without volumes, and
//! what each object asks for. Without what differs by nature: times, UIDs, versions, addresses, and
//! which of equal slots somebody got.

use coditect_crds::{IdePool, Workspace};
use coditect_operator::Namespaced;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ConfigMap, Pod, Secret, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::rbac::v1::{Role, RoleBinding};
use kube::api::ListParams;
use serde_json::{Map, Value, json};

use crate::end;
use crate::world::{POOL, World};

/// Ordinals are no higher.
const SLOTS: usize = 24;

/// Fields that differ by nature, wherever they stand.
const ACCIDENTAL: [&str; 18] = [
    "status",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "clusterIP",
    "clusterIPs",
    "nodeName",
    "controller-revision-hash",
    "deployment.kubernetes.io/revision",
    "pod-template-hash",
    "coditect.ai/configured-at",
    "controller-uid",
    "job-name",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/controller-uid",
    // Made at random.
    "cluster-file",
];

/// What there is now.
pub async fn of(world: &World) -> anyhow::Result<Value> {
    let slots = futures::try_join!(
        end::of_namespace(world),
        is_observed(world),
        list::<Pod>(world, false),
        list::<Job>(world, false),
    )?;
    let objects = futures::try_join!(
        list::<StatefulSet>(world, true),
        list::<Service>(world, true),
        list::<PodDisruptionBudget>(world, true),
        list::<Deployment>(world, true),
        list::<NetworkPolicy>(world, true),
    )?;
    let rest = futures::try_join!(
        list::<ConfigMap>(world, true),
        list::<Secret>(world, true),
        list::<ServiceAccount>(world, true),
        list::<Role>(world, true),
        list::<RoleBinding>(world, true),
    )?;
    let (end, is_observed, pods, jobs) = slots;
    Ok(json!({
        "end": plain(&end, &world.namespace)?, "isObserved": is_observed,
        "pods": pods, "jobs": jobs, "objects": objects, "rest": rest,
    }))
}

/// Whether the status of all is that of the present spec.
pub async fn is_observed(world: &World) -> anyhow::Result<bool> {
    let pool = world.api::<IdePool>().get(POOL).await?;
    let workspaces = world.api::<Workspace>().list(&ListParams::default()).await?;
    let status = pool.status.unwrap_or_default();
    let generation = pool.metadata.generation;
    let said = status.conditions.iter().all(|c| c.observed_generation == generation);
    Ok(said
        && status.observed_generation == generation
        && workspaces.iter().all(|workspace| {
            let observed = workspace.status.as_ref().and_then(|status| status.observed_generation);
            observed == workspace.metadata.generation
        }))
}

/// All of a kind; of those that are many of a kind only what they ask for.
async fn list<K: Namespaced>(world: &World, is_named: bool) -> anyhow::Result<Vec<Value>> {
    let mut found = vec![];
    for object in world.api::<K>().list(&ListParams::default()).await? {
        let object = plain(&essence(serde_json::to_value(object)?), &world.namespace)?;
        let spec = || object.get("spec").cloned().unwrap_or_default();
        found.push(if is_named { object } else { spec() });
    }
    found.sort_by_key(ToString::to_string);
    Ok(found)
}

fn essence(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(key, _)| !ACCIDENTAL.contains(&key.as_str()));
            let kept = kept.map(|(key, value)| {
                let mut value = essence(value);
                if let ("memory", Some(bytes)) = (key.as_str(), value.as_str().and_then(bytes)) {
                    value = bytes.into();
                }
                // The StatefulSet controller adds those of claims in any order.
                if let ("volumes", Value::Array(volumes)) = (key.as_str(), &mut value) {
                    volumes.sort_by_key(ToString::to_string);
                }
                (key, value)
            });
            kept.collect()
        }
        Value::Array(items) => items.into_iter().map(essence).collect(),
        value => value,
    }
}

/// `8Gi`, and what it is in bytes, mean the same.
fn bytes(text: &str) -> Option<u64> {
    let units = [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50)];
    let (number, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, shift)))
        .unwrap_or((text, 0));
    number.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// The same, saying neither in which namespace nor in which slot.
fn plain(value: &Value, namespace: &str) -> anyhow::Result<Value> {
    let text = value.to_string().replace(namespace, "NAMESPACE");
    let text = (0..SLOTS).rev().fold(text, |text, ordinal| {
        text.replace(&format!("{POOL}-hybrid-{ordinal}"), &format!("{POOL}-hybrid-N"))
    });
    Ok(serde_json::from_str(&text)?)
}

/// What differs, a line each.
#[must_use]
pub fn differences(wanted: &Value, found: &Value) -> Vec<String> {
    let mut lines = vec![];
    compare("", wanted, found, &mut lines);
    lines
}

fn compare(path: &str, wanted: &Value, found: &Value, lines: &mut Vec<String>) {
    let pairs: Vec<(String, Value, Value)> = match (wanted, found) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            let pair = |key: &String| {
                let of = |fields: &Map<String, Value>| fields.get(key).cloned().unwrap_or_default();
                (key.clone(), of(a), of(b))
            };
            keys.into_iter().map(pair).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .map(|(i, (a, b))| (i.to_string(), a.clone(), b.clone()))
            .collect(),
        _ if wanted == found => return,
        _ => {
            lines.push(format!("{path}: {found}, and of a fresh one {wanted}"));
            return;
        }
    };
    for (key, wanted, found) in pairs {
        compare(&format!("{path}/{key}"), &wanted, &found, lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_by_nature_is_left_out() -> anyhow::Result<()> {
        let object = json!({
            "metadata": {"name": "p-hybrid-12", "namespace": "ns-1", "uid": "u"},
            "spec": {"memory": "8Gi", "volumes": [{"name": "b"}, {"name": "a"}]},
            "status": {"phase": "Bound"},
        });
        let expected = json!({
            "metadata": {"name": "p-hybrid-N", "namespace": "NAMESPACE"},
            "spec": {"memory": 8_589_934_592_u64, "volumes": [{"name": "a"}, {"name": "b"}]},
        });
        assert_eq!(plain(&essence(object), "ns-1")?, expected);
        Ok(())
    }

    #[test]
    fn each_difference_is_a_line() {
        let (fresh, found) = (json!({"a": [1, 2], "b": 3}), json!({"a": [1, 4], "c": 3}));
        assert_eq!(
            differences(&fresh, &found),
            [
                "/a/1: 4, and of a fresh one 2",
                "/b: null, and of a fresh one 3",
                "/c: 3, and of a fresh one null",
            ]
        );
    }
}
