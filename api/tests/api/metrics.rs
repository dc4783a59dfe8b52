//! What `/metrics` shows.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::support::Api;

async fn shown(api: &Api) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = api.shown.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn what_is_done_is_counted_and_nothing_that_clients_make_up() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.login("ada@example.com", "wrong").await.problem(401);
    api.call("GET", "/api/git-credentials", &token).await;
    api.call("GET", "/api/made/up", &token).await.problem(404);
    api.call("MADEUP", "/api/made/up", &token).await.problem(404);
    assert_eq!(api.call("GET", "/api/ready", "").await.status, 200);
    let shown = shown(&api).await;
    for line in [
        r#"logins_total{outcome="good"} 1"#,
        r#"logins_total{outcome="refused"} 1"#,
        r#"requests_total{method="POST",route="/api/auth/login",status="4xx"} 1"#,
        r#"requests_total{method="any",route="unmatched",status="4xx"} 2"#,
        r#"request_duration_seconds_count{method="GET",route="/api/git-credentials"} 1"#,
        r#"store_transaction_duration_seconds_count{kind="write"}"#,
        "store_up 1",
        "store_failures_total 0",
    ] {
        assert!(shown.contains(line), "no {line} in {shown}");
    }
    assert!(!shown.contains("made") && !shown.contains("MADE") && !shown.contains("ada"));
}
