//! Shows workspaces.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::view;
use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{MissingProblem, OutageProblems, TokenProblems};
use crate::state::AppState;
use crate::workspaces::WorkspaceView;

/// The caller's workspaces.
#[derive(Serialize, ToSchema)]
pub struct WorkspaceList {
    /// By name.
    items: Vec<WorkspaceView>,
}

/// Lists the caller's workspaces
#[utoipa::path(
    get,
    path = "/api/workspaces",
    operation_id = "listWorkspaces",
    tag = "workspaces",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The workspaces", body = WorkspaceList),
        TokenProblems,
        OutageProblems
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<WorkspaceList>, ApiError> {
    let workspaces = state.workspaces.list(&caller.user.id).await?;
    let mut items = vec![];
    for workspace in &workspaces {
        items.push(view(&state, workspace).await?);
    }
    Ok(Json(WorkspaceList { items }))
}

/// Shows a workspace
#[utoipa::path(
    get,
    path = "/api/workspaces/{name}",
    operation_id = "getWorkspace",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The workspace", body = WorkspaceView),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Result<Json<WorkspaceView>, ApiError> {
    let workspace = state.workspaces.get(&caller.user.id, &name).await?;
    view(&state, &workspace).await.map(Json)
}
