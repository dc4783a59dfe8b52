//! Git credentials are kept, and not shown again.

use axum::body::Body;
use serde_json::{Value, json};

use crate::support::{Answer, Api, request};

const CREDENTIALS: &str = "/api/git-credentials";

async fn set(api: &Api, token: &str, host: &str, body: &Value) -> Answer {
    let set = request("PUT", &format!("{CREDENTIALS}/{host}"), Some(token));
    api.send(set.body(Body::from(body.to_string())).unwrap()).await
}

fn credential(username: &str) -> Value {
    json!({ "username": username, "password": "t0ken" })
}

#[tokio::test]
async fn they_are_listed_without_passwords_to_their_owner_alone() {
    let api = Api::new();
    let (_, ada) = api.user("ada@example.com").await;
    let (_, bob) = api.user("bob@example.com").await;
    assert_eq!(set(&api, &ada, "git.example", &credential("old")).await.status, 204);
    api.advance(60);
    assert_eq!(set(&api, &ada, "GIT.example", &credential("ada")).await.status, 204);
    assert_eq!(set(&api, &ada, "a.example:8443", &credential("oauth2")).await.status, 204);
    let item = |host, username| json!({ "host": host, "username": username, "updatedAt": "2027-01-15T08:01:00Z" });
    let list = api.call("GET", CREDENTIALS, &ada).await;
    assert_eq!(
        list.body["items"],
        json!([item("a.example:8443", "oauth2"), item("git.example", "ada")])
    );
    assert_eq!(api.call("GET", CREDENTIALS, &bob).await.body["items"], json!([]));
    api.call("GET", &format!("{CREDENTIALS}/git.example"), &ada).await.problem(405);
    api.call("DELETE", &format!("{CREDENTIALS}/git.example"), &bob).await.problem(404);
    let removed = api.call("DELETE", &format!("{CREDENTIALS}/git.example"), &ada).await;
    assert_eq!(removed.status, 204);
    api.call("DELETE", &format!("{CREDENTIALS}/git.example"), &ada).await.problem(404);
    let left = api.call("GET", CREDENTIALS, &ada).await;
    assert_eq!(left.body["items"], json!([item("a.example:8443", "oauth2")]));
}

#[tokio::test]
async fn what_git_would_misread_is_refused() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    for host in ["-x", "https:%2F%2Fx", "a%0Ahost=b", "u@x"] {
        assert_eq!(set(&api, &token, host, &credential("ada")).await.wrong_field(), "host");
    }
    for (field, value) in [
        ("username", json!("a\nhost=evil")),
        ("username", json!("")),
        ("password", json!("a\rb")),
        ("password", json!("")),
        ("password", json!(null)),
        ("port", json!(1)),
    ] {
        let mut body = credential("ada");
        body[field] = value;
        assert_eq!(set(&api, &token, "x", &body).await.wrong_field(), field);
    }
    assert_eq!(api.call("GET", CREDENTIALS, &token).await.body["items"], json!([]));
}

#[tokio::test]
async fn there_are_only_so_many() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    for i in 0..100 {
        let host = format!("h{i}.example");
        assert_eq!(set(&api, &token, &host, &credential("ada")).await.status, 204);
    }
    set(&api, &token, "one-more.example", &credential("ada")).await.problem(409);
    assert_eq!(set(&api, &token, "h7.example", &credential("ada")).await.status, 204);
}

#[tokio::test]
async fn the_store_never_sees_a_secret() {
    let api = Api::on_a_file();
    let (_, token) = api.user("ada@example.com").await;
    let body = json!({ "username": "the-user-name", "password": "the-pass-word" });
    assert_eq!(set(&api, &token, "the-host.example", &body).await.status, 204);
    let stored = std::fs::read(api.store()).unwrap();
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("the-host.example"));
    assert!(!holds("the-user-name") && !holds("the-pass-word"));
}
