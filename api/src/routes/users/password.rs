//! Changes passwords.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::{Email, Password, User, Verdict};
use crate::error::ApiError;
use crate::http::{Body, Caller, ClientAddress, Validate, Violations, cookie};
use crate::routes::responses::{
    BodyProblems, ConflictProblem, OutageProblems, ThrottleProblem, TokenProblems,
};
use crate::state::{AppState, State as Api};
use crate::tokens::Tokens;

/// The password as it is and as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePassword {
    /// As it is: a token alone must not be enough to lock its owner out.
    current_password: Password,
    /// At least 8 characters; the most common ones are refused.
    new_password: Password,
}

impl Validate for ChangePassword {
    /// Without the e-mail address, which only the handler knows.
    fn validate(&self, violations: &mut Violations) {
        violations.note("newPassword", self.new_password.check(None).err());
    }
}

/// Changes the caller's password
///
/// Ends the caller's other sessions, and refuses every token that was signed before. The answer
/// sets a new token as a cookie, bound to the same session as the old one, so that the caller
/// stays logged in; who keeps tokens elsewhere logs in again.
///
/// The gateway checks tokens by their signature alone: until they expire (a day at most), it still
/// opens workspaces to those that are refused here.
#[utoipa::path(
    put,
    path = "/api/users/me/password",
    operation_id = "changePassword",
    tag = "users",
    request_body = ChangePassword,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "The password is changed"),
        BodyProblems,
        TokenProblems,
        ConflictProblem,
        ThrottleProblem,
        OutageProblems
    )
)]
pub async fn change(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    Body(body): Body<ChangePassword>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), ApiError> {
    state.throttle.address(address)?;
    let email = Email::parse(&caller.user.email).map_err(|why| ApiError::Internal(why.into()))?;
    state.throttle.account(&email)?;
    let check = body.new_password.check(Some(&email));
    check.map_err(|why| ApiError::field("newPassword", why))?;
    verify(&state, &caller.user, body.current_password).await?;
    let user = replace(&state, &caller.user, body.new_password).await?;
    end_other_sessions(&state, &caller).await;
    // The token of a session ends with it.
    let since = caller.session.as_ref().map_or(caller.at, |session| session.created_at);
    let token = state.tokens.issue(&user, caller.scope(), since)?;
    Ok((StatusCode::NO_CONTENT, cookie::set(&token, &state.settings.public_url)))
}

async fn verify(state: &Api, user: &User, password: Password) -> Result<(), ApiError> {
    let is_wrong = password.is_too_long()
        || state.hasher.verify(password, Some(&user.password_hash)).await? == Verdict::Wrong;
    if is_wrong { Err(ApiError::field("currentPassword", "is wrong")) } else { Ok(()) }
}

async fn replace(state: &Api, user: &User, password: Password) -> Result<User, ApiError> {
    let hash = state.hasher.hash(password).await?;
    let now = state.clock.now();
    let valid_from = Tokens::valid_after(now);
    let old = user.password_hash.clone();
    let user = state.accounts.change_password(&user.id, old, hash, valid_from, now).await?;
    user.ok_or_else(|| ApiError::Conflict("the password was changed meanwhile".to_owned()))
}

/// Their tokens are refused already: should this fail, they are listed until they expire.
async fn end_other_sessions(state: &Api, caller: &Caller) {
    let kept = caller.session.as_ref().map(|session| &session.id);
    if let Err(error) = state.sessions.remove_others(&caller.user.id, kept, caller.at).await {
        tracing::warn!(%error, "failed to end the sessions of a changed password");
    }
}
