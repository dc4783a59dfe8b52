//! Tunnels: whose, how long, and undisturbed by others.

use std::time::Duration;

use crate::common::client::{Socket, own_host};
use crate::common::{Stage, claims, now, pod, within};
use futures::{SinkExt as _, StreamExt as _};
use http::StatusCode;
use tokio_tungstenite::tungstenite::Message;

async fn echoes(socket: &mut Socket, text: &str) {
    within(socket.send(Message::text(text))).await.unwrap();
    let answer = within(socket.next()).await.unwrap().unwrap();
    assert_eq!(answer.into_text().unwrap(), text);
}

async fn ends(socket: &mut Socket) {
    let last = within(socket.next()).await;
    assert!(!matches!(last, Some(Ok(_))), "the tunnel is still open");
}

#[tokio::test]
async fn the_owner_talks_with_the_pod() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let own = format!("http://{}", own_host("w"));
    let mut socket = stage.websocket("w", &stage.token("u1"), Some(&own)).await.unwrap();
    echoes(&mut socket, "hello").await;
    echoes(&mut socket, &"x".repeat(300_000)).await;
    assert_eq!(stage.gateway.metrics.open_tunnels(), 1);
    drop(socket);
    within(async {
        while stage.gateway.metrics.open_tunnels() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn others_and_pages_of_others_do_not() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let (owner, other) = (stage.token("u1"), stage.token("u2"));
    let foreign = Some("http://b--ns.coditect.localhost:8080");
    assert_eq!(stage.websocket("w", &other, None).await.err(), Some(StatusCode::FORBIDDEN));
    assert_eq!(stage.websocket("w", &owner, foreign).await.err(), Some(StatusCode::FORBIDDEN));
    assert_eq!(stage.websocket("w", "x", None).await.err(), Some(StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn what_happens_to_one_workspace_does_not_disturb_another() {
    let stage = Stage::start().await;
    let pod = pod::start().await;
    stage.running("a", "u1", pod);
    let mut a = stage.websocket("a", &stage.token("u1"), None).await.unwrap();
    stage.waiting("b", "u2", "Starting", "PodStarting", "");
    stage.running("b", "u2", pod);
    let mut b = stage.websocket("b", &stage.token("u2"), None).await.unwrap();
    echoes(&mut b, "b").await;
    echoes(&mut a, "still here").await;
    stage.deleted("b", "u2");
    ends(&mut b).await;
    echoes(&mut a, "and still").await;
}

#[tokio::test]
async fn a_tunnel_ends_when_its_workspace_is_suspended() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let mut socket = stage.websocket("w", &stage.token("u1"), None).await.unwrap();
    echoes(&mut socket, "hello").await;
    stage.waiting("w", "u1", "Suspending", "Suspending", "");
    ends(&mut socket).await;
}

#[tokio::test]
async fn a_tunnel_ends_with_its_token() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let mut short = claims("u1");
    short.exp = now() + 1;
    let token = stage.signer.sign(&short).unwrap();
    let mut socket = stage.websocket("w", &token, None).await.unwrap();
    ends(&mut socket).await;
}
