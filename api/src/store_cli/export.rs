//! Writes every record as a line.

use std::io::Write;

use anyhow::Context as _;
use jiff::Timestamp;
use serde::Serialize;

use super::line::{FORMAT, Head, Record, Tail};
use crate::changes::is_note;
use crate::health;
use crate::store::{ALL, Database};

/// Records read in one transaction.
const PAGE: usize = 500;

/// Writes all that is kept to `out`, and says how many records that was. Pages are of different
/// versions: nobody should write meanwhile.
pub async fn export(
    database: &Database,
    at: Timestamp,
    out: &mut impl Write,
) -> anyhow::Result<usize> {
    write_line(out, &Head { export: FORMAT.to_owned(), at })?;
    let mut records = 0;
    let mut begin = ALL.0.to_vec();
    loop {
        let page = database.snapshot().await?.range(&begin, ALL.1, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        begin.clone_from(last);
        begin.push(0);
        for (key, value) in page.into_iter().filter(|(key, _)| !is_passing(key)) {
            let record = Record::new(&key, value)
                .map_err(|error| anyhow::anyhow!("{error}: {}", key.escape_ascii()))?;
            write_line(out, &record)?;
            records += 1;
        }
    }
    write_line(out, &Tail { records })?;
    Ok(records)
}

/// What means nothing to another process.
fn is_passing(key: &[u8]) -> bool {
    is_note(key) || key == health::key()
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> anyhow::Result<()> {
    writeln!(out, "{}", serde_json::to_string(line)?).context("failed to write the export")
}
