//! Whose request goes through.

use crate::common::client::own_host;
use crate::common::{Stage, claims, new_signer, now, pod};
use coditect_gateway::Limits;
use http::header::{COOKIE, ORIGIN};
use http::{Method, StatusCode};
use std::time::Duration;

async fn stage_with_workspace() -> Stage {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    stage
}

#[tokio::test]
async fn without_a_token_there_is_a_challenge() {
    let stage = stage_with_workspace().await;
    let answer = stage.send(stage.get(&own_host("w"), "/")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"coditect\"");
}

#[tokio::test]
async fn an_expired_token_is_told_apart_and_nothing_else_is() {
    let stage = stage_with_workspace().await;
    let host = own_host("w");
    let mut old = claims("u1");
    old.exp = now() - 60;
    let expired = stage.bearer(&host, "/", &stage.signer.sign(&old).unwrap()).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert!(expired.header("www-authenticate").contains("the token has expired"));

    let forged = new_signer().sign(&claims("u1")).unwrap();
    let mut other = claims("u1");
    other.aud = "elsewhere".to_owned();
    let elsewhere = stage.signer.sign(&other).unwrap();
    let mut answers = vec![];
    for token in ["garbage", &forged, &elsewhere] {
        let answer = stage.cookie(&host, "/", token).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        answers.push((answer.header("www-authenticate").to_owned(), answer.text));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn the_token_is_looked_at_first_then_the_name_then_the_owner() {
    let stage = stage_with_workspace().await;
    let other = stage.token("u2");
    for (host, token, status) in [
        (own_host("none"), "garbage", StatusCode::UNAUTHORIZED),
        (own_host("none"), &other, StatusCode::NOT_FOUND),
        (own_host("w"), &other, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(stage.bearer(&host, "/", token).await.status, status);
    }
    stage.waiting("w", "u1", "Starting", "PodStarting", "");
    let foreign = stage.bearer(&own_host("w"), "/", &other).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "others do not learn its state");
}

#[tokio::test]
async fn a_session_does_not_open_the_workspace_of_another() {
    let stage = stage_with_workspace().await;
    let mut session = claims("u2");
    session.workspace = Some("ns/w".to_owned());
    let token = stage.signer.sign(&session).unwrap();
    let answer = stage.bearer("coditect.localhost", "/", &token).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn until_there_are_keys_nobody_is_let_in_nor_turned_away() {
    let limits = Limits {
        max_connections: 10,
        header_timeout: Duration::from_secs(5),
        drain: Duration::ZERO,
    };
    let stage = Stage::start_with(limits).await;
    let answer = stage.bearer(&own_host("w"), "/", &stage.token("u1")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test]
async fn unknown_keys_do_not_make_it_fetch_at_every_request() {
    let stage = stage_with_workspace().await;
    let before = stage.api.fetches();
    let forged = new_signer().sign(&claims("u1")).unwrap();
    for _ in 0..5 {
        stage.bearer(&own_host("w"), "/", &forged).await;
    }
    assert_eq!(stage.api.fetches(), before, "the keys were fetched just now");
}

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it_and_the_old_one_is_forgotten() {
    let stage = Stage::start_with_spacing(Duration::ZERO).await;
    stage.running("w", "u1", pod::start().await);
    let next = new_signer();
    stage.api.publish(&next);
    let token = next.sign(&claims("u1")).unwrap();
    assert_eq!(stage.bearer(&own_host("w"), "/", &token).await.status, StatusCode::OK);
    let old = stage.bearer(&own_host("w"), "/", &stage.token("u1")).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let stage = stage_with_workspace().await;
    let cookie = format!("coditect_token={}", stage.token("u1"));
    let own = format!("http://{}", own_host("w"));
    for (method, origin, status) in [
        (Method::POST, None, StatusCode::OK),
        (Method::POST, Some(own.as_str()), StatusCode::OK),
        (Method::POST, Some("http://b--ns.coditect.localhost:8080"), StatusCode::FORBIDDEN),
        (Method::DELETE, Some("null"), StatusCode::FORBIDDEN),
        (Method::GET, Some("http://evil.example"), StatusCode::OK),
    ] {
        let mut request = stage.request(method, &own_host("w"), "/x").header(COOKIE, &cookie);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        assert_eq!(stage.send(request).await.status, status, "{origin:?}");
    }
}
