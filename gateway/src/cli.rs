//! The command line. Every option may be given in the environment instead.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use coditect_service::PublicUrl;
use coditect_service::logs::LogFormat;
use http::Uri;
use http::uri::{Authority, Scheme};
use ipnet::IpNet;

use crate::server::Limits;

/// Takes each person's browser to their own workspace.
#[derive(Debug, Parser)]
#[command(name = "coditect-gateway", version)]
pub struct Args {
    /// Address that browsers, or the load balancer before them, connect to.
    #[arg(long, env = "CODITECT_GATEWAY_LISTEN", default_value = "0.0.0.0:8080")]
    pub listen: SocketAddr,

    /// Address for /healthz, /readyz and /metrics.
    #[arg(long, env = "CODITECT_GATEWAY_HEALTH_LISTEN", default_value = "0.0.0.0:8081")]
    pub health_listen: SocketAddr,

    /// Where the API is: plain HTTP, inside the cluster.
    #[arg(
        long,
        env = "CODITECT_API_URL",
        default_value = "http://127.0.0.1:8000",
        value_parser = api_authority
    )]
    pub api_url: Authority,

    /// Where people reach this gateway: the issuer of tokens, and the domain below which each
    /// workspace has a host of its own.
    #[arg(long, env = "CODITECT_PUBLIC_URL", default_value = "http://coditect.localhost:8080")]
    pub public_url: PublicUrl,

    /// Folder of the built web app, served on the bare domain; none when absent.
    #[arg(long, env = "CODITECT_WEB_ROOT")]
    pub web_root: Option<PathBuf>,

    /// The only namespace to serve workspaces of; all of them when absent.
    #[arg(long, env = "CODITECT_NAMESPACE")]
    pub namespace: Option<String>,

    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.
    #[arg(long, env = "CODITECT_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,

    /// Connections at a time, tunnels included; more wait to be accepted.
    #[arg(long, env = "CODITECT_MAX_CONNECTIONS", default_value_t = 10_000)]
    pub max_connections: usize,

    /// Seconds that a client has for the head of a request, and that an idle connection is kept.
    #[arg(long, env = "CODITECT_HEADER_TIMEOUT", default_value = "60", value_parser = seconds)]
    pub header_timeout: Duration,

    /// Seconds that requests have to finish after SIGTERM.
    #[arg(long, env = "CODITECT_DRAIN", default_value = "30", value_parser = seconds)]
    pub drain: Duration,

    /// How to write log lines.
    #[arg(long, env = "CODITECT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Human)]
    pub log_format: LogFormat,
}

impl Args {
    /// What clients are held to.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits {
            max_connections: self.max_connections,
            header_timeout: self.header_timeout,
            drain: self.drain,
        }
    }
}

fn api_authority(url: &str) -> Result<Authority, String> {
    let uri: Uri = url.parse().map_err(|error| format!("failed to read {url:?}: {error}"))?;
    let plain = uri.scheme() == Some(&Scheme::HTTP) && matches!(uri.path(), "" | "/");
    uri.into_parts()
        .authority
        .filter(|_| plain)
        .ok_or_else(|| format!("{url:?} is not of the form http://coditect-api[:port]"))
}

fn seconds(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_parse() {
        let args = Args::try_parse_from(["coditect-gateway"]).unwrap();
        assert_eq!(args.api_url, "127.0.0.1:8000");
        assert_eq!(args.drain, Duration::from_secs(30));
        assert!(args.namespace.is_none() && args.trusted_proxies.is_empty());
    }

    #[test]
    fn the_api_is_reached_by_plain_http_at_its_root() {
        assert_eq!(api_authority("http://coditect-api:8080/").unwrap(), "coditect-api:8080");
        for wrong in ["https://api", "api:80", "http://api/sub"] {
            assert!(api_authority(wrong).is_err(), "{wrong}");
        }
    }
}
