//! Puts together what is known of a workspace.

use coditect_crds::Workspace;

use crate::error::ApiError;
use crate::state::State;
use crate::workspaces::WorkspaceView;

/// How `workspace` looks to its owner now.
pub async fn view(state: &State, workspace: &Workspace) -> Result<WorkspaceView, ApiError> {
    let report = state.reports.of(workspace).await?;
    Ok(WorkspaceView::new(workspace, report, &state.settings.public_url))
}
