//! How an account looks to its owner.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::User;

/// A user.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserView {
    /// Never changes.
    #[schema(example = "5c1c9a36-7a4f-4c0e-9a8e-0f2f1d3c5b77")]
    id: String,
    /// Normalized.
    #[schema(example = "ada@example.com")]
    email: String,
    /// What to call them.
    #[schema(example = "Ada", required)]
    display_name: Option<String>,
    /// When they registered.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        // Without `..`: a new field is left out on purpose or not at all.
        let User { id, email, display_name, created_at, password_hash: _, tokens_valid_from: _ } =
            user;
        Self { id: id.to_string(), email, display_name, created_at }
    }
}
