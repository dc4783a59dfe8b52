//! Takes the cookie back.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};

use crate::http::cookie;
use crate::routes::responses::CrossSiteProblem;
use crate::state::AppState;

/// Removes the cookie
///
/// A token that was kept elsewhere is good until it expires; that of a session can be ended by
/// deleting the session.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    operation_id = "logout",
    tag = "auth",
    security(()),
    responses((status = 204, description = "The cookie is removed"), CrossSiteProblem)
)]
pub async fn logout(State(state): State<AppState>) -> (StatusCode, [(HeaderName, HeaderValue); 1]) {
    (StatusCode::NO_CONTENT, cookie::clear(&state.settings.public_url))
}
