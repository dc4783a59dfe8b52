//! What every request needs.

use std::sync::Arc;

use coditect_service::PublicUrl;
use http::uri::Authority;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::route::SharedRoutes;
use crate::tunnel::Tunnels;
use crate::upstream::Upstream;
use crate::web::Web;

/// What does not change while the process runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where people reach the gateway.
    pub public_url: PublicUrl,
    /// Where the API is.
    pub api: Authority,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// Shared by all requests.
pub struct Gateway {
    /// What does not change.
    pub config: Config,
    /// Where each workspace is.
    pub routes: SharedRoutes,
    /// With what tokens are checked.
    pub keys: Arc<Keys>,
    /// Sends requests on.
    pub upstream: Upstream,
    /// What has left HTTP.
    pub tunnels: Tunnels,
    /// The web app, if it is served here.
    pub web: Option<Web>,
    /// Cancelled when the process is told to stop.
    pub stop: CancellationToken,
    /// What `/metrics` shows.
    pub metrics: Metrics,
}
