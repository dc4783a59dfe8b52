//! How connections are limited, and how they end.

use std::time::Duration;

use crate::common::client::own_host;
use crate::common::{BARE, Stage, pod, within};
use axum::body::Body;
use coditect_gateway::{Limits, Upstream};
use http::StatusCode;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_request_under_way_is_finished_and_then_tunnels_are_closed() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let token = stage.token("u1");
    let mut socket = stage.websocket("w", &token, None).await.unwrap();
    let host = own_host("w");
    let stop = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        stage.stop.cancel();
    };
    let (answer, ()) = tokio::join!(stage.bearer(&host, "/slow", &token), stop);
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, "done"));
    within(stage.served).await.unwrap();
    assert!(TcpStream::connect(stage.address).await.is_err());
    assert_eq!(stage.gateway.metrics.open_tunnels(), 1);
    within(stage.gateway.tunnels.close()).await;
    assert_eq!(stage.gateway.metrics.open_tunnels(), 0);
    let last = within(futures::StreamExt::next(&mut socket)).await;
    assert!(!matches!(last, Some(Ok(_))));
}

#[tokio::test]
async fn a_request_that_does_not_end_is_cut_off() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    let head = format!(
        "GET /events HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        own_host("w"),
        stage.token("u1")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first = [0; 12];
    within(stream.read_exact(&mut first)).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stage.stop.cancel();
    within(stage.served).await.unwrap();
}

#[tokio::test]
async fn a_stream_of_the_apis_events_ends_well() {
    let stage = Stage::start().await;
    let request = stage.get(BARE, "/api/events").body(Body::empty()).unwrap();
    let response = within(Upstream::default().send(request)).await.unwrap();
    let streaming = tokio::spawn(response.into_body().collect());
    stage.stop.cancel();
    let body = within(streaming).await.unwrap().expect("it ends as such a stream does");
    assert!(String::from_utf8_lossy(&body.to_bytes()).contains("first"));
    within(stage.served).await.unwrap();
}

#[tokio::test]
async fn a_client_that_dawdles_over_its_head_is_dropped() {
    let limits = Limits {
        max_connections: 1,
        header_timeout: Duration::from_millis(200),
        drain: Duration::ZERO,
    };
    let stage = Stage::start_with(limits).await;
    let mut slow = TcpStream::connect(stage.address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: coditect").await.unwrap();
    // The only place is taken: this one is served once the slow one is dropped.
    let answer = stage.send(stage.get("elsewhere", "/")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let mut rest = vec![];
    within(slow.read_to_end(&mut rest)).await.ok();
}
