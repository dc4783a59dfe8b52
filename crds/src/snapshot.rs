//! Snapshots of workspaces: when they are taken, and which there are.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Duration;

/// When the operator takes CSI snapshots of workspaces by itself. They outlive the workspace; a
/// snapshot is two `VolumeSnapshot`s, one of each volume.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotPolicy {
    /// The `VolumeSnapshotClass` of all of the pool's; the driver's default when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub class_name: Option<String>,
    /// Take one of each workspace that runs this often; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(validation = Rule::new("duration(self) >= duration('1m')").message(
        "every must be at least 1m"
    ))]
    pub every: Option<Duration>,
    /// Take one before a workspace's pod is stopped because it is suspended. One that cannot be
    /// taken within two minutes does not keep the pod: an event says so.
    #[serde(default)]
    pub before_suspend: bool,
    /// How many of those that are ready are kept of each workspace that is there, of those taken by
    /// `every` and `beforeSuspend` together. Those that were asked for, and those of workspaces that
    /// are gone, are never deleted.
    #[serde(default = "default_keep")]
    #[schemars(range(min = 1, max = 100))]
    pub keep: i32,
}

impl Default for SnapshotPolicy {
    fn default() -> Self {
        Self { class_name: None, every: None, before_suspend: false, keep: default_keep() }
    }
}

const fn default_keep() -> i32 {
    7
}

/// `VolumeSnapshot`s of the workspace's namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SnapshotNames {
    /// The one of `/home/theia/workspace`.
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub workspace: String,
    /// The one of `/home/theia/.theia`; a new, empty volume when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"))]
    pub config: Option<String>,
}

/// What is known of a workspace's snapshots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceSnapshots {
    /// The last `spec.snapshot` that was answered: taken, or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 63))]
    pub answered: Option<String>,
    /// When the last one by the pool's `every` was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_at: Option<Time>,
    /// The last that was taken. `kubectl get volumesnapshots -l coditect.ai/workspace=<name>` lists
    /// all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<SnapshotNames>,
}
