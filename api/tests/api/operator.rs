//! What the operator learns of who is at work.

use axum::body::Body;
use serde_json::json;

use crate::cluster::{Scenario, ready};
use crate::identification::{Identification, TOKEN};
use crate::support::{Api, OPERATOR, request};

const ACTIVITY: &str = "/api/operator/activity";

#[tokio::test]
async fn the_operator_learns_who_is_at_work_and_who_was_told() {
    let api = Api::new();
    let (id, _) = api.user("ada@example.com").await;
    let pod = || Scenario::Identifies(Identification::of(&ready("w", &id)));
    api.cluster.play(Scenario::Each(vec![
        pod(),
        pod(),
        pod(),
        Scenario::IdentifiesAccount(OPERATOR.to_owned()),
    ]));
    assert_eq!(api.post("/api/pod/activity", Some(TOKEN), &json!({})).await.status, 204);
    let notice = json!({ "suspendAt": "2027-01-15T09:00:00Z" });
    let confirm = request("PUT", "/api/pod/notice", Some(TOKEN));
    let confirmed = api.send(confirm.body(Body::from(notice.to_string())).unwrap()).await;
    assert_eq!(confirmed.status, 204);
    let full = request("PUT", "/api/pod/volumes", Some(TOKEN));
    let body = json!({ "workspace": true, "config": false });
    let told = api.send(full.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(told.status, 204);
    api.advance(90);
    let answer = api.call("GET", ACTIVITY, TOKEN).await;
    assert_eq!(
        answer.body,
        json!({
            "now": "2027-01-15T08:01:30Z",
            "workspaces": {
                "uid-of-w": {
                    "lastActivity": "2027-01-15T08:00:00Z",
                    "noticeSeen": "2027-01-15T09:00:00Z",
                    "full": { "workspace": true, "config": false },
                },
            },
        })
    );
}

#[tokio::test]
async fn nobody_else_does() {
    let api = Api::new();
    let others = [
        "system:serviceaccount:ide:default",
        "system:serviceaccount:other:coditect-operator",
        "coditect-operator",
    ];
    let asked = others.map(|account| Scenario::IdentifiesAccount(account.to_owned()));
    api.cluster.play(Scenario::Each(asked.into()));
    for _ in others {
        api.call("GET", ACTIVITY, TOKEN).await.problem(401);
    }
    api.send(request("GET", ACTIVITY, None).body(Body::empty()).unwrap()).await.problem(401);
}
