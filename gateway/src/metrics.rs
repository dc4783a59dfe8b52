//! What `/metrics` shows. No label names a user or a workspace: their number has no bound.

use std::sync::atomic::AtomicI64;

use coditect_service::metrics::status_class;
use http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Handles to the metrics; cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<RequestLabels, Counter>,
    tunnels: Gauge<i64, AtomicI64>,
    routes: Gauge<i64, AtomicI64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: &'static str,
    status: &'static str,
}

/// Where a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// To the API.
    Api,
    /// To a workspace.
    Workspace,
    /// To the web app.
    Web,
    /// Nowhere: the host or the path is not served.
    None,
}

impl RouteKind {
    /// The label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Web => "web",
            Self::Workspace => "workspace",
            Self::None => "none",
        }
    }
}

impl Metrics {
    /// Registers all metrics.
    #[must_use]
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            requests: Family::default(),
            tunnels: Gauge::default(),
            routes: Gauge::default(),
        };
        registry.register(
            "requests",
            "Requests answered, by where they went and the class of status",
            metrics.requests.clone(),
        );
        registry.register("tunnels", "WebSockets and the like, open now", metrics.tunnels.clone());
        registry.register("routes", "Workspaces in the route table", metrics.routes.clone());
        metrics
    }

    /// Counts one answered request.
    pub fn answered(&self, kind: RouteKind, status: StatusCode) {
        let status = status_class(status);
        self.requests.get_or_create(&RequestLabels { route: kind.as_str(), status }).inc();
    }

    /// Counts a tunnel for as long as the guard lives.
    #[must_use]
    pub fn tunnel(&self) -> OpenTunnel {
        self.tunnels.inc();
        OpenTunnel(self.tunnels.clone())
    }

    /// How many tunnels are open.
    #[must_use]
    pub fn open_tunnels(&self) -> i64 {
        self.tunnels.get()
    }

    /// Says how many workspaces are known.
    pub fn set_routes(&self, count: usize) {
        self.routes.set(i64::try_from(count).unwrap_or(i64::MAX));
    }
}

/// One open tunnel.
#[derive(Debug)]
pub struct OpenTunnel(Gauge<i64, AtomicI64>);

impl Drop for OpenTunnel {
    fn drop(&mut self) {
        self.0.dec();
    }
}
