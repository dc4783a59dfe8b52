//! What `/metrics` shows, on a port of its own. No label names a user, a workspace or a path that
//! a client made up: their number has no bound.

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use coditect_service::metrics::status_class;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// Handles to the metrics; cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
    logins: Family<LoginLabels, Counter>,
    store_up: Gauge<i64, AtomicI64>,
    transactions: Family<TransactionLabels, Histogram, fn() -> Histogram>,
    retries: Counter,
    failures: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LoginLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TransactionLabels {
    kind: &'static str,
}

/// What a transaction of the store does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only reads.
    Read,
    /// It may write.
    Write,
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
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
            logins: Family::default(),
            store_up: Gauge::default(),
            transactions: Family::new_with_constructor(histogram),
            retries: Counter::default(),
            failures: Counter::default(),
        };
        registry.register(
            "requests",
            "Requests answered, by route and class of status",
            metrics.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "Time until a request was answered; of a stream, until it began",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register("logins", "Logins by password, by outcome", metrics.logins.clone());
        registry.register(
            "store_up",
            "1 if the store could be written and read when that was last tried",
            metrics.store_up.clone(),
        );
        registry.register_with_unit(
            "store_transaction_duration",
            "Time that a transaction of the store took with all its attempts",
            Unit::Seconds,
            metrics.transactions.clone(),
        );
        registry.register(
            "store_retries",
            "Attempts of transactions that came after a conflict or an unknown result",
            metrics.retries.clone(),
        );
        registry.register(
            "store_failures",
            "Transactions of the store that failed in the end",
            metrics.failures.clone(),
        );
        // An outcome that there never was is zero, not absent: alerts divide by the sum.
        for outcome in ["good", "refused"] {
            let _ = metrics.logins.get_or_create(&LoginLabels { outcome });
        }
        for kind in [Kind::Read, Kind::Write] {
            let _ = metrics.transactions.get_or_create(&kind.labels());
        }
        metrics
    }

    /// Counts a request that was answered.
    pub fn answered(
        &self,
        method: &Method,
        path: Option<&MatchedPath>,
        status: StatusCode,
        took: Duration,
    ) {
        let status = status_class(status);
        // A method may be made up as well, where no route is.
        let method = if path.is_some() { method.as_str() } else { "any" }.to_owned();
        let route = path.map_or("unmatched", MatchedPath::as_str).to_owned();
        let labels = RouteLabels { method: method.clone(), route: route.clone() };
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    }

    /// Counts an attempt to log in.
    pub fn logged_in(&self, is_good: bool) {
        let outcome = if is_good { "good" } else { "refused" };
        self.logins.get_or_create(&LoginLabels { outcome }).inc();
    }

    /// Says whether the store works.
    pub fn set_store_up(&self, is_up: bool) {
        self.store_up.set(i64::from(is_up));
    }

    /// Counts a transaction that ended, well or not.
    pub fn transacted(&self, kind: Kind, took: Duration, is_done: bool) {
        self.transactions.get_or_create(&kind.labels()).observe(took.as_secs_f64());
        if !is_done {
            self.failures.inc();
        }
    }

    /// Counts another attempt of a transaction.
    pub fn retried(&self) {
        self.retries.inc();
    }
}

impl Kind {
    const fn labels(self) -> TransactionLabels {
        TransactionLabels {
            kind: match self {
                Self::Read => "read",
                Self::Write => "write",
            },
        }
    }
}

/// From half a millisecond, a read from memory, to about 16 s, longer than anything may take.
fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.0005, 2.0, 16))
}
