//! The HTTP client towards the API and the pods: one pool of connections per endpoint.

use std::time::Duration;

use axum::body::Body;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// A pod is on the same network; one that takes longer is gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Below NGINX's own 75 s, so that it is seldom the pod that closes first.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// A browser opens six connections to one host.
const IDLE_PER_ENDPOINT: usize = 8;
/// A node that vanished with its pods answers no probe: its connections end after this.
const UNANSWERED: Duration = Duration::from_secs(20);

/// Sends requests on. Cheap to clone; clones share the pool.
#[derive(Clone, Debug)]
pub struct Upstream {
    client: Client<HttpConnector, Body>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// The address makes no URI.
    #[error("failed to form the address")]
    Address(#[from] http::Error),
    /// Nobody took the connection.
    #[error("failed to connect")]
    Connect(#[source] hyper_util::client::legacy::Error),
    /// The connection broke before there was an answer.
    #[error("failed to get an answer")]
    Answer(#[source] hyper_util::client::legacy::Error),
    /// The answer is not what was asked for.
    #[error("got status {0}")]
    Status(StatusCode),
    /// The answer broke off, or is too long.
    #[error("failed to read the answer")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer took too long.
    #[error("failed to get an answer in time")]
    Timeout(#[from] tokio::time::error::Elapsed),
}

impl Default for Upstream {
    fn default() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        connector.set_keepalive(Some(UNANSWERED / 2));
        connector.set_keepalive_interval(Some(UNANSWERED / 4));
        connector.set_keepalive_retries(Some(2));
        // The client sends again by itself what a stale connection from the pool never took.
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_PER_ENDPOINT)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { client }
    }
}

impl Upstream {
    /// Sends one request; bodies stream in both directions.
    pub async fn send(&self, request: Request<Body>) -> Result<Response<Incoming>, UpstreamError> {
        self.client.request(request).await.map_err(|error| {
            if error.is_connect() {
                UpstreamError::Connect(error)
            } else {
                UpstreamError::Answer(error)
            }
        })
    }

    /// The body, of at most `limit` bytes, at a fixed address.
    pub async fn get(
        &self,
        uri: Uri,
        limit: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, UpstreamError> {
        let request = Request::get(uri).body(Body::empty())?;
        let fetch = async {
            let response = self.send(request).await?;
            if response.status() != StatusCode::OK {
                return Err(UpstreamError::Status(response.status()));
            }
            let body = Limited::new(response.into_body(), limit).collect().await;
            Ok(body.map_err(UpstreamError::Body)?.to_bytes().to_vec())
        };
        tokio::time::timeout(timeout, fetch).await?
    }
}

/// A plain HTTP address. `path` is passed on as it is, never decoded.
pub fn address(authority: Authority, path: PathAndQuery) -> Result<Uri, http::Error> {
    Uri::builder().scheme(Scheme::HTTP).authority(authority).path_and_query(path).build()
}
