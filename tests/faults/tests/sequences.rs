//! Changes of every field of the resources, valid and invalid ones: the way does not matter.
//!
//! `CODITECT_SEQUENCES` says which of all pairs of changes are played: `all`, or the K-th of N parts
//! as `K/N`; by default it is another part each day. `CODITECT_SEQUENCES_OF` plays only those that
//! have this text.
#![allow(clippy::print_stdout, reason = "it tells how much of all it has run")]

use coditect_faults::sequences::{GROUNDS, Sequence, Stage, leaves, of_one, of_two};
use coditect_faults::{having, share};
use coditect_harness::{Node, System};
use futures::{StreamExt as _, stream};

/// Sequences that are played at a time.
const PARALLEL: usize = 10;

/// One of so many parts of the pairs is played by default, so that it fits into some minutes.
const PARTS: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_is_that_of_a_fresh_deployment() -> anyhow::Result<()> {
    let (ones, pairs) = (of_one()?, of_two()?);
    println!("{} leaves, {} changes of one, {} pairs", leaves().len(), changes(&ones), pairs.len());
    let mut chosen = ones;
    chosen.extend(share(pairs, "CODITECT_SEQUENCES", PARTS)?);
    let chosen = having(chosen, "CODITECT_SEQUENCES_OF", ToString::to_string);
    let refused = chosen.iter().filter(|sequence| sequence.is_refused()).count();
    println!("running {} sequences, {refused} of them refused", chosen.len());
    let system = System::start("sequences", Node::Fake, &[]).await?;
    let config = system.cluster.config().await?;
    let stage = Stage::start(&config).await?;
    let mut failed = vec![];
    for ground in GROUNDS {
        let here = chosen.iter().filter(|sequence| sequence.ground == ground);
        let played = stream::iter(here).map(|sequence| one(&stage, sequence));
        let results: Vec<_> = played.buffer_unordered(PARALLEL).collect().await;
        failed.extend(results.into_iter().flatten());
        failed.extend(stage.leave(ground).await.err().map(|error| format!("{ground}: {error:#}")));
    }
    anyhow::ensure!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
    println!("{} fresh deployments", stage.stop().await?);
    system.cluster.stop().await
}

async fn one(stage: &Stage, sequence: &Sequence) -> Option<String> {
    let started = std::time::Instant::now();
    let result = stage.play(sequence).await;
    println!("{:>6.1?} {sequence}", started.elapsed());
    let failed = result.err().map(|error| format!("{sequence}: {error:#}"))?;
    println!("{failed}");
    Some(failed)
}

fn changes(sequences: &[Sequence]) -> usize {
    sequences.iter().map(|sequence| sequence.changes.len()).sum()
}
