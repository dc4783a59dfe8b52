//! The routes: each handler parses, calls the domain, and maps the answer.

mod auth;
mod docs;
mod health;
mod responses;
mod sessions;
mod well_known;
mod workspaces;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::http::{MAX_BODY_BYTES, log_requests, panic_to_problem, refuse_cross_site};
use crate::state::AppState;

/// The whole API over `state`.
pub fn app(state: AppState) -> Router {
    let (router, api) = OpenApiRouter::with_openapi(docs::ApiDoc::openapi())
        .merge(auth::routes())
        .merge(health::routes())
        .merge(sessions::routes())
        .merge(well_known::routes())
        .merge(workspaces::routes())
        .split_for_parts();
    router
        .merge(docs::routes(api))
        .fallback(|| async { ApiError::NotFound("there is nothing at this path") })
        .method_not_allowed_fallback(|| async { ApiError::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(state.clone(), refuse_cross_site))
        .layer(CatchPanicLayer::custom(panic_to_problem))
        // Answers are about one person, and some carry tokens.
        .layer(default_header(header::CACHE_CONTROL, "no-store"))
        .layer(default_header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(from_fn(log_requests))
        .with_state(state)
}

fn default_header(
    name: header::HeaderName,
    value: &'static str,
) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
