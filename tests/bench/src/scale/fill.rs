//! Many workspaces that begin cold.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool, Workspace};
use coditect_harness::{System, pool, workspace};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::api::{Api, PostParams};

use crate::ready::ReadyWatch;

/// How long the next workspace may take: kube-controller-manager makes their volumes one by one.
const PROGRESS: Duration = Duration::from_mins(5);

/// Creates pools, and in each as many workspaces as it may have; returns when all of them run.
pub async fn pools(
    system: &System,
    watch: &ReadyWatch,
    pools: usize,
    each: usize,
) -> anyhow::Result<()> {
    let capacity = Capacity { warm_spares: 0, cold_spares: 0, maximum: i32::try_from(each)? };
    let api: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    for number in 1..=pools {
        api.create(&PostParams::default(), &pool(&format!("scale-{number}"), &capacity)?).await?;
    }
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let workspaces = &workspaces;
    let all = (1..=pools).flat_map(|pool| (0..each).map(move |i| (pool, i)));
    let all: Vec<_> =
        all.map(|(pool, i)| (format!("scale-{pool}"), format!("cold-{pool}-{i}"))).collect();
    let ready: Vec<_> = all.iter().map(|(_, name)| watch.of(name)).collect();
    let total = all.len();
    stream::iter(all)
        .map(Ok)
        .try_for_each_concurrent(20, |(pool, name)| async move {
            let workspace = workspace(&name, &pool, "bench")?;
            workspaces.create(&PostParams::default(), &workspace).await?;
            anyhow::Ok(())
        })
        .await?;
    for (i, ready) in ready.into_iter().enumerate() {
        if i % 1_000 == 0 {
            eprintln!("  {i} of {total} workspaces are Ready");
        }
        tokio::time::timeout(PROGRESS, ready).await.with_context(|| format!("{i} are Ready"))??;
    }
    Ok(())
}
