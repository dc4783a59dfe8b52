//! Large bodies pass through without being held. A process of its own: it looks at its memory.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use coditect_gateway::Upstream;
use common::client::own_host;
use common::{Stage, pod};
use futures::stream;
use http::Method;
use http::header::AUTHORIZATION;
use http_body_util::BodyExt as _;

const CHUNKS: usize = 1024;
const BYTES: usize = CHUNKS * pod::CHUNK;

#[tokio::test]
async fn sixty_four_mebibytes_each_way_take_little_memory() {
    let stage = Stage::start().await;
    stage.running("w", "u1", pod::start().await);
    let authorization = format!("Bearer {}", stage.token("u1"));
    let client = Upstream::default();
    let before = peak_kib();

    let chunk = Bytes::from(vec![b'x'; pod::CHUNK]);
    let chunks = stream::iter((0..CHUNKS).map(move |_| Ok::<_, Infallible>(chunk.clone())));
    let upload = stage
        .request(Method::POST, &own_host("w"), "/upload")
        .header(AUTHORIZATION, &authorization)
        .body(Body::from_stream(chunks))
        .unwrap();
    let counted = client.send(upload).await.unwrap().into_body().collect().await.unwrap();
    assert_eq!(counted.to_bytes(), BYTES.to_string());

    let download = stage
        .get(&own_host("w"), &format!("/download/{CHUNKS}"))
        .header(AUTHORIZATION, &authorization)
        .body(Body::empty())
        .unwrap();
    let mut body = client.send(download).await.unwrap().into_body();
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        received += frame.unwrap().into_data().unwrap().len();
    }
    assert_eq!(received, BYTES);

    let grown = peak_kib() - before;
    assert!(grown < 16 * 1024, "memory grew by {grown} KiB for client, gateway and pod together");
}

/// The most memory that the process has held so far.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
