//! `/api/pools`: where workspaces come from.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::responses::{OutageProblems, TokenProblems};
use crate::error::ApiError;
use crate::http::Caller;
use crate::state::AppState;
use crate::workspaces::PoolView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The pools.
#[derive(Serialize, ToSchema)]
pub struct PoolList {
    /// By name.
    items: Vec<PoolView>,
}

/// Lists the pools
#[utoipa::path(
    get,
    path = "/api/pools",
    operation_id = "listPools",
    tag = "pools",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The pools", body = PoolList),
        TokenProblems,
        OutageProblems
    )
)]
async fn list(State(state): State<AppState>, _: Caller) -> Result<Json<PoolList>, ApiError> {
    let items = state.workspaces.pools().await?;
    Ok(Json(PoolList { items }))
}
