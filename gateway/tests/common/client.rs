//! A browser, more or less.

use axum::body::Body;
use coditect_gateway::Upstream;
use http::header::{AUTHORIZATION, COOKIE, HOST};
use http::request::Builder;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{Stage, within};

pub type Socket = WebSocketStream<TcpStream>;

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// All values of a header that the pod or the API saw.
    pub fn seen(&self, name: &str) -> Vec<String> {
        let body = self.json();
        let headers = body["headers"].as_array().unwrap();
        headers
            .iter()
            .filter(|pair| pair[0] == name)
            .map(|pair| pair[1].as_str().unwrap().to_owned())
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn own_host(name: &str) -> String {
    format!("{name}--ns.coditect.localhost:8080")
}

impl Stage {
    pub fn request(&self, method: Method, host: &str, path: &str) -> Builder {
        let uri = format!("http://{}{path}", self.address);
        Request::builder().method(method).uri(uri).header(HOST, host)
    }

    pub fn get(&self, host: &str, path: &str) -> Builder {
        self.request(Method::GET, host, path)
    }

    pub async fn bearer(&self, host: &str, path: &str, token: &str) -> Answer {
        self.send(self.get(host, path).header(AUTHORIZATION, format!("Bearer {token}"))).await
    }

    pub async fn cookie(&self, host: &str, path: &str, token: &str) -> Answer {
        self.send(self.get(host, path).header(COOKIE, format!("coditect_token={token}"))).await
    }

    pub async fn send(&self, request: Builder) -> Answer {
        let request = request.body(Body::empty()).unwrap();
        let response = within(Upstream::default().send(request)).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = within(body.collect()).await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Opens `/ws` on the host of a workspace.
    pub async fn websocket(
        &self,
        name: &str,
        token: &str,
        origin: Option<&str>,
    ) -> Result<Socket, StatusCode> {
        let mut request = format!("ws://{}/ws", own_host(name)).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(COOKIE, format!("coditect_token={token}").parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        match within(client_async(request, stream)).await {
            Ok((socket, _)) => Ok(socket),
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("{error}"),
        }
    }
}
