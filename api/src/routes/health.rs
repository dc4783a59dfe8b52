//! `/api/health`: for the probes of the cluster.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::responses::OutageProblems;
use crate::error::ApiError;
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(health))
}

/// That all is well.
#[derive(Serialize, ToSchema)]
pub struct Healthy {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the store can be written and read
///
/// Says nothing of the cluster: restarting this process would not bring that back.
#[utoipa::path(
    get,
    path = "/api/health",
    operation_id = "getHealth",
    tag = "operation",
    security(()),
    responses((status = 200, description = "All is well", body = Healthy), OutageProblems)
)]
async fn health(State(state): State<AppState>) -> Result<Json<Healthy>, ApiError> {
    state.health.check(state.clock.now()).await?;
    Ok(Json(Healthy { status: "ok" }))
}
