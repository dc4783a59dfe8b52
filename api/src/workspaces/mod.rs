//! Workspaces. The cluster is the source of truth; nothing of them is stored here.
//!
//! ```text
//!   handlers ──► Workspaces ──► Workspace objects ◄── operator gives them slots
//! ```
//!
//! Every call names the owner, and an object of another is the same as none. Pods are another kind
//! of caller: they prove which they are, and have that slot's workspace.

mod amounts;
mod client;
mod ensure;
mod error;
mod events;
mod name;
mod of_pod;
mod pools;
mod quota;
mod retained;
mod settings;
mod setup;
mod view;
mod wait;
mod words;

pub use amounts::check_duration;
pub use client::{NewWorkspace, Workspaces};
pub use error::WorkspaceError;
pub use events::{EventType, EventView};
pub use name::{check_name, random_name};
pub use pools::{Amounts, PoolCapacity, PoolResources, PoolSlots, PoolStorage, PoolView};
pub use retained::{RetainedVolumeView, VolumeKind};
pub use settings::{FromVolumeView, IdleView, ResourcesView, StorageView};
pub use setup::{DotfilesView, IdentityView, RepositoryView, SetupView};
pub use view::{ConditionView, VolumesView, WorkspaceView};
pub use words::{ConditionStatus, Phase, ReclaimPolicy};
