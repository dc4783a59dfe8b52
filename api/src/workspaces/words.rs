//! The words that say how a workspace is, as clients see them.

use coditect_crds as crds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a workspace is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum Phase {
    /// It has no slot yet.
    Pending,
    /// It has a slot whose pod is on its way.
    Starting,
    /// It can be opened.
    Running,
    /// Its pod is being stopped.
    Suspending,
    /// It is stopped; its files are kept.
    Suspended,
    /// It is being deleted.
    Releasing,
    /// A person must look: the Ready condition says why.
    Failed,
}

/// What becomes of a workspace's volumes when it is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReclaimPolicy {
    /// They stay.
    #[default]
    Retain,
    /// They are deleted, and the files with them.
    Delete,
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum ConditionStatus {
    /// It does.
    True,
    /// It does not.
    False,
    /// Nobody knows.
    Unknown,
}

impl From<crds::Phase> for Phase {
    fn from(phase: crds::Phase) -> Self {
        match phase {
            crds::Phase::Pending => Self::Pending,
            crds::Phase::Starting => Self::Starting,
            crds::Phase::Running => Self::Running,
            crds::Phase::Suspending => Self::Suspending,
            crds::Phase::Suspended => Self::Suspended,
            crds::Phase::Releasing => Self::Releasing,
            crds::Phase::Failed => Self::Failed,
        }
    }
}

impl From<crds::ReclaimPolicy> for ReclaimPolicy {
    fn from(policy: crds::ReclaimPolicy) -> Self {
        match policy {
            crds::ReclaimPolicy::Retain => Self::Retain,
            crds::ReclaimPolicy::Delete => Self::Delete,
        }
    }
}

impl From<ReclaimPolicy> for crds::ReclaimPolicy {
    fn from(policy: ReclaimPolicy) -> Self {
        match policy {
            ReclaimPolicy::Retain => Self::Retain,
            ReclaimPolicy::Delete => Self::Delete,
        }
    }
}

impl ConditionStatus {
    /// What the cluster's word means.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "True" => Self::True,
            "False" => Self::False,
            _ => Self::Unknown,
        }
    }
}
