//! Tells the operator who has been idle, and whose volumes are full.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::OperatorCaller;
use crate::reports::Activity;
use crate::routes::responses::{OperatorProblems, OutageProblems};
use crate::state::AppState;

/// What pods have said of who is at work in them, and of their volumes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityList {
    /// What time it is here: the clock of all the times in it.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
    /// By the UID of the workspace. Of those that are missing nothing is known.
    workspaces: BTreeMap<String, Activity>,
}

/// Says who is at work, and whose volumes are full
#[utoipa::path(
    get,
    path = "/api/operator/activity",
    operation_id = "listActivity",
    tag = "operator",
    security(("pod" = [])),
    responses(
        (status = 200, description = "All that is known", body = ActivityList),
        OperatorProblems,
        OutageProblems
    )
)]
pub async fn list(
    State(state): State<AppState>,
    _: OperatorCaller,
) -> Result<Json<ActivityList>, ApiError> {
    let workspaces = state.reports.activity().await?;
    Ok(Json(ActivityList { now: state.clock.now(), workspaces }))
}
