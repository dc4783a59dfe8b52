//! Wires the watches, the index and the three controllers together.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use coditect_crds::{IdePool, Workspace};
use coditect_service::PublicUrl;
use futures::channel::mpsc::{self, UnboundedReceiver};
use futures::{FutureExt as _, Stream, StreamExt as _, TryStreamExt as _, future, stream};
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::Client;
use kube::api::Api;
use kube::runtime::controller::Controller;
use kube::runtime::reflector::{self, store::Writer};
use kube::runtime::watcher::{self, Event, watcher};
use kube::runtime::{Predicate as _, PredicateConfig, WatchStreamExt as _, predicates};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::drive::{Gate, run_one, strip};
use crate::idle::{self, ActivityApi};
use crate::metrics::Metrics;
use crate::names::PoolKey;
use crate::scope::Scope;
use crate::session_store::{self, InPod};
use crate::slot::Slots;
use crate::{pool, watch as feed, workspace};

/// The first claim of a burst is a plan of the pool at once; what comes within this time of a plan
/// is one more, not one for each. Half a second is nothing beside the start of a pod, and leaves the
/// apiserver to those who wait for it.
const POOL_SPACING: Duration = Duration::from_millis(500);

/// What is fixed for the life of the process.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to look for pools and workspaces.
    pub scope: Scope,
    /// Where people reach the gateway.
    pub public_url: PublicUrl,
    /// Where pods reach the API.
    pub workspace_api_url: Option<String>,
    /// Who says who is at work.
    pub activity: Option<ActivityApi>,
    /// The namespace that the API is in.
    pub api_namespace: String,
}

/// Runs until `shutdown`, then lets the reconciles that run finish. `synced` turns true once the
/// operator knows the state of the cluster and acts on it.
pub async fn run(
    client: Client,
    metrics: Arc<Metrics>,
    settings: Settings,
    synced: watch::Sender<bool>,
    shutdown: CancellationToken,
) {
    let Settings { scope, public_url, workspace_api_url, activity, api_namespace } = settings;
    let (pool_triggers, pools_triggered) = mpsc::unbounded();
    let (workspace_triggers, workspaces_triggered) = mpsc::unbounded();
    let slots = Arc::new(Slots::new(pool_triggers, workspace_triggers));
    let (pool_reader, pool_writer) = reflector::store::<IdePool>();
    let (workspace_reader, workspace_writer) = reflector::store::<Workspace>();
    let ctx = Arc::new(Context {
        client: client.clone(),
        slots: Arc::clone(&slots),
        pools: pool_reader.clone(),
        written_pools: pool::Written::default(),
        metrics: Arc::clone(&metrics),
        public_url,
        workspace_api_url,
    });
    let (pods_synced, pods) = watch::channel(false);
    let (claims_synced, claims) = watch::channel(false);
    let (workspaces_synced, workspaces) = watch::channel(false);
    // A workspace whose pool has not been seen would have no quota, and no slot kept for it.
    let (pools_synced, pools) = watch::channel(false);
    let gate = Gate::of(vec![pods, claims, workspaces, pools]);

    let pool_events =
        pool_events(scope.api(&client), Arc::clone(&slots), pool_writer, pools_synced);
    let mut feed_workspaces = feed::workspaces(Arc::clone(&slots), workspaces_synced);
    let workspace_events = watcher(scope.api::<Workspace>(&client), watcher::Config::default())
        .default_backoff()
        .modify(strip)
        .reflect(workspace_writer)
        .inspect_ok(move |event| feed_workspaces(event))
        .applied_objects();

    let pool_controller = Controller::for_stream(pool_events, pool_reader)
        .owns(scope.api::<Service>(&client), feed::of_pools())
        .owns(scope.api::<PodDisruptionBudget>(&client), feed::of_pools())
        .reconcile_on(batched(pools_triggered).map(|key| key.object_ref()))
        .graceful_shutdown_on(shutdown.clone().cancelled_owned());
    let workspace_controller = Controller::for_stream(workspace_events, workspace_reader)
        .reconcile_on(workspaces_triggered.map(|key| key.object_ref()))
        .graceful_shutdown_on(shutdown.clone().cancelled_owned());

    let run_pools = run_one(
        "pool",
        pool_controller,
        (&ctx, &metrics),
        &gate,
        pool::reconcile,
        pool::Error::stage,
    );
    let run_workspaces = run_one(
        "workspace",
        workspace_controller,
        (&ctx, &metrics),
        &gate,
        workspace::reconcile,
        workspace::Error::stage,
    );
    let run_stores = Box::pin(session_store::run(
        session_store::Context {
            client: client.clone(),
            metrics: Arc::clone(&metrics),
            fdbcli: Arc::new(InPod::new(client.clone())),
            api_namespace,
        },
        &scope,
        shutdown,
    ));
    let run_idle = Box::pin(async {
        gate.opened().await;
        idle::run(&ctx, activity.as_ref()).await;
    });
    let announce = async {
        gate.opened().await;
        tracing::info!("synced with the cluster");
        synced.send_replace(true);
        future::pending::<()>().await;
    };
    let feeds = future::join5(
        feed::pods(scope.api(&client), Arc::clone(&slots), Arc::clone(&metrics), pods_synced),
        feed::claims(scope.api(&client), Arc::clone(&slots), claims_synced),
        feed::stateful_sets(scope.api(&client), slots),
        run_idle,
        announce,
    );
    // These never end by themselves; the controllers do, at shutdown.
    let controllers = future::join3(run_pools, run_workspaces, run_stores);
    future::select(std::pin::pin!(controllers), std::pin::pin!(feeds)).await;
}

/// Pools that have changed, each of which wakes its workspaces. `synced` turns true once all are in
/// the store.
fn pool_events(
    pools: Api<IdePool>,
    slots: Arc<Slots>,
    writer: Writer<IdePool>,
    synced: watch::Sender<bool>,
) -> impl Stream<Item = watcher::Result<IdePool>> {
    watcher(pools, watcher::Config::default())
        .default_backoff()
        .modify(strip)
        .reflect(writer)
        .inspect_ok(move |event| {
            if matches!(event, Event::InitDone) {
                synced.send_replace(true);
            }
        })
        .applied_objects()
        // Its own status is nothing new to it.
        .predicate_filter(
            predicates::generation.combine(predicates::finalizers),
            PredicateConfig::default(),
        )
        .inspect_ok(move |pool: &IdePool| {
            let key = PoolKey::of(pool);
            slots.update(|index| index.wake_all(&key));
        })
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
