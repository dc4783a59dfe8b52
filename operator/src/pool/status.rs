//! A pool's status, from what was planned and done.

use coditect_crds::{IdePool, IdePoolStatus, SlotCounts, condition};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::names::{LABEL_POOL, PoolKey};
use crate::pool::plan::Plan;

/// The status that follows from `plan`.
#[must_use]
pub fn status(key: &PoolKey, pool: &IdePool, plan: &Plan, now: &Time) -> IdePoolStatus {
    let mut status = pool.status.as_ref().map(own_part).unwrap_or_default();
    let generation = pool.metadata.generation;
    let (ready, reason, message) = readiness(pool, plan);
    let progressing = !ready || plan.counts.starting > 0 || plan.counts.releasing > 0;
    status.slots = plan.counts;
    status.observed_generation = generation;
    status.selector = Some(format!("{LABEL_POOL}={}", key.name));
    let conditions = &mut status.conditions;
    condition::set(
        conditions,
        condition::new(condition::READY, ready, reason, message, generation, now.clone()),
    );
    let (reason, message) = if progressing {
        (condition::reason::FILLING, "slots are being made, started or emptied")
    } else {
        (condition::reason::CONVERGED, "every slot is as the pool's capacity asks")
    };
    condition::set(
        conditions,
        condition::new(
            condition::PROGRESSING,
            progressing,
            reason,
            message,
            generation,
            now.clone(),
        ),
    );
    status
}

/// The part of a pool's status that is written here; the rest is the session store's.
#[must_use]
pub fn own_part(status: &IdePoolStatus) -> IdePoolStatus {
    let mut own = IdePoolStatus { session_store: None, ..status.clone() };
    own.conditions.retain(|c| [condition::READY, condition::PROGRESSING].contains(&&*c.type_));
    own
}

fn readiness(pool: &IdePool, plan: &Plan) -> (bool, &'static str, String) {
    let SlotCounts { warm, claimed, .. } = plan.counts;
    let capacity = &pool.spec.capacity;
    if pool.metadata.deletion_timestamp.is_some() {
        let message = format!(
            "the pool is being deleted and waits for {claimed} workspaces that hold its slots; \
             delete those to let it go"
        );
        return (false, condition::reason::RELEASING, message);
    }
    if plan.warm_missing == 0 {
        return (true, condition::reason::CONVERGED, format!("{warm} warm slots are ready"));
    }
    if i64::from(claimed) + i64::from(warm) >= i64::from(capacity.maximum) {
        let message = format!(
            "all {} slots are in use; raise spec.capacity.maximum for more",
            capacity.maximum
        );
        return (true, condition::reason::POOL_AT_MAXIMUM, message);
    }
    let message = format!("{warm} of {} warm slots are ready", capacity.warm_spares);
    (false, condition::reason::FILLING, message)
}
