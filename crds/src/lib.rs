//! The custom resources of Coditect, group `coditect.ai`, version `v1alpha1`.
//!
//! ```text
//! IdePool ──owns──► StatefulSet ──► slot 0, slot 1, …   (a pod and two volumes each)
//!                                      ▲
//! Workspace ────────── claims one ─────┘
//! ```
//!
//! Types only: what the operator does with them is in `operator/`. `crdgen` writes the
//! `CustomResourceDefinition`s that the chart ships.

mod adoption;
pub mod condition;
mod duration;
mod git;
mod lifecycle;
mod pool;
mod quantity;
mod quota;
mod resources;
mod schedule;
mod scheduling;
mod session_store;
mod setup;
mod snapshot;
#[allow(clippy::struct_field_names, reason = "each source of files says where from")]
mod workspace;

pub use adoption::{AdoptedSlot, Adoption};
pub use duration::Duration;
pub use git::{GitRef, GitUrl};
pub use lifecycle::{IdlePolicy, RolloutPolicy, RolloutStatus, WorkspaceIdle};
pub use pool::{
    Capacity, IdePool, IdePoolSpec, IdePoolStatus, ImagePullPolicy, LivenessProbe, PoolStorage,
    SlotCounts,
};
pub use quantity::Quantity;
pub use quota::{Quota, QuotaPolicy};
pub use resources::{ResourceAmounts, SlotResources, WorkspaceResources};
pub use schedule::{Day, DemandPolicy, ScheduleWindow};
pub use scheduling::{LabelValue, Scheduling, TaintEffect, Toleration, TolerationOperator};
pub use session_store::{
    ExternalStore, ManagedStore, NodeSpread, OperatorStore, ProcessResources, SessionStore,
    SessionStoreStatus, StoreBackup, StoreMode, StoreTls,
};
pub use setup::{Dotfiles, Identity, Repository, SetupSpec};
pub use snapshot::{SnapshotNames, SnapshotPolicy, WorkspaceSnapshots};
pub use workspace::{
    Phase, ReclaimPolicy, RetainedVolumes, SlotRef, VolumeNames, Workspace, WorkspaceSpec,
    WorkspaceStatus, WorkspaceStorage, host_label, parse_host_label,
};

/// The API group of both resources.
pub const GROUP: &str = "coditect.ai";
