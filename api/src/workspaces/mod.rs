//! Workspaces. The cluster is the source of truth; nothing of them is stored here.
//!
//! ```text
//!   handlers ──► Workspaces ──► Workspace objects ◄── operator gives them slots
//! ```
//!
//! Every call names the owner, and an object of another is the same as none.

mod client;
mod ensure;
mod error;
mod events;
mod name;
mod pools;
mod view;
mod wait;
mod words;

pub use client::{NewWorkspace, Workspaces};
pub use error::WorkspaceError;
pub use events::{EventType, EventView};
pub use name::{check_name, random_name};
pub use pools::{Amounts, PoolCapacity, PoolResources, PoolSlots, PoolStorage, PoolView};
pub use view::{ConditionView, VolumesView, WorkspaceView};
pub use words::{ConditionStatus, Phase, ReclaimPolicy};
