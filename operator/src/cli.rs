//! The command line. Every option may be given in the environment instead.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::http::Uri;
use clap::{Parser, Subcommand};
use coditect_service::PublicUrl;
use coditect_service::logs::LogFormat;

/// Gives Workspaces their slots, and keeps the slots of `IdePools` ready.
#[derive(Debug, Parser)]
#[command(name = "coditect-operator", version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do instead of reconciling.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Look after this namespace alone, and need no right in any other; all of them when absent.
    #[arg(long, env = "CODITECT_NAMESPACE")]
    pub namespace: Option<String>,

    /// Where people reach the gateway; each workspace gets a host name below it.
    #[arg(long, env = "CODITECT_PUBLIC_URL", default_value = "http://coditect.localhost:8080")]
    pub public_url: PublicUrl,

    /// Where pods reach the API, such as <http://coditect-api.coditect.svc:8080>. Without it they
    /// are not told, a workspace's set-up does only what needs no API, and none is suspended for
    /// lack of use.
    #[arg(long, env = "CODITECT_WORKSPACE_API_URL", value_parser = api_url)]
    pub workspace_api_url: Option<String>,

    /// The token by which this program proves to the API, at the same address, who it is.
    #[arg(
        long,
        env = "CODITECT_API_TOKEN_FILE",
        default_value = "/var/run/secrets/coditect/token"
    )]
    pub api_token_file: PathBuf,

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

/// What the program can do besides reconciling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Bring the cluster's resource definitions up to this version, and exit.
    ApplyCrds,
}

/// Without a slash at its end, so that paths can be appended.
fn api_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let is_http = url
        .parse::<Uri>()
        .is_ok_and(|url| matches!(url.scheme_str(), Some("http" | "https")) && url.path() == "/");
    if is_http {
        Ok(url.to_owned())
    } else {
        Err(format!("{text:?} is not of the form http://host[:port]"))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
        let args = Args::parse_from(["coditect-operator", "apply-crds"]);
        assert_eq!(args.command, Some(Command::ApplyCrds));
    }

    #[test]
    fn the_address_of_the_api_is_one_that_paths_can_be_appended_to() {
        assert_eq!(api_url("http://10.0.0.1:8080/").as_deref(), Ok("http://10.0.0.1:8080"));
        for wrong in ["10.0.0.1:8080", "ftp://api", "http://api/path", "http://", ""] {
            assert!(api_url(wrong).is_err(), "{wrong}");
        }
    }
}
