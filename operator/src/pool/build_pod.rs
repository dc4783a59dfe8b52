//! The pod of a slot: two containers from one image, under Pod Security "restricted".
//!
//! ```text
//!   :80 NGINX ──┬── /       → :3000 frontend   ┐ container `frontend`
//!               └── /theia  → :3001 Theia        container `theia`
//! ```

use std::collections::BTreeMap;

use coditect_crds::{IdePoolSpec, ResourceAmounts};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, ContainerPort, EmptyDirVolumeSource, EnvVar, HTTPGetAction,
    PodSchedulingGate, PodSecurityContext, PodSpec, PodTemplateSpec, Probe, ResourceRequirements,
    SeccompProfile, SecurityContext, Sysctl, Volume as PodVolume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::names::{GATE, HTTP_PORT, PoolKey, Volume};
use crate::pool::build::selector_labels;

/// The user that the image runs as, and the group that owns the volumes.
const UID: i64 = 1000;
/// Seconds for editors and terminals to finish when a slot is stopped.
const GRACE_SECONDS: i64 = 30;

pub(super) fn pod_template(key: &PoolKey, spec: &IdePoolSpec) -> PodTemplateSpec {
    PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(selector_labels(key)), ..Default::default() }),
        spec: Some(PodSpec {
            scheduling_gates: Some(vec![PodSchedulingGate { name: GATE.to_owned() }]),
            containers: vec![frontend(spec), theia(spec)],
            volumes: Some(vec![PodVolume {
                name: "tmp".to_owned(),
                empty_dir: Some(EmptyDirVolumeSource::default()),
                ..Default::default()
            }]),
            security_context: Some(pod_security()),
            automount_service_account_token: Some(false),
            enable_service_links: Some(false),
            termination_grace_period_seconds: Some(GRACE_SECONDS),
            ..Default::default()
        }),
    }
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
fn theia(spec: &IdePoolSpec) -> Container {
    let amounts = |amounts: &ResourceAmounts| {
        Some(resource_list(amounts.cpu.clone().into(), amounts.memory.clone().into()))
    };
    let probe = &spec.liveness_probe;
    Container {
        env: Some(vec![EnvVar {
            name: "THEIA_CONFIG_DIR".to_owned(),
            value: Some(Volume::Config.mount_path().to_owned()),
            value_from: None,
        }]),
        resources: Some(ResourceRequirements {
            requests: amounts(&spec.resources.requests),
            limits: amounts(&spec.resources.limits),
            claims: None,
        }),
        liveness_probe: Some(liveness(&probe.path, probe.port, spec)),
        ..container("theia", spec)
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
    let mount = |name: &str, path: &str| VolumeMount {
        name: name.to_owned(),
        mount_path: path.to_owned(),
        ..Default::default()
    };
    let mut mounts: Vec<_> =
        Volume::ALL.iter().map(|volume| mount(volume.as_str(), volume.mount_path())).collect();
    mounts.push(mount("tmp", "/tmp"));
    mounts
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
