//! The pod of a slot: two containers from one image, under Pod Security "restricted".
//!
//! ```text
//!   :80 NGINX ──┬── /       → :3000 frontend   ┐ container `frontend`
//!               └── /theia  → :3001 Theia        container `theia`
//! ```
//!
//! Only `theia`, where the user's own programs run anyway, learns whose the pod is and can prove to
//! the API which pod it is.

use std::collections::BTreeMap;

use coditect_crds::{IdePoolSpec, ResourceAmounts};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, ContainerPort, DownwardAPIVolumeFile, DownwardAPIVolumeSource,
    EmptyDirVolumeSource, EnvVar, HTTPGetAction, ObjectFieldSelector, PodSchedulingGate,
    PodSecurityContext, PodSpec, PodTemplateSpec, Probe, ProjectedVolumeSource,
    ResourceRequirements, SeccompProfile, SecurityContext, ServiceAccountTokenProjection, Sysctl,
    Toleration, Volume as PodVolume, VolumeMount, VolumeProjection,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::names::{AUDIENCE_API, CONTAINER_IDE, GATE, HTTP_PORT, PoolKey, Volume};
use crate::pool::build::selector_labels;

/// The user that the image runs as, and the group that owns the volumes.
const UID: i64 = 1000;
/// Seconds for editors and terminals to finish when a slot is stopped.
const GRACE_SECONDS: i64 = 30;

/// Where the pod finds its annotations and its name, a file each.
const POD_INFO_PATH: &str = "/etc/coditect/pod";
/// Where it finds its token for the API.
const TOKEN_PATH: &str = "/var/run/secrets/coditect";
/// Seconds that the token is good for; the kubelet renews it long before.
const TOKEN_SECONDS: i64 = 3600;

pub(super) fn pod_template(
    key: &PoolKey,
    spec: &IdePoolSpec,
    api_url: Option<&str>,
) -> PodTemplateSpec {
    PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(selector_labels(key)), ..Default::default() }),
        spec: Some(PodSpec {
            scheduling_gates: Some(vec![PodSchedulingGate { name: GATE.to_owned() }]),
            node_selector: Some(node_selector(spec)),
            tolerations: Some(tolerations(spec)),
            containers: vec![frontend(spec), theia(spec, api_url)],
            volumes: Some(vec![tmp(), pod_info(), api_token()]),
            security_context: Some(pod_security()),
            automount_service_account_token: Some(false),
            enable_service_links: Some(false),
            termination_grace_period_seconds: Some(GRACE_SECONDS),
            ..Default::default()
        }),
    }
}

/// Said even where there is none, so that what stood there before goes.
fn node_selector(spec: &IdePoolSpec) -> BTreeMap<String, String> {
    let labels = spec.scheduling.iter().flat_map(|scheduling| &scheduling.node_selector);
    labels.map(|(name, value)| (name.clone(), value.0.clone())).collect()
}

/// Likewise.
fn tolerations(spec: &IdePoolSpec) -> Vec<Toleration> {
    let tolerations = spec.scheduling.iter().flat_map(|scheduling| &scheduling.tolerations);
    let toleration = |toleration: &coditect_crds::Toleration| Toleration {
        key: Some(toleration.key.clone()),
        operator: Some(toleration.operator.as_str().to_owned()),
        value: Some(toleration.value.as_ref().map_or_else(String::new, |v| v.0.clone())),
        effect: Some(toleration.effect.map_or("", |effect| effect.as_str()).to_owned()),
        toleration_seconds: None,
    };
    tolerations.map(toleration).collect()
}

fn frontend(spec: &IdePoolSpec) -> Container {
    Container {
        ports: Some(vec![ContainerPort {
            name: Some("http".to_owned()),
            container_port: HTTP_PORT,
            protocol: Some("TCP".to_owned()),
            ..Default::default()
        }]),
        // On top of the pool's resources, which are the IDE's.
        resources: Some(requirements(("20m", "32Mi"), ("500m", "256Mi"))),
        startup_probe: Some(Probe {
            period_seconds: Some(1),
            failure_threshold: Some(120),
            ..health("/health", HTTP_PORT)
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(5),
            failure_threshold: Some(2),
            ..health("/health", HTTP_PORT)
        }),
        liveness_probe: Some(liveness("/", HTTP_PORT, spec)),
        ..container("frontend", spec)
    }
}

/// The IDE. It listens on the pod's loopback only, so its probe goes through NGINX; a frontend
/// that is down as well is restarted by a probe of its own.
fn theia(spec: &IdePoolSpec, api_url: Option<&str>) -> Container {
    let amounts = |amounts: &ResourceAmounts| {
        Some(resource_list(amounts.cpu.clone().into(), amounts.memory.clone().into()))
    };
    let probe = &spec.liveness_probe;
    let variable = |name: &str, value: &str| EnvVar {
        name: name.to_owned(),
        value: Some(value.to_owned()),
        value_from: None,
    };
    let mut env = vec![variable("THEIA_CONFIG_DIR", Volume::Config.mount_path())];
    env.extend(api_url.map(|url| variable("CODITECT_API_URL", url)));
    let read_only = |name, path| VolumeMount { read_only: Some(true), ..mount(name, path) };
    let mut mounts = mounts();
    mounts.push(read_only("pod-info", POD_INFO_PATH));
    mounts.push(read_only("api-token", TOKEN_PATH));
    Container {
        env: Some(env),
        volume_mounts: Some(mounts),
        resources: Some(ResourceRequirements {
            requests: amounts(&spec.resources.requests),
            limits: amounts(&spec.resources.limits),
            claims: None,
        }),
        liveness_probe: Some(liveness(&probe.path, probe.port, spec)),
        ..container(CONTAINER_IDE, spec)
    }
}

fn container(name: &str, spec: &IdePoolSpec) -> Container {
    Container {
        name: name.to_owned(),
        image: Some(spec.image.clone()),
        image_pull_policy: Some(spec.image_pull_policy.as_str().to_owned()),
        command: Some(vec![format!("/opt/coditect/bin/{name}")]),
        volume_mounts: Some(mounts()),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            read_only_root_filesystem: Some(true),
            capabilities: Some(Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn mounts() -> Vec<VolumeMount> {
    let mut mounts: Vec<_> =
        Volume::ALL.iter().map(|volume| mount(volume.as_str(), volume.mount_path())).collect();
    mounts.push(mount("tmp", "/tmp"));
    mounts
}

fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), ..Default::default() }
}

fn tmp() -> PodVolume {
    PodVolume {
        name: "tmp".to_owned(),
        empty_dir: Some(EmptyDirVolumeSource::default()),
        ..Default::default()
    }
}

/// Changes of the annotations show there while the pod runs.
fn pod_info() -> PodVolume {
    let file = |name: &str| DownwardAPIVolumeFile {
        path: name.to_owned(),
        field_ref: Some(ObjectFieldSelector {
            field_path: format!("metadata.{name}"),
            api_version: None,
        }),
        ..Default::default()
    };
    PodVolume {
        name: "pod-info".to_owned(),
        downward_api: Some(DownwardAPIVolumeSource {
            items: Some(["name", "namespace", "uid", "annotations"].map(file).into()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// The pod's only token: bound to the pod, and worthless anywhere but at the API.
fn api_token() -> PodVolume {
    PodVolume {
        name: "api-token".to_owned(),
        projected: Some(ProjectedVolumeSource {
            sources: Some(vec![VolumeProjection {
                service_account_token: Some(ServiceAccountTokenProjection {
                    audience: Some(AUDIENCE_API.to_owned()),
                    expiration_seconds: Some(TOKEN_SECONDS),
                    path: "token".to_owned(),
                    ..Default::default()
                }),
                ..Default::default()
            }]),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn pod_security() -> PodSecurityContext {
    PodSecurityContext {
        run_as_non_root: Some(true),
        run_as_user: Some(UID),
        run_as_group: Some(UID),
        fs_group: Some(UID),
        // Reading through a large volume at every start would take minutes.
        fs_group_change_policy: Some("OnRootMismatch".to_owned()),
        seccomp_profile: Some(SeccompProfile {
            type_: "RuntimeDefault".to_owned(),
            localhost_profile: None,
        }),
        // Lets NGINX keep port 80 without a capability; one of the sysctls that count as safe.
        sysctls: Some(vec![Sysctl {
            name: "net.ipv4.ip_unprivileged_port_start".to_owned(),
            value: "80".to_owned(),
        }]),
        ..Default::default()
    }
}

fn liveness(path: &str, port: i32, spec: &IdePoolSpec) -> Probe {
    let probe = &spec.liveness_probe;
    Probe {
        initial_delay_seconds: Some(probe.initial_delay_seconds),
        period_seconds: Some(probe.period_seconds),
        timeout_seconds: Some(probe.timeout_seconds),
        failure_threshold: Some(probe.failure_threshold),
        ..health(path, port)
    }
}

fn health(path: &str, port: i32) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::Int(port),
            ..Default::default()
        }),
        timeout_seconds: Some(2),
        ..Default::default()
    }
}

fn requirements(requests: (&str, &str), limits: (&str, &str)) -> ResourceRequirements {
    let list = |(cpu, memory): (&str, &str)| {
        Some(resource_list(Quantity(cpu.to_owned()), Quantity(memory.to_owned())))
    };
    ResourceRequirements { requests: list(requests), limits: list(limits), claims: None }
}

fn resource_list(cpu: Quantity, memory: Quantity) -> BTreeMap<String, Quantity> {
    BTreeMap::from([("cpu".to_owned(), cpu), ("memory".to_owned(), memory)])
}
