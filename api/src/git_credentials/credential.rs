//! A user name and a password or token.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest user name, in bytes.
const MAX_USERNAME: usize = 256;
/// Longest password, in bytes: tokens are long.
const MAX_PASSWORD: usize = 4096;

/// What a git host knows someone by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GitCredential {
    /// Such as `ada`, or `oauth2` where there is only a token.
    pub username: String,
    /// The password or token.
    pub password: Secret,
}

/// A password or token. It does not show itself in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Password, min_length = 1, max_length = 4096)]
pub struct Secret(String);

impl GitCredential {
    /// What is wrong with the user name, for people.
    pub fn check_username(&self) -> Result<(), &'static str> {
        match self.username.len() {
            1..=MAX_USERNAME => one_line(&self.username),
            _ => Err("must be 1 to 256 bytes long"),
        }
    }

    /// What is wrong with the password, for people.
    pub fn check_password(&self) -> Result<(), &'static str> {
        match self.password.0.len() {
            1..=MAX_PASSWORD => one_line(&self.password.0),
            _ => Err("must be 1 to 4096 bytes long"),
        }
    }
}

/// Git is told a credential in lines: a line break would let one field write another.
fn one_line(text: &str) -> Result<(), &'static str> {
    if text.contains(char::is_control) {
        return Err("must not contain line breaks or other control characters");
    }
    Ok(())
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(username: &str, password: &str) -> GitCredential {
        GitCredential { username: username.to_owned(), password: password.into() }
    }

    #[test]
    fn no_field_can_write_another() {
        assert!(credential("ada", "t0ken").check_username().is_ok());
        assert!(credential("ada", "t0ken").check_password().is_ok());
        for wrong in ["", "a\nhost=evil", "a\r", "a\0", &"a".repeat(4097)] {
            assert!(credential(wrong, wrong).check_username().is_err(), "{wrong}");
            assert!(credential(wrong, wrong).check_password().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_password_does_not_show_itself() {
        assert!(!format!("{:?}", credential("ada", "t0ken")).contains("t0ken"));
    }
}
