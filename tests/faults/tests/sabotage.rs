//! Ten operators that are wrong on purpose, each of which must be noticed.
#![allow(clippy::print_stdout, reason = "it tells how each one was noticed")]

use std::collections::HashMap;

use anyhow::Context as _;
use coditect_faults::{RIVALS, SCENARIOS, Sabotage, Scenario, record, sabotaged};
use coditect_harness::{Node, System};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::Config;
use serde_json::Value;

/// Scenarios that play at a time. Most wait for something that does not come.
const PARALLEL: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_that_is_wrong_is_noticed() -> anyhow::Result<()> {
    let system = System::start("sabotage", Node::Fake, &[]).await?;
    let config = system.cluster.config().await?;
    let ends = ends(&config).await?;
    let played = stream::iter(Sabotage::ALL).map(|sabotage| {
        let (config, (scenario, end)) = (&config, &ends[sabotage.scenario()]);
        async move {
            let namespace = format!("{sabotage:?}").to_lowercase();
            let result = sabotaged(config, scenario, &namespace, sabotage, end).await;
            (sabotage, result)
        }
    });
    let played: Vec<_> = played.buffer_unordered(PARALLEL).collect().await;
    let mut unnoticed = vec![];
    for (sabotage, result) in played {
        match result {
            Err(error) => println!("{sabotage:?}: {}", first_line(&error.to_string())),
            Ok(()) => unnoticed.push(sabotage),
        }
    }
    anyhow::ensure!(unnoticed.is_empty(), "not noticed: {unnoticed:?}");
    system.cluster.stop().await
}

/// Of each scenario that somebody spoils, how it ends with the operator as it is.
async fn ends(config: &Config) -> anyhow::Result<HashMap<&'static str, (Scenario, Value)>> {
    let names: Vec<_> = Sabotage::ALL.iter().map(|sabotage| sabotage.scenario()).collect();
    let spoilt =
        SCENARIOS.iter().chain([&RIVALS]).filter(|scenario| names.contains(&scenario.name));
    let ends = stream::iter(spoilt).map(|scenario| async move {
        let namespace = scenario.name.replace('_', "-");
        let (_, end) = record(config, scenario, &namespace).await.context(scenario.name)?;
        anyhow::Ok((scenario.name, (*scenario, end)))
    });
    ends.buffer_unordered(PARALLEL).try_collect().await
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
