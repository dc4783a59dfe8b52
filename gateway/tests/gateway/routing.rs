//! Which way a request goes, and what is said when it goes none.

use crate::common::client::own_host;
use crate::common::{BARE, Stage, claims, pod};
use http::StatusCode;

#[tokio::test]
async fn an_owner_reaches_the_workspace_by_its_host() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let token = stage.token("u1");
    for host in ["w--ns.coditect.localhost", "W--NS.Coditect.localhost.:8080"] {
        let answer = stage.bearer(host, "/theia/?a=%2F..", &token).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["target"], "/theia/?a=%2F..");
        assert_eq!(answer.seen("host"), [host]);
    }
    assert_eq!(stage.cookie(&own_host("w"), "/", &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn on_the_bare_domain_the_session_says_which_workspace() {
    let stage = Stage::start().await;
    let (a, b) = (pod::start().await, pod::start().await);
    stage.running("a", "u1", a);
    stage.waiting("b", "u1", "Starting", "PodStarting", "");
    let mut session = claims("u1");
    session.workspace = Some("ns/b".to_owned());
    let token = stage.signer.sign(&session).unwrap();
    let answer = stage.bearer(BARE, "/theia", &token).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    stage.running("b", "u1", b);
    assert_eq!(stage.bearer(BARE, "/theia", &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_workspace_that_the_watch_is_about_to_bring_is_waited_for() {
    let stage = Stage::start().await;
    let pod = pod::start().await;
    let (host, token) = (own_host("w"), stage.token("u1"));
    let (answer, ()) = tokio::join!(stage.bearer(&host, "/", &token), async {
        stage.waiting_requests(1).await;
        stage.waiting("w", "u1", "Starting", "PodStarting", "");
        stage.running("w", "u1", pod);
    });
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn on_the_bare_domain_a_login_reaches_the_only_workspace() {
    let stage = Stage::start().await;
    let token = stage.token("u1");
    assert_eq!(stage.bearer(BARE, "/", &token).await.status, StatusCode::NOT_FOUND);
    let pod = pod::start().await;
    stage.running("a", "u1", pod);
    stage.running("other", "u2", pod);
    assert_eq!(stage.bearer(BARE, "/", &token).await.status, StatusCode::OK);
    stage.running("b", "u1", pod);
    let several = stage.bearer(BARE, "/", &token).await;
    assert_eq!(several.status, StatusCode::NOT_FOUND);
    let addresses = &several.json()["workspaces"];
    assert_eq!(addresses[0], "http://a--ns.coditect.localhost:8080/");
    assert_eq!(addresses[1], "http://b--ns.coditect.localhost:8080/");
}

#[tokio::test]
async fn the_api_is_on_the_bare_domain_and_needs_no_token_here() {
    let stage = Stage::start().await;
    for path in ["/api", "/api/", "/api/sessions?x=1", "/api/../theia"] {
        let answer = stage.bearer(BARE, path, "whatever").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.json()["target"], path);
        assert_eq!(answer.seen("authorization"), ["Bearer whatever"]);
    }
}

#[tokio::test]
async fn what_only_looks_like_the_api_is_not_the_api() {
    let stage = Stage::start().await;
    for path in ["//api/x", "/%61pi/x", "/apix", "/theia/../api/x"] {
        let answer = stage.send(stage.get(BARE, path)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_workspace_page_has_no_api() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let answer = stage.cookie(&own_host("w"), "/api/sessions", &stage.token("u1")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("http://coditect.localhost:8080/api"));
}

#[tokio::test]
async fn another_host_is_not_served() {
    let stage = Stage::start().await;
    for host in ["example.com", "w--ns.example.com", "plain.coditect.localhost", "127.0.0.1"] {
        let answer = stage.send(stage.get(host, "/api")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{host}");
        assert!(answer.text.contains("<workspace>--<namespace>.coditect.localhost"));
    }
}

#[tokio::test]
async fn a_workspace_that_is_not_ready_says_why_and_how_to_start_it() {
    let stage = Stage::start().await;
    let token = stage.token("u1");
    stage.waiting("w", "u1", "Starting", "Unschedulable", "no node has room");
    let starting = stage.bearer(&own_host("w"), "/", &token).await;
    assert_eq!(starting.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(starting.header("content-type"), "application/problem+json");
    assert_eq!(starting.header("retry-after"), "2");
    let problem = starting.json();
    assert_eq!(problem["status"], 503);
    assert_eq!(problem["phase"], "Starting");
    assert_eq!(problem["reason"], "Unschedulable");
    assert!(problem["detail"].as_str().unwrap().contains("no node has room"));

    stage.waiting("w", "u1", "Suspended", "Suspended", "");
    let suspended = stage.bearer(&own_host("w"), "/", &token).await;
    let how = "POST http://coditect.localhost:8080/api/workspaces/w/start";
    assert!(suspended.json()["detail"].as_str().unwrap().contains(how));
}

#[tokio::test]
async fn a_pod_that_is_gone_is_a_bad_gateway() {
    let stage = Stage::start().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    stage.running("w", "u1", listener.local_addr().unwrap());
    drop(listener);
    let answer = stage.bearer(&own_host("w"), "/", &stage.token("u1")).await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn a_browser_gets_a_page() {
    let stage = Stage::start().await;
    let request = stage.get(&own_host("<b>"), "/").header("accept", "text/html,*/*;q=0.8");
    let answer = stage.send(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(answer.text.starts_with("<!doctype html>"));
}
