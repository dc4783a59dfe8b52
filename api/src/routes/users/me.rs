//! Who the caller is, and what to call them.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::view::UserView;
use crate::display_name::check_display_name;
use crate::error::ApiError;
use crate::http::{Body, Caller, Validate, Violations};
use crate::routes::responses::{BodyProblems, OutageProblems, TokenProblems};
use crate::state::AppState;

/// What shall change.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateUser {
    /// What to call them; null for nothing in particular.
    #[serde(deserialize_with = "nullable")]
    #[schema(example = "Ada", max_length = 100, required)]
    display_name: Option<String>,
}

impl Validate for UpdateUser {
    fn validate(&self, violations: &mut Violations) {
        if let Some(name) = &self.display_name {
            violations.note("displayName", check_display_name(name).err());
        }
    }
}

/// Shows the caller's account
#[utoipa::path(
    get,
    path = "/api/users/me",
    operation_id = "getMe",
    tag = "users",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The account", body = UserView),
        TokenProblems,
        OutageProblems
    )
)]
pub async fn read(caller: Caller) -> Json<UserView> {
    Json(caller.user.into())
}

/// Changes the caller's account
#[utoipa::path(
    patch,
    path = "/api/users/me",
    operation_id = "updateMe",
    tag = "users",
    request_body = UpdateUser,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The account as it is now", body = UserView),
        BodyProblems,
        TokenProblems,
        OutageProblems
    )
)]
pub async fn update(
    State(state): State<AppState>,
    caller: Caller,
    Body(body): Body<UpdateUser>,
) -> Result<Json<UserView>, ApiError> {
    let name = body.display_name.map(|name| name.trim().to_owned());
    let user = state.accounts.rename(&caller.user.id, name).await?;
    let user = user.ok_or(ApiError::NotFound("there is no such user"))?;
    Ok(Json(user.into()))
}

/// Null is a value here, and absence is not the same.
fn nullable<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(value)
}
