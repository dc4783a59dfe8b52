//! One line a request, and its metrics. No bodies, no headers and no queries: they may hold secrets.

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

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
    let response = next.run(request).await;
    let took = began.elapsed();
    metrics.answered(&method, path.as_ref(), response.status(), took);
    tracing::info!(
        %method,
        path = path.as_ref().map_or("unmatched", MatchedPath::as_str),
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
