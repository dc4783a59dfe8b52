//! Health, readiness and metrics, on an address of their own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use prometheus_client::encoding::text::encode;
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
pub fn app(registry: Arc<Registry>, readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz).with_state(readiness))
        .route("/metrics", get(metrics).with_state(registry))
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

async fn metrics(State(registry): State<Arc<Registry>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
