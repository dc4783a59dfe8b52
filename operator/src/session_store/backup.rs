//! The backup of a managed store: agents, and a Job that tells the database to write one.
//!
//! A backup that is no longer asked for is stopped before its agents go: the database would keep
//! everything for it that is written from then on.

use coditect_crds::{IdePool, StoreBackup};
use jiff::SignedDuration;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use kube::api::DeleteParams;
use kube::{Resource as _, ResourceExt as _};

use crate::apply::{self, ApplyError};
use crate::names::PoolKey;
use crate::session_store::Context;
use crate::session_store::build_pod::Tools;
use crate::session_store::build_tools::{self, JobOf};
use crate::session_store::cluster_file::ClusterFile;
use crate::session_store::jobs::{self, JobState};
use crate::session_store::names::{BACKUP, derived};
use crate::session_store::plan::Observed;

/// Agents write what they know into the database once in half a minute.
const AGENTS_REPORT: SignedDuration = SignedDuration::from_mins(2);

/// What is worked on.
pub struct Work<'a> {
    /// Shared by all.
    pub ctx: &'a Context,
    /// The pool that the store follows.
    pub key: &'a PoolKey,
    /// That pool.
    pub pool: &'a IdePool,
    /// The store's cluster file.
    pub file: &'a ClusterFile,
}

impl Work<'_> {
    /// Brings the backup to what is asked for. Gives why it does not run, if it should.
    pub async fn reconcile(
        &self,
        tools: &Tools<'_>,
        asked: Option<&StoreBackup>,
        observed: &Observed,
        now: jiff::Timestamp,
    ) -> Result<Option<String>, ApplyError> {
        let Some(report) = observed.report.as_ref().filter(|report| report.available) else {
            return Ok(None);
        };
        let Some(backup) = asked else {
            return Box::pin(self.stop(tools)).await.map(|()| None);
        };
        let agents = build_tools::agents(self.key, self.pool, tools, backup);
        apply::apply_one::<Deployment>(&self.ctx.client, agents).await?;
        let interval = backup.snapshot_interval_seconds.to_string();
        let start = JobOf { backup: Some(backup), ..start(&backup.destination, &interval) };
        let name = start.name.clone();
        let owner = self.file.owner_reference();
        let job = build_tools::job(self.key, self.pool, tools, &start, owner);
        let state = jobs::once_as(&self.ctx.client, &job).await?;
        let running =
            apply::live::<Deployment>(&self.ctx.client, &self.key.namespace, BACKUP).await?;
        let has_agent = running.is_some_and(|agents| {
            agents.status.is_some_and(|status| status.available_replicas.unwrap_or_default() > 0)
        });
        Ok(match state {
            JobState::Failed => {
                Some(format!("the Job {name} failed; see its log, and delete it to try again"))
            }
            JobState::Complete(_) if !has_agent => {
                Some(format!("no backup agent runs; see the pods of the Deployment {BACKUP}"))
            }
            JobState::Complete(at) if report.backup_runs == Some(false) && is_past(at, now) => {
                Some(format!(
                    "the database says that no backup runs; delete the Job {name} to start it again"
                ))
            }
            JobState::Running | JobState::Complete(_) => None,
        })
    }

    async fn stop(&self, tools: &Tools<'_>) -> Result<(), ApplyError> {
        let (client, namespace) = (&self.ctx.client, &self.key.namespace);
        let Some(agents) = apply::live::<Deployment>(client, namespace, BACKUP).await? else {
            return Ok(());
        };
        // First, or it might start again what is stopped.
        let owned_by_file = self.file.owner_reference();
        let started = build_tools::job(self.key, self.pool, tools, &start("", ""), owned_by_file);
        if !jobs::forget(client, &started).await? {
            return Ok(());
        }
        let uid = agents.uid().unwrap_or_default();
        let what = JobOf {
            name: derived("foundationdb-backup-stop", &uid),
            program: "fdb-backup",
            args: vec!["stop"],
            backup: None,
        };
        let job = build_tools::job(self.key, self.pool, tools, &what, owner(&agents));
        if !matches!(jobs::once(client, &job).await?, JobState::Complete(_)) {
            return Ok(());
        }
        let params = DeleteParams::background();
        apply::delete_same::<Deployment>(client, namespace, (BACKUP, Some(uid)), params).await
    }
}

/// Whether agents have had the time to say that a backup runs that was started at `at`.
fn is_past(at: jiff::Timestamp, now: jiff::Timestamp) -> bool {
    now.duration_since(at) > AGENTS_REPORT
}

fn start<'a>(destination: &'a str, interval: &'a str) -> JobOf<'a> {
    JobOf {
        name: "foundationdb-backup-start".to_owned(),
        program: "fdb-backup",
        args: vec!["start", destination, interval],
        backup: None,
    }
}

/// The Job that stops a backup goes with the agents.
fn owner(agents: &Deployment) -> OwnerReference {
    OwnerReference {
        api_version: Deployment::api_version(&()).into_owned(),
        kind: Deployment::kind(&()).into_owned(),
        name: agents.name_any(),
        uid: agents.uid().unwrap_or_default(),
        ..Default::default()
    }
}
