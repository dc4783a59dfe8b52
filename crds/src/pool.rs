//! `IdePool`: a fleet of slots that are alike, ready to be claimed.
//!
//! Defaults are the sizes of the original system: 10 Gi and 5 Gi of storage, 2 CPU and 4 Gi asked
//! for, 4 CPU and 8 Gi at most, a liveness probe on `/health:80` with 30/10/5/3.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Adoption, DemandPolicy, Duration, IdlePolicy, Quantity, QuotaPolicy, ResourceAmounts,
    RolloutPolicy, RolloutStatus, ScheduleWindow, Scheduling, SessionStore, SessionStoreStatus,
    SlotResources, SnapshotPolicy,
};

/// What a platform team declares.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "coditect.ai",
    version = "v1alpha1",
    kind = "IdePool",
    namespaced,
    status = "IdePoolStatus",
    derive = "PartialEq",
    shortname = "idp",
    category = "coditect",
    doc = "A fleet of identical IDE slots, each a pod with two volumes, ready to be claimed.",
    scale(
        spec_replicas_path = ".spec.capacity.warmSpares",
        status_replicas_path = ".status.slots.warm",
        label_selector_path = ".status.selector"
    ),
    printcolumn(
        name = "Ready",
        type_ = "string",
        json_path = ".status.conditions[?(@.type=='Ready')].status"
    ),
    printcolumn(name = "Claimed", type_ = "integer", json_path = ".status.slots.claimed"),
    printcolumn(name = "Warm", type_ = "integer", json_path = ".status.slots.warm"),
    printcolumn(name = "Cold", type_ = "integer", json_path = ".status.slots.cold"),
    printcolumn(name = "Max", type_ = "integer", json_path = ".spec.capacity.maximum"),
    printcolumn(
        name = "Outdated",
        type_ = "integer",
        json_path = ".status.rollout.outdated",
        priority = 1
    ),
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.image", priority = 1),
    printcolumn(
        name = "Reason",
        type_ = "string",
        json_path = ".status.conditions[?(@.type=='Ready')].reason",
        priority = 1
    ),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp"),
    // `<name>-hybrid-<hash>` is a label value of the StatefulSet's pods: 63 at most.
    validation = Rule::new("size(self.metadata.name) <= 40").message(
        "metadata.name must be at most 40 characters: it becomes part of pod names"
    ),
    validation = Rule::new("!self.metadata.name.contains('.')").message(
        "metadata.name must not contain '.': it becomes part of pod names"
    ),
)]
#[serde(rename_all = "camelCase")]
pub struct IdePoolSpec {
    /// The image that both containers of a slot run.
    #[schemars(length(min = 1, max = 512), regex(pattern = r"^[^\s]+$"))]
    pub image: String,

    /// When the kubelet pulls the image.
    #[serde(default)]
    pub image_pull_policy: ImagePullPolicy,

    /// How many slots there are.
    #[serde(default)]
    pub capacity: Capacity,

    /// At certain times, other numbers of spares than `capacity` says. Of windows that are open at
    /// once the first one holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 32))]
    pub schedule: Vec<ScheduleWindow>,

    /// More warm spares while many workspaces are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<DemandPolicy>,

    /// The volumes of each slot.
    #[serde(default)]
    pub storage: PoolStorage,

    /// CPU and memory of each slot.
    #[serde(default)]
    pub resources: SlotResources,

    /// The most that a workspace's own `spec.resources` may ask for; `resources.limits` when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_resources: Option<ResourceAmounts>,

    /// How much of the pool workspaces may take, by owner and in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaPolicy>,

    /// The nodes that slots run on; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduling: Option<Scheduling>,

    /// When the kubelet takes a slot for dead.
    #[serde(default)]
    pub liveness_probe: LivenessProbe,

    /// When workspaces that nobody uses are suspended.
    #[serde(default)]
    pub idle: IdlePolicy,

    /// The longest that a pod runs at a stretch before its workspace is suspended, whether it is
    /// used or not; for ever when absent. Owners are told `idle.warnBefore` it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_lifetime: Option<Duration>,

    /// When snapshots of workspaces are taken, besides those that `spec.snapshot` of a workspace asks
    /// for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<SnapshotPolicy>,

    /// How slots change to a new image or other new settings.
    #[serde(default)]
    pub rollout: RolloutPolicy,

    /// Takes over the StatefulSet, pods and volumes that are there under the pool's names already;
    /// without it the pool leaves them alone and says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adoption: Option<Adoption>,

    /// The FoundationDB cluster that keeps the API's accounts and sessions; none where the API
    /// keeps them in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_store: Option<SessionStore>,
}

/// When the kubelet pulls an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ImagePullPolicy {
    /// At every start.
    Always,
    /// When the node does not have it.
    #[default]
    IfNotPresent,
    /// Never; it must be on the node.
    Never,
}

impl ImagePullPolicy {
    /// The word that a pod's spec uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }
}

/// How many slots a pool keeps.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self.warmSpares <= self.maximum").message(
    "warmSpares must not be above maximum"
))]
pub struct Capacity {
    /// Free slots whose pod already runs: a claim of one is immediate. They cost CPU and memory.
    #[schemars(range(min = 0, max = 1000))]
    #[serde(default = "default_warm_spares")]
    pub warm_spares: i32,
    /// Free slots that wait behind their scheduling gate: a claim of one starts a pod. They cost
    /// disk at most.
    #[schemars(range(min = 0, max = 1000))]
    #[serde(default = "default_cold_spares")]
    pub cold_spares: i32,
    /// Slots in all, claimed ones included. Workspaces beyond it wait.
    #[schemars(range(min = 1, max = 10000))]
    #[serde(default = "default_maximum")]
    pub maximum: i32,
}

impl Default for Capacity {
    /// One warm, two cold: the three pods of the original system.
    fn default() -> Self {
        Self {
            warm_spares: default_warm_spares(),
            cold_spares: default_cold_spares(),
            maximum: default_maximum(),
        }
    }
}

const fn default_warm_spares() -> i32 {
    1
}

const fn default_cold_spares() -> i32 {
    2
}

const fn default_maximum() -> i32 {
    100
}

/// The two volumes of each slot. Sizes only grow; those of slots that are there already grow with
/// them, where the StorageClass allows it.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new(
    "has(self.storageClassName) == has(oldSelf.storageClassName) \
     && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)"
).message("storageClassName is immutable"))]
pub struct PoolStorage {
    /// The StorageClass of both; the cluster's default when absent. Cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub storage_class_name: Option<String>,

    /// Size of the volume at `/home/theia/workspace`.
    #[serde(default = "default_workspace_size")]
    #[x_kube(validation = Rule::new(
        "!isQuantity(string(self)) || quantity(string(self)).compareTo(quantity(string(oldSelf))) >= 0"
    ).message("workspace may only grow"))]
    pub workspace: Quantity,

    /// Size of the volume at `/home/theia/.theia`.
    #[serde(default = "default_config_size")]
    #[x_kube(validation = Rule::new(
        "!isQuantity(string(self)) || quantity(string(self)).compareTo(quantity(string(oldSelf))) >= 0"
    ).message("config may only grow"))]
    pub config: Quantity,
}

impl Default for PoolStorage {
    fn default() -> Self {
        Self {
            storage_class_name: None,
            workspace: default_workspace_size(),
            config: default_config_size(),
        }
    }
}

fn default_workspace_size() -> Quantity {
    "10Gi".into()
}

fn default_config_size() -> Quantity {
    "5Gi".into()
}

/// When the kubelet takes a slot for dead and restarts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LivenessProbe {
    /// The path that must answer 2xx.
    #[schemars(length(min = 1, max = 256), regex(pattern = r"^/"))]
    pub path: String,
    /// The port it is asked on.
    #[schemars(range(min = 1, max = 65535))]
    pub port: i32,
    /// Seconds after the start of the container before the first probe.
    #[schemars(range(min = 0, max = 3600))]
    pub initial_delay_seconds: i32,
    /// Seconds between probes.
    #[schemars(range(min = 1, max = 3600))]
    pub period_seconds: i32,
    /// Seconds that a probe may take.
    #[schemars(range(min = 1, max = 300))]
    pub timeout_seconds: i32,
    /// Failed probes in a row before the restart.
    #[schemars(range(min = 1, max = 100))]
    pub failure_threshold: i32,
}

impl Default for LivenessProbe {
    fn default() -> Self {
        Self {
            path: "/health".to_owned(),
            port: 80,
            initial_delay_seconds: 30,
            period_seconds: 10,
            timeout_seconds: 5,
            failure_threshold: 3,
        }
    }
}

/// What the operator has seen and done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdePoolStatus {
    /// `Ready`, `Progressing`, `UpToDate` and `StorageUpToDate`; with a session store also `SessionStoreReady` and
    /// `SessionStoreDegraded`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 8),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"])
    )]
    pub conditions: Vec<Condition>,

    /// The `metadata.generation` that this status answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,

    /// How many slots are in which state.
    #[serde(default)]
    pub slots: SlotCounts,

    /// The warm spares that are kept now, by `capacity`, `schedule` and `demand`.
    #[serde(default)]
    pub warm_spares: i32,

    /// How far the pods are with the pool's present settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<RolloutStatus>,

    /// The label selector of the pool's pods, for the scale subresource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub selector: Option<String>,

    /// The session store, where the pool has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_store: Option<SessionStoreStatus>,
}

/// Slots by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlotCounts {
    /// Free, and the pod is ready.
    pub warm: i32,
    /// Free, and the pod was let go but is not ready yet.
    pub starting: i32,
    /// Free, behind the gate.
    pub cold: i32,
    /// Free, and the pod was let go and cannot become ready: the image cannot be pulled, or a
    /// container keeps crashing.
    #[serde(default)]
    pub failing: i32,
    /// Owned by a workspace.
    pub claimed: i32,
    /// Being emptied for the next owner, or taken away.
    pub releasing: i32,
    /// Taken over with the files of somebody, and waits for the workspace that it is assigned to.
    #[serde(default)]
    pub adopted: i32,
}
