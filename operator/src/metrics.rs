//! What `/metrics` shows.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicI64;
use std::time::{Duration, Instant};

use coditect_crds::SlotCounts;
use parking_lot::Mutex;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::names::PoolKey;
use crate::slot::Free;

/// Handles to the metrics; the registry that encodes them is in [`crate::http`].
#[derive(Debug)]
pub struct Metrics {
    slots: Family<SlotLabels, Gauge<i64, AtomicI64>>,
    maximum: Family<PoolLabels, Gauge<i64, AtomicI64>>,
    waiting: Family<PoolLabels, Gauge<i64, AtomicI64>>,
    store_ready: Family<PoolLabels, Gauge<i64, AtomicI64>>,
    store_degraded: Family<PoolLabels, Gauge<i64, AtomicI64>>,
    outdated: Family<PoolLabels, Gauge<i64, AtomicI64>>,
    claims: Family<ClaimLabels, Histogram, fn() -> Histogram>,
    attempts: Family<AttemptLabels, Counter>,
    starts: Family<PoolLabels, Histogram, fn() -> Histogram>,
    /// When the gates of pods were opened that are not ready yet, by the pods' UIDs.
    opened: Mutex<HashMap<String, (PoolLabels, Instant)>>,
    reconciles: Family<ReconcileLabels, Histogram, fn() -> Histogram>,
    errors: Family<ErrorLabels, Counter>,
    writes: Family<WriteLabels, Counter>,
    leader: Gauge<i64, AtomicI64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SlotLabels {
    namespace: String,
    pool: String,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PoolLabels {
    namespace: String,
    pool: String,
}

impl From<&PoolKey> for PoolLabels {
    fn from(pool: &PoolKey) -> Self {
        Self { namespace: pool.namespace.clone(), pool: pool.name.clone() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClaimLabels {
    namespace: String,
    pool: String,
    slot: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AttemptLabels {
    namespace: String,
    pool: String,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReconcileLabels {
    controller: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ErrorLabels {
    controller: &'static str,
    stage: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WriteLabels {
    verb: String,
    resource: String,
}

impl Default for Metrics {
    /// Metrics that nobody reads.
    fn default() -> Self {
        Self::new(&mut Registry::default())
    }
}

impl Metrics {
    /// Registers all metrics.
    #[must_use]
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            slots: Family::default(),
            maximum: Family::default(),
            waiting: Family::default(),
            store_ready: Family::default(),
            store_degraded: Family::default(),
            outdated: Family::default(),
            claims: Family::new_with_constructor(claim_histogram),
            attempts: Family::default(),
            starts: Family::new_with_constructor(start_histogram),
            opened: Mutex::default(),
            reconciles: Family::new_with_constructor(reconcile_histogram),
            errors: Family::default(),
            writes: Family::default(),
            leader: Gauge::default(),
        };
        registry.register("slots", "Slots of a pool by state", metrics.slots.clone());
        registry.register(
            "slots_maximum",
            "Slots that a pool may have in all",
            metrics.maximum.clone(),
        );
        registry.register(
            "workspaces_waiting",
            "Workspaces that wait for a slot of a pool",
            metrics.waiting.clone(),
        );
        registry.register(
            "session_store_ready",
            "1 while the session store of a pool takes transactions",
            metrics.store_ready.clone(),
        );
        registry.register(
            "session_store_degraded",
            "1 while the session store of a pool needs somebody to look after it",
            metrics.store_degraded.clone(),
        );
        registry.register_with_unit(
            "claim_wait",
            "Time from the creation of a workspace, known to the second, to its claim of a slot",
            Unit::Seconds,
            metrics.claims.clone(),
        );
        registry.register(
            "claim_attempts",
            "Times that a workspace asked for a slot of a pool, by what came of it",
            metrics.attempts.clone(),
        );
        registry.register(
            "slots_outdated",
            "Slots of a pool whose pod is not of its present settings",
            metrics.outdated.clone(),
        );
        registry.register_with_unit(
            "slot_start",
            "Time from the opening of a slot's gate to its pod being ready",
            Unit::Seconds,
            metrics.starts.clone(),
        );
        registry.register_with_unit(
            "reconcile_duration",
            "Time that one reconcile took",
            Unit::Seconds,
            metrics.reconciles.clone(),
        );
        registry.register(
            "reconcile_errors",
            "Reconciles that failed, by stage",
            metrics.errors.clone(),
        );
        registry.register(
            "api_writes",
            "Requests that write, sent to the apiserver",
            metrics.writes.clone(),
        );
        registry.register("leader", "1 while this replica leads", metrics.leader.clone());
        metrics
    }

    /// Sets how many slots of a pool are in which state.
    pub fn set_slots(&self, pool: &PoolKey, counts: &SlotCounts) {
        let SlotCounts { warm, starting, cold, failing, claimed, releasing, adopted } = *counts;
        let states = [
            ("warm", warm),
            ("starting", starting),
            ("cold", cold),
            ("failing", failing),
            ("claimed", claimed),
            ("releasing", releasing),
            ("adopted", adopted),
        ];
        for (state, count) in states {
            let labels =
                SlotLabels { namespace: pool.namespace.clone(), pool: pool.name.clone(), state };
            self.slots.get_or_create(&labels).set(i64::from(count));
        }
    }

    /// Sets how many slots a pool may have, and how many workspaces wait for one.
    pub fn set_demand(&self, pool: &PoolKey, maximum: i32, waiting: usize) {
        self.maximum.get_or_create(&pool.into()).set(maximum.into());
        let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        self.waiting.get_or_create(&pool.into()).set(waiting);
        // From the start: the first would not be seen as one more than none.
        drop(self.starts.get_or_create(&pool.into()));
        for free in Free::ALL {
            drop(self.claims.get_or_create(&claim_labels(pool, free.as_str())));
        }
    }

    /// Says how many slots of a pool wait for their turn in a rollout.
    pub fn set_outdated(&self, pool: &PoolKey, outdated: i32) {
        self.outdated.get_or_create(&pool.into()).set(outdated.into());
    }

    /// The gate of a pod has been opened.
    pub fn gate_opened(&self, pool: &PoolKey, pod_uid: &str) {
        self.opened.lock().insert(pod_uid.to_owned(), (pool.into(), Instant::now()));
    }

    /// A pod is ready, perhaps for the first time since its gate was opened.
    pub fn pod_ready(&self, pod_uid: &str) {
        if let Some((pool, opened)) = self.opened.lock().remove(pod_uid) {
            self.starts.get_or_create(&pool).observe(opened.elapsed().as_secs_f64());
        }
    }

    /// A pod is gone, whether it was ever ready or not.
    pub fn pod_gone(&self, pod_uid: &str) {
        self.opened.lock().remove(pod_uid);
    }

    /// All pods but these are gone.
    pub fn retain_pods(&self, listed: &HashSet<String>) {
        self.opened.lock().retain(|pod_uid, _| listed.contains(pod_uid));
    }

    /// Says how the session store of a pool is.
    pub fn set_session_store(&self, pool: &PoolKey, is_ready: bool, is_degraded: bool) {
        self.store_ready.get_or_create(&pool.into()).set(i64::from(is_ready));
        self.store_degraded.get_or_create(&pool.into()).set(i64::from(is_degraded));
    }

    /// Forgets the session store of a pool that has none any more.
    pub fn forget_session_store(&self, pool: &PoolKey) {
        self.store_ready.remove(&pool.into());
        self.store_degraded.remove(&pool.into());
    }

    /// Forgets a pool that is gone.
    pub fn forget(&self, pool: &PoolKey) {
        self.set_slots(pool, &SlotCounts::default());
        self.maximum.remove(&pool.into());
        self.waiting.remove(&pool.into());
        self.outdated.remove(&pool.into());
    }

    /// Counts one claim of a slot that was `slot`, warm or not, after a wait.
    pub fn claimed(&self, pool: &PoolKey, slot: &'static str, waited: Duration) {
        self.claims.get_or_create(&claim_labels(pool, slot)).observe(waited.as_secs_f64());
    }

    /// Counts one time that a workspace without a slot asked for one.
    pub fn asked_for_slot(&self, pool: &PoolKey, outcome: &'static str) {
        let (namespace, pool) = (pool.namespace.clone(), pool.name.clone());
        self.attempts.get_or_create(&AttemptLabels { namespace, pool, outcome }).inc();
    }

    /// Counts one finished reconcile.
    pub fn reconciled(&self, controller: &'static str, took: Duration) {
        self.reconciles.get_or_create(&ReconcileLabels { controller }).observe(took.as_secs_f64());
    }

    /// Counts one failed reconcile.
    pub fn failed(&self, controller: &'static str, stage: &'static str) {
        self.errors.get_or_create(&ErrorLabels { controller, stage }).inc();
    }

    /// Counts one write to the apiserver, sent but not necessarily answered.
    pub fn wrote(&self, verb: &str, resource: String) {
        self.writes.get_or_create(&WriteLabels { verb: verb.to_ascii_lowercase(), resource }).inc();
    }

    /// Says whether this replica leads.
    pub fn set_leader(&self, leads: bool) {
        self.leader.set(i64::from(leads));
    }
}

fn claim_labels(pool: &PoolKey, slot: &'static str) -> ClaimLabels {
    ClaimLabels { namespace: pool.namespace.clone(), pool: pool.name.clone(), slot }
}

/// From the second that creation times are known to, to about an hour in the queue.
fn claim_histogram() -> Histogram {
    Histogram::new(exponential_buckets(1.0, 2.0, 13))
}

/// From a tenth of a second to some 7 minutes, the time for a large image.
fn start_histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.1, 2.0, 13))
}

/// From 1 ms, below one request, to about 16 s.
fn reconcile_histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 15))
}
