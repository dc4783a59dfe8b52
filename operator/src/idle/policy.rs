//! When a workspace that runs is told that it will be suspended, and when it is: a pure decision.
//!
//! ```text
//!   no activity ──► told on its pod ──► the pod confirms it ──► time is up ──► suspended
//!        ▲                │
//!        └── activity ────┘
//! ```
//!
//! No news is no reason: without an answer of the API nothing changes, and a pod that has not
//! confirmed to the API that it shows the notice might be cut off while somebody works in it.

use std::time::Duration;

use coditect_crds::{IdePoolSpec, WorkspaceSpec};
use jiff::{Timestamp, Unit};

use super::pressure::FullVolumes;
use crate::slot::SuspendReason;

/// How exactly the API knows when somebody was at work: to the minute, never later than they were.
const KNOWN_TO: Duration = Duration::from_mins(1);

/// What a workspace asks for in place of its pool's limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    suspend_after: Option<Duration>,
    max_lifetime: Option<Duration>,
}

impl Wanted {
    /// By `spec`.
    #[must_use]
    pub fn of(spec: &WorkspaceSpec) -> Self {
        let suspend_after = spec.idle.as_ref().and_then(|idle| idle.suspend_after.as_ref());
        Self {
            suspend_after: suspend_after.map(coditect_crds::Duration::get),
            max_lifetime: spec.max_lifetime.as_ref().map(coditect_crds::Duration::get),
        }
    }
}

/// How long one workspace may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Without activity, and why not longer.
    pub idle: Option<(Duration, SuspendReason)>,
    /// In all.
    pub lifetime: Option<Duration>,
    /// How long before the end its owner is told.
    pub warn_before: Duration,
}

impl Limits {
    /// What holds for a workspace of a pool: its own wish, within the pool's bounds; the pool's
    /// limit for outdated ones, if it is one and that is shorter.
    #[must_use]
    pub fn of(pool: &IdePoolSpec, wanted: Wanted, is_outdated: bool) -> Self {
        let get = |duration: &Option<coditect_crds::Duration>| {
            duration.as_ref().map(coditect_crds::Duration::get)
        };
        let policy = &pool.idle;
        let default = get(&policy.suspend_after);
        let longest = get(&policy.max_suspend_after).or(default);
        let idle = wanted.suspend_after.or(default).map(|wanted| {
            let wanted = longest.map_or(wanted, |longest| wanted.min(longest));
            get(&policy.min_suspend_after).map_or(wanted, |shortest| wanted.max(shortest))
        });
        let outdated = get(&pool.rollout.suspend_idle_after).filter(|_| is_outdated);
        let idle = [
            idle.map(|after| (after, SuspendReason::Idle)),
            outdated.map(|after| (after, SuspendReason::Outdated)),
        ];
        let lifetimes = [wanted.max_lifetime, get(&pool.max_lifetime)];
        Self {
            idle: idle.into_iter().flatten().min_by_key(|(after, _)| *after),
            lifetime: lifetimes.into_iter().flatten().min(),
            warn_before: policy.warn_before.get(),
        }
    }

    /// None, for now: what was told is taken back.
    #[must_use]
    pub const fn lifted(self) -> Self {
        Self { idle: None, lifetime: None, ..self }
    }

    /// Whether there is any.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.idle.is_some() || self.lifetime.is_some()
    }
}

/// What is known of a workspace that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Since when it runs, as its owner's.
    pub since: Timestamp,
    /// What the API has heard of it; `None` when the API did not answer.
    pub heard: Option<Heard>,
    /// What its owner was told.
    pub told: Option<(Timestamp, SuspendReason)>,
}

/// What its pod has told the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// When somebody last did something.
    pub last_activity: Option<Timestamp>,
    /// The time of suspension that it shows.
    pub notice_seen: Option<Timestamp>,
    /// Which volumes are full.
    pub full: FullVolumes,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// Tell its owner when and why it will be suspended, or that it will not.
    Tell(Option<(Timestamp, SuspendReason)>),
    /// Suspend it.
    Suspend(SuspendReason),
}

/// Decides the next step.
#[must_use]
pub fn step(limits: &Limits, life: &Life, now: Timestamp) -> Step {
    let lifetime = limits.lifetime.and_then(|lifetime| {
        notice(life, SuspendReason::MaxLifetime, life.since, lifetime, limits.warn_before, now)
    });
    let idle = match (life.heard, limits.idle) {
        (Some(heard), Some((after, reason))) => {
            let last = heard.last_activity.and_then(|last| last.checked_add(KNOWN_TO).ok());
            let last = last.map_or(life.since, |last| last.max(life.since));
            // Half of a short time is enough of a warning.
            let warn_before = limits.warn_before.min(after / 2);
            notice(life, reason, last, after, warn_before, now)
        }
        (None, Some(_)) => life.told.filter(|(_, reason)| reason.is_disuse()),
        (_, None) => None,
    };
    let due = [lifetime, idle].into_iter().flatten().min_by_key(|(at, _)| *at);
    if due != life.told {
        return Step::Tell(due);
    }
    match due {
        Some((at, reason)) if at <= now && may_happen(reason, at, life.heard) => {
            Step::Suspend(reason)
        }
        _ => Step::Wait,
    }
}

fn may_happen(reason: SuspendReason, at: Timestamp, heard: Option<Heard>) -> bool {
    !reason.is_disuse() || heard.is_some_and(|heard| heard.notice_seen == Some(at))
}

/// What is to be told of an end that comes `length` after `start`. A time that was told stays, as
/// long as the end does not come later; nobody has less than `warn_before`.
fn notice(
    life: &Life,
    reason: SuspendReason,
    start: Timestamp,
    length: Duration,
    warn_before: Duration,
    now: Timestamp,
) -> Option<(Timestamp, SuspendReason)> {
    let end = start.checked_add(length).ok()?;
    let warn_at = end.checked_sub(warn_before).unwrap_or(Timestamp::MIN);
    if now < warn_at {
        return None;
    }
    let earliest = now.checked_add(warn_before).unwrap_or(Timestamp::MAX);
    match life.told {
        Some((at, told)) if told == reason && end <= at => Some((at, reason)),
        _ => Some((whole_second(end.max(earliest)), reason)),
    }
}

/// Rounded up, so that what was told is never before the end that it tells of.
fn whole_second(time: Timestamp) -> Timestamp {
    let rounding = jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Ceil);
    time.round(rounding).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    use SuspendReason::{Idle, MaxLifetime, Outdated};

    const MINUTE: Duration = Duration::from_mins(1);

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    /// An hour without activity, told ten minutes before.
    fn hour() -> Limits {
        Limits { idle: Some((60 * MINUTE, Idle)), lifetime: None, warn_before: 10 * MINUTE }
    }

    fn life(last_activity: i64, told: Option<i64>, seen: Option<i64>) -> Life {
        Life {
            since: at(0),
            heard: Some(Heard {
                last_activity: Some(at(last_activity)),
                notice_seen: seen.map(at),
                full: FullVolumes::default(),
            }),
            told: told.map(|minute| (at(minute), Idle)),
        }
    }

    #[test]
    fn an_idle_workspace_is_told_and_then_suspended() {
        assert_eq!(step(&hour(), &life(4, None, None), at(54)), Step::Wait);
        assert_eq!(step(&hour(), &life(4, None, None), at(55)), Step::Tell(Some((at(65), Idle))));
        assert_eq!(step(&hour(), &life(4, Some(65), Some(65)), at(64)), Step::Wait);
        assert_eq!(step(&hour(), &life(4, Some(65), Some(65)), at(65)), Step::Suspend(Idle));
    }

    #[test]
    fn activity_takes_the_notice_back() {
        assert_eq!(step(&hour(), &life(60, Some(65), Some(65)), at(65)), Step::Tell(None));
    }

    #[test]
    fn a_pod_that_has_not_confirmed_the_notice_is_not_suspended() {
        assert_eq!(step(&hour(), &life(4, Some(65), None), at(90)), Step::Wait);
        assert_eq!(step(&hour(), &life(4, Some(65), Some(30)), at(90)), Step::Wait);
    }

    #[test]
    fn without_news_nothing_changes() {
        let silent = |told| Life { heard: None, ..life(0, told, Some(65)) };
        assert_eq!(step(&hour(), &silent(None), at(500)), Step::Wait);
        assert_eq!(step(&hour(), &silent(Some(65)), at(500)), Step::Wait);
    }

    #[test]
    fn one_who_is_told_late_has_the_whole_time_of_the_warning() {
        let long_ago = life(0, None, None);
        assert_eq!(step(&hour(), &long_ago, at(500)), Step::Tell(Some((at(510), Idle))));
    }

    #[test]
    fn a_lifetime_ends_whatever_is_done_and_needs_no_news() {
        let limits = Limits { idle: None, lifetime: Some(60 * MINUTE), ..hour() };
        let silent = Life { heard: None, told: None, since: at(0) };
        assert_eq!(step(&limits, &silent, at(50)), Step::Tell(Some((at(60), MaxLifetime))));
        let told = Life { told: Some((at(60), MaxLifetime)), ..silent };
        assert_eq!(step(&limits, &told, at(59)), Step::Wait);
        assert_eq!(step(&limits, &told, at(60)), Step::Suspend(MaxLifetime));
        let none = Limits { lifetime: None, ..limits };
        assert_eq!(step(&none, &told, at(60)), Step::Tell(None));
        assert_eq!(step(&limits.lifted(), &told, at(60)), Step::Tell(None));
    }

    #[test]
    fn a_workspace_gets_what_it_asks_for_within_the_bounds() {
        let pool = |idle: serde_json::Value| -> IdePoolSpec {
            serde_json::from_value(serde_json::json!({"image": "i", "idle": idle})).unwrap()
        };
        let idle = |pool: &IdePoolSpec, minutes: Option<u32>| {
            let wanted = Wanted { suspend_after: minutes.map(|m| m * MINUTE), max_lifetime: None };
            Limits::of(pool, wanted, false).idle.map(|(idle, _)| idle.as_secs() / 60)
        };
        let bounded = pool(serde_json::json!({
            "suspendAfter": "2h", "minSuspendAfter": "30m", "maxSuspendAfter": "8h",
        }));
        let got = [None, Some(60), Some(1), Some(1000)].map(|wanted| idle(&bounded, wanted));
        assert_eq!(got, [Some(120), Some(60), Some(30), Some(480)]);
        let plain = pool(serde_json::json!({"suspendAfter": "2h"}));
        assert_eq!(idle(&plain, Some(1000)), Some(120), "not longer than the pool's own");
        let none = pool(serde_json::json!({}));
        assert_eq!([idle(&none, None), idle(&none, Some(5))], [None, Some(5)]);
    }

    #[test]
    fn an_outdated_one_gets_the_shorter_time() {
        let idle = |after: &str, wanted: Option<u32>, is_outdated: bool| {
            let pool = serde_json::json!({"image": "i", "rollout": {"suspendIdleAfter": after}});
            let wanted = Wanted { suspend_after: wanted.map(|m| m * MINUTE), max_lifetime: None };
            Limits::of(&serde_json::from_value(pool).unwrap(), wanted, is_outdated).idle
        };
        assert_eq!(idle("30m", None, false), None);
        assert_eq!(idle("30m", None, true), Some((30 * MINUTE, Outdated)));
        assert_eq!(idle("30m", Some(60), true), Some((30 * MINUTE, Outdated)));
        assert_eq!(idle("30m", Some(20), true), Some((20 * MINUTE, Idle)));
    }

    #[test]
    fn an_outdated_one_goes_as_an_idle_one_does_and_stays_when_it_need_not() {
        let limits = Limits { idle: Some((30 * MINUTE, Outdated)), ..hour() };
        let told = Life { told: Some((at(35), Outdated)), ..life(4, None, None) };
        assert_eq!(step(&limits, &life(4, None, None), at(25)), Step::Tell(told.told));
        assert_eq!(step(&limits, &told, at(40)), Step::Wait, "its pod has not confirmed it");
        let heard = life(4, None, Some(35)).heard;
        let confirmed = Life { heard, ..told };
        assert_eq!(step(&limits, &confirmed, at(35)), Step::Suspend(Outdated));
        assert_eq!(step(&hour(), &confirmed, at(35)), Step::Tell(None));
        assert_eq!(step(&limits, &Life { heard: None, ..told }, at(99)), Step::Wait);
    }
}
