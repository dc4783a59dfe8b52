//! The objects of a pool, from its spec: plain functions that know no client.

use std::collections::BTreeMap;

use coditect_crds::IdePool;
use k8s_openapi::api::apps::v1::{
    StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
    StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, Service, ServicePort, ServiceSpec,
    VolumeResourceRequirements,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::Resource as _;

use crate::names::{FIELD_MANAGER, HTTP_PORT, LABEL_POOL, LABEL_VOLUME, PoolKey, Volume};
use crate::pool::build_pod::pod_template;

/// Everything that a pool owns. Destructured where it is applied, so that nothing is forgotten.
#[derive(Clone, Debug)]
pub struct Objects {
    /// The slots.
    pub stateful_set: StatefulSet,
    /// Gives each pod its DNS name.
    pub headless_service: Service,
    /// `coditect-combined-service:80` of the original system.
    pub service: Service,
    /// Lets a node be drained a slot at a time, of many slots a few.
    pub disruption_budget: PodDisruptionBudget,
}

/// Builds them for a pool whose StatefulSet should have `replicas`, `running` of whose pods are let
/// go now, and whose pods reach the API at `api_url`.
#[must_use]
pub fn objects(
    key: &PoolKey,
    pool: &IdePool,
    (replicas, running): (u32, usize),
    api_url: Option<&str>,
) -> Objects {
    Objects {
        stateful_set: stateful_set(key, pool, replicas, api_url),
        headless_service: service(key, pool, key.headless_service(), true),
        service: service(key, pool, key.service(), false),
        disruption_budget: disruption_budget(key, pool, running),
    }
}

/// The labels by which a pool's pods are selected. `app` is what the original system selects by.
#[must_use]
pub fn selector_labels(key: &PoolKey) -> BTreeMap<String, String> {
    labels([("app", key.name.as_str()), (LABEL_POOL, key.name.as_str())])
}

fn stateful_set(
    key: &PoolKey,
    pool: &IdePool,
    replicas: u32,
    api_url: Option<&str>,
) -> StatefulSet {
    let retain = || Some("Retain".to_owned());
    StatefulSet {
        metadata: metadata(key, pool, key.stateful_set()),
        spec: StatefulSetSpec {
            replicas: i32::try_from(replicas).ok(),
            service_name: Some(key.headless_service()),
            selector: selector(key),
            // Slots do not wait for each other, and the operator alone replaces a pod.
            pod_management_policy: Some("Parallel".to_owned()),
            update_strategy: Some(StatefulSetUpdateStrategy {
                type_: Some("OnDelete".to_owned()),
                ..Default::default()
            }),
            persistent_volume_claim_retention_policy: Some(
                StatefulSetPersistentVolumeClaimRetentionPolicy {
                    when_deleted: retain(),
                    when_scaled: retain(),
                },
            ),
            revision_history_limit: Some(2),
            template: pod_template(key, &pool.spec, api_url),
            volume_claim_templates: Some(
                Volume::ALL.iter().map(|v| claim_template(key, pool, *v)).collect(),
            ),
            ..Default::default()
        },
        status: None,
    }
}

fn claim_template(key: &PoolKey, pool: &IdePool, volume: Volume) -> PersistentVolumeClaim {
    let storage = &pool.spec.storage;
    let size = volume.size(storage);
    PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(volume.as_str().to_owned()),
            labels: Some(labels([(LABEL_POOL, &key.name), (LABEL_VOLUME, volume.as_str())])),
            ..Default::default()
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
            storage_class_name: storage.storage_class_name.clone(),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), size.clone().into())])),
                limits: None,
            }),
            ..Default::default()
        }),
        status: None,
    }
}

fn service(key: &PoolKey, pool: &IdePool, name: String, headless: bool) -> Service {
    Service {
        metadata: metadata(key, pool, name),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            cluster_ip: headless.then(|| "None".to_owned()),
            selector: Some(labels([("app", key.name.as_str())])),
            ports: Some(vec![ServicePort {
                name: Some("http".to_owned()),
                port: HTTP_PORT,
                target_port: Some(IntOrString::Int(HTTP_PORT)),
                protocol: Some("TCP".to_owned()),
                ..Default::default()
            }]),
            ..Default::default()
        }),
        status: None,
    }
}

/// Kubernetes would reckon `maxUnavailable` from the StatefulSet's replicas, most of which may be
/// gated and never ready: nothing could be evicted.
fn disruption_budget(key: &PoolKey, pool: &IdePool, running: usize) -> PodDisruptionBudget {
    PodDisruptionBudget {
        metadata: metadata(key, pool, key.stateful_set()),
        spec: Some(PodDisruptionBudgetSpec {
            min_available: i32::try_from(min_available(running)).ok().map(IntOrString::Int),
            selector: Some(selector(key)),
            // Who cannot work in a pod loses nothing with it.
            unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
            ..Default::default()
        }),
        status: None,
    }
}

/// How many pods have to stay ready when `running` are let go: all but one; of many all but a few,
/// a twentieth at most, since there always are some that are just starting. It moves in steps as
/// large as these few, so that it is not written anew with each workspace that comes or goes.
fn min_available(running: usize) -> usize {
    let step = 1 << (running / 40).max(1).ilog2();
    (running / step * step).saturating_sub(step)
}

fn metadata(key: &PoolKey, pool: &IdePool, name: String) -> ObjectMeta {
    let mut labels = selector_labels(key);
    labels.insert("app.kubernetes.io/managed-by".to_owned(), FIELD_MANAGER.to_owned());
    ObjectMeta {
        name: Some(name),
        namespace: Some(key.namespace.clone()),
        labels: Some(labels),
        owner_references: pool.controller_owner_ref(&()).map(|owner| vec![owner]),
        ..Default::default()
    }
}

fn selector(key: &PoolKey) -> LabelSelector {
    LabelSelector { match_labels: Some(selector_labels(key)), ..Default::default() }
}

fn labels<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_objects_of_a_default_pool_are_those_of_the_original_system() {
        let pool: IdePool = serde_json::from_value(serde_json::json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "IdePool",
            "metadata": {"name": "coditect-combined", "namespace": "default", "uid": "u1"},
            "spec": {"image": "coditect/combined:1"},
        }))
        .unwrap();
        let key = PoolKey::new("default", "coditect-combined");
        let Objects { stateful_set, headless_service, service, disruption_budget } =
            objects(&key, &pool, (3, 2), Some("http://coditect-api.coditect.svc:8080"));
        insta::assert_yaml_snapshot!("stateful_set", stateful_set);
        insta::assert_yaml_snapshot!("headless_service", headless_service);
        insta::assert_yaml_snapshot!("service", service);
        insta::assert_yaml_snapshot!("disruption_budget", disruption_budget);
    }

    #[test]
    fn of_the_pods_that_run_one_may_be_missing_and_of_many_a_few() {
        assert_eq!([0, 1, 2, 30, 79].map(min_available), [0, 0, 1, 29, 78]);
        assert!((1..12_000).all(|n| (1..=(n / 20).max(1)).contains(&(n - min_available(n)))));
    }

    #[test]
    fn ten_thousand_that_resume_write_the_budget_some_hundred_times() {
        let mut budgets: Vec<_> = (0..=10_000).map(min_available).collect();
        assert!(budgets.is_sorted(), "a resume never lets more pods go");
        budgets.dedup();
        assert!(budgets.len() < 400, "{}", budgets.len());
    }
}
