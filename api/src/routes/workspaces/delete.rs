//! Deletes workspaces.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::view;
use crate::audit::{Event, audit_after};
use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{MissingProblem, OutageProblems, TokenProblems};
use crate::state::AppState;
use crate::workspaces::ReclaimPolicy;

/// What is left of a deleted workspace.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeletedWorkspace {
    /// Its name.
    #[schema(example = "my-project")]
    name: String,
    /// What becomes of its volumes.
    reclaim_policy: ReclaimPolicy,
    /// The volumes that stay and hold its files.
    retained_volumes: Vec<String>,
}

/// Deletes a workspace
///
/// It stops at once; unless its policy is `Delete`, its volumes stay.
#[utoipa::path(
    delete,
    path = "/api/workspaces/{name}",
    operation_id = "deleteWorkspace",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "It is being deleted", body = DeletedWorkspace),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
) -> Result<Json<DeletedWorkspace>, ApiError> {
    let workspace = state.workspaces.delete(&caller.user.id, &name).await?;
    let deleted = Event::WorkspaceDeleted { workspace: name };
    audit_after(&state.database, caller.at, &caller.user.id, deleted).await;
    let view = view(&state, &workspace).await?;
    let volumes = view.volumes.workspace.into_iter().chain(view.volumes.config);
    Ok(Json(DeletedWorkspace {
        name: view.name,
        reclaim_policy: view.reclaim_policy,
        retained_volumes: match view.reclaim_policy {
            ReclaimPolicy::Retain => volumes.collect(),
            ReclaimPolicy::Delete => vec![],
        },
    }))
}
