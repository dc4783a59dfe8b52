//! CPU and memory.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Quantity;

/// CPU and memory of a slot as a whole.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(
        "!isQuantity(string(self.limits.cpu)) || !isQuantity(string(self.requests.cpu)) \
         || quantity(string(self.limits.cpu)).compareTo(quantity(string(self.requests.cpu))) >= 0"
    ).message("limits.cpu must not be below requests.cpu"),
    validation = Rule::new(
        "!isQuantity(string(self.limits.memory)) || !isQuantity(string(self.requests.memory)) \
         || quantity(string(self.limits.memory)).compareTo(quantity(string(self.requests.memory))) >= 0"
    ).message("limits.memory must not be below requests.memory"),
)]
pub struct SlotResources {
    /// What the scheduler reserves.
    #[serde(default = "default_requests")]
    pub requests: ResourceAmounts,
    /// What the kubelet allows.
    #[serde(default = "default_limits")]
    pub limits: ResourceAmounts,
}

impl Default for SlotResources {
    fn default() -> Self {
        Self { requests: default_requests(), limits: default_limits() }
    }
}

/// What one workspace asks for.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(
        "!isQuantity(string(self.limits.cpu)) || !isQuantity(string(self.requests.cpu)) \
         || quantity(string(self.limits.cpu)).compareTo(quantity(string(self.requests.cpu))) >= 0"
    ).message("limits.cpu must not be below requests.cpu"),
    validation = Rule::new(
        "!isQuantity(string(self.limits.memory)) || !isQuantity(string(self.requests.memory)) \
         || quantity(string(self.limits.memory)).compareTo(quantity(string(self.requests.memory))) >= 0"
    ).message("limits.memory must not be below requests.memory"),
)]
pub struct WorkspaceResources {
    /// What the scheduler reserves.
    pub requests: ResourceAmounts,
    /// What the kubelet allows.
    pub limits: ResourceAmounts,
}

/// An amount of each resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourceAmounts {
    /// Cores.
    pub cpu: Quantity,
    /// Bytes.
    pub memory: Quantity,
}

fn default_requests() -> ResourceAmounts {
    ResourceAmounts { cpu: "2".into(), memory: "4Gi".into() }
}

fn default_limits() -> ResourceAmounts {
    ResourceAmounts { cpu: "4".into(), memory: "8Gi".into() }
}
