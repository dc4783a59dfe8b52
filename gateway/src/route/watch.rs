//! Feeds the route table from the one watch of Workspaces.

use std::pin::pin;

use coditect_crds::Workspace;
use futures::StreamExt as _;
use kube::Client;
use kube::api::Api;
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{self, watcher};

use super::SharedRoutes;
use crate::metrics::Metrics;

/// Keeps `routes` up to date for as long as it is polled. Objects are reduced to routes as they
/// arrive and are not kept.
pub async fn follow(
    client: Client,
    namespace: Option<&str>,
    routes: SharedRoutes,
    metrics: &Metrics,
) {
    let api: Api<Workspace> = match namespace {
        Some(namespace) => Api::namespaced(client, namespace),
        None => Api::all(client),
    };
    let mut events = pin!(watcher(api, watcher::Config::default()).default_backoff());
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                routes.send_modify(|table| table.apply(event));
                metrics.set_routes(routes.borrow().len());
            }
            // The stream backs off and lists anew by itself; what is known stays routed.
            Err(error) => tracing::warn!(%error, "failed to watch workspaces; trying again"),
        }
    }
}
