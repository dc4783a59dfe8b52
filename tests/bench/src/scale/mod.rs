//! Ten thousand workspaces in five pools. 1,600 of them run, as their volumes, which
//! kube-controller-manager makes one by one, take most of the time; the others are suspended.
//!
//! ```text
//!   nothing ──► gates of cold spares ──► 100 workspaces ──► 8,750 ──► a burst to 9,750 ──► a restart
//!   bytes, RSS     and their floor        claims one at a time          claims one at a time
//! ```

mod etcd;
mod fill;
mod gates;
mod restart;

use std::time::Duration;

use coditect_crds::{Capacity, Workspace};
use coditect_harness::System;
use kube::api::Api;

use crate::claims::{claim, ms};
use crate::floor::Floor;
use crate::metrics::Metrics;
use crate::ready::ReadyWatch;
use crate::resident_kib;
use crate::row::Row;
use crate::timing::{burst, percentile};

use etcd::Etcd;

/// Those that are there when it counts as few.
const FEW: u32 = 100;
/// How many are claimed one at a time, with few and with all.
const ONE_AT_A_TIME: u32 = 250;
/// How many come at once.
const BURST: u32 = 1_000;
/// Where claims are warm: no spare is made while one is measured.
const WARM_POOLS: [(&str, i32); 2] = [(CROWDED, 1_000), (QUIET, 600)];
const CROWDED: &str = "scale-crowded";
const QUIET: &str = "scale-quiet";
/// Pools whose workspaces are suspended, and how many each has.
const COLD_POOLS: u32 = 3;
const SUSPENDED: u32 = 2_800;
const WORKSPACES: u32 = FEW + 2 * ONE_AT_A_TIME + BURST + COLD_POOLS * SUSPENDED;

/// Measures all of it, on a cluster of its own. The operator is started again at the end.
pub async fn measure(system: &System, floor: &Floor) -> anyhow::Result<Vec<Row>> {
    let (mut operator, port) = system.operator(true).await?;
    let pid = operator.pid();
    let mut rows = operator.with(Box::pin(grow(system, floor, (pid, port)))).await?;
    operator.stop().await?;
    rows.extend(restart::measure(system, WORKSPACES.into()).await?);
    Ok(rows)
}

/// From nothing to all of them.
async fn grow(
    system: &System,
    floor: &Floor,
    (pid, port): (Option<u32>, u16),
) -> anyhow::Result<Vec<Row>> {
    let mut rows = gates::measure(system).await?;
    let etcd = Etcd::of(system)?;
    etcd.at_rest().await?;
    let memory = resident_kib(pid)?;

    for (name, spares) in WARM_POOLS {
        let warm = Capacity { warm_spares: spares, cold_spares: 0, maximum: spares };
        system.pool(name, warm).await?;
    }
    etcd.at_rest().await?;
    let watch = ReadyWatch::start(system.client.clone());
    let claims =
        Claims { workspaces: Api::namespaced(system.client.clone(), "default"), watch, floor };
    claims.one_at_a_time("few", FEW).await?;
    let (with_few, floor_with_few) = claims.one_at_a_time("first", ONE_AT_A_TIME).await?;

    rows.push(bytes(&etcd).await?);
    fill::pools(system, COLD_POOLS, SUSPENDED).await?;
    etcd.at_rest().await?;
    rows.push(claims.burst().await?);
    etcd.at_rest().await?;
    let (with_all, floor_with_all) = claims.one_at_a_time("last", ONE_AT_A_TIME).await?;
    let slower =
        Row::at_most("warm claim, p99, at 10,000 by that at 100", "×", with_all / with_few, 1.5);
    // The apiserver is slower with ten thousand objects, whoever asks it.
    rows.push(slower.beside(floor_with_all / floor_with_few));

    Metrics::settled(port).await?;
    let grown = resident_kib(pid)?;
    rows.extend([
        Row::at_most("operator RSS, 10,000 workspaces", "MiB", grown / 1024.0, 120.0),
        Row::at_most(
            "operator RSS, of each workspace",
            "KiB",
            (grown - memory) / f64::from(WORKSPACES),
            8.0,
        ),
    ]);
    Ok(rows)
}

/// What etcd holds of a workspace that runs: itself, and its slot's share of what the pools have, at
/// a time when there is nothing else. Events, which go after an hour, are left out.
async fn bytes(etcd: &Etcd) -> anyhow::Result<Row> {
    let of_slots = [
        "pods/default/",
        "persistentvolumeclaims/default/",
        "persistentvolumes/",
        "endpointslices/default/",
    ];
    let slots = f64::from(WARM_POOLS.iter().map(|(_, spares)| spares).sum::<i32>());
    let workspaces = f64::from(FEW + ONE_AT_A_TIME);
    let bytes = etcd.bytes_below(&of_slots).await? / slots
        + etcd.bytes_below(&["coditect.ai/workspaces/default/"]).await? / workspaces;
    Ok(Row::at_most("etcd, of a workspace that runs", "KB", bytes / 1000.0, 20.0))
}

struct Claims<'a> {
    workspaces: Api<Workspace>,
    watch: ReadyWatch,
    floor: &'a Floor,
}

impl Claims<'_> {
    /// The 99th percentile, and that of a plain client's three writes in turns with them.
    async fn one_at_a_time(&self, name: &str, count: u32) -> anyhow::Result<(f64, f64)> {
        let (mut times, mut floor_times) = (vec![], vec![]);
        for i in 0..count {
            floor_times.push(self.floor.three_writes(&format!("{name}-{i}")).await?);
            times.push(self.claim(QUIET, format!("{name}-{i}")).await?);
        }
        let (p99, floor) = (ms(percentile(times, 99)), ms(percentile(floor_times, 99)));
        eprintln!("  {name}: {count} claims one at a time, p99 {p99:.1} ms, floor {floor:.1} ms");
        Ok((p99, floor))
    }

    /// Half of the plain client's before and half after, as in so few seconds a process of the
    /// control plane may be busy with its garbage.
    async fn burst(&self) -> anyhow::Result<Row> {
        let plain = async |half: &str| {
            let write = |i| async move { self.floor.three_writes(&format!("{half}-{i}")).await };
            anyhow::Ok(burst(BURST / 2, write).await?.0)
        };
        let before = plain("before").await?;
        let (rate, _) = burst(BURST, |i| self.claim(CROWDED, format!("crowd-{i}"))).await?;
        let after = plain("after").await?;
        eprintln!("  {rate:.0} claims a second, a plain client {before:.0} and {after:.0}");
        let floor = 2.0 / (1.0 / before + 1.0 / after);
        Ok(Row::at_least("warm claims, 1,000 at 8,750", "/s", rate, 300.0).beside(floor))
    }

    async fn claim(&self, pool: &str, name: String) -> anyhow::Result<Duration> {
        claim(&self.workspaces, &self.watch, pool, name).await
    }
}
