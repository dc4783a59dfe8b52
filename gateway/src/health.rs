//! Health, readiness and metrics, on an address of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use coditect_service::metrics;
use http::StatusCode;
use prometheus_client::registry::Registry;
use tokio_util::sync::CancellationToken;

use crate::keys::Keys;
use crate::route::SharedRoutes;

/// What a load balancer goes by.
#[derive(Clone)]
pub struct Readiness {
    /// Ready from its first full list on.
    pub routes: SharedRoutes,
    /// Ready from the first fetch on: at a roll-out the old replicas stay until then.
    pub keys: Arc<Keys>,
    /// Cancelled when the process is told to stop.
    pub stop: CancellationToken,
}

/// `/healthz`: the process answers. `/readyz`: it knows all workspaces, can check tokens, and goes on.
/// `/metrics`: `OpenMetrics`.
pub fn app(registry: Registry, readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz).with_state(readiness))
        .merge(metrics::page(registry))
}

async fn readyz(State(readiness): State<Readiness>) -> (StatusCode, &'static str) {
    if readiness.stop.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else if !readiness.routes.borrow().is_synced() {
        (StatusCode::SERVICE_UNAVAILABLE, "still learning the routes\n")
    } else if !readiness.keys.are_known() {
        (StatusCode::SERVICE_UNAVAILABLE, "still waiting for the API's keys\n")
    } else {
        (StatusCode::OK, "ok\n")
    }
}
