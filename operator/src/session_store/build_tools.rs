//! What works on a store beside its processes: the client's pod, Jobs, and backup agents.

use coditect_crds::{IdePool, StoreBackup};
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, StatefulSet, StatefulSetSpec};
use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{
    Container, EnvVar, PersistentVolumeClaimVolumeSource, PodTemplateSpec, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;

use crate::names::PoolKey;
use crate::session_store::build::{metadata, selector};
use crate::session_store::build_pod::{Resources, Tools, mount, read_only, secret, variable};
use crate::session_store::names::{BACKUP, CLI, STORE};

const SMALL: Resources<'_> = Resources { cpu: "10m", memory: "128Mi" };
/// What a backup agent may hold: it reads and writes blocks of a few MiB, several at a time.
const AGENT: Resources<'_> = Resources { cpu: "100m", memory: "512Mi" };

/// Tries of a Job, minutes apart in the end.
const JOB_RETRIES: i32 = 6;

/// The one pod that `fdbcli` runs in. A StatefulSet, so that its name can be known: the operator
/// may run programs in pods of that name only. A restore is started in it, too.
#[must_use]
pub fn client(
    key: &PoolKey,
    pool: &IdePool,
    tools: &Tools<'_>,
    backup: Option<&StoreBackup>,
) -> StatefulSet {
    let container = tools.container("cli", "fdb-idle", SMALL);
    let template = tools.pod(CLI, vec![container]);
    StatefulSet {
        metadata: metadata(key, pool, CLI),
        spec: StatefulSetSpec {
            replicas: Some(1),
            // Otherwise one that cannot start is never replaced by one that can.
            pod_management_policy: Some("Parallel".to_owned()),
            selector: selector(CLI),
            revision_history_limit: Some(2),
            template: with_backup(template, backup),
            ..Default::default()
        },
        status: None,
    }
}

/// A Job that runs one of the image's programs, and is there as long as `owner`.
#[must_use]
pub fn job(
    key: &PoolKey,
    pool: &IdePool,
    tools: &Tools<'_>,
    what: &JobOf<'_>,
    owner: OwnerReference,
) -> Job {
    let mut container = tools.container("job", what.program, SMALL);
    container.args = Some(what.args.iter().map(|arg| (*arg).to_owned()).collect());
    let mut template = tools.pod(&format!("{STORE}-job"), vec![container]);
    if let Some(spec) = &mut template.spec {
        spec.restart_policy = Some("Never".to_owned());
    }
    let mut metadata = metadata(key, pool, &what.name);
    metadata.owner_references = Some(vec![owner]);
    Job {
        metadata,
        spec: Some(JobSpec {
            backoff_limit: Some(JOB_RETRIES),
            template: with_backup(template, what.backup),
            ..Default::default()
        }),
        status: None,
    }
}

/// What a Job is for.
#[derive(Clone, Debug)]
pub struct JobOf<'a> {
    /// Its name, which makes it happen once.
    pub name: String,
    /// The program, below `/opt/coditect/bin`.
    pub program: &'a str,
    /// Its arguments.
    pub args: Vec<&'a str>,
    /// The backup that it has to do with.
    pub backup: Option<&'a StoreBackup>,
}

/// The agents that write a backup, and that restore one.
#[must_use]
pub fn agents(
    key: &PoolKey,
    pool: &IdePool,
    tools: &Tools<'_>,
    backup: &StoreBackup,
) -> Deployment {
    let container = tools.container("agent", "fdb-backup-agent", AGENT);
    Deployment {
        metadata: metadata(key, pool, BACKUP),
        spec: DeploymentSpec {
            replicas: Some(backup.agents),
            selector: selector(BACKUP),
            revision_history_limit: Some(2),
            template: with_backup(tools.pod(BACKUP, vec![container]), Some(backup)),
            ..Default::default()
        },
        status: None,
    }
}

/// Gives a pod what the backup's destination needs.
fn with_backup(mut template: PodTemplateSpec, backup: Option<&StoreBackup>) -> PodTemplateSpec {
    let (Some(backup), Some(spec)) = (backup, &mut template.spec) else { return template };
    let volumes = spec.volumes.get_or_insert_default();
    let containers = &mut spec.containers;
    if let Some(name) = &backup.secret_name {
        volumes.push(secret("credentials", name));
        for container in containers.iter_mut() {
            mounts(container).push(read_only("credentials", "/etc/foundationdb/backup"));
            env(container).push(variable(
                "FDB_BLOB_CREDENTIALS",
                "/etc/foundationdb/backup/credentials.json",
            ));
        }
    }
    if let Some(name) = &backup.claim_name {
        volumes.push(Volume {
            name: "backup".to_owned(),
            persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                claim_name: name.clone(),
                read_only: None,
            }),
            ..Default::default()
        });
        for container in containers {
            mounts(container).push(mount("backup", "/backup"));
        }
    }
    template
}

fn mounts(container: &mut Container) -> &mut Vec<k8s_openapi::api::core::v1::VolumeMount> {
    container.volume_mounts.get_or_insert_default()
}

fn env(container: &mut Container) -> &mut Vec<EnvVar> {
    container.env.get_or_insert_default()
}
