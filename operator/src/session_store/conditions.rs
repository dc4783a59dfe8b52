//! What a pool's status says about its store: pure, from what was observed and planned.

use coditect_crds::{IdePool, IdePoolStatus, SessionStoreStatus, condition};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use serde::Serialize;

use condition::reason;

/// What there is to say about a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether clients can use it, why, and a sentence.
    pub ready: (bool, &'static str, String),
    /// What a person should look at, if anything.
    pub degraded: Option<(&'static str, String)>,
    /// The facts.
    pub store: SessionStoreStatus,
}

/// The part of a pool's status that is written here; the rest is the pool controller's.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StorePart {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_store: Option<SessionStoreStatus>,
}

impl StorePart {
    /// As the pool has it.
    #[must_use]
    pub fn of(status: &IdePoolStatus) -> Self {
        let is_own = |c: &&Condition| {
            [condition::SESSION_STORE_READY, condition::SESSION_STORE_DEGRADED].contains(&&*c.type_)
        };
        Self {
            conditions: status.conditions.iter().filter(is_own).cloned().collect(),
            session_store: status.session_store.clone(),
        }
    }

    /// As it should be from `now` on.
    #[must_use]
    pub fn after(pool: &IdePool, verdict: Verdict, now: &Time) -> Self {
        let mut part = pool.status.as_ref().map(Self::of).unwrap_or_default();
        let Verdict { ready: (is_ready, why, message), degraded, store } = verdict;
        let mut set = |type_, is_true, reason: &str, message: String| {
            let generation = pool.metadata.generation;
            let said = (is_true, reason, message);
            condition::say(&mut part.conditions, type_, said, generation, now);
        };
        set(condition::SESSION_STORE_READY, is_ready, why, message);
        let is_degraded = degraded.is_some();
        let (why, message) = degraded.unwrap_or_else(|| {
            (reason::AS_EXPECTED, "nothing needs a person's attention".to_owned())
        });
        set(condition::SESSION_STORE_DEGRADED, is_degraded, why, message);
        part.session_store = Some(store);
        part
    }
}
