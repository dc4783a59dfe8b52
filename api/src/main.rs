//! `coditect-api`.

use std::io::Write as _;

use clap::Parser as _;
use coditect_api::cli::{Args, Command};
use coditect_api::store_cli;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    match args.command {
        Some(Command::Openapi) => {
            writeln!(std::io::stdout(), "{}", coditect_api::openapi().to_pretty_json()?)?;
            return Ok(());
        }
        Some(Command::Store { args, command }) => return store_cli::run(&args, command).await,
        None => {}
    }
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("failed to install the TLS provider: there is one already"))?;
    coditect_api::run(args).await
}
