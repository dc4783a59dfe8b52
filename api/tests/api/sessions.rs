//! From a token to a workspace that can be opened.

use axum::http::header;
use coditect_api::accounts::UserId;
use serde_json::{Value, json};

use crate::cluster::{Scenario, ready};
use crate::support::Api;

const SESSIONS: &str = "/api/sessions";

fn owner(id: &str) -> UserId {
    UserId::from(id)
}

#[tokio::test]
async fn a_workspace_is_made_on_demand() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let played = api.cluster.play(Scenario::MakesOne { owner: owner(&id) });
    let session = api.call("POST", SESSIONS, &token).await;
    played.await.unwrap();
    assert_eq!(session.status, 201);
    assert_eq!(session.body["state"], "ready");
    let name = session.body["workspace"]["name"].as_str().unwrap();
    assert!(name.starts_with("ws-") && name.len() == 15, "{name}");
    let cookie = format!("coditect_token={};", session.text("token"));
    assert!(session.header(header::SET_COOKIE).starts_with(&cookie));
    let whose = api.call("POST", "/api/auth/validate", &session.text("token")).await;
    assert_eq!(whose.body["session"]["id"], session.body["id"]);
    assert_eq!(whose.body["session"]["workspace"], format!("ide/{name}"));
}

#[tokio::test]
async fn two_calls_at_once_make_one() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::FindsItMade { owner: owner(&id) });
    let session = api.call("POST", SESSIONS, &token).await;
    assert_eq!((session.status.as_u16(), session.text("state").as_str()), (201, "ready"));
}

#[tokio::test]
async fn it_waits_until_the_workspace_is_ready() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::WatchesItStart { owner: owner(&id) });
    let session = api.call("POST", SESSIONS, &token).await;
    assert_eq!((session.status.as_u16(), session.text("state").as_str()), (201, "ready"));
}

#[tokio::test]
async fn it_waits_no_longer_than_asked() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::WaitsInVain { owner: owner(&id) });
    let session = api.post(SESSIONS, Some(&token), &json!({ "waitSeconds": 1 })).await;
    assert_eq!((session.status.as_u16(), session.text("state").as_str()), (202, "starting"));
    assert_eq!(session.header(header::RETRY_AFTER), "2");
    assert_eq!(session.text("message"), "no slot is free, the pool is creating some");
    assert!(session.body["token"].is_string() && session.body["url"].is_string());
}

#[tokio::test]
async fn who_waits_is_answered_when_the_process_stops() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::WaitsInVain { owner: owner(&id) });
    api.stopping.cancel();
    let session = api.call("POST", SESSIONS, &token).await;
    assert_eq!(session.status, 202);
}

#[tokio::test]
async fn a_suspended_workspace_is_started_again() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let mut suspended = ready("w", &id);
    suspended["spec"]["running"] = Value::Bool(false);
    let played = api.cluster.play(Scenario::Resumes(suspended));
    let session = api.call("POST", SESSIONS, &token).await;
    played.await.unwrap();
    assert_eq!((session.status.as_u16(), session.text("state").as_str()), (201, "ready"));
}

#[tokio::test]
async fn a_session_that_leads_nowhere_is_not_kept() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::GetsNothing);
    api.post(SESSIONS, Some(&token), &json!({ "workspace": "w" })).await.problem(404);
    let whole_way = api.call("POST", "/api/auth/validate", &token).await;
    assert_eq!(whole_way.status, 200);
}

#[tokio::test]
async fn the_token_of_an_ended_session_is_good_for_nothing() {
    let api = Api::new();
    let (id, login) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::MakesOne { owner: owner(&id) });
    let session = api.call("POST", SESSIONS, &login).await;
    let (path, token) = (format!("{SESSIONS}/{}", session.text("id")), session.text("token"));
    let (_, other) = api.user("bob@example.com").await;
    api.call("DELETE", &path, &other).await.problem(404);
    assert_eq!(api.call("POST", "/api/auth/validate", &token).await.status, 200);
    let ended = api.call("DELETE", &path, &token).await;
    assert_eq!(ended.status, 204);
    assert!(ended.header(header::SET_COOKIE).starts_with("coditect_token=; Max-Age=0;"));
    api.call("POST", "/api/auth/validate", &token).await.problem(401);
    api.call("DELETE", &path, &login).await.problem(404);
}

#[tokio::test]
async fn a_session_is_over_after_a_day() {
    let api = Api::new();
    let (id, login) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::MakesOne { owner: owner(&id) });
    let session = api.call("POST", SESSIONS, &login).await;
    api.advance(24 * 60 * 60);
    let token = api.login("ada@example.com", crate::support::PASSWORD).await.text("token");
    let path = format!("{SESSIONS}/{}", session.text("id"));
    api.call("GET", &path, &token).await.problem(404);
    api.call("POST", "/api/auth/validate", &session.text("token")).await.problem(401);
}

#[tokio::test]
async fn the_longest_wait_is_that_of_the_server() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    for wait in [json!(61), json!(-1), json!(1.5)] {
        let answer = api.post(SESSIONS, Some(&token), &json!({ "waitSeconds": wait })).await;
        assert_eq!(answer.wrong_field(), "waitSeconds");
    }
}
