//! Waits until a workspace answers.

use std::pin::pin;
use std::time::Duration;

use coditect_crds::Workspace;
use futures::StreamExt as _;
use kube::ResourceExt as _;
use kube::runtime::{WatchStreamExt as _, watcher};
use tokio_util::sync::CancellationToken;

use super::Workspaces;

/// Whether the gateway would let its owner in now, and it is meant to stay up.
#[must_use]
pub fn is_up(workspace: &Workspace) -> bool {
    workspace.spec.running && workspace.endpoint().is_some()
}

impl Workspaces {
    /// Waits up to `patience` for `workspace` to be up, or until `stopping`, and gives its last
    /// known state. If it is deleted meanwhile, that is the state before.
    pub async fn wait(
        &self,
        workspace: Workspace,
        patience: Duration,
        stopping: &CancellationToken,
    ) -> Workspace {
        if is_up(&workspace) || patience.is_zero() {
            return workspace;
        }
        let mut latest = workspace;
        // An error of the watch is retried by it; the time runs on.
        let up = stopping.run_until_cancelled(self.follow(&mut latest));
        let _ = tokio::time::timeout(patience, up).await;
        latest
    }

    async fn follow(&self, latest: &mut Workspace) {
        let name = latest.name_any();
        let watch = watcher::watch_object(self.api.clone(), &name).default_backoff();
        let mut watch = pin!(watch);
        while let Some(event) = watch.next().await {
            match event {
                Ok(Some(now)) if now.uid() == latest.uid() => *latest = now,
                Ok(_) => return,
                Err(error) => tracing::debug!(%error, name, "failed to watch a workspace"),
            }
            if is_up(latest) {
                return;
            }
        }
    }
}
