//! What every reconcile needs.

use std::sync::Arc;

use coditect_crds::{IdePool, Phase, Workspace, host_label};
use kube::runtime::events::{Event, EventType, Recorder};
use kube::runtime::reflector::Store;
use kube::{Client, Resource as _};

use crate::metrics::Metrics;
use crate::names::PoolKey;
use crate::slot::Slots;
use crate::workspace::Decision;

/// Shared by the controllers.
pub struct Context {
    /// Every request goes through it; writes are counted.
    pub client: Client,
    /// The index of slots.
    pub slots: Arc<Slots>,
    /// The pools, as last seen.
    pub pools: Store<IdePool>,
    /// Publishes events.
    pub recorder: Recorder,
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

    /// Publishes an event. One that cannot be published is no reason to fail what it tells of.
    pub async fn publish(
        &self,
        event: &Event,
        about: &k8s_openapi::api::core::v1::ObjectReference,
    ) {
        if let Err(error) = self.recorder.publish(event, about).await {
            tracing::warn!(%error, reason = event.reason, "failed to publish an event");
        }
    }

    /// Tells people of a workspace's turns. Not of a warm claim: the status says it all in the
    /// same write, and an event would be a third.
    pub async fn announce(&self, workspace: &Workspace, now: &Decision) {
        let before = workspace.status.as_ref().and_then(|status| status.phase);
        let is_turn = before != Some(now.phase);
        let reason = match now.phase {
            Phase::Running if before.is_some() && is_turn => "Started",
            Phase::Suspended if before.is_some() && is_turn => "Suspended",
            Phase::Pending | Phase::Failed if is_turn => &now.reason,
            _ => return,
        };
        let type_ = match now.phase {
            Phase::Failed => EventType::Warning,
            _ => EventType::Normal,
        };
        let event = Event {
            type_,
            reason: reason.to_owned(),
            note: Some(now.message.clone()),
            action: "Reconcile".to_owned(),
            secondary: None,
        };
        self.publish(&event, &workspace.object_ref(&())).await;
    }
}

/// The gateway's address, under which each workspace has a host of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: String,
    authority: String,
}

impl std::str::FromStr for PublicUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{url:?} is not of the form https://ide.example.com[:port]");
        let (scheme, authority) = url.split_once("://").ok_or_else(wrong)?;
        let authority = authority.trim_end_matches('/');
        if !matches!(scheme, "http" | "https") || authority.is_empty() || authority.contains('/') {
            return Err(wrong());
        }
        Ok(Self { scheme: scheme.to_owned(), authority: authority.to_owned() })
    }
}

impl PublicUrl {
    /// Where the owner of a workspace opens it.
    #[must_use]
    pub fn of(&self, workspace: &str, namespace: &str) -> String {
        format!("{}://{}.{}/", self.scheme, host_label(workspace, namespace), self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_workspace_has_a_host_of_its_own() {
        let url: PublicUrl = "http://coditect.localhost:8080".parse().unwrap();
        assert_eq!(url.of("w", "ns"), "http://w--ns.coditect.localhost:8080/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["coditect.localhost", "ftp://x", "https://", "https://a/b"] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
