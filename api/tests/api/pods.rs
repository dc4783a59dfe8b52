//! What a pod gets and says with its token, and what becomes of it.

use axum::body::Body;
use coditect_api::accounts::UserId;
use coditect_api::changes::Change;
use kube::runtime::watcher::Event;
use serde_json::{Value, json};

use crate::cluster::{Scenario, ready};
use crate::identification::{Identification, TOKEN};
use crate::support::{Answer, Api, request};

const WORKSPACE: &str = "/api/pod/workspace";
const SETUP: &str = "/api/pod/setup";
const ACTIVITY: &str = "/api/pod/activity";

/// A workspace of `owner` with something to be done in it.
fn with_setup(owner: &str, attempt: i32) -> Value {
    let mut workspace = ready("w", owner);
    workspace["spec"]["setup"] = json!({
        "repository": { "url": "https://git.example/x.git", "ref": "main", "depth": 1 },
        "attempt": attempt,
    });
    workspace
}

fn identifies(workspace: &Value) -> Scenario {
    Scenario::Identifies(Identification::of(workspace))
}

async fn put(api: &Api, body: &Value) -> Answer {
    api.send(request("PUT", SETUP, Some(TOKEN)).body(Body::from(body.to_string())).unwrap()).await
}

fn progress(phase: &str, attempt: i32) -> Value {
    json!({
        "phase": phase,
        "step": "repository",
        "message": "receiving objects",
        "percent": 40,
        "attempt": attempt,
    })
}

#[tokio::test]
async fn a_pod_learns_whose_it_is_and_what_to_do() {
    let api = Api::new();
    let (id, _) = api.user("ada@example.com").await;
    let workspace = with_setup(&id, 0);
    let played = api.cluster.play(identifies(&workspace));
    let answer = api.call("GET", WORKSPACE, TOKEN).await;
    played.await.unwrap();
    assert_eq!(
        answer.body,
        json!({
            "name": "w",
            "namespace": "ide",
            "uid": "uid-of-w",
            "owner": { "id": id, "displayName": null, "email": "ada@example.com" },
            "setup": workspace["spec"]["setup"],
            "publicUrl": "http://coditect.localhost:8080",
        })
    );
}

#[tokio::test]
async fn an_owner_without_an_account_is_an_id() {
    let api = Api::new();
    api.cluster.play(identifies(&ready("w", "by-hand")));
    let answer = api.call("GET", WORKSPACE, TOKEN).await;
    assert_eq!(
        answer.body["owner"],
        json!({ "id": "by-hand", "displayName": null, "email": null })
    );
    assert_eq!(answer.body["setup"], Value::Null);
}

#[tokio::test]
async fn a_pod_that_cannot_prove_itself_gets_nothing() {
    let workspace = ready("w", "ada");
    let leaving = {
        let mut leaving = workspace.clone();
        leaving["metadata"]["deletionTimestamp"] = json!("2026-11-23T13:00:00Z");
        leaving
    };
    let of = Identification::of;
    for (what, identification, status) in [
        ("no token of ours", Identification { namespace: None, ..of(&workspace) }, 401),
        (
            "a pod of that name elsewhere",
            Identification { namespace: Some("other"), ..of(&workspace) },
            401,
        ),
        ("no slot", Identification { workspaces: vec![], ..of(&workspace) }, 404),
        ("deleted", of(&leaving), 404),
        (
            "a pod of the slot's previous owner",
            Identification { live: Some("uid-of-the-next"), ..of(&workspace) },
            401,
        ),
        ("a pod that is gone", Identification { live: None, ..of(&workspace) }, 401),
    ] {
        let api = Api::new();
        let played = api.cluster.play(Scenario::Identifies(identification));
        let answer = api.call("GET", WORKSPACE, TOKEN).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        played.await.unwrap();
    }
}

#[tokio::test]
async fn without_a_token_the_cluster_is_not_even_asked() {
    let api = Api::new();
    for (method, path) in [
        ("GET", WORKSPACE),
        ("GET", "/api/pod/git-credentials?host=git.example"),
        ("PUT", SETUP),
        ("POST", ACTIVITY),
    ] {
        let cookie = request(method, path, None).header("cookie", "coditect_token=x");
        api.send(cookie.body(Body::empty()).unwrap()).await.problem(401);
    }
}

#[tokio::test]
async fn a_pods_token_is_no_persons() {
    let api = Api::new();
    api.call("GET", "/api/workspaces", TOKEN).await.problem(401);
}

#[tokio::test]
async fn progress_is_shown_to_the_owner() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let workspace = with_setup(&id, 0);
    api.cluster.play(Scenario::Each(vec![
        Scenario::Gets(workspace.clone()),
        identifies(&workspace),
        Scenario::Gets(workspace.clone()),
        // Tried again, and not heard of since.
        Scenario::Gets(with_setup(&id, 1)),
    ]));
    let before = api.call("GET", "/api/workspaces/w", &token).await;
    assert_eq!(before.body["setup"], workspace["spec"]["setup"]);
    assert_eq!(before.body["setupProgress"], Value::Null);
    assert_eq!(put(&api, &progress("Running", 0)).await.status, 204);
    let after = api.call("GET", "/api/workspaces/w", &token).await;
    let mut expected = progress("Running", 0);
    expected["updatedAt"] = json!("2027-01-15T08:00:00Z");
    assert_eq!(after.body["setupProgress"], expected);
    let again = api.call("GET", "/api/workspaces/w", &token).await;
    assert_eq!(again.body["setupProgress"], Value::Null);
}

#[tokio::test]
async fn progress_is_told_to_those_who_watch() {
    let api = Api::new();
    let workspace = with_setup("ada", 0);
    let object = serde_json::from_value(workspace.clone()).unwrap();
    for event in [Event::Init, Event::InitApply(object), Event::InitDone] {
        api.state.changes.apply(event);
    }
    let mut subscription = api.state.changes.subscribe(&UserId::from("ada")).unwrap();
    assert!(matches!(subscription.next().await[..], [Change::Snapshot(_)]));
    api.cluster.play(identifies(&workspace));
    assert_eq!(put(&api, &progress("Running", 0)).await.status, 204);
    assert!(matches!(subscription.next().await[..], [Change::Workspace(_)]));
}

#[tokio::test]
async fn old_news_of_a_set_up_is_refused() {
    let api = Api::new();
    let workspace = with_setup("ada", 1);
    api.cluster.play(Scenario::Each(
        [&workspace, &workspace, &workspace, &ready("w", "ada")].map(identifies).into(),
    ));
    assert_eq!(put(&api, &progress("Waiting", 1)).await.status, 204);
    put(&api, &progress("Failed", 0)).await.problem(409);
    assert_eq!(put(&api, &progress("Running", 2)).await.wrong_field(), "attempt");
    // There is nothing to be done in it at all.
    put(&api, &progress("Running", 0)).await.problem(409);
}

#[tokio::test]
async fn wrong_progress_is_refused() {
    let api = Api::new();
    let workspace = with_setup("ada", 0);
    let wrong = [
        ("phase", json!("Done")),
        ("step", json!("cleanup")),
        ("message", json!("a".repeat(2001))),
        ("percent", json!(101)),
        ("attempt", json!(-1)),
        ("updatedAt", json!("2027-01-15T08:00:00Z")),
    ];
    api.cluster.play(Scenario::Each(wrong.iter().map(|_| identifies(&workspace)).collect()));
    for (field, value) in wrong {
        let mut body = progress("Running", 0);
        body[field] = value;
        assert_eq!(put(&api, &body).await.wrong_field(), field);
    }
}

#[tokio::test]
async fn activity_is_known_to_the_minute() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let mut workspace = ready("w", &id);
    workspace["status"]["suspendAt"] = json!("2027-01-15T09:00:00Z");
    let mut scenarios = vec![Scenario::Gets(workspace.clone())];
    for _ in 0..3 {
        scenarios.extend([identifies(&workspace), Scenario::Gets(workspace.clone())]);
    }
    api.cluster.play(Scenario::Each(scenarios));
    let before = api.call("GET", "/api/workspaces/w", &token).await;
    assert_eq!(before.body["lastActivity"], Value::Null);
    assert_eq!(before.body["suspendAt"], "2027-01-15T09:00:00Z");
    for (later, shown) in [(0, "08:00:00"), (59, "08:00:00"), (1, "08:01:00")] {
        api.advance(later);
        assert_eq!(api.post(ACTIVITY, Some(TOKEN), &json!({})).await.status, 204);
        let after = api.call("GET", "/api/workspaces/w", &token).await;
        assert_eq!(after.body["lastActivity"], format!("2027-01-15T{shown}Z"));
    }
}

#[tokio::test]
async fn a_pod_gets_its_owners_credentials_and_nobody_elses() {
    let api = Api::new();
    let (ada, token) = api.user("ada@example.com").await;
    let (bob, _) = api.user("bob@example.com").await;
    let body = json!({ "username": "ada", "password": "t0ken" });
    let set = request("PUT", "/api/git-credentials/Git.example:8443", Some(&token));
    assert_eq!(api.send(set.body(Body::from(body.to_string())).unwrap()).await.status, 204);
    let pods = [&ada, &ada, &ada, &ada, &bob].map(|owner| identifies(&ready("w", owner)));
    api.cluster.play(Scenario::Each(pods.into()));
    let credential = |host: &str| format!("/api/pod/git-credentials?host={host}");
    assert_eq!(api.call("GET", &credential("git.example:8443"), TOKEN).await.body, body);
    api.call("GET", &credential("git.example"), TOKEN).await.problem(404);
    let wrong = api.call("GET", &credential("-x"), TOKEN).await;
    assert_eq!(wrong.wrong_field(), "host");
    let missing = api.call("GET", "/api/pod/git-credentials", TOKEN).await;
    assert_eq!(missing.wrong_field(), "host");
    api.call("GET", &credential("git.example:8443"), TOKEN).await.problem(404);
}

#[tokio::test]
async fn pods_that_do_not_stop_asking_are_throttled() {
    let api = Api::new();
    let mut refused = None;
    for _ in 0..1000 {
        let answer = api.call("GET", WORKSPACE, "").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    refused.expect("it is throttled").problem(429);
}
