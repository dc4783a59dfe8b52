//! One's own account.

use axum::body::Body;
use axum::http::header;
use coditect_api::accounts::UserId;
use rstest::rstest;
use serde_json::{Value, json};

use crate::cluster::Scenario;
use crate::support::{Answer, Api, PASSWORD, request};

const ME: &str = "/api/users/me";
const NEW_PASSWORD: &str = "staple battery";

async fn rename(api: &Api, token: &str, body: &Value) -> Answer {
    let request = request("PATCH", ME, Some(token)).body(Body::from(body.to_string()));
    api.send(request.unwrap()).await
}

async fn change(api: &Api, token: &str, current: &str, new: &str) -> Answer {
    let body = json!({ "currentPassword": current, "newPassword": new });
    api.put("/api/users/me/password", token, &body).await
}

/// The token in the cookie that is set.
fn token(answer: &Answer) -> String {
    let cookie = answer.header(header::SET_COOKIE);
    let (token, _) = cookie.strip_prefix("coditect_token=").unwrap().split_once(';').unwrap();
    token.to_owned()
}

async fn is_good(api: &Api, token: &str) -> bool {
    api.call("GET", ME, token).await.status == 200
}

#[tokio::test]
async fn people_see_their_own_account() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let me = api.call("GET", ME, &token).await;
    assert_eq!(
        me.body,
        json!({
            "id": id,
            "email": "ada@example.com",
            "displayName": null,
            "createdAt": "2027-01-15T08:00:00Z",
        })
    );
}

#[tokio::test]
async fn a_name_can_be_given_and_taken_back() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    let named = rename(&api, &token, &json!({ "displayName": " Ada " })).await;
    assert_eq!((named.status.as_u16(), named.text("displayName").as_str()), (200, "Ada"));
    assert_eq!(api.call("GET", ME, &token).await.text("displayName"), "Ada");
    let unnamed = rename(&api, &token, &json!({ "displayName": null })).await;
    assert_eq!(unnamed.body["displayName"], Value::Null);
    assert_eq!(api.login("ada@example.com", PASSWORD).await.status, 200);
}

#[rstest]
#[case::empty(json!({ "displayName": " " }), "displayName")]
#[case::lines(json!({ "displayName": "a\nb" }), "displayName")]
#[case::long(json!({ "displayName": "a".repeat(101) }), "displayName")]
#[case::absent(json!({}), "displayName")]
#[case::email(json!({ "displayName": "Ada", "email": "bob@example.com" }), "email")]
#[tokio::test]
async fn what_is_no_name_is_refused(#[case] body: Value, #[case] field: &str) {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    assert_eq!(rename(&api, &token, &body).await.wrong_field(), field);
    assert_eq!(api.call("GET", ME, &token).await.body["displayName"], Value::Null);
}

#[tokio::test]
async fn a_new_password_is_the_only_one() {
    let api = Api::new();
    let (_, login) = api.user("ada@example.com").await;
    assert_eq!(change(&api, &login, PASSWORD, NEW_PASSWORD).await.status, 204);
    api.login("ada@example.com", PASSWORD).await.problem(401);
    let again = api.login("ada@example.com", NEW_PASSWORD).await;
    assert!(is_good(&api, &again.text("token")).await);
}

#[tokio::test]
async fn tokens_from_before_are_refused_and_the_caller_gets_a_new_one() {
    let api = Api::new();
    let (_, login) = api.user("ada@example.com").await;
    // By another replica, whose clock is ahead by as much as is tolerated.
    api.advance(5);
    let elsewhere = api.login("ada@example.com", PASSWORD).await.text("token");
    api.advance(-5);
    let (_, other) = api.user("bob@example.com").await;
    let changed = change(&api, &login, PASSWORD, NEW_PASSWORD).await;
    assert!(!is_good(&api, &login).await);
    assert!(!is_good(&api, &elsewhere).await);
    assert!(is_good(&api, &other).await);
    assert!(is_good(&api, &token(&changed)).await);
    change(&api, &elsewhere, NEW_PASSWORD, PASSWORD).await.problem(401);
}

#[tokio::test]
async fn other_sessions_end_and_the_callers_own_goes_on() {
    let api = Api::new();
    let (id, login) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    for name in ["other", "another"] {
        let session =
            coditect_api::sessions::Session::new(name.into(), None, api.state.clock.now());
        let now = session.created_at;
        api.state.sessions.put(&owner, session, now).await.unwrap();
    }
    api.cluster.play(Scenario::MakesOne { owner });
    let own = api.call("POST", "/api/sessions", &login).await;
    let changed = change(&api, &own.text("token"), PASSWORD, NEW_PASSWORD).await;
    assert!(!is_good(&api, &own.text("token")).await);
    let whose = api.call("POST", "/api/auth/validate", &token(&changed)).await;
    assert_eq!(whose.body["session"]["id"], own.body["id"]);
    let name = own.body["workspace"]["name"].as_str().unwrap();
    assert_eq!(whose.body["session"]["workspace"], format!("ide/{name}"));
    // It ends when its session does, not a day from now.
    assert_eq!(whose.body["expiresAt"], own.body["expiresAt"]);
    let left = api.state.sessions.list(&id.as_str().into(), api.state.clock.now()).await.unwrap();
    assert_eq!(left.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), [own.text("id")]);
}

#[rstest]
#[case::wrong("another horse", NEW_PASSWORD, "currentPassword")]
#[case::too_long(&"x".repeat(1000), NEW_PASSWORD, "currentPassword")]
#[case::short(PASSWORD, "short", "newPassword")]
#[case::common(PASSWORD, "Password123", "newPassword")]
#[case::email(PASSWORD, "Ada@example.com", "newPassword")]
#[tokio::test]
async fn a_change_that_is_refused_changes_nothing(
    #[case] current: &str,
    #[case] new: &str,
    #[case] field: &str,
) {
    let api = Api::new();
    let (_, login) = api.user("ada@example.com").await;
    assert_eq!(change(&api, &login, current, new).await.wrong_field(), field);
    assert!(is_good(&api, &login).await);
    assert_eq!(api.login("ada@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guesses_are_throttled_together_with_logins() {
    let api = Api::with_logins_per_minute(3);
    let (_, login) = api.user("ada@example.com").await;
    for _ in 0..2 {
        change(&api, &login, "another horse", NEW_PASSWORD).await.problem(422);
    }
    change(&api, &login, PASSWORD, NEW_PASSWORD).await.problem(429);
    api.login("ada@example.com", PASSWORD).await.problem(429);
}
