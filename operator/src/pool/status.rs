//! A pool's status, from what was planned and done.

use coditect_crds::condition::{self, reason};
use coditect_crds::{Capacity, IdePool, IdePoolStatus, RolloutStatus, SlotCounts};
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::names::{LABEL_POOL, PoolKey};
use crate::pool::adopt::{self, Adoption};
use crate::pool::plan::Plan;
use crate::pool::rollout::{Revision, Rollout, RolloutState};
use crate::pool::storage::Storage;

/// What a reconcile has seen and done.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Of the slots.
    pub plan: &'a Plan,
    /// The pool's capacity with the spares of this moment.
    pub capacity: &'a Capacity,
    /// Of what was there before the pool.
    pub adoption: &'a Adoption,
    /// Of the rollout to a revision, where that is known.
    pub rollout: Option<(&'a str, &'a Rollout)>,
    /// Of the volumes, where they were looked at.
    pub storage: Option<&'a Storage>,
}

/// The status that follows from what was `seen`.
#[must_use]
pub fn status(key: &PoolKey, pool: &IdePool, seen: &Seen<'_>, now: &Time) -> IdePoolStatus {
    let plan = seen.plan;
    let mut status = pool.status.as_ref().map(own_part).unwrap_or_default();
    let generation = pool.metadata.generation;
    let ready = readiness(pool, seen);
    let progressing = !ready.0 || plan.counts.starting > 0 || plan.counts.releasing > 0;
    status.slots = plan.counts;
    status.warm_spares = seen.capacity.warm_spares;
    status.observed_generation = generation;
    status.selector = Some(format!("{LABEL_POOL}={}", key.name));
    let (reason, message) = if progressing {
        (reason::FILLING, "slots are being made, started or emptied")
    } else {
        (reason::CONVERGED, "every slot is as the pool's capacity asks")
    };
    let progressing = (progressing, reason, message);
    let conditions = &mut status.conditions;
    condition::say(conditions, condition::READY, ready, generation, now);
    condition::say(conditions, condition::PROGRESSING, progressing, generation, now);
    set_adoption(pool, &mut status, seen, now);
    set_rollout(pool, &mut status, seen.rollout, now);
    set_storage(pool, &mut status, seen.storage, now);
    status
}

/// Said only where something was there before, or was to be.
fn set_adoption(pool: &IdePool, status: &mut IdePoolStatus, seen: &Seen<'_>, now: &Time) {
    let said = match seen.adoption.waits() {
        Some((reason, message)) => Some((false, reason, message)),
        None => adopt::standing(pool, seen.plan.counts.adopted),
    };
    match said {
        Some(said) => {
            let generation = pool.metadata.generation;
            condition::say(&mut status.conditions, condition::ADOPTED, said, generation, now);
        }
        None => status.conditions.retain(|c| c.type_ != condition::ADOPTED),
    }
}

/// While they were not looked at, what was said of them for the same spec holds on.
fn set_storage(pool: &IdePool, status: &mut IdePoolStatus, storage: Option<&Storage>, now: &Time) {
    let generation = pool.metadata.generation;
    let said = match storage {
        None if is_said(status, condition::STORAGE_UP_TO_DATE, generation) => return,
        None => (false, reason::GROWING, "the StatefulSet is being updated".to_owned()),
        Some(Storage { refused: Some(why), .. }) => {
            (false, reason::STORAGE_NOT_RESIZABLE, why.clone())
        }
        Some(Storage { growing: growing @ 1.., .. }) => {
            (false, reason::GROWING, format!("{growing} volumes are being made larger"))
        }
        Some(_) => {
            (true, reason::CONVERGED, "every volume is as large as the pool asks".to_owned())
        }
    };
    let type_ = condition::STORAGE_UP_TO_DATE;
    condition::say(&mut status.conditions, type_, said, generation, now);
}

/// While the revision is not known, what was said of it for the same spec holds on.
fn set_rollout(
    pool: &IdePool,
    status: &mut IdePoolStatus,
    rollout: Option<(&str, &Rollout)>,
    now: &Time,
) {
    let generation = pool.metadata.generation;
    let said = match rollout {
        Some((name, rollout)) => {
            let known = known_revision(pool, name, now.0);
            status.rollout = Some(RolloutStatus {
                revision: name.to_owned(),
                started_at: Time(known.started_at),
                proven_at: proven_at(pool, name).or_else(|| rollout.is_proven.then(|| now.clone())),
                updated: i32::try_from(rollout.updated).unwrap_or(i32::MAX),
                outdated: i32::try_from(rollout.outdated).unwrap_or(i32::MAX),
            });
            standing(rollout)
        }
        None if is_said(status, condition::UP_TO_DATE, generation) => return,
        None => (false, reason::ROLLING_OUT, "the StatefulSet is being updated".to_owned()),
    };
    condition::say(&mut status.conditions, condition::UP_TO_DATE, said, generation, now);
}

fn is_said(status: &IdePoolStatus, type_: &str, generation: Option<i64>) -> bool {
    let said = status.conditions.iter().find(|c| c.type_ == type_);
    said.is_some_and(|condition| condition.observed_generation == generation)
}

fn standing(rollout: &Rollout) -> (bool, &'static str, String) {
    let outdated = rollout.outdated;
    match rollout.state {
        RolloutState::Done => (true, reason::CONVERGED, "every pod is as the pool asks".to_owned()),
        RolloutState::Progressing if !rollout.is_proven => {
            let message = format!(
                "{outdated} pods are outdated; the first new one has to become ready before \
                 others follow"
            );
            (false, reason::ROLLING_OUT, message)
        }
        RolloutState::Progressing => {
            let message = format!(
                "{outdated} pods are outdated; those of running workspaces change when they are \
                 suspended, or at spec.rollout.deadline"
            );
            (false, reason::ROLLING_OUT, message)
        }
        RolloutState::Paused => {
            let message =
                format!("{outdated} pods are outdated; set spec.rollout.paused to false to go on");
            (false, reason::ROLLOUT_PAUSED, message)
        }
        RolloutState::Halted => {
            let message = format!(
                "new pods fail, so {outdated} outdated ones stay; `kubectl describe` a failing \
                 pod, then change spec.image"
            );
            (false, reason::ROLLOUT_HALTED, message)
        }
    }
}

/// What the pool's status knows of a revision; one that it does not know begins now.
#[must_use]
pub fn known_revision(pool: &IdePool, name: &str, now: Timestamp) -> Revision {
    let known = rollout_of(pool, name);
    Revision {
        started_at: known.map_or(now, |rollout| rollout.started_at.0),
        is_proven: proven_at(pool, name).is_some(),
    }
}

fn proven_at(pool: &IdePool, name: &str) -> Option<Time> {
    rollout_of(pool, name)?.proven_at.clone()
}

fn rollout_of<'a>(pool: &'a IdePool, name: &str) -> Option<&'a RolloutStatus> {
    pool.status.as_ref()?.rollout.as_ref().filter(|rollout| rollout.revision == name)
}

const OWN_CONDITIONS: [&str; 5] = [
    condition::READY,
    condition::PROGRESSING,
    condition::UP_TO_DATE,
    condition::STORAGE_UP_TO_DATE,
    condition::ADOPTED,
];

/// The part of a pool's status that is written here; the rest is the session store's.
#[must_use]
pub fn own_part(status: &IdePoolStatus) -> IdePoolStatus {
    let mut own = IdePoolStatus { session_store: None, ..status.clone() };
    own.conditions.retain(|c| OWN_CONDITIONS.contains(&&*c.type_));
    own
}

fn readiness(pool: &IdePool, seen: &Seen<'_>) -> (bool, &'static str, String) {
    let Seen { plan, capacity, .. } = seen;
    let SlotCounts { warm, claimed, adopted, .. } = plan.counts;
    if pool.metadata.deletion_timestamp.is_some() {
        let message = format!(
            "the pool is being deleted and waits for {claimed} workspaces that hold its slots{}; \
             delete those to let it go",
            if adopted > 0 {
                format!(", and for {adopted} slots with files that no workspace has yet")
            } else {
                String::new()
            }
        );
        return (false, reason::RELEASING, message);
    }
    if let Some((reason, message)) = seen.adoption.waits() {
        return (false, reason, message);
    }
    if plan.warm_missing == 0 {
        return (true, reason::CONVERGED, format!("{warm} warm slots are ready"));
    }
    if i64::from(claimed) + i64::from(adopted) + i64::from(warm) >= i64::from(capacity.maximum) {
        let message = format!(
            "all {} slots are in use; raise spec.capacity.maximum for more",
            capacity.maximum
        );
        return (true, reason::POOL_AT_MAXIMUM, message);
    }
    let message = format!("{warm} of {} warm slots are ready", capacity.warm_spares);
    (false, reason::FILLING, message)
}
