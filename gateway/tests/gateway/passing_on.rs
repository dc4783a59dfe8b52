//! What a pod sees of a request, and a browser of its answer.

use crate::common::client::own_host;
use crate::common::{Stage, pod, within};
use http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use http_body_util::BodyExt as _;

async fn stage_with_workspace() -> Stage {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    stage
}

#[tokio::test]
async fn the_token_never_reaches_the_pod() {
    let stage = stage_with_workspace().await;
    let token = stage.token("u1");
    let request = stage
        .get(&own_host("w"), "/")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(COOKIE, format!("theia=1; coditect_token={token}; b=2"));
    let answer = stage.send(request).await;
    assert_eq!(answer.seen("cookie"), ["theia=1; b=2"]);
    assert!(answer.seen("authorization").is_empty());
    assert!(!answer.text.contains(&token));
}

#[tokio::test]
async fn a_pod_cannot_set_the_token_nor_a_cookie_for_the_domain() {
    let stage = stage_with_workspace().await;
    let answer = stage.cookie(&own_host("w"), "/cookies", &stage.token("u1")).await;
    let set: Vec<_> = answer.headers.get_all(SET_COOKIE).iter().collect();
    assert_eq!(set, ["theia=1; Path=/"]);
}

#[tokio::test]
async fn a_pod_learns_who_asked_from_the_gateway_alone() {
    let stage = stage_with_workspace().await;
    let request = stage
        .get(&own_host("w"), "/")
        .header(AUTHORIZATION, format!("Bearer {}", stage.token("u1")))
        .header("x-forwarded-for", "6.6.6.6")
        .header("forwarded", "for=6.6.6.6")
        .header("x-request-id", "id-1")
        .header("connection", "x-mine")
        .header("x-mine", "1");
    let answer = stage.send(request).await;
    assert_eq!(answer.seen("x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(answer.seen("x-forwarded-proto"), ["http"]);
    assert_eq!(answer.seen("x-forwarded-host"), [own_host("w")]);
    assert_eq!(answer.seen("x-request-id"), ["id-1"]);
    assert_eq!(answer.header("x-request-id"), "id-1");
    assert!(answer.seen("forwarded").is_empty() && answer.seen("x-mine").is_empty());
}

#[tokio::test]
async fn events_arrive_before_the_stream_ends() {
    let stage = stage_with_workspace().await;
    let request = stage
        .get(&own_host("w"), "/events")
        .header(AUTHORIZATION, format!("Bearer {}", stage.token("u1")))
        .body(axum::body::Body::empty())
        .unwrap();
    let client = coditect_gateway::Upstream::default();
    let mut response = within(client.send(request)).await.unwrap();
    let frame = within(response.body_mut().frame()).await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "data: first\n\n");
}
