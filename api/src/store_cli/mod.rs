//! `coditect-api store`: what is kept, out of one store and into another.

mod export;
mod import;
mod line;

use std::io::{BufRead, Write};

use anyhow::Context as _;

use crate::audit;
use crate::cli::{StoreArgs, StoreCommand};
use crate::store::{Database, Store};

pub use export::export;
pub use import::import;

/// Does what is asked, with standard input and output.
pub async fn run(args: &StoreArgs, command: StoreCommand) -> anyhow::Result<()> {
    let store = Store::open(args)?;
    let database = Database::new(store.backend.clone());
    let mut out = std::io::stdout().lock();
    match command {
        StoreCommand::Export => {
            let records = export(&database, jiff::Timestamp::now(), &mut out).await?;
            eprint_line(&format!("exported {records} records"));
        }
        StoreCommand::Import { replace } => {
            let records = import(&database, std::io::stdin().lock(), replace).await?;
            eprint_line(&format!("imported {records} records"));
        }
        StoreCommand::Audit => print_audit(&database, &mut out).await?,
    }
    out.flush().context("failed to write")
}

async fn print_audit(database: &Database, out: &mut impl Write) -> anyhow::Result<()> {
    for entry in audit::all(database).await? {
        writeln!(out, "{}", serde_json::to_string(&entry)?).context("failed to write")?;
    }
    Ok(())
}

/// The output may be a file: what is for people goes elsewhere.
fn eprint_line(text: &str) {
    // Nobody is left to be told of a failure.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Lines of a file that may be long.
fn lines(input: impl BufRead) -> impl Iterator<Item = std::io::Result<(usize, String)>> {
    input.lines().enumerate().map(|(index, line)| line.map(|line| (index + 1, line)))
}
