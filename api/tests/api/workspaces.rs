//! Workspaces of the caller, and of nobody else.

use serde_json::{Value, json};

use crate::cluster::{Scenario, ready, status};
use crate::support::Api;

const WORKSPACES: &str = "/api/workspaces";

#[tokio::test]
async fn it_lists_those_of_the_caller() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let played = api.cluster.play(Scenario::Lists(vec![ready("w", &id)]));
    let list = api.call("GET", WORKSPACES, &token).await;
    played.await.unwrap();
    let workspace = &list.body["items"][0];
    assert_eq!(workspace["name"], "w");
    assert_eq!(workspace["ready"], true);
    assert_eq!(workspace["slot"], "coditect-combined-hybrid-0");
    assert_eq!(workspace["url"], "http://w--ide.coditect.localhost:8080/");
    assert_eq!(workspace["createdAt"], "2026-11-23T12:00:00Z");
}

#[tokio::test]
async fn anothers_looks_as_if_it_were_not_there() {
    let mut answers = vec![];
    for scenario in [Scenario::Gets(ready("w", "bob")), Scenario::GetsNothing] {
        let api = Api::new();
        let (_, token) = api.user("ada@example.com").await;
        api.cluster.play(scenario);
        let answer = api.call("GET", "/api/workspaces/w", &token).await;
        answer.problem(404);
        answers.push(answer.body);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn anothers_cannot_be_stopped_or_deleted() {
    for (method, path) in [("POST", "/api/workspaces/w/stop"), ("DELETE", "/api/workspaces/w")] {
        let api = Api::new();
        let (_, token) = api.user("ada@example.com").await;
        api.cluster.play(Scenario::Gets(ready("w", "bob")));
        api.call(method, path, &token).await.problem(404);
    }
}

#[tokio::test]
async fn a_deleted_one_says_which_volumes_stay() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let played = api.cluster.play(Scenario::Deletes(ready("w", &id)));
    let deleted = api.call("DELETE", "/api/workspaces/w", &token).await;
    played.await.unwrap();
    assert_eq!(
        deleted.body,
        json!({ "name": "w", "reclaimPolicy": "Retain", "retainedVolumes": ["pv-1", "pv-2"] })
    );
}

#[tokio::test]
async fn one_that_became_anothers_meanwhile_is_not_touched() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::PatchConflicts(ready("w", &id)));
    api.call("POST", "/api/workspaces/w/stop", &token).await.problem(404);
}

async fn refused(refusal: Value) -> crate::support::Answer {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::Refuses(refusal));
    api.post(WORKSPACES, Some(&token), &json!({ "name": "w" })).await
}

#[tokio::test]
async fn what_the_cluster_refuses_is_said_by_field() {
    let mut invalid = status(422, "Invalid", "Workspace is invalid");
    invalid["details"] = json!({
        "causes": [{
            "reason": "FieldValueInvalid",
            "field": "spec.displayName",
            "message": "too long",
        }],
    });
    assert_eq!(refused(invalid).await.wrong_field(), "displayName");
    refused(status(409, "AlreadyExists", "exists")).await.problem(409);
    refused(status(503, "ServiceUnavailable", "etcd")).await.problem(503);
    refused(status(403, "Forbidden", "no rights")).await.problem(500);
}

#[tokio::test]
async fn a_cluster_that_is_away_is_a_503() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::IsAway);
    let answer = api.call("GET", WORKSPACES, &token).await;
    answer.problem(503);
    assert_eq!(answer.header(axum::http::header::RETRY_AFTER), "2");
}

#[tokio::test]
async fn wrong_fields_do_not_reach_the_cluster() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    for (field, value) in [
        ("name", json!("Not A Name")),
        ("pool", json!("--")),
        ("displayName", json!("")),
        ("reclaimPolicy", json!("Keep")),
        ("running", json!("yes")),
        ("owner", json!("bob")),
    ] {
        let answer = api.post(WORKSPACES, Some(&token), &json!({ field: value })).await;
        assert_eq!(answer.wrong_field(), field);
    }
    api.call("GET", "/api/workspaces/..%2Fpods", &token).await.problem(404);
    api.call("GET", "/api/workspaces/%ff", &token).await.problem(404);
}

#[tokio::test]
async fn nobody_without_a_token_gets_anything() {
    let api = Api::new();
    for (method, path) in [
        ("GET", WORKSPACES),
        ("POST", WORKSPACES),
        ("GET", "/api/workspaces/w"),
        ("DELETE", "/api/workspaces/w"),
        ("POST", "/api/workspaces/w/start"),
        ("POST", "/api/workspaces/w/stop"),
        ("GET", "/api/workspaces/w/events"),
        ("GET", "/api/pools"),
        ("GET", "/api/events"),
        ("GET", "/api/users/me"),
        ("PATCH", "/api/users/me"),
        ("PUT", "/api/users/me/password"),
        ("GET", "/api/sessions"),
        ("POST", "/api/sessions"),
        ("GET", "/api/sessions/s"),
        ("DELETE", "/api/sessions/s"),
    ] {
        api.call(method, path, "no-token").await.problem(401);
    }
}

#[tokio::test]
async fn what_happened_to_a_workspace_comes_newest_first() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let event = |reason, type_, minute: u32| {
        json!({
            "metadata": { "name": reason },
            "type": type_,
            "reason": reason,
            "note": format!("{reason} happened"),
            "eventTime": format!("2026-11-23T12:{minute:02}:00.000000Z"),
        })
    };
    let events = vec![event("SlotClaimed", "Normal", 1), event("Unschedulable", "Warning", 2)];
    let played = api.cluster.play(Scenario::ListsEvents { of: ready("w", &id), events });
    let list = api.call("GET", "/api/workspaces/w/events", &token).await;
    played.await.unwrap();
    assert_eq!(
        list.body["items"][0],
        json!({
            "type": "Warning",
            "reason": "Unschedulable",
            "message": "Unschedulable happened",
            "count": 1,
            "lastSeen": "2026-11-23T12:02:00Z",
        })
    );
    assert_eq!(list.body["items"][1]["reason"], "SlotClaimed");
}

#[tokio::test]
async fn what_happened_to_anothers_is_not_told() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::Gets(ready("w", "bob")));
    api.call("GET", "/api/workspaces/w/events", &token).await.problem(404);
}

fn pool(quota: &Value) -> Value {
    json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "IdePool",
        "metadata": { "name": "coditect-combined" },
        "spec": { "image": "i", "quota": quota },
        "status": {
            "slots": { "warm": 0, "starting": 0, "cold": 0, "claimed": 7, "releasing": 0 },
        },
    })
}

#[tokio::test]
async fn one_more_than_the_quota_is_refused_with_the_numbers() {
    let of_all = (json!({ "total": { "workspaces": 7 } }), "quota.total.workspaces is 7");
    let of_one = (json!({ "perOwner": { "workspaces": 1 } }), "quota.perOwner.workspaces is 1");
    for ((quota, said), is_listed) in [(of_all, false), (of_one, true)] {
        let api = Api::new();
        let (id, token) = api.user("ada@example.com").await;
        let mut asked = vec![Scenario::ListsPools(vec![pool(&quota)])];
        asked.extend(is_listed.then(|| Scenario::Lists(vec![ready("w", &id)])));
        let played = api.cluster.play(Scenario::Each(asked));
        let refused = api.call("POST", WORKSPACES, &token).await;
        played.await.unwrap();
        refused.problem(409);
        let error = &refused.body["errors"][0];
        assert_eq!(error["field"], "pool");
        assert!(error["detail"].as_str().unwrap().contains(said), "{error}");
    }
}

#[tokio::test]
async fn its_settings_can_be_changed_and_given_back_to_the_pool() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let patch = json!({ "idle": { "suspendAfter": "1h" }, "maxLifetime": null });
    let played = api.cluster.play(Scenario::Patches(ready("w", &id), patch.clone()));
    let changed = api.patch("/api/workspaces/w", &token, &patch).await;
    played.await.unwrap();
    assert_eq!(changed.body["name"], "w", "{}", changed.body);
}

#[tokio::test]
async fn only_ones_own_retained_volumes_are_shown() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let volume = |name: &str, owner: &str| {
        json!({
            "metadata": {
                "name": name,
                "labels": { "coditect.ai/workspace": "w" },
                "annotations": { "coditect.ai/owner": owner },
            },
            "spec": { "capacity": { "storage": "10Gi" }, "claimRef": { "name": "workspace-p-0" } },
            "status": { "phase": "Released" },
        })
    };
    let volumes = vec![volume("hers", &id), volume("his", "bob")];
    api.cluster.play(Scenario::ListsVolumes(Some(volumes)));
    let list = api.call("GET", "/api/volumes", &token).await;
    let names: Vec<_> = list.body["items"].as_array().unwrap().iter().map(|v| &v["name"]).collect();
    assert_eq!(names, ["hers"]);
}

#[tokio::test]
async fn without_rights_on_volumes_the_answer_says_so() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::ListsVolumes(None));
    let answer = api.call("GET", "/api/volumes", &token).await;
    answer.problem(501);
    assert!(answer.body["detail"].as_str().unwrap().contains("operator.namespaced"));
}
