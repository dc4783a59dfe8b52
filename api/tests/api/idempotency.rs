//! Requests that are sent again.

use axum::body::Body;
use axum::http::StatusCode;
use coditect_api::accounts::UserId;
use coditect_api::store::expiry;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cluster::{Scenario, ready, status};
use crate::support::{Answer, Api, request};

const WORKSPACES: &str = "/api/workspaces";
const SESSIONS: &str = "/api/sessions";

async fn post(api: &Api, path: &str, token: &str, key: &str, body: &Value) -> Answer {
    let request = request("POST", path, Some(token)).header("Idempotency-Key", key);
    api.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn name(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    answer.text("name")
}

#[tokio::test]
async fn one_workspace_is_made_however_often_it_is_asked_for() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    api.cluster.play(Scenario::Each(vec![
        Scenario::Creates { owner: owner.clone() },
        Scenario::Echoes { owner: owner.clone() },
        Scenario::Creates { owner },
    ]));
    let body = json!({ "displayName": "Mine" });
    let first = name(&post(&api, WORKSPACES, &token, "k", &body).await);
    assert_eq!(name(&post(&api, WORKSPACES, &token, "\"k\"", &body).await), first);
    assert_ne!(name(&post(&api, WORKSPACES, &token, "other", &body).await), first);
}

#[tokio::test]
async fn one_whose_answer_got_lost_is_found() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    let played = api.cluster.play(Scenario::CreatesUnheard { owner });
    post(&api, WORKSPACES, &token, "k", &json!({})).await.problem(503);
    name(&post(&api, WORKSPACES, &token, "k", &json!({})).await);
    played.await.unwrap();
}

#[tokio::test]
async fn one_that_was_there_before_is_still_in_the_way() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::Each(vec![
        Scenario::Refuses(status(409, "AlreadyExists", "exists")),
        Scenario::Gets(ready("mine", &id)),
    ]));
    let refused = post(&api, WORKSPACES, &token, "k", &json!({ "name": "mine" })).await;
    assert_eq!(refused.problem(409), "the name is taken");
}

#[tokio::test]
async fn a_key_is_for_one_request_and_for_one_user_and_for_a_day() {
    let api = Api::new();
    let (ada, token) = api.user("ada@example.com").await;
    let (bob, other) = api.user("bob@example.com").await;
    let creates = |id: &str| Scenario::Creates { owner: UserId::from(id) };
    api.cluster.play(Scenario::Each(vec![creates(&ada), creates(&bob), creates(&ada)]));
    let first = name(&post(&api, WORKSPACES, &token, "k", &json!({})).await);
    let reused = post(&api, WORKSPACES, &token, "k", &json!({ "running": false })).await;
    assert_eq!(reused.wrong_field(), "Idempotency-Key");
    post(&api, SESSIONS, &token, "k", &json!({})).await.problem(422);
    assert_ne!(name(&post(&api, WORKSPACES, &other, "k", &json!({})).await), first);
    api.advance(24 * 60 * 60);
    let token = api.login("ada@example.com", crate::support::PASSWORD).await.text("token");
    assert_ne!(name(&post(&api, WORKSPACES, &token, "k", &json!({})).await), first);
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    for key in ["", "\"\"", &"k".repeat(129)] {
        let refused = post(&api, WORKSPACES, &token, key, &json!({})).await;
        assert!(refused.problem(400).contains("Idempotency-Key"));
    }
}

#[tokio::test]
async fn one_session_is_begun_however_often_it_is_asked_for() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    api.cluster.play(Scenario::Each(vec![
        Scenario::MakesOne { owner: owner.clone() },
        Scenario::Echoes { owner },
    ]));
    let first = post(&api, SESSIONS, &token, "k", &json!({})).await;
    let again = post(&api, SESSIONS, &token, "k", &json!({})).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.text("id"), again.text("id"));

    // What has ended does not begin again.
    let path = format!("{SESSIONS}/{}", first.text("id"));
    assert_eq!(api.call("DELETE", &path, &token).await.status, StatusCode::NO_CONTENT);
    let over = post(&api, SESSIONS, &token, "k", &json!({})).await;
    assert_eq!(over.problem(409), "the session that this request began is over");
}

#[tokio::test]
async fn a_key_that_is_used_anew_is_known_for_a_day_again() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    let creates = || Scenario::Creates { owner: owner.clone() };
    api.cluster.play(Scenario::Each(vec![
        creates(),
        creates(),
        Scenario::Echoes { owner: owner.clone() },
    ]));
    post(&api, WORKSPACES, &token, "k", &json!({})).await;
    // Over, but not yet swept.
    api.advance(24 * 60 * 60);
    let token = api.login("ada@example.com", crate::support::PASSWORD).await.text("token");
    let second = name(&post(&api, WORKSPACES, &token, "k", &json!({})).await);
    api.advance(60 * 60);
    let now = Timestamp::from_second(api.now().try_into().unwrap()).unwrap();
    expiry::sweep(&api.state.database, now).await.unwrap();
    assert_eq!(name(&post(&api, WORKSPACES, &token, "k", &json!({})).await), second);
}

#[tokio::test]
async fn sessions_and_keys_are_removed_after_their_end() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::MakesOne { owner: UserId::from(id.as_str()) });
    post(&api, SESSIONS, &token, "k", &json!({})).await;
    let sweep = async |seconds: i64| {
        api.advance(seconds);
        let now = Timestamp::from_second(api.now().try_into().unwrap()).unwrap();
        expiry::sweep(&api.state.database, now).await.unwrap()
    };
    assert_eq!(sweep(23 * 60 * 60).await, 0);
    assert_eq!(sweep(2 * 60 * 60).await, 2);
    assert_eq!(sweep(60 * 60).await, 0);
}
