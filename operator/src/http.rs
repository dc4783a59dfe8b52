//! Health, readiness and metrics.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use coditect_service::metrics;
use prometheus_client::registry::Registry;
use tokio::sync::watch;

/// `/healthz`: the process answers. `/readyz`: it acts, or stands by to. `/metrics`: `OpenMetrics`.
pub fn app(registry: Registry, ready: watch::Receiver<bool>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz).with_state(ready))
        .merge(metrics::page(registry))
}

async fn readyz(State(ready): State<watch::Receiver<bool>>) -> (StatusCode, &'static str) {
    if *ready.borrow() {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "still learning the state of the cluster\n")
    }
}
