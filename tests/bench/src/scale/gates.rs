//! Cold spares that are let go, and the same pods let go by a plain client.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool};
use coditect_harness::{System, is_ready};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, ObjectMeta, Patch, PatchParams, PostParams, PropagationPolicy};
use kube::runtime::{WatchStreamExt as _, watcher};
use serde_json::json;

use crate::row::Row;

const SPARES: i32 = 300;
/// As many requests at a time as the operator makes.
const PARALLEL: usize = 16;
const POOL: &str = "gates";
const PLAIN: &str = "plain";
/// The longest that all may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Measures both, the plain client first; what was made for it is deleted again.
pub async fn measure(system: &System) -> anyhow::Result<Vec<Row>> {
    let capacity = Capacity { warm_spares: 0, cold_spares: SPARES, maximum: SPARES };
    system.pool(POOL, capacity).await?;
    let sets: Api<StatefulSet> = Api::namespaced(system.client.clone(), "default");
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let set = sets.get(&format!("{POOL}-hybrid")).await?;
    sets.create(&PostParams::default(), &plain(&set)).await?;
    until(&pods, PLAIN, |_| true).await?;

    let started = Instant::now();
    let open = json!({"spec": {"schedulingGates": []}});
    stream::iter(0..SPARES)
        .map(Ok)
        .try_for_each_concurrent(PARALLEL, |ordinal| {
            let (pods, open) = (&pods, Patch::Merge(&open));
            async move {
                let name = format!("{PLAIN}-{ordinal}");
                pods.patch(&name, &PatchParams::default(), &open).await.map(drop)
            }
        })
        .await?;
    until(&pods, PLAIN, is_ready).await?;
    let floor = started.elapsed().as_secs_f64();

    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let started = Instant::now();
    let warm = json!({"spec": {"capacity": {"warmSpares": SPARES, "coldSpares": 0}}});
    pools.patch(POOL, &PatchParams::default(), &Patch::Merge(warm)).await?;
    until(&pods, POOL, is_ready).await?;
    let took = started.elapsed().as_secs_f64();

    let all = DeleteParams {
        propagation_policy: Some(PropagationPolicy::Foreground),
        ..DeleteParams::default()
    };
    sets.delete(PLAIN, &all).await?;
    pools.delete(POOL, &all).await?;
    Ok(vec![Row::at_most_times("300 cold spares let go until Ready", "s", took, floor, 1.1)])
}

/// The same pods and claims under labels that the operator does not look at.
fn plain(set: &StatefulSet) -> StatefulSet {
    let labels = Some(BTreeMap::from([("app".to_owned(), PLAIN.to_owned())]));
    let mut spec = set.spec.clone();
    spec.selector.match_labels.clone_from(&labels);
    spec.template.metadata.get_or_insert_default().labels.clone_from(&labels);
    for claim in spec.volume_claim_templates.iter_mut().flatten() {
        claim.metadata.labels.clone_from(&labels);
    }
    let metadata = ObjectMeta { name: Some(PLAIN.to_owned()), ..ObjectMeta::default() };
    StatefulSet { metadata, spec, status: None }
}

/// Waits until as many pods as there should be are as `wanted` says.
async fn until(pods: &Api<Pod>, app: &str, wanted: fn(&Pod) -> bool) -> anyhow::Result<()> {
    let label = if app == POOL { "coditect.ai/pool" } else { "app" };
    let config = watcher::Config::default().labels(&format!("{label}={app}"));
    let events = watcher(pods.clone(), config).default_backoff().applied_objects();
    let mut events = std::pin::pin!(events);
    let mut there = BTreeSet::new();
    let all = usize::try_from(SPARES)?;
    let seen = async {
        while let Some(pod) = events.try_next().await? {
            if wanted(&pod) {
                there.insert(pod.name_any());
            }
            if there.len() == all {
                return anyhow::Ok(());
            }
        }
        anyhow::bail!("the watch ended")
    };
    tokio::time::timeout(PATIENCE, seen).await.with_context(|| format!("{app} takes too long"))?
}
