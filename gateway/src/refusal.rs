//! All the reasons for which a request goes no further, and what is said of each.

use std::sync::Arc;

use coditect_crds::Phase;
use coditect_service::PublicUrl;
use coditect_token::TokenError;
use http::StatusCode;

use crate::keys::KeyError;
use crate::problem::{Challenge, Problem};
use crate::route::{Route, WorkspaceKey};
use crate::upstream::UpstreamError;

/// Seconds after which to ask again, where waiting helps by itself.
const SOON: u32 = 2;
/// Likewise, where someone has to act first.
const LATER: u32 = 10;

/// Why a request goes no further.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No host, several, or one that the request target contradicts.
    #[error("the request must name one host")]
    BadHost,
    /// A target that is no path, or a method that asks for a proxy.
    #[error("the request must have a path as its target")]
    BadTarget,
    /// A host outside of the domain.
    #[error("the host is not served here")]
    UnknownHost,
    /// `/api` on a workspace's own host: its page must not act for its owner.
    #[error("the API is not served on the host of a workspace")]
    ApiOnWorkspaceHost,
    /// The part of the API that answers pods and the operator, by tokens that they alone have.
    #[error("the path is for what runs inside of the cluster")]
    ClusterOnly,
    /// No token.
    #[error("no token")]
    NoToken,
    /// A token that is not good, or no keys to tell.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A page of another site asked.
    #[error("a page of another site asked")]
    ForeignOrigin,
    /// The workspace is someone else's.
    #[error("the workspace is not of this user")]
    NotOwner,
    /// There is none of this name.
    #[error("there is no workspace {0}")]
    NoSuchWorkspace(WorkspaceKey),
    /// The user has none.
    #[error("the user has no workspace")]
    NoWorkspace,
    /// The user has several, at these addresses, and named none.
    #[error("the user has several workspaces")]
    SeveralWorkspaces(Vec<String>),
    /// It exists and does not run.
    #[error("workspace {} is not ready", .0.key)]
    NotReady(Arc<Route>),
    /// The pod of a workspace did not answer.
    #[error("failed to reach workspace {0}")]
    Workspace(WorkspaceKey, #[source] UpstreamError),
    /// The API did not answer.
    #[error("failed to reach the API")]
    Api(#[source] UpstreamError),
}

impl Refusal {
    /// Whether the next change of the routes leaves it as it is.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::NoSuchWorkspace(_) | Self::NoWorkspace => false,
            Self::NotReady(route) => is_suspended(route),
            _ => true,
        }
    }

    /// What the client is told. Of a token, no more than whether it was good once.
    pub fn problem(&self, public_url: &PublicUrl) -> Problem {
        use StatusCode as S;
        match self {
            Self::BadHost => Problem::new(S::BAD_REQUEST, "bad-host", "Host Not Clear")
                .detail("The request must name exactly one host."),
            Self::BadTarget => Problem::new(S::BAD_REQUEST, "bad-target", "Target Not a Path")
                .detail("The request must have a path as its target."),
            Self::UnknownHost => Problem::new(S::NOT_FOUND, "unknown-host", "Unknown Host")
                .detail(served_hosts(public_url)),
            Self::ApiOnWorkspaceHost => Problem::new(S::NOT_FOUND, "api-elsewhere", "No API Here")
                .detail(format!("The API is at {public_url}/api, not on a workspace's host.")),
            Self::ClusterOnly => not_found("cluster-only", "Nothing Here")
                .detail("This part of the API is reached from inside of the cluster alone."),
            Self::NoToken => unauthorized(public_url, Challenge::Missing),
            Self::Keys(KeyError::NoKeys) => {
                Problem::new(S::SERVICE_UNAVAILABLE, "keys-unknown", "Not Ready to Check Tokens")
                    .detail("The keys that tokens are checked with are not known yet.")
                    .retry_after(SOON)
            }
            Self::Keys(KeyError::Token(TokenError::Expired)) => {
                unauthorized(public_url, Challenge::Expired)
            }
            Self::Keys(KeyError::Token(_)) => unauthorized(public_url, Challenge::Invalid),
            Self::ForeignOrigin => Problem::new(S::FORBIDDEN, "foreign-origin", "Foreign Origin")
                .detail("A page of another site may not ask for this."),
            Self::NotOwner => Problem::new(S::FORBIDDEN, "not-owner", "Not Your Workspace")
                .detail("This workspace belongs to someone else."),
            Self::NoSuchWorkspace(key) => not_found("no-such-workspace", "No Such Workspace")
                .detail(format!("There is no workspace {key}.")),
            Self::NoWorkspace => not_found("no-workspace", "No Workspace").detail(format!(
                "You have no workspace yet. Create one: POST {public_url}/api/sessions"
            )),
            Self::SeveralWorkspaces(urls) => not_found("several-workspaces", "Which Workspace?")
                .detail("You have several workspaces. Open one at its own address.")
                .workspaces(urls.clone()),
            Self::NotReady(route) => not_ready(route, public_url),
            Self::Workspace(key, _) => unreachable(&format!("The workspace {key}")),
            Self::Api(_) => unreachable("The API"),
        }
    }
}

fn served_hosts(public_url: &PublicUrl) -> String {
    let domain = public_url.domain();
    format!("Served here are {domain} and <workspace>--<namespace>.{domain}.")
}

fn unauthorized(public_url: &PublicUrl, challenge: Challenge) -> Problem {
    let why = match challenge {
        Challenge::Missing => "This takes a token, and there is none",
        Challenge::Expired => "The token has expired",
        Challenge::Invalid => "The token is not valid",
    };
    Problem::new(StatusCode::UNAUTHORIZED, challenge.kind(), "Please Log In")
        .detail(format!("{why}. Log in: POST {public_url}/api/auth/login"))
        .challenge(challenge)
}

fn not_found(kind: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, kind, title)
}

fn not_ready(route: &Route, public_url: &PublicUrl) -> Problem {
    let name = &route.key.name;
    let mut detail = format!("The workspace {} is {}", route.key, lower(route.phase));
    let why = route.readiness.message.trim_end_matches('.');
    detail = if why.is_empty() { detail + "." } else { format!("{detail}: {why}.") };
    if is_suspended(route) {
        detail = format!("{detail} Start it: POST {public_url}/api/workspaces/{name}/start");
    }
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "workspace-not-ready", "Workspace Not Ready")
        .detail(detail)
        .phase(route.phase, &route.readiness.reason)
        .retry_after(if is_suspended(route) { LATER } else { SOON })
}

fn is_suspended(route: &Route) -> bool {
    matches!(route.phase, Phase::Suspending | Phase::Suspended)
}

fn lower(phase: Phase) -> String {
    phase.as_str().to_ascii_lowercase()
}

fn unreachable(what: &str) -> Problem {
    Problem::new(StatusCode::BAD_GATEWAY, "unreachable", "No Answer")
        .detail(format!("{what} does not answer. Please try again."))
        .retry_after(SOON)
}
