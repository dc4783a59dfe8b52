//! A session as it is stored.

use std::fmt;

use coditect_token::LIFETIME_SECONDS;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How old `last_seen` becomes before it is written again.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// 128 random bits as hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(String);

impl SessionId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }

    /// The id as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SessionId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// The name of its workspace, once that is known.
    #[serde(default)]
    pub workspace: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends; its token ends then too.
    pub expires_at: Timestamp,
    /// When its token was last used, to the minute.
    pub last_seen: Timestamp,
}

impl Session {
    /// One that begins `now`.
    #[must_use]
    pub fn new(id: SessionId, workspace: Option<String>, now: Timestamp) -> Self {
        let lifetime = SignedDuration::from_secs(LIFETIME_SECONDS.try_into().unwrap_or_default());
        Self {
            id,
            workspace,
            created_at: now,
            expires_at: now.checked_add(lifetime).unwrap_or(Timestamp::MAX),
            last_seen: now,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// Whether `last_seen` is due.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen) >= SEEN_EVERY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_after_a_day_and_is_seen_by_the_minute() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let session = Session::new(SessionId::random(), None, at(0));
        assert!(!session.has_expired(at(24 * 60 * 60 - 1)));
        assert!(session.has_expired(at(24 * 60 * 60)));
        assert!(!session.is_due(at(59)));
        assert!(session.is_due(at(60)));
    }

    #[test]
    fn ids_are_long_and_differ() {
        let (a, b) = (SessionId::random(), SessionId::random());
        assert_eq!(a.as_str().len(), 32);
        assert_ne!(a, b);
    }
}
