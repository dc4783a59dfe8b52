//! Every write of every scenario, failing in every way.
//!
//! `CODITECT_FAULTS` says which of all combinations are run: `all`, or the K-th of N parts as `K/N`;
//! by default it is another part each day. `CODITECT_FAULTS_OF` runs only those that have this text.
#![allow(clippy::print_stdout, reason = "it tells how much of all it has run")]

use coditect_faults::{Combination, Fault, SCENARIOS, Scenario, having, record, run, share};
use coditect_harness::{Node, System};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::Config;
use serde_json::Value;

/// Scenarios that play at a time, each in a namespace of its own.
const PARALLEL: usize = 12;

/// One of so many parts is run by default, so that it fits into some minutes.
const PARTS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_may_fail_in_every_way() -> anyhow::Result<()> {
    let system = System::start("faults", Node::Fake, &[]).await?;
    let config = &system.cluster.config().await?;
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
    let chosen = having(chosen, "CODITECT_FAULTS_OF", |(.., what)| what.clone());
    let count = chosen.len();
    println!("running {count} of {total} combinations");
    let mut results = stream::iter(chosen)
        .map(|(scenario, combination, end, what)| one(config, scenario, combination, end, what))
        .buffer_unordered(PARALLEL)
        .enumerate();
    let mut failures = 0;
    while let Some((done, failed)) = results.next().await {
        if let Some(failure) = failed {
            failures += 1;
            println!("failed: {failure}\n");
        }
        if (done + 1) % 100 == 0 {
            println!("{} of {count} have run, {failures} failed", done + 1);
        }
    }
    anyhow::ensure!(failures == 0, "{failures} of {count} failed, see above");
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
