//! Who sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coditect_token::{Claims, Presented, extract};
use futures::FutureExt as _;
use jiff::Timestamp;

use super::cross_site::{Origin, origin};
use crate::accounts::{User, UserId, read_user};
use crate::error::ApiError;
use crate::sessions::{Session, SessionId, read_session};
use crate::state::{AppState, State};
use crate::store::StoreError;
use crate::tokens::Scope;

/// A person with a good token.
pub struct Caller {
    /// Their account.
    pub user: User,
    /// What the token says.
    pub claims: Claims,
    /// The session that the token belongs to, if it belongs to one.
    pub session: Option<Session>,
    /// When all this was so: before anything of it was read.
    pub at: Timestamp,
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

/// The user and the session of a token, in one transaction: every request waits for it.
async fn read(
    state: &State,
    claims: &Claims,
    at: Timestamp,
) -> Result<(Option<User>, Option<Session>), StoreError> {
    let user = UserId::from(claims.sub.as_str());
    let session = claims.sid.as_deref().map(SessionId::from);
    state
        .database
        .read(move |transaction| {
            let (user, session) = (user.clone(), session.clone());
            async move {
                let session = match session {
                    Some(id) => read_session(transaction, &user, &id, at).await?,
                    None => None,
                };
                Ok((read_user(transaction, &user).await?, session))
            }
            .boxed()
        })
        .await
}

impl Caller {
    /// Who holds `token`, and uses it now. All that can be wrong with it looks the same from
    /// outside.
    pub async fn of_token(state: &State, token: &str) -> Result<Self, ApiError> {
        let caller = Self::look_up(state, token).await?;
        if let Some(session) = caller.session.as_ref().filter(|session| session.is_due(caller.at)) {
            state.sessions.touch(&caller.user.id, &session.id, caller.at).await?;
        }
        Ok(caller)
    }

    /// As [`Self::of_token`], but is no use of it.
    pub async fn look_up(state: &State, token: &str) -> Result<Self, ApiError> {
        let at = state.clock.now();
        let claims = state.tokens.verify(token, at).map_err(|error| {
            tracing::debug!(%error, "refused a token");
            NOT_LOGGED_IN
        })?;
        let (user, session) = read(state, &claims, at).await?;
        let user = user.ok_or(NOT_LOGGED_IN)?;
        // A token whose session was ended is good for nothing.
        let has_ended = claims.sid.is_some() && session.is_none();
        if has_ended || claims.iat < user.tokens_valid_from {
            return Err(NOT_LOGGED_IN);
        }
        Ok(Self { user, claims, session, at })
    }

    /// What their next token is to be bound to.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope { session: self.claims.sid.clone(), workspace: self.claims.workspace.clone() }
    }
}
