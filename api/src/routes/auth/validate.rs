//! Says whose a token is.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use coditect_token::extract;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{Caller, OptionalBody, Validate, Violations};
use crate::routes::responses::{BodyProblems, OutageProblems, TokenProblems};
use crate::routes::users::UserView;
use crate::state::AppState;

/// Which token; when absent, that of the request itself.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateToken {
    /// The token.
    token: Option<String>,
}

/// A good token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Validated {
    /// Always true; a bad token is a 401.
    valid: bool,
    /// Whose it is.
    user: UserView,
    /// When it ceases to be good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The session it belongs to, if it belongs to one.
    #[schema(required)]
    session: Option<ValidatedSession>,
}

/// The session of a token.
#[derive(Serialize, ToSchema)]
pub struct ValidatedSession {
    /// Its id.
    id: String,
    /// Its workspace as `<namespace>/<name>`.
    #[schema(required)]
    workspace: Option<String>,
}

impl Validate for ValidateToken {
    fn validate(&self, _: &mut Violations) {}
}

/// Says whether a token is good, and whose it is
#[utoipa::path(
    post,
    path = "/api/auth/validate",
    operation_id = "validateToken",
    tag = "auth",
    request_body = Option<ValidateToken>,
    security(("bearer" = []), ("cookie" = []), ()),
    responses(
        (status = 200, description = "The token is good", body = Validated),
        BodyProblems,
        TokenProblems,
        OutageProblems
    )
)]
pub async fn validate(
    State(state): State<AppState>,
    headers: HeaderMap,
    OptionalBody(body): OptionalBody<ValidateToken>,
) -> Result<Json<Validated>, ApiError> {
    let token = body.token.as_deref().or_else(|| extract(&headers).map(|found| found.token()));
    let token = token.ok_or(ApiError::Unauthorized("a valid token is required"))?;
    // It changes nothing, so a cookie is taken from anywhere; no other site can read the answer.
    Caller::of_token(&state, token).await.map(|caller| Json(answer(caller)))
}

fn answer(caller: Caller) -> Validated {
    let Caller { user, claims, session, at: _ } = caller;
    let expires_at = claims.exp.try_into().ok().and_then(|at| Timestamp::from_second(at).ok());
    Validated {
        valid: true,
        user: user.into(),
        expires_at: expires_at.unwrap_or(Timestamp::MAX),
        session: session.map(|session| ValidatedSession {
            id: session.id.to_string(),
            workspace: claims.workspace,
        }),
    }
}
