//! `Workspace`: one person's IDE, with files that outlive its pod.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Duration, SetupSpec, SnapshotNames, WorkspaceIdle, WorkspaceResources, WorkspaceSnapshots,
    condition,
};

/// What a person, or a program on their behalf, asks for.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "coditect.ai",
    version = "v1alpha1",
    kind = "Workspace",
    namespaced,
    status = "WorkspaceStatus",
    derive = "PartialEq",
    shortname = "ws",
    category = "coditect",
    doc = "One person's IDE in the browser, with files that outlive its pod.",
    selectable = ".spec.owner",
    selectable = ".spec.pool",
    selectable = ".status.slot.name",
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase"),
    printcolumn(
        name = "Ready",
        type_ = "string",
        json_path = ".status.conditions[?(@.type=='Ready')].status"
    ),
    printcolumn(name = "Slot", type_ = "string", json_path = ".status.slot.name"),
    printcolumn(name = "Owner", type_ = "string", json_path = ".spec.owner"),
    printcolumn(name = "URL", type_ = "string", json_path = ".status.url"),
    printcolumn(
        name = "Reason",
        type_ = "string",
        json_path = ".status.conditions[?(@.type=='Ready')].reason",
        priority = 1
    ),
    printcolumn(name = "Pool", type_ = "string", json_path = ".spec.pool", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp"),
    validation = Rule::new("size(self.metadata.name) <= 40").message(
        "metadata.name must be at most 40 characters: it becomes part of a host name"
    ),
    validation = Rule::new(
        "!self.metadata.name.contains('.') && !self.metadata.name.contains('--')"
    ).message("metadata.name must contain neither '.' nor '--': it becomes part of a host name"),
)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new("has(self.setup) == has(oldSelf.setup)").message(
        "setup is immutable: it is done once, in a new workspace"
    ),
    validation = Rule::new(
        "has(self.storage) == has(oldSelf.storage) \
         && (!has(self.storage) || self.storage == oldSelf.storage)"
    ).message("storage is immutable: a workspace keeps its volumes for life"),
)]
pub struct WorkspaceSpec {
    /// Who may open it: the id of a user of the API. Cannot be changed.
    #[schemars(length(min = 1, max = 128), regex(pattern = r"^[A-Za-z0-9][-A-Za-z0-9_.@|:]*$"))]
    #[x_kube(validation = Rule::new("self == oldSelf").message("owner is immutable"))]
    pub owner: String,

    /// The `IdePool` of the same namespace that gives it a slot. Cannot be changed.
    #[serde(default = "default_pool")]
    #[schemars(length(min = 1, max = 40), regex(pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"))]
    #[x_kube(validation = Rule::new("self == oldSelf").message("pool is immutable"))]
    pub pool: String,

    /// A name for people, shown in place of the resource's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub display_name: Option<String>,

    /// Whether its pod should run. False stops the pod and keeps the volumes.
    #[serde(default = "default_running")]
    pub running: bool,

    /// When it is suspended for lack of use, if not when the pool says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle: Option<WorkspaceIdle>,

    /// The longest that its pod runs at a stretch; the pool's `maxLifetime` if that is shorter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_lifetime: Option<Duration>,

    /// CPU and memory in place of its pool's `resources`, at most its `maxResources`. A change
    /// takes effect without a restart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<WorkspaceResources>,

    /// Where its files come from, if it is not to begin empty. Cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<WorkspaceStorage>,

    /// A new value asks for a snapshot of both volumes: `status.snapshots.answered` repeats it when
    /// that was taken, and the condition `SnapshotReady` says how it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63), regex(pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"))]
    pub snapshot: Option<String>,

    /// What becomes of the volumes when the workspace is deleted.
    #[serde(default)]
    pub reclaim_policy: ReclaimPolicy,

    /// What is done in it once, before its owner begins. Nothing of it can be changed but
    /// `attempt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup: Option<SetupSpec>,
}

/// Where the files of a new workspace come from.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new(
    "[has(self.fromVolume), has(self.fromSnapshot), has(self.fromWorkspace)].filter(x, x).size() == 1"
).message("name exactly one of fromVolume, fromSnapshot and fromWorkspace"))]
pub struct WorkspaceStorage {
    /// Continue from volumes that a workspace of the same owner in this namespace has left:
    /// `kubectl get pv -l coditect.ai/retained=true` lists them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_volume: Option<RetainedVolumes>,
    /// Begin with the files of a snapshot of a workspace of the same owner in this namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_snapshot: Option<SnapshotNames>,
    /// Begin with the files that the workspace of this name has now. It must be of the same owner
    /// in this namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 40), regex(pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"))]
    pub from_workspace: Option<String>,
}

/// Retained PersistentVolumes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RetainedVolumes {
    /// The one that was at `/home/theia/workspace`.
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub workspace: String,
    /// The one that was at `/home/theia/.theia`; a new, empty one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub config: Option<String>,
}

/// What becomes of a workspace's volumes when it is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReclaimPolicy {
    /// They stay as `Released` PersistentVolumes, labelled with whose they were.
    #[default]
    Retain,
    /// They are deleted, and the files with them.
    Delete,
}

/// What the operator has seen and done.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
// A slot's volumes hold one person's files, so a workspace never moves to another slot, whatever
// an operator believes.
#[x_kube(validation = Rule::new(
    "!has(oldSelf.slot) || (has(self.slot) && self.slot == oldSelf.slot)"
).message("slot is immutable once set"))]
pub struct WorkspaceStatus {
    /// Where it is in its life, for people. Programs read `conditions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,

    /// `Ready`, `Claimed` and `Progressing`; `DisruptionPending` once its pod was to be
    /// stopped, `ResourcesUpToDate` once it asked for resources of its own, `SnapshotReady` once
    /// a snapshot was to be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 8),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"])
    )]
    pub conditions: Vec<Condition>,

    /// The `metadata.generation` that this status answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,

    /// The slot that it owns until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<SlotRef>,

    /// `address:port` of the pod while it is ready; the gateway routes by this alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub endpoint: Option<String>,

    /// Where its owner opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 512))]
    pub url: Option<String>,

    /// When its pod is going to be stopped, unless somebody uses it, and not started by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend_at: Option<Time>,

    /// When its pod is going to be restarted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart_at: Option<Time>,

    /// The PersistentVolumes that hold its files.
    #[serde(default, skip_serializing_if = "VolumeNames::is_empty")]
    pub volumes: VolumeNames,

    /// Its snapshots, once one was to be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<WorkspaceSnapshots>,
}

/// One slot of a pool: a StatefulSet ordinal with its pod and its two volumes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotRef {
    /// The pod's name, such as `coditect-combined-hybrid-0`.
    #[schemars(length(max = 63))]
    pub name: String,
    /// The UID of the slot's workspace PersistentVolumeClaim. A slot that is released and filled
    /// anew keeps its name but not this.
    #[schemars(length(max = 36))]
    pub claim_uid: String,
}

/// The PersistentVolumes behind a slot; empty until they are bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VolumeNames {
    /// Holds `/home/theia/workspace`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 253))]
    pub workspace: Option<String>,
    /// Holds `/home/theia/.theia`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 253))]
    pub config: Option<String>,
}

impl VolumeNames {
    /// Whether neither volume is known.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.workspace.is_none() && self.config.is_none()
    }
}

/// A word for where a workspace is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// It has no slot yet.
    Pending,
    /// It has a slot whose pod is on its way.
    Starting,
    /// It answers at its endpoint.
    Running,
    /// Its pod is being stopped.
    Suspending,
    /// It has its slot and its files, and no pod that runs.
    Suspended,
    /// It is being deleted, and its volumes with it.
    Releasing,
    /// A person must look: the Ready condition says why.
    Failed,
}

impl Phase {
    /// The word as it stands in `status.phase`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Suspending => "Suspending",
            Self::Suspended => "Suspended",
            Self::Releasing => "Releasing",
            Self::Failed => "Failed",
        }
    }
}

impl Workspace {
    /// Whether it answers at its endpoint now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.status.as_ref().is_some_and(|s| condition::is_true(&s.conditions, condition::READY))
    }

    /// Where the gateway sends its owner: there only while it is ready and not being deleted.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        let live = self.metadata.deletion_timestamp.is_none() && self.is_ready();
        self.status.as_ref().filter(|_| live)?.endpoint.as_deref()
    }
}

/// The first label of a workspace's own host name: `<workspace>--<namespace>`.
#[must_use]
pub fn host_label(name: &str, namespace: &str) -> String {
    format!("{name}--{namespace}")
}

/// The inverse of [`host_label`]: `(workspace, namespace)`. Unambiguous, since the schema keeps
/// `--` out of a workspace's name.
#[must_use]
pub fn parse_host_label(label: &str) -> Option<(&str, &str)> {
    label.split_once("--").filter(|(name, namespace)| !name.is_empty() && !namespace.is_empty())
}

fn default_pool() -> String {
    "coditect-combined".to_owned()
}

const fn default_running() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_label_names_one_workspace() {
        assert_eq!(parse_host_label(&host_label("a-b", "c--d")), Some(("a-b", "c--d")));
        assert_eq!(parse_host_label("plain"), None);
        assert_eq!(parse_host_label("--ns"), None);
    }

    #[test]
    fn an_empty_spec_gets_the_documented_defaults() {
        let spec: WorkspaceSpec = serde_json::from_str(r#"{"owner":"u1"}"#).unwrap();
        assert_eq!(spec.pool, "coditect-combined");
        assert!(spec.running);
        assert_eq!(spec.reclaim_policy, ReclaimPolicy::Retain);
    }
}
