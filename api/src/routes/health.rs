//! `/api/health` and `/api/ready`: for the probes of the cluster.

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
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready))
}

/// That the process answers, and what it thinks of its store.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// `ok`, or `unavailable` while requests that need it are refused with 503.
    #[schema(example = "ok")]
    store: &'static str,
}

/// Whether the process answers
///
/// True without the store and without the cluster: restarting this process would bring back neither.
#[utoipa::path(
    get,
    path = "/api/health",
    operation_id = "getHealth",
    tag = "operation",
    security(()),
    responses((status = 200, description = "The process answers", body = Health))
)]
async fn health(State(state): State<AppState>) -> Json<Health> {
    let works = state.health.check(state.clock.now()).await.is_ok();
    Json(Health { status: "ok", store: if works { "ok" } else { "unavailable" } })
}

/// That requests are welcome.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// Always `ready`.
    #[schema(example = "ready")]
    status: &'static str,
}

/// Whether the store can be written and read
#[utoipa::path(
    get,
    path = "/api/ready",
    operation_id = "getReady",
    tag = "operation",
    security(()),
    responses((status = 200, description = "Requests are welcome", body = Ready), OutageProblems)
)]
async fn ready(State(state): State<AppState>) -> Result<Json<Ready>, ApiError> {
    state.health.check(state.clock.now()).await?;
    Ok(Json(Ready { status: "ready" }))
}
