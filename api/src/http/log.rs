//! One line a request, and its metrics. No bodies, no headers and no queries: they may hold secrets.

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use coditect_service::traces;
use tracing::Instrument as _;

use crate::error::ApiError;
use crate::metrics::Metrics;

/// Logs and counts each request when it is answered.
pub async fn log_requests(
    State(metrics): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().map_or("unmatched", MatchedPath::as_str);
    let span = traces::request(method.as_str());
    let response = next.run(request).instrument(span.clone()).await;
    traces::answered(&span, method.as_str(), route, response.status());
    let _in_trace = span.enter();
    let took = began.elapsed();
    metrics.answered(&method, path.as_ref(), response.status(), took);
    tracing::info!(
        %method,
        path = route,
        status = response.status().as_u16(),
        latency_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// Answers for a handler that panicked.
#[must_use]
pub fn panic_to_problem(_: Box<dyn Any + Send + 'static>) -> Response {
    // The panic's own message is on standard error; it may quote what was sent.
    ApiError::Internal("a handler panicked".into()).into_response()
}
