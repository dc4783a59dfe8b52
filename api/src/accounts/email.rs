//! E-mail addresses as names of accounts.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

/// The longest address that SMTP can carry.
const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;

/// An address in the one form in which it is stored and compared: without space around it, in
/// NFKC and lower case. Two spellings that look the same are one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Normalizes and checks `text`. The error says what is wrong, for people. Whether mail
    /// arrives is not known from looking, so only what can never be an address is refused.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let email: String = text.trim().nfkc().collect::<String>().to_lowercase();
        if email.len() > MAX_BYTES {
            return Err("must be at most 254 bytes long");
        }
        let Some((local, domain)) = email.rsplit_once('@') else {
            return Err("must be an e-mail address, such as ada@example.com");
        };
        let odd = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>[\\]".contains(c);
        if local.is_empty() || local.contains('@') || email.contains(odd) {
            return Err("must be an e-mail address, such as ada@example.com");
        }
        if local.len() > MAX_LOCAL_BYTES {
            return Err("must have at most 64 bytes before the @");
        }
        if domain.split('.').any(str::is_empty) {
            return Err("must have a domain after the @, such as example.com");
        }
        Ok(Self(email))
    }

    /// The normalized address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_one() {
        let plain = Email::parse("ada@example.com").unwrap();
        for other in [" Ada@Example.COM ", "\tADA@example.com\n", "ａｄａ@example.com"] {
            assert_eq!(Email::parse(other).as_ref(), Ok(&plain), "{other}");
        }
    }

    #[test]
    fn what_can_be_no_address_is_refused() {
        for wrong in ["", "ada", "@example.com", "ada@", "a@b@c.d", "a b@c.d", "a@b..c", "a@.c"] {
            assert!(Email::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(65))).is_err());
        assert!(Email::parse(&format!("a@{}.com", "b".repeat(255))).is_err());
    }

    #[test]
    fn a_host_without_a_dot_is_an_address_too() {
        assert!(Email::parse("ada@localhost").is_ok());
    }
}
