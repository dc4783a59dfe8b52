//! Makes accounts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::{Email, Password, Registration, User, UserId};
use crate::display_name::check_display_name;
use crate::error::ApiError;
use crate::http::{Body, ClientAddress, Validate, Violations};
use crate::routes::responses::{BodyProblems, ConflictProblem, OutageProblems, ThrottleProblem};
use crate::routes::users::UserView;
use crate::state::AppState;

/// Who wants an account.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Register {
    /// Case and surrounding space make no difference.
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// At least 8 characters; the most common ones are refused.
    password: Password,
    /// What to call them.
    #[schema(example = "Ada", max_length = 100)]
    display_name: Option<String>,
}

/// The account that was made.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    /// It.
    user: UserView,
}

impl Validate for Register {
    fn validate(&self, violations: &mut Violations) {
        let email = Email::parse(&self.email);
        violations.note("password", self.password.check(email.as_ref().ok()).err());
        violations.note("email", email.err());
        if let Some(name) = &self.display_name {
            violations.note("displayName", check_display_name(name).err());
        }
    }
}

/// Makes an account
#[utoipa::path(
    post,
    path = "/api/auth/register",
    operation_id = "register",
    tag = "auth",
    security(()),
    request_body = Register,
    responses(
        (status = 201, description = "The account was made", body = Registered),
        BodyProblems,
        ConflictProblem,
        ThrottleProblem,
        OutageProblems
    )
)]
pub async fn register(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Body(body): Body<Register>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    state.throttle.address(address)?;
    let email = Email::parse(&body.email).map_err(|why| ApiError::field("email", why))?;
    let user = User {
        id: UserId::random(),
        email: email.to_string(),
        display_name: body.display_name.map(|name| name.trim().to_owned()),
        password_hash: state.hasher.hash(body.password).await?,
        created_at: state.clock.now(),
        tokens_valid_from: 0,
    };
    match state.accounts.register(user.clone()).await? {
        Registration::Done => Ok((StatusCode::CREATED, Json(Registered { user: user.into() }))),
        Registration::EmailTaken => {
            Err(ApiError::Conflict("there is an account with this e-mail address".to_owned()))
        }
    }
}
