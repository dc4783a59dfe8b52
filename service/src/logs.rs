//! Logs to standard error, filtered by `RUST_LOG` (`info` by default), and traces beside them.

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Directive;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt};

use crate::traces::{self, Traces};

/// How to write log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Human,
    /// One object a line, for a collector.
    Json,
}

/// Sets up logging for the whole process, and tracing where the environment names a collector.
/// `service` is what the collector knows the process by. An error says which variable is wrong.
pub fn init(service: &'static str, format: LogFormat) -> anyhow::Result<Traces> {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let traces = Traces::from_env(service)?;
    if traces.are_on() {
        // So that lines tell the trace that they belong to.
        let roots = format!("{}={}", traces::ROOT, LevelFilter::DEBUG);
        filter = filter.add_directive(roots.parse::<Directive>()?);
    }
    let logs = fmt::layer::<Registry>().with_writer(std::io::stderr);
    let logs = match format {
        LogFormat::Human => logs.with_filter(filter).boxed(),
        LogFormat::Json => logs.json().with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(logs).with(traces.layer()).init();
    Ok(traces)
}

/// The error and what caused it, on one line.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
