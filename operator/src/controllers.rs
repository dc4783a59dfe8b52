//! Wires the watches, the index and the two controllers together.

use std::collections::HashSet;
use std::fmt::Debug;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use coditect_crds::{IdePool, Workspace};
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt as _, Stream, StreamExt as _, TryStreamExt as _, future, stream};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::Api;
use kube::runtime::controller::{self, Action, Controller};
use kube::runtime::events::{Recorder, Reporter};
use kube::runtime::reflector::{self, ObjectRef};
use kube::runtime::watcher::{self, watcher};
use kube::runtime::{Predicate as _, PredicateConfig, WatchStreamExt as _, predicates};
use kube::{Client, Resource, ResourceExt as _};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::backoff::Backoff;
use crate::context::{Context, PublicUrl};
use crate::metrics::Metrics;
use crate::names::{FIELD_MANAGER, LABEL_POOL};
use crate::slot::Slots;
use crate::{pool, watch as feed, workspace};

/// The first claim of a burst is a plan of the pool at once; what comes within this time of a plan
/// is one more, not one for each. A fifth of a second is nothing beside the start of a pod, and
/// leaves the apiserver to those who wait for it.
const POOL_SPACING: Duration = Duration::from_millis(200);

/// Runs until `shutdown`, then lets the reconciles that run finish. `synced` turns true once the
/// operator knows the state of the cluster and acts on it.
pub async fn run(
    client: Client,
    metrics: Arc<Metrics>,
    public_url: PublicUrl,
    workspace_api_url: Option<String>,
    synced: watch::Sender<bool>,
    shutdown: CancellationToken,
) {
    let (pool_triggers, pools_triggered) = mpsc::unbounded();
    let (workspace_triggers, workspaces_triggered) = mpsc::unbounded();
    let slots = Arc::new(Slots::new(pool_triggers, workspace_triggers));
    let (pool_reader, pool_writer) = reflector::store::<IdePool>();
    let (workspace_reader, workspace_writer) = reflector::store::<Workspace>();
    let ctx = Arc::new(Context {
        client: client.clone(),
        slots: Arc::clone(&slots),
        pools: pool_reader.clone(),
        recorder: Recorder::new(client.clone(), Reporter::from(FIELD_MANAGER)),
        metrics,
        public_url,
        workspace_api_url,
    });
    let (pods_synced, pods) = watch::channel(false);
    let (claims_synced, claims) = watch::channel(false);
    let (workspaces_synced, workspaces) = watch::channel(false);
    let gate = Gate(vec![pods, claims, workspaces]);

    let pool_events = watcher(Api::<IdePool>::all(client.clone()), watcher::Config::default())
        .default_backoff()
        .modify(strip)
        .reflect(pool_writer)
        .applied_objects()
        // Its own status is nothing new to it.
        .predicate_filter(
            predicates::generation.combine(predicates::finalizers),
            PredicateConfig::default(),
        );
    let mut feed_workspaces = feed::workspaces(Arc::clone(&slots), workspaces_synced);
    let workspace_events =
        watcher(Api::<Workspace>::all(client.clone()), watcher::Config::default())
            .default_backoff()
            .modify(strip)
            .reflect(workspace_writer)
            .inspect_ok(move |event| feed_workspaces(event))
            .applied_objects();

    let pool_controller = Controller::for_stream(pool_events, pool_reader)
        .owns(Api::<StatefulSet>::all(client.clone()), owned())
        .owns(Api::<Service>::all(client.clone()), owned())
        .owns(Api::<PodDisruptionBudget>::all(client.clone()), owned())
        .reconcile_on(batched(pools_triggered).map(|key| key.object_ref()))
        .graceful_shutdown_on(shutdown.clone().cancelled_owned());
    let workspace_controller = Controller::for_stream(workspace_events, workspace_reader)
        .reconcile_on(workspaces_triggered.map(|key| key.object_ref()))
        .graceful_shutdown_on(shutdown.clone().cancelled_owned());

    let run_pools =
        run_one("pool", pool_controller, &ctx, &gate, pool::reconcile, pool::Error::stage);
    let run_workspaces = run_one(
        "workspace",
        workspace_controller,
        &ctx,
        &gate,
        workspace::reconcile,
        workspace::Error::stage,
    );
    let announce = async {
        gate.opened().await;
        tracing::info!("synced with the cluster");
        synced.send_replace(true);
        future::pending::<()>().await;
    };
    let feeds = future::join3(
        feed::pods(client.clone(), Arc::clone(&slots), pods_synced),
        feed::claims(client.clone(), slots, claims_synced),
        announce,
    );
    // The feeds never end by themselves; the controllers do, at shutdown.
    future::select(std::pin::pin!(future::join(run_pools, run_workspaces)), std::pin::pin!(feeds))
        .await;
}

/// Opens once every watch has delivered its first list: before that a slot may look free, or
/// orphaned, only because its owner has not been seen yet.
#[derive(Clone)]
struct Gate(Vec<watch::Receiver<bool>>);

impl Gate {
    async fn opened(&self) {
        for synced in &mut self.0.clone() {
            // A closed channel means that the feed ended, which it does only at shutdown.
            let _ = synced.wait_for(|synced| *synced).await;
        }
    }
}

/// Drives one controller, measuring each reconcile and spacing out those that fail.
fn run_one<K, E, F>(
    name: &'static str,
    controller: Controller<K>,
    ctx: &Arc<Context>,
    gate: &Gate,
    reconcile: fn(Arc<K>, Arc<Context>) -> F,
    stage: fn(&E) -> &'static str,
) -> impl Future<Output = ()>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<Action, E>> + Send + 'static,
{
    let backoff = Arc::new(Backoff::<ObjectRef<K>>::default());
    let (failures, successes) = (Arc::clone(&backoff), backoff);
    let gate = gate.clone();
    let measured = move |object: Arc<K>, ctx: Arc<Context>| {
        let (gate, successes) = (gate.clone(), Arc::clone(&successes));
        async move {
            gate.opened().await;
            let started = Instant::now();
            let key = ObjectRef::from_obj(&*object);
            let result = reconcile(object, Arc::clone(&ctx)).await;
            ctx.metrics.reconciled(name, started.elapsed());
            if result.is_ok() {
                successes.reset(&key);
            }
            result
        }
        .boxed()
    };
    let on_error = move |object: Arc<K>, error: &E, ctx: Arc<Context>| {
        ctx.metrics.failed(name, stage(error));
        let delay = failures.next(ObjectRef::from_obj(&*object), rand::random());
        let cause = chain(error);
        tracing::warn!(controller = name, object = object.name_any(), ?delay, "{cause}");
        Action::requeue(delay)
    };
    controller.run(measured, on_error, Arc::clone(ctx)).for_each(move |result| {
        if let Err(error @ (controller::Error::QueueError(_) | controller::Error::RunnerError(_))) =
            result
        {
            tracing::warn!(controller = name, "{}", chain(&error));
        }
        future::ready(())
    })
}

/// The error and what caused it, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

/// Passes the first key on at once, then what has arrived since, each key once, every
/// [`POOL_SPACING`].
fn batched<T: Eq + Hash>(keys: UnboundedReceiver<T>) -> impl Stream<Item = T> {
    stream::unfold((keys, Instant::now()), |(mut keys, not_before)| async move {
        let mut batch = HashSet::from([keys.next().await?]);
        tokio::time::sleep_until(not_before).await;
        while let Some(Some(key)) = keys.next().now_or_never() {
            batch.insert(key);
        }
        Some((stream::iter(batch), (keys, Instant::now() + POOL_SPACING)))
    })
    .flatten()
}

/// Nobody reads these, and they are half of an object's size.
fn strip<K: Resource>(object: &mut K) {
    object.meta_mut().managed_fields = None;
    if let Some(annotations) = &mut object.meta_mut().annotations {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
}

fn owned() -> watcher::Config {
    watcher::Config::default().labels(LABEL_POOL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_trigger_passes_at_once_and_a_burst_after_it_is_one() {
        let (sender, receiver) = mpsc::unbounded();
        let mut batches = std::pin::pin!(batched(receiver));
        let started = Instant::now();
        sender.unbounded_send("a").unwrap();
        assert_eq!(batches.next().await, Some("a"));
        assert_eq!(started.elapsed(), Duration::ZERO);
        for key in ["a", "a", "b", "a"] {
            sender.unbounded_send(key).unwrap();
        }
        drop(sender);
        let mut keys: Vec<_> = batches.collect().await;
        keys.sort_unstable();
        assert_eq!(keys, ["a", "b"]);
        assert_eq!(started.elapsed(), POOL_SPACING);
    }
}
