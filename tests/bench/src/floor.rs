//! What the writes of a claim cost a plain client: one create and two patches, without an operator.

use std::time::{Duration, Instant};

use coditect_crds::Workspace;
use coditect_harness::workspace;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::Client;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use serde_json::json;

/// A burst is over in a second, in which a small machine may have been busy with something else:
/// the middle one of three counts.
pub const BURSTS: u32 = 3;

/// The floor of this run.
pub struct Floor {
    /// Median of one at a time.
    pub one: Duration,
    /// Per second, 20 at a time.
    pub rate: f64,
}

/// Measures it on a cluster without an operator, and leaves nothing behind.
pub async fn measure(client: &Client) -> anyhow::Result<Floor> {
    let workspaces: Api<Workspace> = Api::namespaced(client.clone(), "default");
    // Warms up the connection, and the apiserver's caches.
    for i in 0..20 {
        three_writes(&workspaces, &format!("warm-{i}")).await?;
    }
    let mut times = vec![];
    for i in 0..100 {
        let started = Instant::now();
        three_writes(&workspaces, &format!("one-{i}")).await?;
        times.push(started.elapsed());
    }
    let mut rates = vec![];
    for round in 0..BURSTS {
        let started = Instant::now();
        stream::iter(0..150)
            .map(Ok)
            .try_for_each_concurrent(20, |i| {
                let workspaces = &workspaces;
                async move { three_writes(workspaces, &format!("burst-{round}-{i}")).await }
            })
            .await?;
        rates.push(150.0 / started.elapsed().as_secs_f64());
    }
    workspaces.delete_collection(&DeleteParams::default(), &ListParams::default()).await?;
    Ok(Floor { one: percentile(times, 50), rate: middle(rates) })
}

async fn three_writes(workspaces: &Api<Workspace>, name: &str) -> anyhow::Result<()> {
    workspaces.create(&PostParams::default(), &workspace(name, "none", "floor")?).await?;
    let label = json!({"metadata": {"labels": {"floor": "1"}}});
    workspaces.patch_metadata(name, &PatchParams::default(), &Patch::Merge(label)).await?;
    let status = json!({"status": {"phase": "Running"}});
    workspaces.patch_status(name, &PatchParams::default(), &Patch::Merge(status)).await?;
    Ok(())
}

/// The median.
pub fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// The smallest time that `percent` of all do not exceed.
pub fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort_unstable();
    let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(index).copied().unwrap_or_default()
}
