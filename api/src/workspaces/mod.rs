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
mod name;
mod view;
mod wait;

pub use client::{NewWorkspace, Workspaces};
pub use error::WorkspaceError;
pub use name::{check_name, random_name};
pub use view::{ConditionView, VolumesView, WorkspaceView};
