//! Feeds the index from the watches.
//!
//! Pods and claims are reduced to what the index keeps as they arrive and are not stored
//! otherwise: at thousands of slots that is most of the operator's memory.

use std::collections::HashSet;
use std::sync::Arc;

use coditect_crds::Workspace;
use futures::{Stream, StreamExt as _};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::ResourceExt as _;
use kube::api::Api;
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{self, Event, watcher};
use tokio::sync::watch;

use crate::metrics::Metrics;
use crate::names::{LABEL_POOL, PoolKey, WorkspaceUid};
use crate::slot::{Index, Slots, Triggers, claim_view, pod_view, workspace_view};

/// Keeps the index up to date on pods, for as long as it is polled, and measures how long they take
/// to start. `synced` turns true once the first list is complete.
pub async fn pods(
    pods: Api<Pod>,
    slots: Arc<Slots>,
    metrics: Arc<Metrics>,
    synced: watch::Sender<bool>,
) {
    let pods = watcher(pods, of_pools()).default_backoff();
    feed(
        pods,
        |pod| {
            let Some((key, view)) = pod_view(&pod) else { return };
            if view.ready_at.is_some() {
                metrics.pod_ready(&view.uid);
            }
            slots.update(|index| index.apply_pod(&key, view));
        },
        |pod| {
            let Some((key, view)) = pod_view(&pod) else { return };
            metrics.pod_gone(&view.uid);
            slots.update(|index| index.remove_pod(&key, &view.uid));
        },
        |listed| {
            metrics.retain_pods(&listed);
            slots.update(|index| index.retain_pods(&listed));
        },
        synced,
    )
    .await;
}

/// Keeps the index up to date on volume claims, likewise.
pub async fn claims(
    claims: Api<PersistentVolumeClaim>,
    slots: Arc<Slots>,
    synced: watch::Sender<bool>,
) {
    let claims = watcher(claims, of_pools()).default_backoff();
    feed(
        claims,
        |claim| {
            slots.update(|index| match claim_view(&claim) {
                Some((key, volume, view)) => index.apply_claim(&key, volume, view),
                None => Triggers::default(),
            });
        },
        |claim| {
            slots.update(|index| match claim_view(&claim) {
                Some((key, volume, view)) => index.remove_claim(&key, volume, &view.uid),
                None => Triggers::default(),
            });
        },
        |listed| slots.update(|index| index.retain_claims(&listed)),
        synced,
    )
    .await;
}

/// Wakes the pool whose StatefulSet has changed, which it does with each pod that comes or becomes
/// ready: so these are batched with the rest of what wakes pools.
pub async fn stateful_sets(sets: Api<StatefulSet>, slots: Arc<Slots>) {
    let sets = watcher(sets, of_pools()).default_backoff().touched_objects();
    let mut sets = std::pin::pin!(sets);
    while let Some(set) = sets.next().await {
        match set {
            Ok(set) => {
                let pool = set.labels().get(LABEL_POOL);
                let pool = pool.map(|name| PoolKey::new(set.namespace().unwrap_or_default(), name));
                slots.update(|_| Triggers { pool, ..Triggers::default() });
            }
            Err(error) => tracing::warn!(%error, "failed to watch; trying again"),
        }
    }
}

/// Keeps the index up to date on workspaces, as one step of the controller's own watch.
pub fn workspaces(
    slots: Arc<Slots>,
    synced: watch::Sender<bool>,
) -> impl FnMut(&watcher::Event<Workspace>) {
    let mut listed = HashSet::new();
    let apply = |index: &mut Index, workspace: &Workspace| match workspace_view(workspace) {
        Some((uid, view)) => index.apply_workspace(uid, view),
        None => Triggers::default(),
    };
    move |event| match event {
        Event::Init => listed.clear(),
        Event::InitApply(workspace) => {
            listed.extend(workspace.uid().map(WorkspaceUid));
            slots.update(|index| apply(index, workspace));
        }
        Event::InitDone => {
            slots.update(|index| index.retain_workspaces(&listed));
            synced.send_replace(true);
        }
        Event::Apply(workspace) => slots.update(|index| apply(index, workspace)),
        Event::Delete(workspace) => {
            let uid = WorkspaceUid(workspace.uid().unwrap_or_default());
            slots.update(|index| index.remove_workspace(&uid));
        }
    }
}

async fn feed<K: kube::Resource>(
    events: impl Stream<Item = watcher::Result<Event<K>>>,
    apply: impl Fn(K),
    remove: impl Fn(K),
    retain: impl Fn(HashSet<String>),
    synced: watch::Sender<bool>,
) {
    let mut events = std::pin::pin!(events);
    let mut listed = HashSet::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::Init) => listed.clear(),
            Ok(Event::InitApply(object)) => {
                listed.extend(object.uid());
                apply(object);
            }
            Ok(Event::InitDone) => {
                retain(std::mem::take(&mut listed));
                synced.send_replace(true);
            }
            Ok(Event::Apply(object)) => apply(object),
            Ok(Event::Delete(object)) => remove(object),
            // The stream backs off and lists anew by itself.
            Err(error) => tracing::warn!(%error, "failed to watch; trying again"),
        }
    }
}

/// Only what belongs to a pool.
pub fn of_pools() -> watcher::Config {
    watcher::Config::default().labels(LABEL_POOL)
}
