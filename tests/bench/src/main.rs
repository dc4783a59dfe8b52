//! `make bench`: what a claim costs, against what the same writes cost a plain client, and what an
//! IDE costs, against an empty server.
//!
//! No absolute time is stable on a small machine, so each figure is set against a floor of the
//! same run: the same three writes by a plain client.

mod claims;
mod floor;
mod image;
mod metrics;
mod ready;
mod rest;
mod row;
mod scale;
mod timing;

use anyhow::Context as _;
use coditect_harness::{Cluster, Node, System};

use crate::floor::Floor;
use crate::row::Row;

/// What can be measured by itself, by its name as the argument.
const PARTS: [&str; 3] = ["claims", "image", "scale"];

/// Workspaces that have never run have claims without volumes. Every 15 s, by default,
/// kube-controller-manager writes an event for each: with 8,400 of them that takes a core for ever.
const SELDOM: [&str; 2] = ["--pvclaimbinder-sync-period", "10m"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let chosen = std::env::args().nth(1);
    if let Some(part) = &chosen {
        anyhow::ensure!(PARTS.contains(&part.as_str()), "{part}: want one of {PARTS:?}");
    }
    let wants = |part: &str| chosen.as_deref().is_none_or(|chosen| chosen == part);
    let mut rows = vec![];
    if wants("claims") {
        let system = System::start("bench", Node::Fake, &[]).await?;
        let floor = Floor::start(&system.client).await?;
        let (mut operator, port) = system.operator(true).await?;
        let pid = operator.pid();
        let measured = Box::pin(async {
            rows.extend(claims::measure(&system, port, &floor).await?);
            rows.extend(rest::measure(&system, port, pid).await?);
            Ok(())
        });
        operator.with(measured).await?;
        drop(operator);
        system.cluster.stop().await?;
    }
    if wants("image") {
        rows.extend(image::measure().await?);
    }
    if wants("scale") {
        let cluster = Cluster::start_with("bench-scale", Node::Fake, &[], &SELDOM).await?;
        let system = System::on(cluster).await?;
        let floor = Floor::start(&system.client).await?;
        rows.extend(scale::measure(&system, &floor).await?);
        system.cluster.stop().await?;
    }
    row::print(&rows);
    row::write(&rows)?;
    anyhow::ensure!(rows.iter().all(Row::ok), "a budget is exceeded");
    Ok(())
}

/// Resident memory of a process.
pub fn resident_kib(pid: Option<u32>) -> anyhow::Result<f64> {
    let pid = pid.context("the operator has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("no number in VmRSS")?.parse()?)
}
