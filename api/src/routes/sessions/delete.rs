//! Ends sessions.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use crate::error::ApiError;
use crate::http::{Caller, PathName, cookie};
use crate::routes::responses::{MissingProblem, OutageProblems, TokenProblems};
use crate::sessions::SessionId;
use crate::state::AppState;

/// Ends a session
///
/// Its token is good for nothing from then on. The workspace and its files stay.
#[utoipa::path(
    delete,
    path = "/api/sessions/{id}",
    operation_id = "deleteSession",
    tag = "sessions",
    params(("id" = String, Path, description = "Its id")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "It is over"),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    PathName(id): PathName,
) -> Result<Response, ApiError> {
    let id = SessionId::from(id.as_str());
    if !state.sessions.remove(&caller.user.id, &id, caller.at).await? {
        return Err(ApiError::NotFound("there is no such session"));
    }
    let ended_itself = caller.session.is_some_and(|session| session.id == id);
    Ok(if ended_itself {
        (StatusCode::NO_CONTENT, cookie::clear(&state.settings.public_url)).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}
