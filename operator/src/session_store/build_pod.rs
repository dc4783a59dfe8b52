//! What the pods of a store have in common: one image, Pod Security "restricted", the cluster file
//! and the certificates.

use std::collections::BTreeMap;

use coditect_crds::{ImagePullPolicy, StoreTls};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, EmptyDirVolumeSource, EnvVar, EnvVarSource, ObjectFieldSelector,
    PodSecurityContext, PodSpec, PodTemplateSpec, ResourceRequirements, SeccompProfile,
    SecretVolumeSource, SecurityContext, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::session_store::names::{LABEL_STORE, STORE};

/// The user that all of it runs as, and the group that owns the volumes.
const UID: i64 = 65532;
/// Where the cluster file is.
const SEED_PATH: &str = "/etc/foundationdb/seed";
/// Where the certificates are.
const TLS_PATH: &str = "/etc/foundationdb/tls";

/// What a client of a database needs to know, and a process as well.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'a> {
    /// The image of all of them.
    pub image: &'a str,
    /// When it is pulled.
    pub pull_policy: ImagePullPolicy,
    /// The Secret with the cluster file.
    pub cluster_file_secret: &'a str,
    /// Certificates.
    pub tls: Option<&'a StoreTls>,
}

impl Tools<'_> {
    /// A container that runs one of the image's programs.
    #[must_use]
    pub fn container(&self, name: &str, program: &str, resources: Resources<'_>) -> Container {
        let mut mounts = vec![read_only("seed", SEED_PATH), mount("tmp", "/tmp")];
        mounts.extend(self.tls.map(|_| read_only("tls", TLS_PATH)));
        Container {
            name: name.to_owned(),
            image: Some(self.image.to_owned()),
            image_pull_policy: Some(self.pull_policy.as_str().to_owned()),
            command: Some(vec![format!("/opt/coditect/bin/{program}")]),
            env: Some(self.env()),
            volume_mounts: Some(mounts),
            resources: Some(resources.requirements()),
            security_context: Some(SecurityContext {
                allow_privilege_escalation: Some(false),
                read_only_root_filesystem: Some(true),
                capabilities: Some(Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) }),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    /// A pod of such containers.
    #[must_use]
    pub fn pod(&self, app: &str, containers: Vec<Container>) -> PodTemplateSpec {
        PodTemplateSpec {
            metadata: Some(ObjectMeta { labels: Some(pod_labels(app)), ..Default::default() }),
            spec: Some(PodSpec {
                containers,
                volumes: Some(self.volumes()),
                security_context: Some(pod_security()),
                automount_service_account_token: Some(false),
                enable_service_links: Some(false),
                termination_grace_period_seconds: Some(10),
                ..Default::default()
            }),
        }
    }

    fn volumes(&self) -> Vec<Volume> {
        let mut volumes = vec![secret("seed", self.cluster_file_secret), tmp()];
        volumes.extend(self.tls.map(|tls| secret("tls", &tls.secret_name)));
        volumes
    }

    /// All of FoundationDB's programs read these.
    fn env(&self) -> Vec<EnvVar> {
        let mut env = vec![variable("FDB_SEED", &format!("{SEED_PATH}/cluster-file"))];
        if let Some(tls) = self.tls {
            env.push(variable("FDB_TLS_CERTIFICATE_FILE", &format!("{TLS_PATH}/tls.crt")));
            env.push(variable("FDB_TLS_KEY_FILE", &format!("{TLS_PATH}/tls.key")));
            env.push(variable("FDB_TLS_CA_FILE", &format!("{TLS_PATH}/ca.crt")));
            let verify = tls.verify_peers.as_deref().unwrap_or("Check.Valid=1");
            env.push(variable("FDB_TLS_VERIFY_PEERS", verify));
        }
        env
    }
}

/// CPU that is reserved, and memory that is both reserved and allowed.
#[derive(Clone, Copy, Debug)]
pub struct Resources<'a> {
    /// Cores.
    pub cpu: &'a str,
    /// Bytes.
    pub memory: &'a str,
}

impl Resources<'_> {
    fn requirements(self) -> ResourceRequirements {
        let amount = |name: &str, text: &str| (name.to_owned(), Quantity(text.to_owned()));
        ResourceRequirements {
            requests: Some(BTreeMap::from([
                amount("cpu", self.cpu),
                amount("memory", self.memory),
            ])),
            limits: Some(BTreeMap::from([amount("memory", self.memory)])),
            claims: None,
        }
    }
}

/// The labels of a pod: what it is, and that it is part of the store.
#[must_use]
pub fn pod_labels(app: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("app".to_owned(), app.to_owned()), (LABEL_STORE.to_owned(), STORE.to_owned())])
}

/// An environment variable.
#[must_use]
pub fn variable(name: &str, value: &str) -> EnvVar {
    EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None }
}

/// An environment variable with a field of the pod.
#[must_use]
pub fn field(name: &str, path: &str) -> EnvVar {
    EnvVar {
        name: name.to_owned(),
        value: None,
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                field_path: path.to_owned(),
                // As the apiserver fills it in: what stands there already is no difference.
                api_version: Some("v1".to_owned()),
            }),
            ..Default::default()
        }),
    }
}

/// A mount of a volume.
#[must_use]
pub fn mount(name: &str, path: &str) -> VolumeMount {
    VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), ..Default::default() }
}

/// A mount that cannot be written to.
#[must_use]
pub fn read_only(name: &str, path: &str) -> VolumeMount {
    VolumeMount { read_only: Some(true), ..mount(name, path) }
}

/// A volume with the content of a Secret.
#[must_use]
pub fn secret(volume: &str, name: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(name.to_owned()),
            default_mode: Some(0o440),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn tmp() -> Volume {
    Volume {
        name: "tmp".to_owned(),
        empty_dir: Some(EmptyDirVolumeSource::default()),
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
        ..Default::default()
    }
}
