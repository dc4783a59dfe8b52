//! Cold spares that are let go, and the same pods let go by a plain client.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool};
use coditect_harness::{System, is_ready};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kube::api::{
    Api, DeleteParams, ListParams, ObjectMeta, Patch, PatchParams, PostParams, PropagationPolicy,
};
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Client, Resource, ResourceExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::row::Row;

const SPARES: i32 = 300;
/// Both let go in turns, and who is first changes: whatever grows slower or quicker meanwhile does so
/// for both.
const ROUNDS: i32 = 4;
const ROUND: i32 = SPARES / ROUNDS;
/// As many requests at a time as the operator makes.
const PARALLEL: usize = 16;
const POOL: &str = "gates";
const PLAIN: &str = "plain";
/// The longest that a round may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Measures both; what was made for it is deleted again.
pub async fn measure(system: &System) -> anyhow::Result<Vec<Row>> {
    let capacity = Capacity { warm_spares: 0, cold_spares: SPARES, maximum: SPARES };
    system.pool(POOL, capacity).await?;
    let sets: Api<StatefulSet> = Api::namespaced(system.client.clone(), "default");
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let set = sets.get(&format!("{POOL}-hybrid")).await?;
    follow(&system.client, service).await?;
    follow(&system.client, disruption_budget).await?;
    sets.create(&PostParams::default(), &plain(&set)).await?;
    until(&pods, PLAIN, SPARES, |_| true).await?;

    let (mut took, mut floor) = (0.0, 0.0);
    for round in 0..ROUNDS {
        let (first, then) = if round % 2 == 0 { (PLAIN, POOL) } else { (POOL, PLAIN) };
        for whose in [first, then] {
            let seconds = turn(&pools, &pods, whose, round).await?;
            *(if whose == POOL { &mut took } else { &mut floor }) += seconds;
        }
    }

    let all = DeleteParams {
        propagation_policy: Some(PropagationPolicy::Foreground),
        ..DeleteParams::default()
    };
    sets.delete(PLAIN, &all).await?;
    pools.delete(POOL, &all).await?;
    Ok(vec![Row::at_most_times("300 cold spares let go until Ready", "s", took, floor, 1.1)])
}

/// How many seconds it takes in one round.
async fn turn(
    pools: &Api<IdePool>,
    pods: &Api<Pod>,
    whose: &str,
    round: i32,
) -> anyhow::Result<f64> {
    let started = Instant::now();
    if whose == POOL {
        ask_for(pools, round).await?;
    } else {
        let_go(pods, round).await?;
    }
    until(pods, whose, (round + 1) * ROUND, is_ready).await?;
    let seconds = started.elapsed().as_secs_f64();
    eprintln!("  {ROUND} gates of {whose}: {seconds:.1} s");
    Ok(seconds)
}

/// Has the operator let a round's spares go.
async fn ask_for(pools: &Api<IdePool>, round: i32) -> anyhow::Result<()> {
    let warm = (round + 1) * ROUND;
    let capacity = json!({"warmSpares": warm, "coldSpares": SPARES - warm});
    let change = json!({"spec": {"capacity": capacity}});
    pools.patch(POOL, &PatchParams::default(), &Patch::Merge(change)).await?;
    Ok(())
}

/// Lets a round's pods go as a plain client.
async fn let_go(pods: &Api<Pod>, round: i32) -> anyhow::Result<()> {
    let open = json!({"spec": {"schedulingGates": []}});
    stream::iter(round * ROUND..(round + 1) * ROUND)
        .map(Ok)
        .try_for_each_concurrent(PARALLEL, |ordinal| {
            let open = Patch::Merge(&open);
            async move {
                let name = format!("{PLAIN}-{ordinal}");
                pods.patch(&name, &PatchParams::default(), &open).await?;
                Ok(())
            }
        })
        .await
}

/// What else follows the pods of the pool, each with its namesake for those of a plain set.
async fn follow<K>(client: &Client, select: fn(&mut K)) -> anyhow::Result<()>
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
    K: Clone + Debug + DeserializeOwned + Serialize,
{
    let api: Api<K> = Api::namespaced(client.clone(), "default");
    let of_pool = ListParams::default().labels(&format!("coditect.ai/pool={POOL}"));
    for mut copy in api.list(&of_pool).await? {
        *copy.meta_mut() = ObjectMeta {
            name: Some(copy.name_any().replacen(POOL, PLAIN, 1)),
            ..ObjectMeta::default()
        };
        select(&mut copy);
        api.create(&PostParams::default(), &copy).await?;
    }
    Ok(())
}

fn labels() -> BTreeMap<String, String> {
    BTreeMap::from([("app".to_owned(), PLAIN.to_owned())])
}

fn service(service: &mut Service) {
    let spec = service.spec.get_or_insert_default();
    spec.selector = Some(labels());
    if spec.cluster_ip.as_deref() != Some("None") {
        (spec.cluster_ip, spec.cluster_ips) = (None, None);
    }
}

fn disruption_budget(budget: &mut PodDisruptionBudget) {
    let selector = LabelSelector { match_labels: Some(labels()), ..LabelSelector::default() };
    budget.spec.get_or_insert_default().selector = Some(selector);
}

/// The same pods and claims under labels that the operator does not look at.
fn plain(set: &StatefulSet) -> StatefulSet {
    let labels = Some(labels());
    let mut spec = set.spec.clone();
    spec.selector.match_labels.clone_from(&labels);
    spec.template.metadata.get_or_insert_default().labels.clone_from(&labels);
    for claim in spec.volume_claim_templates.iter_mut().flatten() {
        claim.metadata.labels.clone_from(&labels);
    }
    let metadata = ObjectMeta { name: Some(PLAIN.to_owned()), ..ObjectMeta::default() };
    StatefulSet { metadata, spec, status: None }
}

/// Waits until `count` pods are as `wanted` says.
async fn until(
    pods: &Api<Pod>,
    app: &str,
    count: i32,
    wanted: fn(&Pod) -> bool,
) -> anyhow::Result<()> {
    let label = if app == POOL { "coditect.ai/pool" } else { "app" };
    let config = watcher::Config::default().labels(&format!("{label}={app}"));
    let events = watcher(pods.clone(), config).default_backoff().applied_objects();
    let mut events = std::pin::pin!(events);
    let mut there = BTreeSet::new();
    let count = usize::try_from(count)?;
    let seen = async {
        while let Some(pod) = events.try_next().await? {
            if wanted(&pod) {
                there.insert(pod.name_any());
            }
            if there.len() == count {
                return anyhow::Ok(());
            }
        }
        anyhow::bail!("the watch ended")
    };
    tokio::time::timeout(PATIENCE, seen).await.with_context(|| format!("{app} takes too long"))?
}
