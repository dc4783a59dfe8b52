//! Tries again what failed in a new workspace.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::view::view;
use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{ConflictProblem, MissingProblem, OutageProblems, TokenProblems};
use crate::state::AppState;
use crate::workspaces::WorkspaceView;

/// Tries a workspace's set-up again
///
/// What was done is not done again, and files that are there are not touched.
#[utoipa::path(
    post,
    path = "/api/workspaces/{name}/setup/retry",
    operation_id = "retrySetup",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 202, description = "There is a new attempt", body = WorkspaceView),
        TokenProblems,
        MissingProblem,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn retry(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Result<(StatusCode, Json<WorkspaceView>), ApiError> {
    let workspace = state.workspaces.retry_setup(&caller.user.id, &name).await?;
    Ok((StatusCode::ACCEPTED, Json(view(&state, &workspace).await?)))
}
