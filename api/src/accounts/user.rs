//! A person's account.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Names a user for ever, also as `spec.owner` of a Workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// The id as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for UserId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Made once, never given to another.
    pub id: UserId,
    /// Normalized.
    pub email: String,
    /// What to call them.
    #[serde(default)]
    pub display_name: Option<String>,
    /// A PHC string.
    pub password_hash: String,
    /// When they registered.
    pub created_at: Timestamp,
    /// Tokens that were signed before this second (since the Unix epoch) are refused.
    #[serde(default)]
    pub tokens_valid_from: u64,
}
