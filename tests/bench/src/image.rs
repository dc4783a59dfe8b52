//! What the image of a slot weighs, and how soon its IDE listens.

use anyhow::Context as _;
use coditect_harness::repository;
use serde::Deserialize;
use tokio::process::Command;

use crate::row::Row;

/// Bytes, without compilers: a node pulls them once.
const MOST_BYTES: f64 = 900e6;
/// Seconds from the start of the container until the IDE takes connections.
const MOST_SECONDS: f64 = 2.0;
/// MiB of an IDE that nobody has opened yet: what a warm spare costs.
const MOST_MIB: f64 = 220.0;

/// What `tests/image/measure.mjs` prints.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    image_bytes: f64,
    theia: Program,
    /// An empty Node server in the same image.
    floor: Program,
}

#[derive(Deserialize)]
struct Program {
    seconds: f64,
    memory: f64,
}

/// Runs the image as the kubelet does; no rows where that cannot be.
pub async fn measure() -> anyhow::Result<Vec<Row>> {
    if !coditect_harness::can_run_pods() {
        return Ok(vec![]);
    }
    let output = Command::new(repository().join("tests/image/run.sh"))
        .arg("measure.mjs")
        .stderr(std::process::Stdio::inherit())
        .output()
        .await
        .context("failed to start the measurement of the image")?;
    anyhow::ensure!(output.status.success(), "the image could not be measured");
    let Measured { image_bytes, theia, floor } = serde_json::from_slice(&output.stdout)?;
    let mib = |bytes: f64| bytes / (1024.0 * 1024.0);
    Ok(vec![
        Row::at_most(
            "image without compilers, unpacked",
            "MB",
            image_bytes / 1e6,
            MOST_BYTES / 1e6,
        ),
        Row::at_most("IDE listens after its start", "s", theia.seconds, MOST_SECONDS)
            .beside(floor.seconds),
        Row::at_most("IDE at rest, PSS", "MiB", mib(theia.memory), MOST_MIB)
            .beside(mib(floor.memory)),
    ])
}
