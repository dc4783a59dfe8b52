//! Gives tokens for passwords.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use coditect_token::LIFETIME_SECONDS;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::{Email, Password, User, Verdict};
use crate::audit::{Event, audit_after};
use crate::error::ApiError;
use crate::http::{Body, ClientAddress, Validate, Violations, cookie};
use crate::routes::responses::{BodyProblems, LoginProblem, OutageProblems, ThrottleProblem};
use crate::routes::users::UserView;
use crate::state::{AppState, State as Api};
use crate::tokens::Scope;

/// The same for an unknown address, so that nobody learns who has an account.
const WRONG: ApiError = ApiError::Unauthorized("the e-mail address or the password is wrong");

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// As registered; case makes no difference.
    #[schema(example = "ada@example.com")]
    email: String,
    /// Exactly as registered.
    password: Password,
}

/// A token and whose it is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoggedIn {
    /// To be sent in `Authorization: Bearer`.
    token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until it expires.
    #[schema(example = 86400)]
    expires_in: u64,
    /// Whose it is.
    user: UserView,
}

impl Validate for Login {
    /// Nothing but the types: whether there is such an account is not for everyone to know.
    fn validate(&self, _: &mut Violations) {}
}

/// Logs in
///
/// The token is also set as a cookie.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    operation_id = "login",
    tag = "auth",
    security(()),
    request_body = Login,
    responses(
        (status = 200, description = "Logged in", body = LoggedIn),
        BodyProblems,
        LoginProblem,
        ThrottleProblem,
        OutageProblems
    )
)]
pub async fn login(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Body(body): Body<Login>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<LoggedIn>), ApiError> {
    state.throttle.address(address)?;
    let now = state.clock.now();
    let user = authenticate(&state, &body.email, body.password).await.inspect_err(|error| {
        if matches!(error, ApiError::Unauthorized(_)) {
            state.metrics.logged_in(false);
        }
    })?;
    state.metrics.logged_in(true);
    let event = Event::LoggedIn { address: address.to_string() };
    audit_after(&state.database, now, &user.id, event).await;
    let token = state.tokens.issue(&user, Scope::default(), now)?;
    let cookie = cookie::set(&token, &state.settings.public_url);
    let answer =
        LoggedIn { token, token_type: "Bearer", expires_in: LIFETIME_SECONDS, user: user.into() };
    Ok((cookie, Json(answer)))
}

/// Takes as long for an unknown address as for a wrong password.
async fn authenticate(state: &Api, email: &str, password: Password) -> Result<User, ApiError> {
    let email = Email::parse(email).map_err(|_| WRONG)?;
    state.throttle.account(&email)?;
    if password.is_too_long() {
        return Err(WRONG);
    }
    let user = state.accounts.by_email(&email).await?;
    let hash = user.as_ref().map(|user| user.password_hash.as_str());
    match (state.hasher.verify(password, hash).await?, user) {
        (Verdict::Right, Some(user)) => Ok(user),
        (Verdict::Rehashed(new), Some(user)) => {
            state.accounts.replace_hash(&user.id, user.password_hash.clone(), new).await?;
            Ok(user)
        }
        _ => Err(WRONG),
    }
}
