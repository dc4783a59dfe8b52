//! How many spares a pool keeps now: by its capacity, its schedule and recent demand.

use coditect_crds::{Capacity, Day, IdePoolSpec, ScheduleWindow};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

/// The claims that count as recent.
const RECENT: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// How often demand is reckoned anew while it is followed.
const DEMAND_PERIOD: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

/// The share of the refill times that demand is met in, in percent.
const PERCENTILE: usize = 95;

/// What holds at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spares {
    /// The pool's capacity with the spares of this moment.
    pub capacity: Capacity,
    /// When to look again.
    pub until: Option<Timestamp>,
}

/// The spares that `spec` asks for `now`, given when the pool's workspaces were made.
#[must_use]
pub fn spares(spec: &IdePoolSpec, created: &[Timestamp], now: Timestamp) -> Spares {
    let mut capacity = spec.capacity.clone();
    let windows: Vec<_> = spec.schedule.iter().map(|window| (window, times(window, now))).collect();
    let is_open =
        |times: &[(Timestamp, Timestamp)]| times.iter().any(|(from, to)| *from <= now && now < *to);
    if let Some((window, _)) = windows.iter().find(|(_, times)| is_open(times)) {
        capacity.warm_spares = window.warm_spares;
        capacity.cold_spares = window.cold_spares.unwrap_or(capacity.cold_spares);
    }
    let ends = windows.iter().flat_map(|(_, times)| times).flat_map(|(from, to)| [*from, *to]);
    let mut until = ends.filter(|end| *end > now).min();
    if let Some(demand) = &spec.demand {
        let asked = usual_demand(created, demand.refill_time.get(), now);
        let asked = i32::try_from(asked).unwrap_or(i32::MAX).min(demand.max_warm_spares);
        capacity.warm_spares = capacity.warm_spares.max(asked);
        let again = now.checked_add(DEMAND_PERIOD).unwrap_or(Timestamp::MAX);
        until = Some(until.map_or(again, |until| until.min(again)));
    }
    capacity.warm_spares = capacity.warm_spares.min(capacity.maximum);
    Spares { capacity, until }
}

/// The 95th percentile of how many were asked for within one refill time, over the last hour.
fn usual_demand(created: &[Timestamp], refill: std::time::Duration, now: Timestamp) -> usize {
    let refill = refill.as_secs().max(1);
    let ages = created.iter().map(|created| now.duration_since(*created));
    let recent = ages.filter(|age| !age.is_negative() && *age < RECENT);
    let buckets = usize::try_from(RECENT.as_secs().unsigned_abs().div_ceil(refill)).unwrap_or(1);
    let mut asked = vec![0_usize; buckets];
    for age in recent {
        let bucket = usize::try_from(age.as_secs().unsigned_abs() / refill).unwrap_or_default();
        if let Some(count) = asked.get_mut(bucket) {
            *count += 1;
        }
    }
    asked.sort_unstable();
    let rank = (buckets * PERCENTILE).div_ceil(100).saturating_sub(1);
    asked.get(rank).copied().unwrap_or_default()
}

/// From yesterday's, which may go on past midnight, to that of a week ahead. None of a zone that is
/// not known: the schema takes names only, and those that the apiserver's database has.
fn times(window: &ScheduleWindow, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let Ok(zone) = TimeZone::get(&window.time_zone) else { return vec![] };
    let (Some(from), Some(to)) = (clock(&window.from), clock(&window.to)) else { return vec![] };
    let today = zone.to_datetime(now).date();
    let days = (-1..=8).filter_map(|offset: i64| today.checked_add(Span::new().days(offset)).ok());
    let begins = days.filter(|day| {
        window.days.is_empty() || window.days.iter().any(|on| weekday(*on) == day.weekday())
    });
    let at = |day: Date, time: Time| {
        Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
    };
    begins
        .filter_map(|day| {
            let last = if to < from { day.checked_add(1.day()).ok()? } else { day };
            Some((at(day, from)?, at(last, to)?))
        })
        .collect()
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

const fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Monday,
        Day::Tue => Weekday::Tuesday,
        Day::Wed => Weekday::Wednesday,
        Day::Thu => Weekday::Thursday,
        Day::Fri => Weekday::Friday,
        Day::Sat => Weekday::Saturday,
        Day::Sun => Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn spec(more: &Value) -> IdePoolSpec {
        let capacity = json!({"warmSpares": 2, "coldSpares": 5, "maximum": 30});
        let mut spec = json!({"image": "i", "capacity": capacity});
        for (field, value) in more.as_object().unwrap() {
            spec[field] = value.clone();
        }
        serde_json::from_value(spec).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn warm(spec: &IdePoolSpec, now: &str) -> (i32, Option<Timestamp>) {
        let spares = spares(spec, &[], at(now));
        (spares.capacity.warm_spares, spares.until)
    }

    #[test]
    fn a_window_holds_in_its_own_time_zone_on_its_days() {
        // 2026-07-06 is a Monday; Berlin is two hours ahead of UTC then.
        let spec = spec(&json!({"schedule": [{
            "days": ["Mon", "Tue"], "from": "07:30", "to": "10:00",
            "timeZone": "Europe/Berlin", "warmSpares": 20,
        }]}));
        assert_eq!(warm(&spec, "2026-07-06T05:29:59Z"), (2, Some(at("2026-07-06T05:30:00Z"))));
        assert_eq!(warm(&spec, "2026-07-06T05:30:00Z"), (20, Some(at("2026-07-06T08:00:00Z"))));
        assert_eq!(warm(&spec, "2026-07-06T08:00:00Z"), (2, Some(at("2026-07-07T05:30:00Z"))));
        // After Tuesday's comes next week's, in winter an hour later by UTC.
        assert_eq!(warm(&spec, "2026-10-20T12:00:00Z"), (2, Some(at("2026-10-26T06:30:00Z"))));
    }

    #[test]
    fn zones_at_the_ends_of_the_day_and_old_names_are_known() {
        for zone in ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "EST5EDT", "America/Port-au-Prince"]
        {
            let window = json!({"from": "00:00", "to": "23:59", "timeZone": zone, "warmSpares": 1});
            let spares =
                spares(&spec(&json!({"schedule": [window]})), &[], at("2026-07-06T10:30:00Z"));
            assert_eq!(spares.capacity.warm_spares, 1, "{zone}");
        }
    }

    #[test]
    fn a_window_may_go_past_midnight_and_the_first_of_two_holds() {
        let night = json!({"from": "22:00", "to": "06:00", "warmSpares": 0, "coldSpares": 1});
        let day = json!({"from": "00:00", "to": "12:00", "warmSpares": 9});
        let spec = spec(&json!({"schedule": [night, day]}));
        assert_eq!(warm(&spec, "2026-07-06T23:00:00Z").0, 0);
        assert_eq!(warm(&spec, "2026-07-06T05:59:59Z").0, 0);
        assert_eq!(warm(&spec, "2026-07-06T06:00:00Z").0, 9);
        assert_eq!(warm(&spec, "2026-07-06T13:00:00Z").0, 2);
        assert_eq!(spares(&spec, &[], at("2026-07-06T23:00:00Z")).capacity.cold_spares, 1);
    }

    #[test]
    fn more_than_the_maximum_is_never_asked_for() {
        let window = json!({"from": "00:00", "to": "23:59", "warmSpares": 100});
        assert_eq!(warm(&spec(&json!({"schedule": [window]})), "2026-07-06T10:00:00Z").0, 30);
    }

    #[test]
    fn what_is_usually_asked_for_in_one_refill_time_is_kept_ready() {
        let spec = spec(&json!({"demand": {"maxWarmSpares": 8, "refillTime": "5m"}}));
        let now = at("2026-07-06T10:00:00Z");
        let ago = |seconds: i64| now.checked_sub(jiff::SignedDuration::from_secs(seconds)).unwrap();
        let kept = |created: &[Timestamp]| spares(&spec, created, now).capacity.warm_spares;
        // Six at once, in one of the twelve times of five minutes.
        let burst: Vec<_> = (0..6).map(|second| ago(400 + second)).collect();
        assert_eq!(kept(&burst), 6);
        let flood: Vec<_> = (0..500).map(|second| ago(400 + second % 100)).collect();
        assert_eq!(kept(&flood), 8, "bounded");
        assert_eq!(kept(&[ago(4000)]), 2, "long ago");
        assert_eq!(spares(&spec, &[], now).until, Some(at("2026-07-06T10:01:00Z")));
    }
}
