//! Where each workspace is, as Kubernetes says.
//!
//! [`RouteTable`] is a plain state machine fed with watch events; [`watch`] does the feeding.
//! A change to one workspace touches its own route and no other: there is nothing to reload.

mod table;
mod watch;

#[cfg(test)]
mod table_tests;

use std::fmt;
use std::sync::Arc;

use coditect_crds::Phase;
use http::uri::Authority;
use tokio::sync::watch::Sender;
use tokio_util::sync::CancellationToken;

pub use table::RouteTable;
pub use watch::follow;

/// The table, written by the watch and read by every request. Who waits for a route subscribes.
pub type SharedRoutes = Arc<Sender<RouteTable>>;

/// Names a workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkspaceKey {
    /// Its namespace.
    pub namespace: String,
    /// Its name in there.
    pub name: String,
}

impl WorkspaceKey {
    /// Of a namespace and a name.
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

impl fmt::Display for WorkspaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

/// What the gateway keeps of one workspace.
#[derive(Debug)]
pub struct Route {
    /// Which workspace this is.
    pub key: WorkspaceKey,
    /// Tells it from a later one of the same name.
    pub uid: String,
    /// The id of the one user who may open it.
    pub owner: String,
    /// Where its pod answers, while it is ready.
    pub endpoint: Option<Authority>,
    /// Where it is in its life.
    pub phase: Phase,
    /// Why it is or is not ready.
    pub readiness: Readiness,
    /// Whether it is on its way out.
    pub deleting: bool,
    /// Cancelled when the workspace goes, moves, or ceases to be ready: tunnels end with it.
    pub live: CancellationToken,
}

/// The Ready condition, as far as people are told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// One of `coditect_crds::condition::reason`.
    pub reason: String,
    /// A sentence.
    pub message: String,
}
