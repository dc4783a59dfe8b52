//! Keeps pages of other sites from acting in a person's name.
//!
//! Each workspace has a host of its own, and a page there is another origin too.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use coditect_service::PublicUrl;
use coditect_token::{Presented, extract};

use crate::error::ApiError;
use crate::state::AppState;

/// Whose page sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The public site's.
    Ours,
    /// Another's.
    Foreign,
    /// Nobody says: no browser, or an old one.
    Unknown,
}

/// Reads it from the headers that a browser sets and no page can.
#[must_use]
pub fn origin(headers: &HeaderMap, public_url: &PublicUrl) -> Origin {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let is_ours = origin.as_bytes() == public_url.to_string().as_bytes();
        return if is_ours { Origin::Ours } else { Origin::Foreign };
    }
    match headers.get("sec-fetch-site").map(axum::http::HeaderValue::as_bytes) {
        Some(b"same-origin") => Origin::Ours,
        Some(_) => Origin::Foreign,
        None => Origin::Unknown,
    }
}

/// Refuses what a page of another site sends, unless it has the token itself.
pub async fn refuse_cross_site(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let has_token = matches!(extract(headers), Some(Presented::Bearer(_)));
    let is_foreign = origin(headers, &state.settings.public_url) == Origin::Foreign;
    if !request.method().is_safe() && is_foreign && !has_token {
        return ApiError::Forbidden("requests from other sites are refused").into_response();
    }
    next.run(request).await
}
