//! What the watch of Workspaces would say.

use std::net::SocketAddr;

use coditect_crds::Workspace;
use kube::runtime::watcher::Event;
use serde_json::json;

use super::Stage;

impl Stage {
    /// `ns/name` of `owner` runs at `endpoint`.
    pub fn running(&self, name: &str, owner: &str, endpoint: SocketAddr) {
        let status = json!({
            "phase": "Running",
            "endpoint": endpoint.to_string(),
            "conditions": [ready("True", "PodReady", "")],
        });
        self.told(Event::Apply(workspace(name, owner, &status)));
    }

    /// `ns/name` of `owner` is there, but not ready.
    pub fn waiting(&self, name: &str, owner: &str, phase: &str, reason: &str, message: &str) {
        let status = json!({ "phase": phase, "conditions": [ready("False", reason, message)] });
        self.told(Event::Apply(workspace(name, owner, &status)));
    }

    pub fn deleted(&self, name: &str, owner: &str) {
        let gone = workspace(name, owner, &json!({}));
        self.told(Event::Delete(gone));
    }

    /// Returns when that many requests wait for a change of the routes.
    pub async fn waiting_requests(&self, count: usize) {
        while self.gateway.routes.receiver_count() < count {
            tokio::task::yield_now().await;
        }
    }

    fn told(&self, event: Event<Workspace>) {
        self.gateway.routes.send_modify(|table| table.apply(event));
    }
}

fn workspace(name: &str, owner: &str, status: &serde_json::Value) -> Workspace {
    serde_json::from_value(json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": { "namespace": "ns", "name": name, "uid": format!("uid-{name}") },
        "spec": { "owner": owner },
        "status": status,
    }))
    .unwrap()
}

fn ready(status: &str, reason: &str, message: &str) -> serde_json::Value {
    json!({
        "type": "Ready", "status": status, "reason": reason, "message": message,
        "lastTransitionTime": "2026-01-01T00:00:00Z"
    })
}
