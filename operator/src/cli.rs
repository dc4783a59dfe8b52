//! The command line. Every option may be given in the environment instead.

use std::net::SocketAddr;

use clap::{Parser, ValueEnum};

use crate::context::PublicUrl;

/// Gives Workspaces their slots, and keeps the slots of `IdePools` ready.
#[derive(Debug, Parser)]
#[command(name = "coditect-operator", version)]
pub struct Args {
    /// Where people reach the gateway; each workspace gets a host name below it.
    #[arg(long, env = "CODITECT_PUBLIC_URL", default_value = "http://coditect.localhost:8080")]
    pub public_url: PublicUrl,

    /// Address for /healthz, /readyz and /metrics.
    #[arg(long, env = "CODITECT_OPERATOR_LISTEN", default_value = "0.0.0.0:8082")]
    pub listen: SocketAddr,

    /// Act only while holding the Lease.
    #[arg(
        long,
        env = "CODITECT_LEADER_ELECT",
        default_value_t = true,
        action = clap::ArgAction::Set
    )]
    pub leader_elect: bool,

    /// The namespace of the Lease.
    #[arg(long, env = "POD_NAMESPACE", default_value = "default")]
    pub lease_namespace: String,

    /// Who this replica is in the Lease; the pod's name in a cluster.
    #[arg(long, env = "POD_NAME")]
    pub identity: Option<String>,

    /// How to write log lines.
    #[arg(long, env = "CODITECT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Human)]
    pub log_format: LogFormat,
}

/// How to write log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For a terminal.
    Human,
    /// One object a line, for a collector.
    Json,
}
