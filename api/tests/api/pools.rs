//! Where workspaces come from.

use serde_json::{Value, json};

use crate::cluster::Scenario;
use crate::support::Api;

fn pool(name: &str, ready: &str) -> Value {
    json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "IdePool",
        "metadata": { "name": name },
        "spec": { "image": "coditect/combined:1.0" },
        "status": {
            "slots": { "warm": 1, "starting": 0, "cold": 2, "claimed": 3, "releasing": 0 },
            "conditions": [{
                "type": "Ready",
                "status": ready,
                "reason": "Filling",
                "message": "1 of 2 warm slots",
                "lastTransitionTime": "2026-11-23T12:00:00Z",
            }],
        },
    })
}

#[tokio::test]
async fn everyone_sees_the_pools() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    let pools = vec![pool("coditect-combined", "True"), pool("large", "False")];
    let played = api.cluster.play(Scenario::ListsPools(pools));
    let list = api.call("GET", "/api/pools", &token).await;
    played.await.unwrap();
    assert_eq!(
        list.body["items"][0],
        json!({
            "name": "coditect-combined",
            "ready": true,
            "message": "1 of 2 warm slots",
            "image": "coditect/combined:1.0",
            "isDefault": true,
            "capacity": { "warmSpares": 1, "coldSpares": 2, "maximum": 100 },
            "slots": { "claimed": 3, "warm": 1, "cold": 2 },
            "storage": { "workspace": "10Gi", "config": "5Gi" },
            "resources": {
                "requests": { "cpu": "2", "memory": "4Gi" },
                "limits": { "cpu": "4", "memory": "8Gi" },
            },
        })
    );
    let other = &list.body["items"][1];
    assert_eq!((&other["ready"], &other["isDefault"]), (&json!(false), &json!(false)));
}

#[tokio::test]
async fn a_pool_that_nobody_has_looked_at_is_not_ready() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    let mut new = pool("new", "True");
    new.as_object_mut().unwrap().remove("status");
    api.cluster.play(Scenario::ListsPools(vec![new]));
    let pool = &api.call("GET", "/api/pools", &token).await.body["items"][0];
    assert_eq!((&pool["ready"], &pool["message"]), (&json!(false), &json!("")));
    assert_eq!(pool["slots"], json!({ "claimed": 0, "warm": 0, "cold": 0 }));
}

#[tokio::test]
async fn a_cluster_that_is_away_is_a_503() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::IsAway);
    api.call("GET", "/api/pools", &token).await.problem(503);
}
