//! Reads an export into a store.

use std::io::BufRead;

use anyhow::{Context as _, bail, ensure};
use futures::FutureExt as _;

use super::line::{FORMAT, Head, Place, Record, Tail};
use crate::health;
use crate::store::{ALL, Database, MAX_TRANSACTION};

/// Bytes written in one transaction: some more than this, if the last record is long.
const BATCH: usize = MAX_TRANSACTION / 4;

/// Writes all of an export, which is read to its end first, and says how many records that was.
/// What was there before is removed with `replace`, and refused without.
pub async fn import(
    database: &Database,
    input: impl BufRead,
    replace: bool,
) -> anyhow::Result<usize> {
    let records = read(input)?;
    if replace {
        clear(database).await?;
    } else {
        let there = database.snapshot().await?.range(ALL.0, ALL.1, 2).await?;
        let is_empty = there.iter().all(|(key, _)| *key == health::key());
        ensure!(is_empty, "the store is not empty; with --replace, what it has is removed first");
    }
    let (mut done, all) = (0, records.len());
    for batch in batches(records) {
        done += batch.len();
        write(database, batch).await.with_context(|| {
            format!("some of {all} records are missing now; import again with --replace")
        })?;
    }
    Ok(done)
}

fn read(input: impl BufRead) -> anyhow::Result<Vec<(Place, Vec<u8>)>> {
    let mut lines = (1..).zip(input.lines());
    let (_, first) = lines.next().context("there is nothing to import")?;
    let first = first?;
    let head: Head = serde_json::from_str(&first).context("line 1: this is no export")?;
    ensure!(head.export == FORMAT, "this is an export of the form {}, not {FORMAT}", head.export);
    let mut records = vec![];
    for (number, line) in lines {
        let line = line?;
        if let Ok(tail) = serde_json::from_str::<Tail>(&line) {
            let count = records.len();
            ensure!(tail.records == count, "{count} of {} records are there", tail.records);
            return Ok(records);
        }
        let record: Record =
            serde_json::from_str(&line).with_context(|| format!("line {number}: no record"))?;
        let pair = record.into_pair().map_err(|error| anyhow::anyhow!("line {number}: {error}"))?;
        records.push(pair);
    }
    bail!("the file ends after {} records, without saying that these are all", records.len())
}

fn batches(records: Vec<(Place, Vec<u8>)>) -> Vec<Vec<(Place, Vec<u8>)>> {
    let (mut batches, mut size) = (vec![vec![]], 0);
    for (place, value) in records {
        let key = match &place {
            Place::At(key) | Place::InOrder(key) => key.len(),
        };
        size += key + value.len();
        if let Some(batch) = batches.last_mut() {
            batch.push((place, value));
        }
        if size > BATCH {
            batches.push(vec![]);
            size = 0;
        }
    }
    batches
}

async fn write(database: &Database, batch: Vec<(Place, Vec<u8>)>) -> anyhow::Result<()> {
    let written = database.run(move |transaction| {
        for (place, value) in batch.clone() {
            match place {
                Place::At(key) => transaction.set(key, value),
                Place::InOrder(prefix) => transaction.set_versioned(prefix, value),
            }
        }
        async { Ok(()) }.boxed()
    });
    Ok(written.await?)
}

async fn clear(database: &Database) -> anyhow::Result<()> {
    let cleared = database
        .run(|transaction| async move { transaction.clear_range(ALL.0, ALL.1).await }.boxed());
    Ok(cleared.await?)
}
