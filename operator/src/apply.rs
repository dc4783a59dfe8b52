//! Writes objects, but only where the cluster differs: a converged system writes nothing.

use std::fmt::Debug;

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::StatefulSet;
use kube::api::{Api, DeleteParams, Patch, PatchParams, Preconditions};
use kube::{Client, Resource, ResourceExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::names::FIELD_MANAGER;
use crate::quantity::amount;

/// A kind whose objects are in namespaces.
pub trait Namespaced:
    Resource<Scope = NamespaceResourceScope, DynamicType = ()>
    + Clone
    + Debug
    + DeserializeOwned
    + Serialize
    + Send
    + 'static
{
}

impl<K> Namespaced for K where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>
        + Clone
        + Debug
        + DeserializeOwned
        + Serialize
        + Send
        + 'static
{
}

/// Reading or writing an object failed.
#[derive(Debug, thiserror::Error)]
#[error("failed to {verb} {kind} {name}")]
pub struct ApplyError {
    verb: &'static str,
    kind: String,
    name: String,
    #[source]
    source: kube::Error,
}

impl ApplyError {
    /// It is gone, or another one, since it was read.
    #[must_use]
    pub fn is_superseded(&self) -> bool {
        let is_gone = matches!(&self.source, kube::Error::Api(status) if status.is_not_found());
        is_gone || self.is_conflict()
    }

    /// Somebody else changed the object since it was read: plan anew.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(&self.source, kube::Error::Api(status) if status.is_conflict())
    }
}

/// The live object of this name.
pub async fn live<K: Namespaced>(
    client: &Client,
    namespace: &str,
    name: &str,
) -> Result<Option<K>, ApplyError> {
    let api: Api<K> = Api::namespaced(client.clone(), namespace);
    api.get_opt(name).await.map_err(|source| failed::<K>("read", name, source))
}

/// Brings one object to `desired`.
pub async fn apply_one<K: Namespaced>(client: &Client, desired: K) -> Result<(), ApplyError> {
    let name = desired.name_any();
    let namespace = desired.namespace().unwrap_or_default();
    if live(client, &namespace, &name).await?.is_some_and(|live| is_applied(&desired, &live)) {
        return Ok(());
    }
    let api: Api<K> = Api::namespaced(client.clone(), &namespace);
    write(&api, &name, &desired).await
}

/// Brings a StatefulSet to `desired`. `live` is the one that the plan was made for: if it has
/// changed since, the write is refused and the next reconcile plans anew. False: there was nothing
/// to write.
pub async fn apply_stateful_set(
    client: &Client,
    mut desired: StatefulSet,
    live: Option<&StatefulSet>,
) -> Result<bool, ApplyError> {
    let name = desired.name_any();
    let api: Api<StatefulSet> =
        Api::namespaced(client.clone(), &desired.namespace().unwrap_or_default());
    match live {
        Some(live) if is_applied(&desired, live) => return Ok(false),
        Some(live) if !same_claim_templates(&desired, live) => orphan(client, live).await?,
        Some(live) => {
            desired.metadata.resource_version = live.resource_version();
            write(&api, &name, &desired).await?;
        }
        None => write(&api, &name, &desired).await?,
    }
    Ok(true)
}

/// Claim templates cannot be changed. Deleting the StatefulSet without its pods leaves every
/// session as it is; the next reconcile creates it anew and it adopts the pods.
pub async fn orphan(client: &Client, live: &StatefulSet) -> Result<(), ApplyError> {
    let name = live.name_any();
    let api: Api<StatefulSet> =
        Api::namespaced(client.clone(), &live.namespace().unwrap_or_default());
    let unchanged = Preconditions { uid: live.uid(), resource_version: live.resource_version() };
    api.delete(&name, &DeleteParams::orphan().preconditions(unchanged))
        .await
        .map(drop)
        .map_err(|source| failed::<StatefulSet>("replace", &name, source))
}

/// Deletes the object that was read. One that is gone by now, or another one, is left to the next
/// look.
pub async fn delete_same<K: Namespaced>(
    client: &Client,
    namespace: &str,
    (name, uid): (&str, Option<String>),
    params: DeleteParams,
) -> Result<(), ApplyError> {
    let api: Api<K> = Api::namespaced(client.clone(), namespace);
    let this = Preconditions { uid, resource_version: None };
    let deleted = api.delete(name, &params.preconditions(this)).await;
    match deleted.map_err(|source| failed::<K>("delete", name, source)) {
        Err(error) if !error.is_superseded() => Err(error),
        _ => Ok(()),
    }
}

fn same_claim_templates(desired: &StatefulSet, live: &StatefulSet) -> bool {
    let templates = |set: &StatefulSet| {
        serde_json::to_value(&set.spec.volume_claim_templates).unwrap_or_default()
    };
    contains(&templates(live), &templates(desired))
}

async fn write<K: Namespaced>(api: &Api<K>, name: &str, desired: &K) -> Result<(), ApplyError> {
    // Forced: what the operator declares is the operator's, whoever edited it by hand.
    let params = PatchParams::apply(FIELD_MANAGER).force();
    api.patch(name, &params, &Patch::Apply(desired))
        .await
        .map(drop)
        .map_err(|source| failed::<K>("apply", name, source))
}

/// The error of a request that is not one of these.
pub fn failed<K: Resource<DynamicType = ()>>(
    verb: &'static str,
    name: &str,
    source: kube::Error,
) -> ApplyError {
    ApplyError { verb, kind: K::kind(&()).into_owned(), name: name.to_owned(), source }
}

/// Whether everything in `desired` stands in `live` already; what the apiserver added does not
/// count.
fn is_applied<K: Serialize>(desired: &K, live: &K) -> bool {
    match (serde_json::to_value(live), serde_json::to_value(desired)) {
        (Ok(live), Ok(desired)) => contains(&live, &desired),
        _ => false,
    }
}

/// Whether everything in `desired` stands in `live`. An empty map says that there is to be nothing.
pub fn contains(live: &Value, desired: &Value) -> bool {
    match (live, desired) {
        (Value::Object(live), Value::Object(desired)) if desired.is_empty() => live.is_empty(),
        (Value::Object(live), Value::Object(desired)) => {
            desired.iter().all(|(key, value)| match live.get(key) {
                Some(live) if matches!(key.as_str(), "requests" | "limits") => {
                    same_amounts(live, value)
                }
                Some(live) => contains(live, value),
                None => is_left_out(value),
            })
        }
        (Value::Array(live), Value::Array(desired)) => {
            live.len() == desired.len()
                && live.iter().zip(desired).all(|(live, desired)| contains(live, desired))
        }
        _ => live == desired,
    }
}

/// The apiserver does not store these.
fn is_left_out(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        value => value.as_i64() == Some(0),
    }
}

/// The apiserver stores `1024Mi` as `1Gi`.
fn same_amounts(live: &Value, desired: &Value) -> bool {
    let (Value::Object(live), Value::Object(desired)) = (live, desired) else {
        return live == desired;
    };
    let number = |value: &Value| value.as_str().and_then(amount);
    desired.iter().all(|(name, desired)| match live.get(name) {
        Some(live) => {
            live == desired || (number(live).is_some() && number(live) == number(desired))
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_apiserver_adds_is_no_difference() {
        let desired = json!({"spec": {"ports": [{"port": 80}]}});
        let live = json!({"spec": {"ports": [{"port": 80, "nodePort": 0}], "ipFamilies": ["4"]}});
        assert!(contains(&live, &desired));
    }

    #[test]
    fn an_amount_that_is_spelled_differently_is_no_difference() {
        let desired = json!({"requests": {"cpu": "1000m", "memory": "1024Mi"}});
        assert!(contains(&json!({"requests": {"cpu": "1", "memory": "1Gi"}}), &desired));
        assert!(!contains(&json!({"requests": {"cpu": "1", "memory": "2Gi"}}), &desired));
    }

    #[test]
    fn a_zero_that_the_apiserver_leaves_out_is_no_difference() {
        assert!(contains(&json!({}), &json!({"initialDelaySeconds": 0})));
        assert!(!contains(&json!({}), &json!({"initialDelaySeconds": 1})));
        assert!(!contains(&json!({"initialDelaySeconds": 30}), &json!({"initialDelaySeconds": 0})));
    }

    #[test]
    fn an_empty_map_list_or_text_means_none() {
        let desired = json!({"nodeSelector": {}, "tolerations": []});
        assert!(contains(&json!({}), &desired));
        assert!(contains(&desired, &desired));
        assert!(!contains(&json!({"nodeSelector": {"disk": "ssd"}}), &desired));
        assert!(!contains(&json!({"tolerations": [{"key": "ide"}]}), &desired));
        let desired = json!({"key": "ide", "effect": ""});
        assert!(contains(&json!({"key": "ide"}), &desired));
        assert!(!contains(&json!({"key": "ide", "effect": "NoExecute"}), &desired));
    }

    #[test]
    fn a_changed_a_missing_and_an_added_item_are_differences() {
        let desired = json!({"a": [1, 2], "b": "x"});
        assert!(!contains(&json!({"a": [1, 2], "b": "y"}), &desired));
        assert!(!contains(&json!({"a": [1, 2]}), &desired));
        assert!(!contains(&json!({"a": [1, 2, 3], "b": "x"}), &desired));
    }
}
