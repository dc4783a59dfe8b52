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
/// As many requests at a time as the operator makes.
const PARALLEL: usize = 16;
const POOL: &str = "gates";
const PLAIN: [&str; 2] = ["plain-before", "plain-after"];
/// The longest that all may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// Measures both; what was made for it is deleted again. The plain client does it before and after
/// the operator: the later, the more is there already that makes everything slower.
pub async fn measure(system: &System) -> anyhow::Result<Vec<Row>> {
    let capacity = Capacity { warm_spares: 0, cold_spares: SPARES, maximum: SPARES };
    system.pool(POOL, capacity).await?;
    let sets: Api<StatefulSet> = Api::namespaced(system.client.clone(), "default");
    let pods: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    let set = sets.get(&format!("{POOL}-hybrid")).await?;
    for name in PLAIN {
        follow(&system.client, name, service).await?;
        follow(&system.client, name, disruption_budget).await?;
        sets.create(&PostParams::default(), &plain(&set, name)).await?;
        until(&pods, name, |_| true).await?;
    }

    let before = let_go(&pods, PLAIN[0]).await?;
    let started = Instant::now();
    let warm = json!({"spec": {"capacity": {"warmSpares": SPARES, "coldSpares": 0}}});
    pools.patch(POOL, &PatchParams::default(), &Patch::Merge(warm)).await?;
    until(&pods, POOL, is_ready).await?;
    let took = started.elapsed().as_secs_f64();
    let after = let_go(&pods, PLAIN[1]).await?;
    eprintln!("  {SPARES} gates: a plain client takes {before:.1} s before and {after:.1} s after");

    let all = DeleteParams {
        propagation_policy: Some(PropagationPolicy::Foreground),
        ..DeleteParams::default()
    };
    for name in PLAIN {
        sets.delete(name, &all).await?;
    }
    pools.delete(POOL, &all).await?;
    let floor = f64::midpoint(before, after);
    Ok(vec![Row::at_most_times("300 cold spares let go until Ready", "s", took, floor, 1.1)])
}

/// How many seconds it takes a plain client.
async fn let_go(pods: &Api<Pod>, set: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let open = json!({"spec": {"schedulingGates": []}});
    stream::iter(0..SPARES)
        .map(Ok)
        .try_for_each_concurrent(PARALLEL, |ordinal| {
            let open = Patch::Merge(&open);
            async move {
                let name = format!("{set}-{ordinal}");
                pods.patch(&name, &PatchParams::default(), &open).await.map(drop)
            }
        })
        .await?;
    until(pods, set, is_ready).await?;
    Ok(started.elapsed().as_secs_f64())
}

/// What else follows the pods of the pool, each with its namesake for those of a plain set.
async fn follow<K>(client: &Client, name: &str, select: fn(&mut K, &str)) -> anyhow::Result<()>
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
    K: Clone + Debug + DeserializeOwned + Serialize,
{
    let api: Api<K> = Api::namespaced(client.clone(), "default");
    let of_pool = ListParams::default().labels(&format!("coditect.ai/pool={POOL}"));
    for mut copy in api.list(&of_pool).await? {
        *copy.meta_mut() = ObjectMeta {
            name: Some(copy.name_any().replacen(POOL, name, 1)),
            ..ObjectMeta::default()
        };
        select(&mut copy, name);
        api.create(&PostParams::default(), &copy).await?;
    }
    Ok(())
}

fn labels(name: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("app".to_owned(), name.to_owned())])
}

fn service(service: &mut Service, name: &str) {
    let spec = service.spec.get_or_insert_default();
    spec.selector = Some(labels(name));
    if spec.cluster_ip.as_deref() != Some("None") {
        (spec.cluster_ip, spec.cluster_ips) = (None, None);
    }
}

fn disruption_budget(budget: &mut PodDisruptionBudget, name: &str) {
    let selector = LabelSelector { match_labels: Some(labels(name)), ..LabelSelector::default() };
    budget.spec.get_or_insert_default().selector = Some(selector);
}

/// The same pods and claims under labels that the operator does not look at.
fn plain(set: &StatefulSet, name: &str) -> StatefulSet {
    let labels = Some(labels(name));
    let mut spec = set.spec.clone();
    spec.selector.match_labels.clone_from(&labels);
    spec.template.metadata.get_or_insert_default().labels.clone_from(&labels);
    for claim in spec.volume_claim_templates.iter_mut().flatten() {
        claim.metadata.labels.clone_from(&labels);
    }
    let metadata = ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() };
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
