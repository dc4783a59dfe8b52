//! What every reconcile needs.

use std::sync::Arc;

use coditect_crds::condition::{
    READY,
    reason::{NODE_NOT_READY, OOM_KILLED, QUOTA_EXCEEDED},
};
use coditect_crds::{IdePool, Phase, Workspace};
use coditect_service::PublicUrl;
use kube::runtime::reflector::Store;
use kube::{Client, Resource as _};

use crate::metrics::Metrics;
use crate::names::PoolKey;
use crate::news::News;
use crate::pool;
use crate::slot::Slots;
use crate::workspace::Decision;

/// Requests at a time for many slots. The apiserver's default fairness gives one client about this
/// many seats.
pub const PARALLEL: usize = 16;

/// Shared by the controllers.
pub struct Context {
    /// Every request goes through it; writes are counted.
    pub client: Client,
    /// The index of slots.
    pub slots: Arc<Slots>,
    /// The pools, as last seen.
    pub pools: Store<IdePool>,
    /// Those whose status this process has just written.
    pub written_pools: pool::Written,
    /// What `/metrics` shows.
    pub metrics: Arc<Metrics>,
    /// Where people reach the gateway.
    pub public_url: PublicUrl,
    /// Where pods reach the API.
    pub workspace_api_url: Option<String>,
}

impl Context {
    /// The pool, unless it is unknown or being deleted.
    #[must_use]
    pub fn pool(&self, key: &PoolKey) -> Option<Arc<IdePool>> {
        let pool = self.pools.get(&key.object_ref())?;
        pool.metadata.deletion_timestamp.is_none().then_some(pool)
    }

    /// Tells people of a workspace's turns. Not of a warm claim: the status says it all in the
    /// same write, and an event would be a third.
    pub async fn announce(&self, workspace: &Workspace, now: &Decision) {
        let before = workspace.status.as_ref().and_then(|status| status.phase);
        let is_turn = before != Some(now.phase);
        let reason = match now.phase {
            _ if is_unexpected(&now.reason) && !was_said(workspace, &now.reason) => &now.reason,
            Phase::Running if before.is_some() && is_turn => "Started",
            Phase::Suspended if before.is_some() && is_turn => "Suspended",
            Phase::Pending | Phase::Failed if is_turn => &now.reason,
            _ => return,
        };
        let news = News {
            is_warning: now.phase == Phase::Failed || is_unexpected(&now.reason),
            reason,
            action: "Reconcile",
            note: now.message.clone(),
        };
        news.publish(&self.client, &workspace.object_ref(&())).await;
    }
}

/// Whether people are to be told of it in whatever phase it comes.
fn is_unexpected(reason: &str) -> bool {
    [QUOTA_EXCEEDED, OOM_KILLED, NODE_NOT_READY].contains(&reason)
}

fn was_said(workspace: &Workspace, reason: &str) -> bool {
    let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
    conditions.into_iter().any(|c| c.type_ == READY && c.reason == reason)
}
