//! How much of a pool its workspaces may take.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Quantity;

/// Limits that a workspace waits at until others take less. What is over a limit that was lowered
/// stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuotaPolicy {
    /// What the workspaces of one owner may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_owner: Option<Quota>,
    /// What all workspaces of the pool may take. Spares are not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Quota>,
}

/// The most of each; without a limit where absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    /// Workspaces that have a slot, running or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 10000))]
    pub workspaces: Option<u32>,
    /// Cores that those reserve that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Quantity>,
    /// Bytes of memory that those reserve that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Quantity>,
    /// Bytes of their volumes, running or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Quantity>,
}
