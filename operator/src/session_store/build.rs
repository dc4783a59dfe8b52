//! The objects of a managed store, from its spec: plain functions that know no client.
//!
//! ```text
//! foundationdb-service:4500 ──► foundationdb-0 … -4 ◄── foundationdb-headless (their DNS names)
//!                                coordinators: 0–2        cluster file: Secret
//! ```

use std::collections::BTreeMap;

use coditect_crds::{IdePool, ManagedStore, NodeSpread};
use k8s_openapi::api::apps::v1::{
    StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
    StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    Affinity, Container, ContainerPort, EnvVar, EnvVarSource, PersistentVolumeClaim,
    PersistentVolumeClaimSpec, PodAffinityTerm, PodAntiAffinity, PodTemplateSpec, Probe,
    ResourceFieldSelector, Service, ServicePort, ServiceSpec, TCPSocketAction,
    VolumeResourceRequirements, WeightedPodAffinityTerm,
};
use k8s_openapi::api::networking::v1::{
    NetworkPolicy, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicySpec,
};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::Resource as _;

use crate::names::{FIELD_MANAGER, PoolKey};
use crate::session_store::build_pod::{Resources, Tools, field, mount, pod_labels, variable};
use crate::session_store::names::{
    CLUSTER_FILE_SECRET, HEADLESS_SERVICE, LABEL_STORE, PORT, SERVICE, STORE,
};

/// Where a process keeps its data, and its own cluster file, which it rewrites itself.
const DATA_PATH: &str = "/var/lib/foundationdb";

/// Everything that a managed store has at all times. Destructured where it is applied, so that
/// nothing is forgotten.
#[derive(Clone, Debug)]
pub struct Objects {
    /// The processes.
    pub stateful_set: StatefulSet,
    /// Gives each process its DNS name.
    pub headless_service: Service,
    /// `foundationdb-service:4500` of the original system.
    pub service: Service,
    /// Lets a node be drained one process at a time.
    pub disruption_budget: PodDisruptionBudget,
    /// FoundationDB lets in whoever reaches it.
    pub network_policy: NetworkPolicy,
}

/// How a store is to be now, which may be less than its spec asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Processes.
    pub replicas: u32,
    /// The image of its pods.
    pub image: String,
}

/// Builds them. The API that may reach the store runs in `api_namespace`.
#[must_use]
pub fn objects(
    key: &PoolKey,
    pool: &IdePool,
    store: &ManagedStore,
    shape: &Shape,
    api_namespace: &str,
) -> Objects {
    Objects {
        stateful_set: stateful_set(key, pool, store, shape),
        headless_service: service(key, pool, HEADLESS_SERVICE, true),
        service: service(key, pool, SERVICE, false),
        disruption_budget: disruption_budget(key, pool),
        network_policy: network_policy(key, pool, api_namespace),
    }
}

/// The metadata of an object that goes with the pool.
#[must_use]
pub fn metadata(key: &PoolKey, pool: &IdePool, name: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(key.namespace.clone()),
        labels: Some(BTreeMap::from([
            ("app.kubernetes.io/managed-by".to_owned(), FIELD_MANAGER.to_owned()),
            (LABEL_STORE.to_owned(), STORE.to_owned()),
        ])),
        owner_references: pool.controller_owner_ref(&()).map(|owner| vec![owner]),
        ..Default::default()
    }
}

/// What a selector matches: pods by what they are.
#[must_use]
pub fn selector(app: &str) -> LabelSelector {
    LabelSelector { match_labels: Some(app_label(app)), ..Default::default() }
}

fn app_label(app: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("app".to_owned(), app.to_owned())])
}

fn stateful_set(key: &PoolKey, pool: &IdePool, store: &ManagedStore, shape: &Shape) -> StatefulSet {
    let retain = || Some("Retain".to_owned());
    StatefulSet {
        metadata: metadata(key, pool, STORE),
        spec: StatefulSetSpec {
            replicas: i32::try_from(shape.replicas).ok(),
            service_name: Some(HEADLESS_SERVICE.to_owned()),
            selector: selector(STORE),
            // A database has no quorum until several run, and the operator alone replaces one.
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
            template: process_template(store, &shape.image),
            volume_claim_templates: Some(vec![claim_template(store)]),
            ..Default::default()
        },
        status: None,
    }
}

fn process_template(store: &ManagedStore, image: &str) -> PodTemplateSpec {
    let tools = Tools {
        image,
        pull_policy: store.image_pull_policy,
        cluster_file_secret: CLUSTER_FILE_SECRET,
        tls: store.tls.as_ref(),
    };
    let mut template = tools.pod(STORE, vec![process(&tools, store)]);
    if let Some(spec) = &mut template.spec {
        spec.init_containers = Some(vec![with_data(tools.container(
            "cluster-file",
            "fdb-cluster-file",
            Resources { cpu: "10m", memory: "32Mi" },
        ))]);
        spec.affinity = Some(affinity(store.node_spread));
    }
    template
}

fn process(tools: &Tools<'_>, store: &ManagedStore) -> Container {
    let (cpu, memory) = (store.resources.cpu.to_string(), store.resources.memory.to_string());
    let container = tools.container(STORE, "fdb-server", Resources { cpu: &cpu, memory: &memory });
    let mut env = container.env.clone().unwrap_or_default();
    // What fails as a whole: no two copies of a piece of data are on one.
    let zone = match store.node_spread {
        NodeSpread::Required => "spec.nodeName",
        NodeSpread::Preferred => "metadata.name",
    };
    env.extend([
        field("POD_IP", "status.podIP"),
        field("POD_NAME", "metadata.name"),
        field("ZONE", zone),
        memory_limit(),
        variable("ADDRESS_SUFFIX", if store.tls.is_some() { ":tls" } else { "" }),
    ]);
    with_data(Container {
        env: Some(env),
        ports: Some(vec![ContainerPort {
            name: Some("fdb".to_owned()),
            container_port: PORT,
            protocol: Some("TCP".to_owned()),
            ..Default::default()
        }]),
        readiness_probe: Some(Probe { period_seconds: Some(5), ..listens() }),
        liveness_probe: Some(Probe {
            period_seconds: Some(10),
            failure_threshold: Some(6),
            initial_delay_seconds: Some(30),
            ..listens()
        }),
        ..container
    })
}

fn with_data(mut container: Container) -> Container {
    container.volume_mounts.get_or_insert_default().push(mount("data", DATA_PATH));
    container
}

fn listens() -> Probe {
    Probe {
        tcp_socket: Some(TCPSocketAction { port: IntOrString::Int(PORT), host: None }),
        timeout_seconds: Some(3),
        ..Default::default()
    }
}

/// In MiB, so that the process stops itself before the kernel does.
fn memory_limit() -> EnvVar {
    EnvVar {
        name: "MEMORY_MIB".to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            resource_field_ref: Some(ResourceFieldSelector {
                container_name: Some(STORE.to_owned()),
                resource: "limits.memory".to_owned(),
                divisor: Some(k8s_openapi::apimachinery::pkg::api::resource::Quantity(
                    "1Mi".to_owned(),
                )),
            }),
            ..Default::default()
        }),
    }
}

fn affinity(spread: NodeSpread) -> Affinity {
    let apart = PodAffinityTerm {
        label_selector: Some(selector(STORE)),
        topology_key: "kubernetes.io/hostname".to_owned(),
        ..Default::default()
    };
    let terms = match spread {
        NodeSpread::Required => PodAntiAffinity {
            required_during_scheduling_ignored_during_execution: Some(vec![apart]),
            ..Default::default()
        },
        NodeSpread::Preferred => PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(vec![
                WeightedPodAffinityTerm { weight: 100, pod_affinity_term: apart },
            ]),
            ..Default::default()
        },
    };
    Affinity { pod_anti_affinity: Some(terms), ..Default::default() }
}

fn claim_template(store: &ManagedStore) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some("data".to_owned()),
            labels: Some(pod_labels(STORE)),
            ..Default::default()
        },
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
            storage_class_name: store.storage_class_name.clone(),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([(
                    "storage".to_owned(),
                    store.storage.clone().into(),
                )])),
                limits: None,
            }),
            ..Default::default()
        }),
        status: None,
    }
}

fn service(key: &PoolKey, pool: &IdePool, name: &str, headless: bool) -> Service {
    Service {
        metadata: metadata(key, pool, name),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            cluster_ip: headless.then(|| "None".to_owned()),
            // Processes find each other before any of them is ready.
            publish_not_ready_addresses: headless.then_some(true),
            selector: Some(app_label(STORE)),
            ports: Some(vec![ServicePort {
                name: Some("fdb".to_owned()),
                port: PORT,
                target_port: Some(IntOrString::Int(PORT)),
                protocol: Some("TCP".to_owned()),
                ..Default::default()
            }]),
            ..Default::default()
        }),
        status: None,
    }
}

fn disruption_budget(key: &PoolKey, pool: &IdePool) -> PodDisruptionBudget {
    PodDisruptionBudget {
        metadata: metadata(key, pool, STORE),
        spec: Some(PodDisruptionBudgetSpec {
            max_unavailable: Some(IntOrString::Int(1)),
            selector: Some(selector(STORE)),
            ..Default::default()
        }),
        status: None,
    }
}

fn network_policy(key: &PoolKey, pool: &IdePool, api_namespace: &str) -> NetworkPolicy {
    let labels = |name: &str, value: &str| LabelSelector {
        match_labels: Some(BTreeMap::from([(name.to_owned(), value.to_owned())])),
        ..Default::default()
    };
    let of_the_store = labels(LABEL_STORE, STORE);
    NetworkPolicy {
        metadata: metadata(key, pool, STORE),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(of_the_store.clone()),
            policy_types: Some(vec!["Ingress".to_owned()]),
            ingress: Some(vec![NetworkPolicyIngressRule {
                from: Some(vec![
                    NetworkPolicyPeer { pod_selector: Some(of_the_store), ..Default::default() },
                    NetworkPolicyPeer {
                        namespace_selector: Some(labels(
                            "kubernetes.io/metadata.name",
                            api_namespace,
                        )),
                        pod_selector: Some(labels("app", "coditect-api")),
                        ..Default::default()
                    },
                ]),
                ports: Some(vec![NetworkPolicyPort {
                    port: Some(IntOrString::Int(PORT)),
                    protocol: Some("TCP".to_owned()),
                    end_port: None,
                }]),
            }]),
            egress: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn built(store: &serde_json::Value) -> Objects {
        let pool: IdePool = serde_json::from_value(json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "IdePool",
            "metadata": {"name": "coditect-combined", "namespace": "default", "uid": "u1"},
            "spec": {"image": "i", "sessionStore": {"managed": store}},
        }))
        .unwrap();
        let key = PoolKey::new("default", "coditect-combined");
        let store = pool.spec.session_store.clone().unwrap().managed.unwrap();
        let shape = Shape { replicas: 5, image: store.image.clone() };
        objects(&key, &pool, &store, &shape, "coditect")
    }

    #[test]
    fn the_objects_of_a_default_store_are_those_of_the_original_system() {
        let Objects { stateful_set, headless_service, service, disruption_budget, network_policy } =
            built(&json!({}));
        insta::assert_yaml_snapshot!("stateful_set", stateful_set);
        insta::assert_yaml_snapshot!("headless_service", headless_service);
        insta::assert_yaml_snapshot!("service", service);
        insta::assert_yaml_snapshot!("disruption_budget", disruption_budget);
        insta::assert_yaml_snapshot!("network_policy", network_policy);
    }

    #[test]
    fn with_tls_every_process_has_certificates_and_says_so_in_its_address() {
        let set = built(&json!({"tls": {"secretName": "certificates"}})).stateful_set;
        let text = serde_json::to_string(&set).unwrap();
        for part in [
            r#"{"name":"ADDRESS_SUFFIX","value":":tls"}"#,
            r#"{"name":"FDB_TLS_CA_FILE","value":"/etc/foundationdb/tls/ca.crt"}"#,
            r#"{"name":"FDB_TLS_VERIFY_PEERS","value":"Check.Valid=1"}"#,
            r#""secretName":"certificates""#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn processes_that_may_share_a_node_count_as_failing_alone() {
        let set = built(&json!({"nodeSpread": "Preferred"})).stateful_set;
        let text = serde_json::to_string(&set).unwrap();
        assert!(!text.contains("requiredDuringScheduling") && !text.contains("spec.nodeName"));
    }
}
