//! Puts together what is known of a workspace.

use coditect_crds::Workspace;

use crate::error::ApiError;
use crate::state::State;
use crate::workspaces::WorkspaceView;

/// How `workspace` looks to its owner now.
pub async fn view(state: &State, workspace: &Workspace) -> Result<WorkspaceView, ApiError> {
    Ok(WorkspaceView::new(workspace, &state.settings.public_url))
}
