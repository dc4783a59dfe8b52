//! How long the pods of a pool run, and how they change to a new image.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Duration;

/// When workspaces that nobody uses are suspended. Activity is a key, a click or output of a
/// terminal in the IDE. Without news from a workspace's pod it is never suspended.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(
        "!has(self.suspendAfter) || duration(self.warnBefore) < duration(self.suspendAfter)"
    ).message("warnBefore must be shorter than suspendAfter"),
    validation = Rule::new(
        "!has(self.minSuspendAfter) || !has(self.maxSuspendAfter) \
         || duration(self.minSuspendAfter) <= duration(self.maxSuspendAfter)"
    ).message("minSuspendAfter must not be longer than maxSuspendAfter"),
)]
pub struct IdlePolicy {
    /// Suspend a workspace after this long without activity; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend_after: Option<Duration>,
    /// Tell its owner this long before.
    #[serde(default = "default_warn_before")]
    pub warn_before: Duration,
    /// The shortest `spec.idle.suspendAfter` that a workspace gets, whatever it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_suspend_after: Option<Duration>,
    /// The longest that a workspace gets; `suspendAfter` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_suspend_after: Option<Duration>,
}

impl Default for IdlePolicy {
    fn default() -> Self {
        Self {
            suspend_after: None,
            warn_before: default_warn_before(),
            min_suspend_after: None,
            max_suspend_after: None,
        }
    }
}

/// What a workspace asks for in place of its pool's `idle`, within the bounds there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceIdle {
    /// Suspend it after this long without activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend_after: Option<Duration>,
}

/// How slots change to a new image or other new settings of their pods: free ones first, then
/// suspended ones, and those that run when they have been suspended or at the deadline. Once a pod of
/// the new settings has been ready, and unless the rollout is paused or halted, workspaces that run
/// outdated can be suspended sooner than `idle` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RolloutPolicy {
    /// Replace no pod for now. Pods that are made anew for other reasons are up to date anyway.
    #[serde(default)]
    pub paused: bool,
    /// Restart workspaces that still run outdated this long after the change; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Duration>,
    /// Suspend workspaces that still run outdated after this long without activity, and tell their
    /// owners as `idle` does; only as `idle` says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspend_idle_after: Option<Duration>,
    /// Tell the owners of those that are restarted at least this long before.
    #[serde(default = "default_warn_before")]
    pub warn_before: Duration,
}

impl Default for RolloutPolicy {
    fn default() -> Self {
        Self {
            paused: false,
            deadline: None,
            suspend_idle_after: None,
            warn_before: default_warn_before(),
        }
    }
}

fn default_warn_before() -> Duration {
    "10m".into()
}

/// How far the pods of a pool are with its present settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RolloutStatus {
    /// The StatefulSet's revision that pods should be of.
    #[schemars(length(max = 63))]
    pub revision: String,
    /// When this revision was first seen; the deadline counts from here.
    pub started_at: Time,
    /// When the first pod of this revision became ready. Before that only free slots change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Time>,
    /// Pods that are of this revision.
    pub updated: i32,
    /// Pods that are not, yet.
    pub outdated: i32,
}
