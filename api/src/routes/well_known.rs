//! The public keys, with which anyone can check a token.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use coditect_token::JwkSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(jwks))
}

/// The public keys.
// For the description only: what is sent is a `JwkSet`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by nobody but the derive")]
struct KeySet {
    /// Each as a JWK.
    keys: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The public keys as a JWK set (RFC 7517)
#[utoipa::path(
    get,
    path = "/api/.well-known/jwks.json",
    operation_id = "getKeys",
    tag = "auth",
    security(()),
    responses((status = 200, description = "The keys", body = KeySet))
)]
async fn jwks(State(state): State<AppState>) -> ([(HeaderName, HeaderValue); 1], Json<JwkSet>) {
    // Short, so that a new key is known soon.
    let cached = HeaderValue::from_static("public, max-age=300");
    ([(header::CACHE_CONTROL, cached)], Json(state.tokens.jwks()))
}
