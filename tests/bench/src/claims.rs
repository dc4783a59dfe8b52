//! Warm claims, one at a time and in a burst.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_crds::{Capacity, Workspace};
use coditect_harness::{System, workspace};
use kube::api::{Api, PostParams};

use crate::floor::Floor;
use crate::metrics::Metrics;
use crate::ready::ReadyWatch;
use crate::row::Row;
use crate::timing::{burst, middle, percentile};

const ONE_AT_A_TIME: u32 = 50;
const BURST: u32 = 150;
/// A burst is over in a second, in which a small machine may have been busy with something else:
/// the middle one of three counts.
const BURSTS: u32 = 3;
/// All slots warm, and no more to be made: only claims are measured.
const CAPACITY: Capacity = Capacity { warm_spares: 500, cold_spares: 0, maximum: 500 };
/// What a claim writes: the lock and the status.
const CLAIM: [&str; 2] = ["persistentvolumeclaims", "workspaces/status"];

/// Measures both.
pub async fn measure(system: &System, port: u16, floor: &Floor) -> anyhow::Result<Vec<Row>> {
    system.pool("warm", CAPACITY).await?;
    let watch = ReadyWatch::start(system.client.clone());
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let before = Metrics::read(port).await?;
    let (mut floor_times, mut times) = (vec![], vec![]);
    for i in 0..ONE_AT_A_TIME {
        floor_times.push(floor.three_writes(&format!("one-{i}")).await?);
        times.push(claim(&workspaces, &watch, "warm", format!("one-{i}")).await?);
    }
    let (mut floor_rates, mut rates, mut burst_times) = (vec![], vec![], vec![]);
    for round in 0..BURSTS {
        let name = move |i| format!("burst-{round}-{i}");
        let plain = |i| async move { floor.three_writes(&name(i)).await };
        let claimed = |i| claim(&workspaces, &watch, "warm", name(i));
        floor_rates.push(burst(BURST, plain).await?.0);
        let (rate, times) = burst(BURST, claimed).await?;
        rates.push(rate);
        burst_times.extend(times);
    }
    let (floor_rate, rate) = (middle(floor_rates), middle(rates));
    let after = Metrics::read(port).await?;
    let written = after.writes_to(&CLAIM) - before.writes_to(&CLAIM);
    let others = after.writes() - before.writes() - written;
    let claims = f64::from(ONE_AT_A_TIME + BURST * BURSTS);
    Ok(vec![
        Row::at_most_times(
            "warm claim, one at a time, p50",
            "ms",
            ms(percentile(times, 50)),
            ms(percentile(floor_times, 50)),
            2.0,
        ),
        Row::at_least("warm claims, 150 at 20 parallel", "/s", rate, 200.0).beside(floor_rate),
        Row::at_most(
            "warm claims, 150 at 20 parallel, p99",
            "ms",
            ms(percentile(burst_times, 99)),
            500.0,
        ),
        Row::at_most("writes by the operator per warm claim", "writes", written / claims, 2.0),
        Row::told("writes to the pool meanwhile, per warm claim", "writes", others / claims),
    ])
}

/// From the create to the watch that shows Ready.
pub async fn claim(
    workspaces: &Api<Workspace>,
    watch: &ReadyWatch,
    pool: &str,
    name: String,
) -> anyhow::Result<Duration> {
    let ready = watch.of(&name);
    let workspace = workspace(&name, pool, "bench")?;
    let started = Instant::now();
    workspaces.create(&PostParams::default(), &workspace).await?;
    let ready = tokio::time::timeout(Duration::from_secs(30), ready)
        .await
        .with_context(|| format!("{name} is not Ready after 30 s"))??;
    Ok(ready - started)
}

/// In milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
