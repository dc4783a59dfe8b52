//! How a workspace looks to clients.

use coditect_crds::Workspace;
use coditect_service::PublicUrl;
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::ResourceExt as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::settings::{IdleView, ResourcesView, StorageView};
use super::setup::SetupView;
use super::wait::is_up;
use super::words::{ConditionStatus, Phase, ReclaimPolicy};
use crate::reports::{Report, SetupProgress};

/// A workspace.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Workspace)]
pub struct WorkspaceView {
    /// Its name, unique in the namespace.
    #[schema(example = "my-project")]
    pub name: String,
    /// The namespace.
    #[schema(example = "coditect")]
    pub namespace: String,
    /// A name for people.
    #[schema(required)]
    pub display_name: Option<String>,
    /// The id of its owner.
    pub owner: String,
    /// The pool whose slot it has.
    #[schema(example = "coditect-combined")]
    pub pool: String,
    /// Where it is in its life.
    pub phase: Phase,
    /// Whether it can be opened now.
    pub ready: bool,
    /// Whether it is meant to run.
    pub running: bool,
    /// What becomes of its volumes when it is deleted.
    pub reclaim_policy: ReclaimPolicy,
    /// When it asks to be suspended for lack of use, if not when the pool says.
    #[schema(required)]
    pub idle: Option<IdleView>,
    /// The longest that it asks to run at a stretch, if not as long as the pool lets it.
    #[schema(example = "12h", required)]
    pub max_lifetime: Option<String>,
    /// CPU and memory that it asks for in place of the pool's; the condition `ResourcesUpToDate`
    /// says whether it has them, and which bound of the pool keeps it from more.
    #[schema(required)]
    pub resources: Option<ResourcesView>,
    /// Where its files came from, if it did not begin empty.
    #[schema(required)]
    pub storage: Option<StorageView>,
    /// Where its owner opens it.
    #[schema(example = "http://my-project--coditect.coditect.localhost:8080/")]
    pub url: String,
    /// The slot that it has.
    #[schema(example = "coditect-combined-hybrid-0", required)]
    pub slot: Option<String>,
    /// The volumes that hold its files.
    pub volumes: VolumesView,
    /// Why it is as it is.
    pub conditions: Vec<ConditionView>,
    /// What is done in it once.
    #[schema(required)]
    pub setup: Option<SetupView>,
    /// How far the current attempt at that is; nothing before the pod has said.
    #[schema(required)]
    pub setup_progress: Option<SetupProgress>,
    /// When someone last did something in it, to the minute.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_activity: Option<Timestamp>,
    /// When it will be stopped unless someone does something.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub suspend_at: Option<Timestamp>,
    /// When its pod will be restarted, for a new version of the IDE.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub restart_at: Option<Timestamp>,
    /// When it was made.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub created_at: Option<Timestamp>,
}

/// The PersistentVolumes of a workspace, once they are bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Volumes)]
pub struct VolumesView {
    /// Files.
    #[schema(required)]
    pub workspace: Option<String>,
    /// Settings and extensions.
    #[schema(required)]
    pub config: Option<String>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Condition)]
pub struct ConditionView {
    /// `Ready`, `Claimed`, `Progressing`, `DisruptionPending` or `ResourcesUpToDate`.
    #[serde(rename = "type")]
    #[schema(example = "Ready")]
    pub type_: String,
    /// Whether it holds.
    pub status: ConditionStatus,
    /// Why, in a word for programs.
    pub reason: String,
    /// Why, for people.
    pub message: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub last_transition_time: Timestamp,
}

impl WorkspaceView {
    /// How `workspace` looks to one who came by `public_url`, with what its pod has reported.
    #[must_use]
    pub fn new(workspace: &Workspace, report: Report, public_url: &PublicUrl) -> Self {
        let (name, namespace) = (workspace.name_any(), workspace.namespace().unwrap_or_default());
        let status = workspace.status.clone().unwrap_or_default();
        let url = status.url.unwrap_or_else(|| public_url.workspace(&name, &namespace));
        let setup = workspace.spec.setup.clone();
        let attempt = setup.as_ref().map(|setup| setup.attempt);
        let Report { progress, last_activity } = report;
        Self {
            display_name: workspace.spec.display_name.clone(),
            owner: workspace.spec.owner.clone(),
            pool: workspace.spec.pool.clone(),
            phase: status.phase.map_or(Phase::Pending, Phase::from),
            ready: is_up(workspace),
            running: workspace.spec.running,
            reclaim_policy: workspace.spec.reclaim_policy.into(),
            idle: workspace.spec.idle.clone().map(IdleView::from),
            max_lifetime: workspace.spec.max_lifetime.as_ref().map(ToString::to_string),
            resources: workspace.spec.resources.clone().map(ResourcesView::from),
            storage: workspace.spec.storage.clone().map(StorageView::from),
            url,
            slot: status.slot.map(|slot| slot.name),
            volumes: VolumesView {
                workspace: status.volumes.workspace,
                config: status.volumes.config,
            },
            conditions: status.conditions.into_iter().map(ConditionView::from).collect(),
            setup: setup.map(SetupView::from),
            setup_progress: progress.filter(|progress| Some(progress.attempt) == attempt),
            last_activity,
            suspend_at: status.suspend_at.map(|time| time.0),
            restart_at: status.restart_at.map(|time| time.0),
            created_at: workspace.creation_timestamp().map(|time| time.0),
            name,
            namespace,
        }
    }

    /// What its `Ready` condition says, while it is not.
    #[must_use]
    pub fn waiting_for(&self) -> Option<&str> {
        let ready = self.conditions.iter().find(|c| c.type_ == coditect_crds::condition::READY)?;
        (!self.ready && !ready.message.is_empty()).then_some(&ready.message)
    }
}

impl From<Condition> for ConditionView {
    fn from(condition: Condition) -> Self {
        Self {
            type_: condition.type_,
            status: ConditionStatus::of(&condition.status),
            reason: condition.reason,
            message: condition.message,
            last_transition_time: condition.last_transition_time.0,
        }
    }
}
