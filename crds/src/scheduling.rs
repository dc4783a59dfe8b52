//! `IdePool.spec.scheduling`: the nodes that slots run on.

use std::collections::BTreeMap;

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A label's name, with a prefix or without.
const LABEL_NAME: &str =
    r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
const LABEL_VALUE: &str = r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$";

/// The nodes that slots run on, in the words of a pod's spec.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scheduling {
    /// Labels that a node must have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 8))]
    #[x_kube(validation = Rule::new(format!("self.all(name, name.matches(r'{LABEL_NAME}'))"))
        .message("the names of nodeSelector must be names of labels"))]
    pub node_selector: BTreeMap<String, LabelValue>,

    /// Taints that a node may have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    pub tolerations: Vec<Toleration>,
}

/// The value of a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct LabelValue(#[schemars(length(max = 63), regex(pattern = LABEL_VALUE))] pub String);

/// A taint that a node may have. There is none for all taints at once.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new(
    "self.operator != 'Exists' || !has(self.value) || self.value == ''"
).message("value must be empty with the operator Exists"))]
pub struct Toleration {
    /// The taint's key.
    #[schemars(length(min = 1, max = 317), regex(pattern = LABEL_NAME))]
    pub key: String,

    /// Whether the taint must have `value`, or may have any.
    #[serde(default)]
    pub operator: TolerationOperator,

    /// The taint's value; an empty one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<LabelValue>,

    /// The taint's effect; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<TaintEffect>,
}

/// How a toleration is compared with a taint of its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TolerationOperator {
    /// The values must be equal.
    #[default]
    Equal,
    /// Whatever its value.
    Exists,
}

impl TolerationOperator {
    /// The word that a pod's spec uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "Equal",
            Self::Exists => "Exists",
        }
    }
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TaintEffect {
    /// None is scheduled there.
    NoSchedule,
    /// None is scheduled there if there is room elsewhere.
    PreferNoSchedule,
    /// None stays there.
    NoExecute,
}

impl TaintEffect {
    /// The word that a pod's spec uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSchedule => "NoSchedule",
            Self::PreferNoSchedule => "PreferNoSchedule",
            Self::NoExecute => "NoExecute",
        }
    }
}
