//! What happened to a workspace.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{MissingProblem, OutageProblems, TokenProblems};
use crate::state::AppState;
use crate::workspaces::EventView;

/// What happened to a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceEventList)]
pub struct EventList {
    /// Newest first, at most 100.
    items: Vec<EventView>,
}

/// Lists what happened to a workspace
///
/// The cluster forgets after a while, by default an hour.
#[utoipa::path(
    get,
    path = "/api/workspaces/{name}/events",
    operation_id = "listWorkspaceEvents",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The events", body = EventList),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Result<Json<EventList>, ApiError> {
    let items = state.workspaces.events(&caller.user.id, &name).await?;
    Ok(Json(EventList { items }))
}
