//! Which passwords are taken (OWASP ASVS 5.0, 6.2).

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use utoipa::ToSchema;

use super::Email;

/// Shortest password, in characters.
pub const MIN_CHARACTERS: usize = 8;
/// Longest password, in characters. Nothing is cut off; beyond this it is refused.
pub const MAX_CHARACTERS: usize = 256;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password as it was typed. It does not show itself in logs.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Password, min_length = 8, max_length = 256)]
pub struct Password(String);

impl Password {
    /// What is wrong with it as a new password for `email`, for people.
    pub fn check(&self, email: Option<&Email>) -> Result<(), &'static str> {
        let length = self.0.chars().count();
        if length < MIN_CHARACTERS {
            return Err("must be at least 8 characters long");
        }
        if length > MAX_CHARACTERS {
            return Err("must be at most 256 characters long");
        }
        let lower = self.0.to_lowercase();
        if email.is_some_and(|email| email.as_str() == lower.trim()) {
            return Err("must not be the e-mail address");
        }
        if COMMON.contains(lower.as_str()) || is_one_character(&lower) {
            return Err("must not be one of the most common passwords");
        }
        Ok(())
    }

    /// Its bytes, exactly as they came.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether it is too long to have ever been taken.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.0.chars().nth(MAX_CHARACTERS).is_some()
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

fn is_one_character(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    characters.all(|character| Some(character) == first)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("short", false)]
    #[case("12345678", false)]
    #[case("PassWord1", false)]
    #[case("aaaaaaaaaa", false)]
    #[case("ada@example.com", false)]
    #[case("correct horse", true)]
    #[case("пароль-для-ады", true)]
    fn weak_passwords_are_refused(#[case] password: &str, #[case] taken: bool) {
        let email = Email::parse("ada@example.com").unwrap();
        assert_eq!(Password::from(password).check(Some(&email)).is_ok(), taken);
    }

    #[test]
    fn long_passwords_are_taken_and_too_long_ones_are_not() {
        let long = "ab".repeat(128);
        assert!(Password::from(long.as_str()).check(None).is_ok());
        assert!(Password::from(format!("{long}c").as_str()).check(None).is_err());
    }

    #[test]
    fn it_does_not_show_itself() {
        assert!(!format!("{:?}", Password::from("hunter2hunter2")).contains("hunter"));
    }
}
