//! `coditect-api store`: what is kept, out of one store and into another.

mod export;
mod import;
mod line;

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

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
    match command {
        StoreCommand::Export { file } => {
            let mut out = output(file.as_deref())?;
            let records = export(&database, jiff::Timestamp::now(), &mut out).await?;
            out.flush().context("failed to write")?;
            eprint_line(&format!("exported {records} records"));
        }
        StoreCommand::Import { file, replace } => {
            let records = import(&database, input(file.as_deref())?, replace).await?;
            eprint_line(&format!("imported {records} records"));
        }
        StoreCommand::Audit => print_audit(&database).await?,
    }
    Ok(())
}

/// A file that is not there yet, for this user's eyes only.
fn output(file: Option<&Path>) -> anyhow::Result<Box<dyn Write>> {
    let Some(path) = file else { return Ok(Box::new(std::io::stdout().lock())) };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let file = file.with_context(|| format!("failed to make {}", path.display()))?;
    Ok(Box::new(BufWriter::new(file)))
}

fn input(file: Option<&Path>) -> anyhow::Result<Box<dyn BufRead>> {
    let Some(path) = file else { return Ok(Box::new(std::io::stdin().lock())) };
    let file = File::open(path).with_context(|| format!("failed to open {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

async fn print_audit(database: &Database) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
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
