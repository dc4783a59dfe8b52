//! `make bench`: what a claim costs, against what the same writes cost a plain client, and what an
//! IDE costs, against an empty server.
//!
//! No absolute time is stable on a small machine, so each figure is set against a floor of the
//! same run: one create and two patches of the same object by a plain client.

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
use coditect_harness::{Node, System};

use crate::floor::Floor;
use crate::row::Row;

/// What can be measured by itself, by its name as the argument.
const PARTS: [&str; 3] = ["claims", "image", "scale"];

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
        let (operator, port) = system.operator(true).await?;
        rows.extend(claims::measure(&system, port, &floor).await?);
        rows.extend(rest::measure(&system, port, operator.pid()).await?);
        drop(operator);
        system.cluster.stop().await?;
    }
    if wants("image") {
        rows.extend(image::measure().await?);
    }
    if wants("scale") {
        let system = System::start("bench-scale", Node::Fake, &[]).await?;
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
