//! Every request: which way, whether at all, and what is said if not.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use coditect_service::{logs::chain, traces};
use coditect_token::{Presented, extract};
use http::header::HeaderValue;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Method, StatusCode};
use tokio::time::{Duration, Instant, timeout_at};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::auth::{authenticate, authorize};
use crate::gateway::Gateway;
use crate::headers::request_id::{self, X_REQUEST_ID};
use crate::host::{self, Site};
use crate::metrics::RouteKind;
use crate::proxy::{self, Visit};
use crate::refusal::Refusal;
use crate::route::{SharedRoutes, WorkspaceKey};
use crate::{accept, clock, web};

/// The gateway as a service. It needs to know who connected: [`crate::serve`] tells it.
pub fn app(gateway: Arc<Gateway>) -> Router {
    Router::new().fallback(handle).with_state(gateway)
}

/// How far the watch of workspaces may be behind: the API has seen a workspace ready, and its
/// client comes here with the URL before the gateway has heard of it.
const WATCH_LAG: Duration = Duration::from_secs(1);

/// Where a request wants to go.
#[derive(Debug, PartialEq, Eq)]
enum Destination {
    Api,
    /// To the web app's files and pages, if they are served here.
    Web,
    /// To the workspace that the host names, or else to the one that the token does.
    Workspace(Option<WorkspaceKey>),
}

async fn handle(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let as_page = accept::prefers_html(request.headers());
    let id = request_id::of(request.headers(), Uuid::now_v7);
    request.headers_mut().insert(&X_REQUEST_ID, id.clone());
    let method = request.method().clone();
    let span = traces::request(method.as_str());
    let (kind, outcome) = dispatch(&gateway, peer, request).instrument(span.clone()).await;
    let _in_trace = span.enter();
    let mut response = outcome.unwrap_or_else(|refusal| {
        report(&refusal, &id);
        refusal.problem(&gateway.config.public_url).into_response(as_page)
    });
    let status = response.status();
    traces::answered(&span, method.as_str(), kind.as_str(), status);
    tracing::debug!(?id, %peer, %method, route = kind.as_str(), status = status.as_u16());
    gateway.metrics.answered(kind, status);
    response.headers_mut().insert(&X_REQUEST_ID, id);
    response
}

async fn dispatch(
    gateway: &Gateway,
    peer: SocketAddr,
    request: Request,
) -> (RouteKind, Result<Response, Refusal>) {
    let (request, body) = request.into_parts();
    let (host, destination) = match resolve(gateway, &request) {
        Ok(resolved) => resolved,
        Err(refusal) => return (RouteKind::None, Err(refusal)),
    };
    let request = Request::from_parts(request, body);
    match (destination, &gateway.web) {
        (Destination::Api, _) => {
            (RouteKind::Api, proxy::to_api(gateway, peer, &host, request).await)
        }
        (Destination::Web, Some(web)) => (RouteKind::Web, Ok(web.serve(request).await)),
        (Destination::Web, None) => {
            (RouteKind::Workspace, visit(gateway, peer, &host, request, None).await)
        }
        (Destination::Workspace(named), _) => {
            (RouteKind::Workspace, visit(gateway, peer, &host, request, named).await)
        }
    }
}

async fn visit(
    gateway: &Gateway,
    peer: SocketAddr,
    host: &str,
    request: Request,
    named: Option<WorkspaceKey>,
) -> Result<Response, Refusal> {
    let is_own_host = named.is_some();
    let (request, body) = request.into_parts();
    match admit(gateway, &request, host, named).await {
        Ok(visit) if !is_own_host && needs_own_host(gateway, &request) => {
            let WorkspaceKey { namespace, name } = &visit.route.key;
            let own = gateway.config.public_url.workspace(name, namespace);
            let location = format!("{}{}", own.trim_end_matches('/'), target(&request));
            Ok(web::redirect(StatusCode::TEMPORARY_REDIRECT, &location))
        }
        Ok(visit) => {
            let request = Request::from_parts(request, body);
            proxy::to_workspace(gateway, peer, host, request, visit).await
        }
        Err(refusal) => as_page(gateway, &request, host, refusal),
    }
}

/// Where the web app is, a page of a workspace must not be: it would have the app's cookie.
fn needs_own_host(gateway: &Gateway, request: &Parts) -> bool {
    gateway.web.is_some() && matches!(extract(&request.headers), Some(Presented::Cookie(_)))
}

/// A person is taken to where they can do something about it; a program is told.
fn as_page(
    gateway: &Gateway,
    request: &Parts,
    host: &str,
    refusal: Refusal,
) -> Result<Response, Refusal> {
    if gateway.web.is_none() || !web::is_navigation(request) {
        return Err(refusal);
    }
    web::instead_of(&refusal, &gateway.config.public_url, host, target(request)).ok_or(refusal)
}

/// Path and query of what is asked for.
fn target(request: &Parts) -> &str {
    request.uri.path_and_query().map_or("/", PathAndQuery::as_str)
}

fn resolve(gateway: &Gateway, request: &Parts) -> Result<(String, Destination), Refusal> {
    let host = host::requested(request)?;
    let site = host::site(host, gateway.config.public_url.domain()).ok_or(Refusal::UnknownHost)?;
    // `*` and CONNECT's authority are targets for a proxy of another kind.
    if request.method == Method::CONNECT || !request.uri.path().starts_with('/') {
        return Err(Refusal::BadTarget);
    }
    Ok((host.to_owned(), destination(site, request.uri.path())?))
}

fn destination(site: Site, path: &str) -> Result<Destination, Refusal> {
    match site {
        Site::Bare if ["/api/pod", "/api/operator"].iter().any(|own| is_below(path, own)) => {
            Err(Refusal::ClusterOnly)
        }
        Site::Bare if is_below(path, "/api") => Ok(Destination::Api),
        Site::Workspace(_) if is_below(path, "/api") => Err(Refusal::ApiOnWorkspaceHost),
        Site::Bare if is_below(path, "/theia") => Ok(Destination::Workspace(None)),
        Site::Bare => Ok(Destination::Web),
        Site::Workspace(key) => Ok(Destination::Workspace(Some(key))),
    }
}

/// Whether a path is `prefix` or goes on with `/` from there, by the bytes that are passed on:
/// nothing is decoded or resolved here that another server would read differently.
fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// First the token, then whether there is such a workspace, then whose it is, then whether it
/// runs.
async fn admit(
    gateway: &Gateway,
    request: &Parts,
    host: &str,
    named: Option<WorkspaceKey>,
) -> Result<Visit, Refusal> {
    let now = clock::now();
    let claims = authenticate(gateway, request, host, now).await?;
    let left = claims.exp.saturating_sub(now);
    let visit = || Visit::new(authorize(gateway, named.as_ref(), &claims)?, left);
    settle(&gateway.routes, visit).await
}

/// Asks again at each change of the routes, for as long as the watch may just be behind whoever
/// told the client that the workspace is there.
async fn settle<T>(
    routes: &SharedRoutes,
    ask: impl Fn() -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let mut changes = routes.subscribe();
    let deadline = Instant::now() + WATCH_LAG;
    loop {
        let answer = ask();
        if answer.as_ref().err().is_none_or(Refusal::is_lasting) {
            return answer;
        }
        if !matches!(timeout_at(deadline, changes.changed()).await, Ok(Ok(()))) {
            return answer;
        }
    }
}

/// What is the operator's business goes to the log; what is the client's own does not.
fn report(refusal: &Refusal, id: &HeaderValue) {
    match refusal {
        Refusal::Workspace(..) | Refusal::Api(_) => {
            tracing::warn!(?id, error = %chain(refusal), "no answer");
        }
        other => tracing::debug!(?id, error = %chain(other), "refused"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/api", true)]
    #[case("/api/", true)]
    #[case("/api/../theia", true)]
    #[case("/apis", false)]
    #[case("/api;v=1", false)]
    #[case("//api", false)]
    #[case("/%61pi", false)]
    #[case("/API", false)]
    #[case("/theia/../api", false)]
    #[case("/theia/api/", false)]
    #[case("/", false)]
    fn the_api_is_the_first_segment_as_it_is_written(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(is_below(path, "/api"), expected);
        let bare = destination(Site::Bare, path).unwrap();
        assert_eq!(bare == Destination::Api, expected);
        let own = destination(Site::Workspace(WorkspaceKey::new("ns", "w")), path);
        assert_eq!(own.is_err(), expected);
    }

    #[rstest]
    #[case("/api/pod")]
    #[case("/api/pod/workspace")]
    #[case("/api/operator/activity")]
    fn what_is_for_the_cluster_is_not_reached_from_outside(#[case] path: &str) {
        assert!(matches!(destination(Site::Bare, path), Err(Refusal::ClusterOnly)));
        assert!(destination(Site::Bare, "/api/pods").is_ok());
    }
}
