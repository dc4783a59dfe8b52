//! Feeds the index from the one watch of Workspaces.

use std::pin::pin;

use coditect_crds::Workspace;
use futures::{Stream, StreamExt as _};
use kube::runtime::watcher::{Error, Event};

use super::Changes;

/// Keeps `changes` up to date for as long as it is polled.
pub async fn follow(
    workspaces: impl Stream<Item = Result<Event<Workspace>, Error>>,
    changes: &Changes,
) {
    let mut events = pin!(workspaces);
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => changes.apply(event),
            // The stream backs off and lists anew by itself; until then, what is known stays.
            Err(error) => tracing::warn!(%error, "failed to watch workspaces; trying again"),
        }
    }
}
