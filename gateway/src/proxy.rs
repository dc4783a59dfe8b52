//! Passes a request on and its answer back, both as streams.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures::StreamExt as _;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue};
use http::uri::{Authority, PathAndQuery};
use http::{StatusCode, Version};
use hyper::body::Incoming;
use hyper::upgrade::{self, OnUpgrade};
use tokio_util::sync::CancellationToken;

use crate::gateway::Gateway;
use crate::headers::forwarded::{self, Hop};
use crate::headers::{cookies, frame, hop};
use crate::refusal::Refusal;
use crate::route::Route;
use crate::server::ConnectionSlot;
use crate::tunnel::Lease;
use crate::upgrade::{announce, requested};
use crate::upstream::{UpstreamError, address};

/// An owner on the way to their workspace, which runs.
#[derive(Debug)]
pub struct Visit {
    /// Which workspace.
    pub route: Arc<Route>,
    endpoint: Authority,
    remaining: Duration,
}

impl Visit {
    /// To `route`, with a token that is good for `seconds` more.
    pub fn new(route: Arc<Route>, seconds: u64) -> Result<Self, Refusal> {
        match route.endpoint.clone() {
            Some(endpoint) => Ok(Self { route, endpoint, remaining: Duration::from_secs(seconds) }),
            None => Err(Refusal::NotReady(route)),
        }
    }
}

/// To the API, token and all: it does its own checks.
pub async fn to_api(
    gateway: &Gateway,
    peer: SocketAddr,
    host: &str,
    request: Request,
) -> Result<Response, Refusal> {
    let request = readdress(gateway, peer, host, request, gateway.config.api.clone())?;
    let answer = gateway.upstream.send(request).await.map_err(Refusal::Api)?;
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Err(Refusal::Api(UpstreamError::Status(answer.status())));
    }
    let mut answer = until_stopped(receive(answer), &gateway.stop);
    hop::strip(answer.headers_mut());
    Ok(answer)
}

/// A stream of events has no end of its own: it would hold the process up until it is cut off.
/// Clients take its end as a reason to connect again, to another replica.
fn until_stopped(answer: Response, stop: &CancellationToken) -> Response {
    let kind = answer.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if !kind.is_some_and(|kind| kind.starts_with(b"text/event-stream")) {
        return answer;
    }
    let stop = stop.clone();
    answer.map(|body| Body::from_stream(body.into_data_stream().take_until(stop.cancelled_owned())))
}

/// To the pod, without the token: what runs in a workspace must not act for its owner elsewhere.
pub async fn to_workspace(
    gateway: &Gateway,
    peer: SocketAddr,
    host: &str,
    mut request: Request,
    visit: Visit,
) -> Result<Response, Refusal> {
    let protocol = requested(request.headers());
    let client = protocol.is_some().then(|| upgrade::on(&mut request));
    let slot = request.extensions().get::<ConnectionSlot>().cloned();
    let mut request = readdress(gateway, peer, host, request, visit.endpoint)?;
    cookies::strip_token(request.headers_mut());
    if let Some(protocol) = protocol {
        announce(request.headers_mut(), protocol);
    }
    let failed = |error| Refusal::Workspace(visit.route.key.clone(), error);
    let mut answer = receive(gateway.upstream.send(request).await.map_err(failed)?);
    let lease = Lease { route: visit.route.live.clone(), remaining: visit.remaining, slot };
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        go_over(gateway, client, &mut answer, lease).map_err(failed)?;
    } else {
        hop::strip(answer.headers_mut());
    }
    cookies::confine(answer.headers_mut());
    frame::confine(answer.headers_mut(), &gateway.config.public_url);
    Ok(answer)
}

/// Joins the two connections once both are done with HTTP.
fn go_over(
    gateway: &Gateway,
    client: Option<OnUpgrade>,
    answer: &mut Response,
    lease: Lease,
) -> Result<(), UpstreamError> {
    let unasked = UpstreamError::Status(answer.status());
    let (Some(client), Some(protocol)) = (client, requested(answer.headers())) else {
        return Err(unasked);
    };
    let pod = upgrade::on(&mut *answer);
    hop::strip(answer.headers_mut());
    announce(answer.headers_mut(), protocol);
    gateway.tunnels.open(client, pod, lease);
    Ok(())
}

/// The answer for the client's connection, which speaks a version of its own.
fn receive(answer: http::Response<Incoming>) -> Response {
    let mut answer = answer.map(Body::new);
    *answer.version_mut() = Version::HTTP_11;
    answer
}

/// The same request for the next connection. Extensions belong to this one and stay behind.
fn readdress(
    gateway: &Gateway,
    peer: SocketAddr,
    host: &str,
    request: Request,
    to: Authority,
) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    let mut next = Request::new(body);
    *next.uri_mut() = address(to, path).map_err(|_| Refusal::BadTarget)?;
    *next.method_mut() = parts.method;
    *next.version_mut() = Version::HTTP_11;
    *next.headers_mut() = parts.headers;
    let config = &gateway.config;
    let scheme = config.public_url.scheme();
    let trusted = config.trusted_proxies.as_slice();
    prepare(next.headers_mut(), Hop { peer, trusted, scheme, host })?;
    Ok(next)
}

fn prepare(headers: &mut HeaderMap, hop: Hop<'_>) -> Result<(), Refusal> {
    hop::strip(headers);
    let host = HeaderValue::from_str(hop.host).map_err(|_| Refusal::BadHost)?;
    headers.insert(HOST, host);
    forwarded::set(headers, hop);
    Ok(())
}
