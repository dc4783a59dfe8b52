//! The routes: each handler parses, calls the domain, and maps the answer.

mod auth;
mod docs;
mod events;
mod git_credentials;
mod health;
mod idempotency;
mod operator;
mod pod;
mod pools;
mod responses;
mod sessions;
mod users;
mod volumes;
mod well_known;
mod workspaces;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

use crate::error::ApiError;
use crate::http::{MAX_BODY_BYTES, log_requests, panic_to_problem, refuse_cross_site};
use crate::state::AppState;

/// The description of the API.
#[must_use]
pub fn openapi() -> Document {
    described().1
}

/// The whole API over `state`.
pub fn app(state: AppState) -> Router {
    let (router, api) = described();
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
        .layer(from_fn_with_state(state.metrics.clone(), log_requests))
        .with_state(state)
}

fn described() -> (Router<AppState>, Document) {
    let (router, api) = OpenApiRouter::with_openapi(docs::ApiDoc::openapi())
        .merge(auth::routes())
        .merge(events::routes())
        .merge(git_credentials::routes())
        .merge(health::routes())
        .merge(operator::routes())
        .merge(pod::routes())
        .merge(pools::routes())
        .merge(sessions::routes())
        .merge(users::routes())
        .merge(volumes::routes())
        .merge(well_known::routes())
        .merge(workspaces::routes())
        .split_for_parts();
    (router, docs::with_default_problem(api))
}

fn default_header(
    name: header::HeaderName,
    value: &'static str,
) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
