//! Jobs that must happen once: created, never applied, and asked how they went.

use k8s_openapi::api::batch::v1::Job;
use kube::api::{Api, DeleteParams, PostParams};
use kube::{Client, ResourceExt as _};

use crate::apply::{self, ApplyError, failed};
use crate::names::FIELD_MANAGER;

/// How a Job went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It has not ended.
    Running,
    /// It did what it should, at that time.
    Complete(jiff::Timestamp),
    /// It has been tried often enough.
    Failed,
}

/// Creates the Job unless one of its name is there, and tells how it went.
pub async fn once(client: &Client, job: &Job) -> Result<JobState, ApplyError> {
    let name = job.name_any();
    let jobs = jobs(client, job);
    if let Some(live) = jobs.get_opt(&name).await.map_err(|e| failed::<Job>("read", &name, e))? {
        return Ok(state(&live));
    }
    let params = PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..Default::default() };
    match jobs.create(&params, job).await {
        Ok(_) => Ok(JobState::Running),
        Err(kube::Error::Api(status)) if status.is_already_exists() => Ok(JobState::Running),
        Err(error) => Err(failed::<Job>("create", &name, error)),
    }
}

/// As [`once`], but a Job of this name that was given other arguments makes way first.
pub async fn once_as(client: &Client, job: &Job) -> Result<JobState, ApplyError> {
    let name = job.name_any();
    let live = jobs(client, job).get_opt(&name).await;
    match live.map_err(|e| failed::<Job>("read", &name, e))? {
        Some(live) if args(&live) != args(job) => {
            delete(client, &live).await?;
            Ok(JobState::Running)
        }
        _ => once(client, job).await,
    }
}

/// Deletes the Job of this name, so that it can happen again. True once neither it nor a pod of it
/// is there.
pub async fn forget(client: &Client, job: &Job) -> Result<bool, ApplyError> {
    let name = job.name_any();
    match jobs(client, job).get_opt(&name).await.map_err(|e| failed::<Job>("read", &name, e))? {
        Some(live) => delete(client, &live).await.map(|()| false),
        None => Ok(true),
    }
}

/// Deletes a Job after the pods that it has.
async fn delete(client: &Client, job: &Job) -> Result<(), ApplyError> {
    let (name, namespace) = (job.name_any(), job.namespace().unwrap_or_default());
    apply::delete_same::<Job>(client, &namespace, (&name, job.uid()), DeleteParams::foreground())
        .await
}

fn jobs(client: &Client, job: &Job) -> Api<Job> {
    Api::namespaced(client.clone(), &job.namespace().unwrap_or_default())
}

fn state(job: &Job) -> JobState {
    let conditions = job.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let mut ended = conditions.filter(|condition| condition.status == "True");
    match ended.find(|c| matches!(&*c.type_, "Complete" | "Failed")) {
        Some(condition) if condition.type_ == "Complete" => {
            let at = condition.last_transition_time.as_ref();
            JobState::Complete(at.map_or(jiff::Timestamp::UNIX_EPOCH, |at| at.0))
        }
        Some(_) => JobState::Failed,
        None => JobState::Running,
    }
}

fn args(job: &Job) -> Vec<&Vec<String>> {
    let spec = job.spec.as_ref().and_then(|spec| spec.template.spec.as_ref());
    spec.iter().flat_map(|pod| &pod.containers).filter_map(|c| c.args.as_ref()).collect()
}
