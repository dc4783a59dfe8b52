//! Taking over the pods and volumes of a StatefulSet that was there before its pool.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Consent to take over the StatefulSet `<pool>-hybrid` that was made without Coditect, with its
/// pods and volumes. Pods go on running and volumes stay as they are; nobody gets the files of a
/// slot that is not assigned.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new(
    "!has(self.slots) || self.slots.all(a, self.slots.exists_one(b, b.ordinal == a.ordinal))"
).message("slots: each ordinal may be assigned once"))]
pub struct Adoption {
    /// Which workspace continues from the files of which slot. May be completed later: a slot
    /// waits until it is assigned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 200),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["workspace"])
    )]
    pub slots: Vec<AdoptedSlot>,
}

/// A slot that was there before its pool, and who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdoptedSlot {
    /// The number at the end of the pod's name.
    #[schemars(range(min = 0, max = 9999))]
    pub ordinal: u32,
    /// The name of the Workspace, in the namespace of the pool, that gets this slot and no other.
    #[schemars(length(min = 1, max = 40), regex(pattern = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"))]
    pub workspace: String,
    /// What its `spec.owner` has to be.
    #[schemars(length(min = 1, max = 128), regex(pattern = r"^[A-Za-z0-9][-A-Za-z0-9_.@|:]*$"))]
    pub owner: String,
}
