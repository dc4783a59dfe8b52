//! Every write of every scenario, failing in every way.
//!
//! `CODITECT_FAULTS` says which of all combinations are run: `all`, or the K-th of N parts as `K/N`;
//! by default it is another part each day.
#![allow(clippy::print_stdout, reason = "it tells how much of all it has run")]

use coditect_faults::{Combination, Fault, SCENARIOS, Scenario, record, run, share};
use coditect_harness::{Node, System};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::Config;
use kube::config::{KubeConfigOptions, Kubeconfig};
use serde_json::Value;

/// Scenarios that play at a time, each in a namespace of its own.
const PARALLEL: usize = 6;

/// One of so many parts is run by default, so that it fits into some minutes.
const PARTS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_may_fail_in_every_way() -> anyhow::Result<()> {
    let system = System::start("faults", Node::Fake, &[]).await?;
    let kubeconfig = Kubeconfig::read_from(&system.cluster.kubeconfig)?;
    let config = &Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await?;
    let recorded = stream::iter(SCENARIOS).map(|scenario| async move {
        let played = record(config, scenario, &name(scenario, "undisturbed")).await?;
        anyhow::Ok((scenario, played))
    });
    let recorded: Vec<_> = recorded.buffered(PARALLEL).try_collect().await?;
    let mut all = vec![];
    for (scenario, (writes, end)) in recorded {
        println!("{}: {} writes", scenario.name, writes.len());
        for (write, request) in writes.into_iter().enumerate() {
            for fault in Fault::ALL {
                let what = format!("{} {fault:?} at {write}, {request:?}", scenario.name);
                all.push((scenario, Combination { write, fault }, end.clone(), what));
            }
        }
    }
    let total = all.len();
    let chosen = share(all, "CODITECT_FAULTS", PARTS)?;
    println!("running {} of {total} combinations", chosen.len());
    let failed: Vec<_> = stream::iter(chosen)
        .map(|(scenario, combination, end, what)| one(config, scenario, combination, end, what))
        .buffer_unordered(PARALLEL)
        .filter_map(|failed| async { failed })
        .collect()
        .await;
    anyhow::ensure!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
    system.cluster.stop().await
}

async fn one(
    config: &Config,
    scenario: &Scenario,
    combination: Combination,
    end: Value,
    what: String,
) -> Option<String> {
    let Combination { write, fault } = combination;
    let namespace = name(scenario, &format!("{write}-{fault:?}").to_lowercase());
    let result = run(config, scenario, &namespace, combination, &end).await;
    result.err().map(|error| format!("{what}: {error:?}"))
}

fn name(scenario: &Scenario, run: &str) -> String {
    format!("{}-{run}", scenario.name.replace('_', "-"))
}
