//! An operator that starts when all is as it should be.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_harness::System;

use crate::metrics::Metrics;
use crate::row::Row;

/// The longest that it may take at all.
const PATIENCE: Duration = Duration::from_mins(3);

/// From its start until it has looked at all `workspaces`, and what it has written by then.
pub async fn measure(system: &System, workspaces: f64) -> anyhow::Result<[Row; 2]> {
    let started = Instant::now();
    let (_operator, port) = system.operator(true).await?;
    let looked = tokio::time::timeout(PATIENCE, looked_at(port, workspaces)).await;
    looked.context("the operator has not looked at all workspaces")?;
    let took = started.elapsed().as_secs_f64();
    Metrics::settled(port).await?;
    let written = Metrics::read(port).await?.writes();
    Ok([
        Row::at_most("restart to converged, 10,000 workspaces", "s", took, 15.0),
        Row::at_most("writes of a restart, 10,000 workspaces", "writes", written, 0.0),
    ])
}

async fn looked_at(port: u16, workspaces: f64) {
    loop {
        // It does not listen from the first moment on.
        if let Ok(metrics) = Metrics::read(port).await
            && metrics.reconciles("workspace") >= workspaces
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
