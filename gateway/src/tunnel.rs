//! Connections that have left HTTP; each is a WebSocket, as a rule.

use std::time::Duration;

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::metrics::Metrics;
use crate::server::ConnectionSlot;

/// All open tunnels.
#[derive(Clone, Debug)]
pub struct Tunnels {
    tasks: TaskTracker,
    closing: CancellationToken,
    metrics: Metrics,
}

/// What a tunnel depends on.
#[derive(Debug)]
pub struct Lease {
    /// Cancelled when the workspace is no longer where it was.
    pub route: CancellationToken,
    /// How long the token is still good.
    pub remaining: Duration,
    /// The client's place among the connections, kept for as long as the tunnel is open.
    pub slot: Option<ConnectionSlot>,
}

impl Tunnels {
    /// None yet.
    #[must_use]
    pub fn new(metrics: Metrics) -> Self {
        Self { tasks: TaskTracker::new(), closing: CancellationToken::new(), metrics }
    }

    /// Copies bytes both ways until one side is done or the lease is up.
    pub fn open(&self, client: OnUpgrade, pod: OnUpgrade, lease: Lease) {
        let closing = self.closing.clone();
        let open = self.metrics.tunnel();
        self.tasks.spawn(async move {
            let Lease { route, remaining, slot } = lease;
            let ended = tokio::select! {
                outcome = join(client, pod) => outcome,
                () = route.cancelled() => "its workspace went or moved",
                () = closing.cancelled() => "the gateway is stopping",
                () = tokio::time::sleep(remaining) => "its token expired",
            };
            tracing::debug!(reason = ended, "a tunnel ended");
            drop((open, slot));
        });
    }

    /// Ends all tunnels, and those still to come, and waits for the last.
    pub async fn close(&self) {
        self.closing.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

async fn join(client: OnUpgrade, pod: OnUpgrade) -> &'static str {
    let (Ok(client), Ok(pod)) = tokio::join!(client, pod) else {
        return "one side did not go over";
    };
    match copy_bidirectional(&mut TokioIo::new(client), &mut TokioIo::new(pod)).await {
        Ok(_) => "both sides are done",
        Err(_) => "one side broke off",
    }
}
