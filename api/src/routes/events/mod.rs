//! `/api/events`: what changes for the caller, as server-sent events.

mod feed;
pub mod view;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::sse::{KeepAlive, Sse};
use coditect_token::extract;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::responses::{OutageProblems, ThrottleProblem, TokenProblems};
use crate::error::ApiError;
use crate::http::Caller;
use crate::state::AppState;

use feed::Feed;

/// Seconds after which a window may have been closed.
const RETRY_AFTER: u64 = 15;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Tells what changes for the caller, as server-sent events
///
/// First comes `snapshot` with all the caller's workspaces (data: `Snapshot`). After it, with
/// nothing left out between:
///
/// - `workspace` when one is new or has changed (data: `Workspace`, as it is now);
/// - `workspace-deleted` when one is gone (data: `WorkspaceDeleted`);
/// - `session` when the caller's sessions have changed and should be fetched again (data:
///   `SessionsChanged`).
///
/// Who reads slowly is told how things are, not each step of how they came to be so. Every 15
/// seconds there is a comment, if nothing else. The stream ends when the token expires or is
/// revoked (within 15 seconds), and when the server stops. After connecting again, all begins with
/// a snapshot.
#[utoipa::path(
    get,
    path = "/api/events",
    operation_id = "streamEvents",
    tag = "events",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The events", body = String, content_type = "text/event-stream"),
        TokenProblems,
        ThrottleProblem,
        OutageProblems
    )
)]
async fn events(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let subscription = state.changes.subscribe(&caller.user.id);
    let subscription =
        subscription.ok_or(ApiError::TooManyRequests { retry_after: RETRY_AFTER })?;
    let token = extract(&headers).map(|found| found.token().to_owned()).unwrap_or_default();
    let feed = Feed::new(state, token, subscription);
    let stream = Sse::new(feed.into_stream()).keep_alive(KeepAlive::default());
    Ok((unbuffered(), stream))
}

/// Proxies must pass on each event at once, and keep none.
const fn unbuffered() -> [(HeaderName, HeaderValue); 2] {
    [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // NGINX collects answers unless told otherwise.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ]
}
