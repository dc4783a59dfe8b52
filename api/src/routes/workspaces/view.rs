//! Puts together what is known of a workspace.

use coditect_crds::Workspace;

use crate::error::ApiError;
use crate::state::State;
use crate::workspaces::WorkspaceView;

/// How `workspace` looks to its owner now.
#[expect(clippy::unused_async, reason = "callers are ready for what is read from the store")]
pub async fn view(state: &State, workspace: &Workspace) -> Result<WorkspaceView, ApiError> {
    Ok(WorkspaceView::new(workspace, &state.settings.public_url))
}
