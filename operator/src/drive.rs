//! Drives controllers: waits for the caches, measures, and spaces out what fails.

use std::fmt::Debug;
use std::future::Future;
use std::sync::Arc;

use coditect_service::logs::chain;
use coditect_service::traces;
use futures::{FutureExt as _, StreamExt as _, future};
use kube::runtime::controller::{self, Action, Controller};
use kube::runtime::reflector::ObjectRef;
use kube::{Resource, ResourceExt as _};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{Instrument as _, Span, debug_span, field};

use crate::backoff::Backoff;
use crate::metrics::Metrics;

/// Reconciles of one kind at a time. Each has a request under way, and each of those a connection:
/// thousands at once would cost both sides their memory, and the apiserver works on no more than
/// this many anyway.
const RECONCILES: u16 = 50;

/// Opens once every watch has delivered its first list: before that a slot may look free, or
/// orphaned, only because its owner has not been seen yet.
#[derive(Clone, Default)]
pub struct Gate(Vec<watch::Receiver<bool>>);

impl Gate {
    /// Opens when all of these are true.
    pub const fn of(synced: Vec<watch::Receiver<bool>>) -> Self {
        Self(synced)
    }

    /// Waits for it.
    pub async fn opened(&self) {
        for synced in &mut self.0.clone() {
            // A closed channel means that the feed ended, which it does only at shutdown.
            let _ = synced.wait_for(|synced| *synced).await;
        }
    }
}

/// Drives one controller, measuring each reconcile and spacing out those that fail.
pub fn run_one<K, C, E, F>(
    name: &'static str,
    controller: Controller<K>,
    (ctx, metrics): (&Arc<C>, &Arc<Metrics>),
    gate: &Gate,
    reconcile: fn(Arc<K>, Arc<C>) -> F,
    stage: fn(&E) -> &'static str,
) -> impl Future<Output = ()>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + Sync + 'static,
    C: Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<Action, E>> + Send + 'static,
{
    let backoff = Arc::new(Backoff::<ObjectRef<K>>::default());
    let (failures, successes) = (Arc::clone(&backoff), backoff);
    let (gate, counted, counting) = (gate.clone(), Arc::clone(metrics), Arc::clone(metrics));
    let measured = move |object: Arc<K>, ctx: Arc<C>| {
        let (gate, successes) = (gate.clone(), Arc::clone(&successes));
        let metrics = Arc::clone(&counted);
        async move {
            gate.opened().await;
            let started = Instant::now();
            let key = ObjectRef::from_obj(&*object);
            let span = trace(name, &*object);
            let result = reconcile(object, ctx).instrument(span.clone()).await;
            metrics.reconciled(name, started.elapsed());
            match &result {
                Ok(_) => {
                    span.record("outcome", "ok");
                    successes.reset(&key);
                }
                Err(error) => {
                    span.record("outcome", "failed");
                    span.record("error.type", stage(error));
                    span.record("otel.status_code", "ERROR");
                    let cause = chain(error);
                    let _in_trace = span.enter();
                    tracing::warn!(controller = name, object = key.name, "{cause}");
                }
            }
            result
        }
        .boxed()
    };
    let on_error = move |object: Arc<K>, error: &E, _: Arc<C>| {
        counting.failed(name, stage(error));
        let delay = failures.next(ObjectRef::from_obj(&*object), rand::random());
        tracing::debug!(controller = name, object = object.name_any(), ?delay, "tried again");
        Action::requeue(delay)
    };
    let controller = controller.with_config(controller::Config::default().concurrency(RECONCILES));
    controller.run(measured, on_error, Arc::clone(ctx)).for_each(move |result| {
        if let Err(error @ (controller::Error::QueueError(_) | controller::Error::RunnerError(_))) =
            result
        {
            tracing::warn!(controller = name, "{}", chain(&error));
        }
        future::ready(())
    })
}

/// The trace of one reconcile. Why it failed is in the log, whose lines have the trace's id.
fn trace<K: Resource<DynamicType = ()>>(controller: &str, object: &K) -> Span {
    let kind = K::kind(&());
    let span = debug_span!(
        target: traces::ROOT,
        "reconcile",
        otel.name = format!("reconcile {controller}"),
        otel.status_code = field::Empty,
        k8s.object.kind = &*kind,
        k8s.namespace.name = object.meta().namespace.as_deref().unwrap_or_default(),
        k8s.object.name = object.meta().name.as_deref().unwrap_or_default(),
        outcome = field::Empty,
        error.type = field::Empty,
        trace_id = field::Empty,
    );
    traces::tell_trace(&span);
    span
}

/// Nobody reads these, and they are half of an object's size.
pub fn strip<K: Resource>(object: &mut K) {
    object.meta_mut().managed_fields = None;
    if let Some(annotations) = &mut object.meta_mut().annotations {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
}
