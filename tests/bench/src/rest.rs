//! A thousand workspaces at rest.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, Workspace};
use coditect_harness::{System, pool, workspace};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::api::{Api, ListParams, PostParams};

use crate::metrics::Metrics;
use crate::ready::ReadyWatch;
use crate::resident_kib;
use crate::row::Row;

/// With those that were claimed warm before.
const WORKSPACES: usize = 1000;
/// How long the next workspace may take: kube-controller-manager makes their volumes one by one.
const PROGRESS: Duration = Duration::from_mins(5);
/// How long at rest must be without a write.
const REST: Duration = Duration::from_mins(1);

/// Fills a pool with running workspaces, waits until nothing is left to do, and measures.
pub async fn measure(system: &System, port: u16, pid: Option<u32>) -> anyhow::Result<Vec<Row>> {
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let there = workspaces.list_metadata(&ListParams::default()).await?.items.len();
    let more = WORKSPACES.saturating_sub(there);
    let maximum = i32::try_from(more)?;
    let capacity = Capacity { warm_spares: 0, cold_spares: 0, maximum };
    let pools = Api::namespaced(system.client.clone(), "default");
    pools.create(&PostParams::default(), &pool("many", &capacity)?).await?;
    let watch = ReadyWatch::start(system.client.clone());
    let ready: Vec<_> = (0..more).map(|i| watch.of(&format!("many-{i}"))).collect();
    stream::iter(0..more)
        .map(Ok)
        .try_for_each_concurrent(20, |i| {
            let workspaces = &workspaces;
            async move {
                let workspace = workspace(&format!("many-{i}"), "many", "bench")?;
                workspaces.create(&PostParams::default(), &workspace).await?;
                anyhow::Ok(())
            }
        })
        .await?;
    for (i, ready) in ready.into_iter().enumerate() {
        if i % 100 == 0 {
            eprintln!("  {} of {WORKSPACES} workspaces are Ready", there + i);
        }
        tokio::time::timeout(PROGRESS, ready)
            .await
            .with_context(|| format!("many-{i} is not Ready"))??;
    }
    let claimed = |pool: &coditect_crds::IdePool| {
        pool.status.as_ref().is_some_and(|s| s.slots.claimed == maximum && s.slots.starting == 0)
    };
    system.await_pool("many", "fully claimed", claimed).await?;
    let before = Metrics::settled(port).await?.writes();
    // The length of the measurement is the measurement.
    tokio::time::sleep(REST).await;
    let written = Metrics::read(port).await?.writes() - before;
    let memory = resident_kib(pid)? / 1024.0;
    Ok(vec![
        Row::at_most("writes in 60 s at rest, 1,000 workspaces", "writes", written, 0.0),
        Row::at_most("operator RSS, 1,000 workspaces", "MiB", memory, 60.0),
    ])
}
