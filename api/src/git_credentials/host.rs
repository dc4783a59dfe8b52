//! The host that a credential is for.

use std::fmt;

/// Longest name that DNS carries, and a port.
const MAX_LENGTH: usize = 253 + ":65535".len();

/// `git.example.com` or `git.example.com:8443`, in lower case: what git calls `host` when it asks
/// for a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHost(String);

impl GitHost {
    /// Normalizes and checks `text`. The error says what is wrong, for people.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "must be a host, such as git.example.com or git.example.com:8443";
        let host = text.to_ascii_lowercase();
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host.as_str(), None),
        };
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
        let is_label = |label: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            label.starts_with(plain)
                && label.ends_with(plain)
                && label.chars().all(|c| plain(c) || c == '-')
        };
        if host.len() > MAX_LENGTH || !name.split('.').all(is_label) || !port.is_none_or(is_port) {
            return Err(WRONG);
        }
        Ok(Self(host))
    }

    /// The normalized host.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GitHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_with_or_without_a_port() {
        for host in ["git.example.com", "localhost", "10.0.0.1:3000", "a_b.c-d:65535"] {
            assert_eq!(GitHost::parse(host).map(|host| host.to_string()).as_deref(), Ok(host));
        }
        assert_eq!(GitHost::parse("Git.Example.COM").unwrap().as_str(), "git.example.com");
    }

    #[test]
    fn what_is_no_host_is_refused() {
        let long = "a".repeat(300);
        for wrong in [
            "",
            ".",
            "a..b",
            "-a",
            "a-",
            "a b",
            "a/b",
            "u@a",
            "https://a",
            "a:",
            "a:0",
            "a:65536",
            "a:b",
            "a:1:2",
            "[::1]",
            "a\nb",
            &long,
        ] {
            assert!(GitHost::parse(wrong).is_err(), "{wrong}");
        }
    }
}
