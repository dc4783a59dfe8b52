//! What the cluster says of a pod that shows its token.

use axum::http::Method;
use serde_json::{Value, json};

use crate::cluster::{ApiServer, expect, list_of, status};
use crate::support::NAMESPACE;

/// The token that pods show in tests.
pub const TOKEN: &str = "of-a-pod";
const POD: &str = "coditect-combined-hybrid-0";

/// What it says when asked, in this order.
pub struct Identification {
    /// The namespace of the token's account; none, when the token is not good.
    pub namespace: Option<&'static str>,
    /// Which workspaces have the slot; not asked when the token is not good.
    pub workspaces: Vec<Value>,
    /// The UID of the pod that has the slot now; not asked when no workspace has it.
    pub live: Option<&'static str>,
}

impl Identification {
    /// The pod of this workspace.
    pub fn of(workspace: &Value) -> Self {
        Self {
            namespace: Some(NAMESPACE),
            workspaces: vec![workspace.clone()],
            live: Some("uid-of-pod"),
        }
    }

    pub async fn play(self, server: &mut ApiServer) {
        let Self { namespace, workspaces, live } = self;
        let account =
            namespace.map(|namespace| format!("system:serviceaccount:{namespace}:default"));
        identify(server, account.as_deref()).await;
        if namespace != Some(NAMESPACE) {
            return;
        }
        let asked = expect(server, Method::GET).await;
        let selector = format!("fieldSelector=status.slot.name%3D{POD}");
        assert!(asked.uri.contains(&selector), "{}", asked.uri);
        let has_workspace = workspaces.iter().any(|w| w["metadata"]["deletionTimestamp"].is_null());
        asked.answer(200, &list_of(&workspaces));
        if !has_workspace {
            return;
        }
        let asked = expect(server, Method::GET).await;
        assert!(asked.uri.starts_with(&format!("/api/v1/namespaces/{NAMESPACE}/pods/{POD}")));
        match live {
            Some(uid) => asked.answer(200, &pod(uid)),
            None => asked.answer(404, &status(404, "NotFound", "")),
        }
    }
}

/// Says of which account the token is; of none, when it is not good.
pub async fn identify(server: &mut ApiServer, account: Option<&str>) {
    let asked = expect(server, Method::POST).await;
    assert!(asked.uri.starts_with("/apis/authentication.k8s.io/v1/tokenreviews"));
    assert_eq!(asked.body["spec"], json!({ "audiences": ["coditect-api"], "token": TOKEN }));
    asked.answer(201, &review(account));
}

fn review(account: Option<&str>) -> Value {
    let status = account.map_or(json!({ "error": "expired" }), |account| {
        json!({
            "authenticated": true,
            "audiences": ["coditect-api"],
            "user": {
                "username": account,
                "extra": {
                    "authentication.kubernetes.io/pod-name": [POD],
                    "authentication.kubernetes.io/pod-uid": ["uid-of-pod"],
                },
            },
        })
    });
    json!({
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenReview",
        "metadata": {},
        "spec": { "token": TOKEN },
        "status": status,
    })
}

fn pod(uid: &str) -> Value {
    json!({
        "apiVersion": "meta.k8s.io/v1",
        "kind": "PartialObjectMetadata",
        "metadata": { "name": POD, "namespace": NAMESPACE, "uid": uid },
    })
}
