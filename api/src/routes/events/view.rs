//! What the events carry.

use axum::response::sse::Event;
use serde::Serialize;
use utoipa::ToSchema;

use crate::changes::Change;
use crate::error::ApiError;
use crate::routes::workspaces::view;
use crate::state::State;
use crate::workspaces::WorkspaceView;

/// Data of `snapshot`.
#[derive(Serialize, ToSchema)]
pub struct Snapshot {
    /// All the caller's workspaces, by name.
    workspaces: Vec<WorkspaceView>,
}

/// Data of `workspace-deleted`.
#[derive(Serialize, ToSchema)]
pub struct WorkspaceDeleted {
    /// The name of the workspace that is gone.
    #[schema(example = "my-project")]
    name: String,
}

/// Data of `session`: nothing, the sessions are to be fetched again.
#[derive(Serialize, ToSchema)]
pub struct SessionsChanged {}

/// How `change` is told.
pub async fn event(state: &State, change: Change) -> Result<Event, ApiError> {
    match change {
        Change::Snapshot(all) => {
            let mut workspaces = vec![];
            for workspace in &all {
                workspaces.push(view(state, workspace).await?);
            }
            named("snapshot", &Snapshot { workspaces })
        }
        Change::Workspace(workspace) => named("workspace", &view(state, &workspace).await?),
        Change::Deleted(name) => named("workspace-deleted", &WorkspaceDeleted { name }),
        Change::Sessions => named("session", &SessionsChanged {}),
    }
}

fn named(name: &str, data: &impl Serialize) -> Result<Event, ApiError> {
    Event::default().event(name).json_data(data).map_err(|error| ApiError::Internal(error.into()))
}
