//! A pod: it mirrors requests, echoes messages, and streams.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Request};
use axum::response::sse::{Event, Sse};
use axum::response::{AppendHeaders, IntoResponse, Json};
use axum::routing::{any, get, post};
use futures::{Stream, StreamExt as _, stream};
use http::header::SET_COOKIE;
use serde_json::{Value, json};

use super::spawn;

pub const CHUNK: usize = 64 * 1024;

pub async fn start() -> SocketAddr {
    let app = Router::new()
        .route("/ws", get(websocket))
        .route("/events", get(events))
        .route("/slow", get(slow))
        .route("/upload", post(upload))
        .route("/download/{chunks}", get(download))
        .route("/cookies", get(cookies))
        .fallback(any(mirror));
    spawn(app).await
}

/// What was asked, as it arrived.
pub async fn mirror(request: Request) -> Json<Value> {
    let headers: Vec<_> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    Json(json!({
        "method": request.method().as_str(),
        "target": request.uri().to_string(),
        "headers": headers,
    }))
}

async fn websocket(upgrade: WebSocketUpgrade) -> impl IntoResponse {
    upgrade.on_upgrade(async |mut socket: WebSocket| {
        while let Some(Ok(message)) = socket.recv().await {
            if socket.send(message).await.is_err() {
                break;
            }
        }
    })
}

/// One event, and then silence.
pub async fn events() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(stream::iter([Ok(Event::default().data("first"))]).chain(stream::pending()))
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(200)).await;
    "done"
}

async fn upload(body: Body) -> String {
    let chunks = body.into_data_stream();
    let sum = async |sum: usize, chunk: Result<Bytes, _>| sum + chunk.unwrap().len();
    chunks.fold(0, sum).await.to_string()
}

async fn download(Path(chunks): Path<usize>) -> Body {
    let chunk = Bytes::from(vec![b'x'; CHUNK]);
    Body::from_stream(stream::iter((0..chunks).map(move |_| Ok::<_, Infallible>(chunk.clone()))))
}

async fn cookies() -> impl IntoResponse {
    AppendHeaders([
        (SET_COOKIE, "theia=1; Domain=coditect.localhost; Path=/"),
        (SET_COOKIE, "coditect_token=stolen; Path=/"),
    ])
}
