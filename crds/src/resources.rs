//! CPU and memory.

use kube::KubeSchema;
use kube::core::Rule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Quantity;

/// Refuses a limit below the request of the same `resource`. What does not parse is refused by its
/// own rule.
fn limits_cover(resource: &str) -> Rule {
    let (limit, request) =
        (format!("string(self.limits.{resource})"), format!("string(self.requests.{resource})"));
    Rule::new(format!(
        "!isQuantity({limit}) || !isQuantity({request}) \
         || quantity({limit}).compareTo(quantity({request})) >= 0"
    ))
    .message(&*format!("limits.{resource} must not be below requests.{resource}"))
}

/// CPU and memory of a slot as a whole.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = limits_cover("cpu"), validation = limits_cover("memory"))]
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
#[x_kube(validation = limits_cover("cpu"), validation = limits_cover("memory"))]
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
