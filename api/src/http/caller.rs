//! Who sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coditect_token::{Claims, Presented, extract};

use super::cross_site::{Origin, origin};
use crate::accounts::{User, UserId};
use crate::error::ApiError;
use crate::sessions::{Session, SessionId};
use crate::state::{AppState, State};

/// A person with a good token.
pub struct Caller {
    /// Their account.
    pub user: User,
    /// What the token says.
    pub claims: Claims,
    /// The session that the token belongs to, if it belongs to one.
    pub session: Option<Session>,
}

const NOT_LOGGED_IN: ApiError = ApiError::Unauthorized("a valid token is required");

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let presented = extract(&parts.headers).ok_or(NOT_LOGGED_IN)?;
        let by_cookie = matches!(presented, Presented::Cookie(_));
        let ours = origin(&parts.headers, &state.settings.public_url) == Origin::Ours;
        // A browser adds the cookie whoever made it send the request.
        if by_cookie && !parts.method.is_safe() && !ours {
            return Err(ApiError::Forbidden("a cookie needs an Origin header of this site"));
        }
        Self::of_token(state, presented.token()).await
    }
}

impl Caller {
    /// Who holds `token`. All that can be wrong with it looks the same from outside.
    pub async fn of_token(state: &State, token: &str) -> Result<Self, ApiError> {
        let now = state.clock.now();
        let claims = state.tokens.verify(token, now).map_err(|error| {
            tracing::debug!(%error, "refused a token");
            NOT_LOGGED_IN
        })?;
        let id = UserId::from(claims.sub.as_str());
        let user = state.accounts.by_id(&id).await?.ok_or(NOT_LOGGED_IN)?;
        let session = match claims.sid.as_deref() {
            Some(session) => Some(session_of(state, &id, &session.into()).await?),
            None => None,
        };
        Ok(Self { user, claims, session })
    }
}

/// A token whose session was ended is good for nothing.
async fn session_of(state: &State, user: &UserId, id: &SessionId) -> Result<Session, ApiError> {
    let now = state.clock.now();
    let session = state.sessions.get(user, id, now).await?.ok_or(NOT_LOGGED_IN)?;
    if session.is_due(now) {
        state.sessions.touch(user, id, now).await?;
    }
    Ok(session)
}
