//! How often one may try.

use axum::body::Body;
use axum::http::header;
use serde_json::json;

use crate::support::{Answer, Api, PASSWORD, request};

#[tokio::test]
async fn too_many_attempts_on_an_account_have_to_wait() {
    let api = Api::with_logins_per_minute(3);
    api.register("ada@example.com").await;
    for _ in 0..3 {
        api.login("ada@example.com", "wrong horse").await.problem(401);
    }
    // Even the right password, or one could go on guessing.
    let limited = api.login("Ada@Example.com", PASSWORD).await;
    limited.problem(429);
    assert!(limited.header(header::RETRY_AFTER).parse::<u64>().unwrap() > 0);
    assert_eq!(api.login("bob@example.com", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn too_many_attempts_from_an_address_have_to_wait() {
    let api = Api::with_logins_per_minute(2);
    for attempt in 0..4 {
        from(&api, "192.0.2.1", attempt).await.problem(401);
    }
    from(&api, "192.0.2.1", 4).await.problem(429);
    from(&api, "192.0.2.2", 5).await.problem(401);
}

async fn from(api: &Api, address: &str, attempt: u32) -> Answer {
    let body = json!({ "email": format!("{attempt}@example.com"), "password": PASSWORD });
    let request = request("POST", "/api/auth/login", None).header("x-forwarded-for", address);
    api.send(request.body(Body::from(body.to_string())).unwrap()).await
}
