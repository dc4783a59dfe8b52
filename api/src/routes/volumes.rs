//! `/api/volumes`: what deleted workspaces have left.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::responses::{OutageProblems, RightsProblem, TokenProblems};
use crate::error::ApiError;
use crate::http::Caller;
use crate::state::AppState;
use crate::workspaces::RetainedVolumeView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The volumes that the caller's deleted workspaces have left.
#[derive(Serialize, ToSchema)]
pub struct RetainedVolumeList {
    /// The newest first.
    items: Vec<RetainedVolumeView>,
}

/// Lists the volumes that the caller's deleted workspaces have left
///
/// A new workspace continues from them with `storage.fromVolume`.
#[utoipa::path(
    get,
    path = "/api/volumes",
    operation_id = "listRetainedVolumes",
    tag = "workspaces",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The volumes", body = RetainedVolumeList),
        TokenProblems,
        RightsProblem,
        OutageProblems
    )
)]
async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<RetainedVolumeList>, ApiError> {
    let items = state.workspaces.retained(&caller.user.id).await?;
    Ok(Json(RetainedVolumeList { items }))
}
