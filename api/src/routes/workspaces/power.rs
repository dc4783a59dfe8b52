//! Starts and stops workspaces.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::view::view;
use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{ConflictProblem, MissingProblem, OutageProblems, TokenProblems};
use crate::state::AppState;
use crate::workspaces::WorkspaceView;

type Answer = Result<(StatusCode, Json<WorkspaceView>), ApiError>;

/// Starts a workspace
#[utoipa::path(
    post,
    path = "/api/workspaces/{name}/start",
    operation_id = "startWorkspace",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 202, description = "It is starting, or runs", body = WorkspaceView),
        TokenProblems,
        MissingProblem,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn start(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Answer {
    set_running(&state, &caller, &name, true).await
}

/// Stops a workspace; its files stay
#[utoipa::path(
    post,
    path = "/api/workspaces/{name}/stop",
    operation_id = "stopWorkspace",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 202, description = "It is stopping, or has stopped", body = WorkspaceView),
        TokenProblems,
        MissingProblem,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn stop(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Answer {
    set_running(&state, &caller, &name, false).await
}

async fn set_running(state: &AppState, caller: &Caller, name: &str, running: bool) -> Answer {
    let workspace = state.workspaces.set_running(&caller.user.id, name, running).await?;
    let view = view(state, &workspace).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}
