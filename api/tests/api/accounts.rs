//! Registration and login.

use axum::http::header;
use serde_json::json;

use crate::support::{Api, PASSWORD};

#[tokio::test]
async fn who_registers_can_log_in() {
    let api = Api::new();
    let registered = api.register("Ada@Example.com").await;
    assert_eq!(registered.status, 201);
    assert_eq!(registered.body["user"]["email"], "ada@example.com");
    assert!(registered.body["user"].get("passwordHash").is_none());
    let login = api.login("ADA@example.com ", PASSWORD).await;
    assert_eq!(login.status, 200);
    assert_eq!(login.body["tokenType"], "Bearer");
    assert_eq!(login.body["expiresIn"], 86400);
    assert_eq!(login.body["user"]["id"], registered.body["user"]["id"]);
    assert_eq!(login.header(header::CACHE_CONTROL), "no-store");
    let cookie = login.header(header::SET_COOKIE);
    assert!(cookie.starts_with(&format!("coditect_token={};", login.text("token"))));
    assert!(cookie.contains("HttpOnly") && cookie.contains("Domain=coditect.localhost"));
}

#[tokio::test]
async fn an_address_belongs_to_one_account_whatever_its_case() {
    let api = Api::new();
    api.register("ada@example.com").await;
    api.register(" ADA@Example.com").await.problem(409);
}

#[tokio::test]
async fn of_many_who_register_an_address_at_once_one_does() {
    let api = Api::new();
    let all = (0..8).map(|_| api.register("ada@example.com"));
    let answers = futures::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 409).count(), 7);
}

#[tokio::test]
async fn an_unknown_address_looks_like_a_wrong_password() {
    let api = Api::new();
    api.register("ada@example.com").await;
    let wrong = api.login("ada@example.com", "another horse").await;
    let unknown = api.login("bob@example.com", PASSWORD).await;
    let none = api.login("no address", PASSWORD).await;
    let long = api.login("ada@example.com", &"x".repeat(1000)).await;
    wrong.problem(401);
    for other in [unknown, none, long] {
        assert_eq!((other.status, &other.body), (wrong.status, &wrong.body));
    }
}

#[tokio::test]
async fn fields_that_break_a_rule_are_named() {
    let api = Api::new();
    let register = |body| {
        let api = &api;
        async move { api.post("/api/auth/register", None, &body).await }
    };
    let both = register(json!({ "email": "ada", "password": "short" })).await;
    both.problem(422);
    assert_eq!(both.body["errors"].as_array().unwrap().len(), 2);
    let common = json!({ "email": "ada@example.com", "password": "Password123" });
    assert_eq!(register(common).await.wrong_field(), "password");
    let name = json!({ "email": "a@b.c", "password": PASSWORD, "displayName": "a\nb" });
    assert_eq!(register(name).await.wrong_field(), "displayName");
}

#[tokio::test]
async fn logging_out_removes_the_cookie() {
    let api = Api::new();
    let out = api.post("/api/auth/logout", None, &json!({})).await;
    assert_eq!(out.status, 204);
    assert!(out.header(header::SET_COOKIE).starts_with("coditect_token=; Max-Age=0;"));
}
