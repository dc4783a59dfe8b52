//! Plays a scenario, undisturbed or with one write that fails.

use std::time::Duration;

use kube::{Client, Config};
use serde_json::Value;

use crate::end;
use crate::fault::{Fault, Faults, Write};
use crate::invariants::Invariants;
use crate::late::Rival;
use crate::operator;
use crate::sabotage::{Sabotage, Saboteur};
use crate::scenario::{Operators, Scenario};
use crate::world::World;

/// How long nothing may be written once all is over. Longer than the operator waits before it tries
/// again what has failed once.
const AT_REST: Duration = Duration::from_secs(1);

/// One write that fails in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Combination {
    /// Which write of the scenario, from 0.
    pub write: usize,
    /// How it fails.
    pub fault: Fault,
}

/// Plays it undisturbed: what the operator writes, and what is left at the end.
pub async fn record(
    config: &Config,
    scenario: &Scenario,
    namespace: &str,
) -> anyhow::Result<(Vec<Write>, Value)> {
    let client = Client::try_from(config.clone())?;
    let faults = Faults::new(None, client);
    let end = play(config, scenario, namespace, (&faults, None), None).await?;
    Ok((faults.writes(), end))
}

/// Plays it with a fault, and fails unless it ends as `expected`, nothing was broken on the way, and
/// nothing is written afterwards.
pub async fn run(
    config: &Config,
    scenario: &Scenario,
    namespace: &str,
    combination: Combination,
    expected: &Value,
) -> anyhow::Result<()> {
    let client = Client::try_from(config.clone())?;
    let faults = Faults::new(Some((combination.write, combination.fault)), client);
    play(config, scenario, namespace, (&faults, None), Some(expected)).await.map(drop)
}

/// Plays it with an operator that is wrong on purpose: that must fail.
pub async fn sabotaged(
    config: &Config,
    scenario: &Scenario,
    namespace: &str,
    sabotage: Sabotage,
    expected: &Value,
) -> anyhow::Result<()> {
    let faults = Faults::new(None, Client::try_from(config.clone())?);
    play(config, scenario, namespace, (&faults, Some(sabotage)), Some(expected)).await.map(drop)
}

async fn play(
    config: &Config,
    scenario: &Scenario,
    namespace: &str,
    (faults, sabotage): (&Faults, Option<Sabotage>),
    expected: Option<&Value>,
) -> anyhow::Result<Value> {
    let client = Client::try_from(config.clone())?;
    let world = World::create(client, namespace.to_owned()).await?;
    let invariants = Invariants::watch(&world);
    let stop = world.stop.clone();
    // Also where it ends early, so that none goes on beside those that play next.
    let _stop = stop.clone().drop_guard();
    let saboteur = Saboteur::new(sabotage);
    let start = |faults| operator::start(config, namespace, faults, saboteur.clone(), stop.clone());
    let elected = |name, faults| operator::elected(config, &world, name, faults, saboteur.clone());
    let operators = match scenario.operators {
        Operators::One => vec![start(faults.clone())],
        Operators::Elected => {
            vec![elected("first", faults.beside()), elected("second", faults.beside())]
        }
        Operators::Rivals => {
            vec![start(faults.of(Rival::First)), start(faults.of(Rival::Second))]
        }
    };
    (scenario.play)(&world).await?;
    let end = match expected {
        Some(expected) => end::reached(&world, expected).await?,
        None => end::stable(&world).await?,
    };
    if faults.see_all().await {
        // What comes late is still news to the operator.
        tokio::time::sleep(AT_REST).await;
    }
    let before = faults.writes();
    tokio::time::sleep(AT_REST).await;
    let after = faults.writes();
    stop.cancel();
    for operator in operators {
        operator.await??;
    }
    let late = after.get(before.len()..).unwrap_or_default();
    let late: Vec<_> = late.iter().filter(|write| !write.is_of_lease()).collect();
    anyhow::ensure!(late.is_empty(), "writes after the end: {late:?}");
    let broken = invariants.broken();
    anyhow::ensure!(broken.is_empty(), "broken on the way: {broken:#?}");
    world.remove().await?;
    Ok(end)
}
