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
mod timing;

use coditect_harness::{Node, System};

use crate::floor::Floor;
use crate::row::Row;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let system = System::start("bench", Node::Fake, &[]).await?;
    let floor = Floor::start(&system.client).await?;
    let (operator, port) = system.operator(true).await?;
    let mut rows = claims::measure(&system, port, &floor).await?;
    rows.extend(rest::measure(&system, port, operator.pid()).await?);
    rows.extend(image::measure().await?);
    drop(operator);
    system.cluster.stop().await?;
    row::print(&rows);
    row::write(&rows)?;
    anyhow::ensure!(rows.iter().all(Row::ok), "a budget is exceeded");
    Ok(())
}
