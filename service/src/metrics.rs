//! The page that Prometheus reads, and labels that every program's metrics have.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

/// Serves `/metrics` (`OpenMetrics`).
pub fn page(registry: Registry) -> Router {
    Router::new().route("/metrics", get(show)).with_state(Arc::new(registry))
}

async fn show(State(registry): State<Arc<Registry>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The class of a status, as a label: each status alone would make too many series.
#[must_use]
pub fn status_class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use prometheus_client::metrics::counter::Counter;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn the_page_is_open_metrics_to_its_end() {
        let mut registry = Registry::with_prefix("coditect");
        let counter = Counter::<u64>::default();
        registry.register("tests", "Tests run", counter.clone());
        counter.inc();
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = page(registry).oneshot(request).await.unwrap();
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        let text = to_bytes(answer.into_body(), 9999).await.unwrap();
        let text = std::str::from_utf8(&text).unwrap();
        assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
        assert!(text.contains("\ncoditect_tests_total 1\n") && text.ends_with("# EOF\n"), "{text}");
    }
}
