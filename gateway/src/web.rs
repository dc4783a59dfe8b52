//! The web app on the bare domain: files of a folder, and the pages that a browser is sent to
//! where a program would get a problem.
//!
//! It is served from here and not from a pod, since a page of the bare domain has its visitor's
//! cookie at the API: code of a workspace must not be able to be that page.

use std::convert::Infallible;
use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use coditect_service::PublicUrl;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, IF_MODIFIED_SINCE, LAST_MODIFIED, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, Uri};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::accept;
use crate::keys::KeyError;
use crate::refusal::Refusal;

/// The path of files whose names change with their content.
const HASHED: &str = "/assets/";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// The web app.
#[derive(Clone, Debug)]
pub struct Web {
    files: ServeDir,
    policy: HeaderValue,
}

impl Web {
    /// The app that was built into `root`, for the site at `public_url`.
    pub fn open(root: &Path, public_url: &PublicUrl) -> anyhow::Result<Self> {
        let index = root.join("index.html");
        anyhow::ensure!(index.is_file(), "the web root has no {}", index.display());
        Ok(Self {
            files: ServeDir::new(root).precompressed_br().precompressed_gzip(),
            policy: policy(public_url).parse()?,
        })
    }

    /// The file at the request's path. What is no file is a page: the app knows which.
    pub async fn serve(&self, mut request: Request) -> Response {
        // Files are named by their hash, and pages are not stored: a time adds nothing.
        request.headers_mut().remove(IF_MODIFIED_SINCE);
        let is_hashed = request.uri().path().starts_with(HASHED);
        let page = page_request(&request);
        let mut answer = self.file(request).await;
        if answer.status() == StatusCode::NOT_FOUND && !is_hashed {
            answer = self.file(page).await;
        }
        let lasts = is_hashed && answer.status().is_success();
        let headers = answer.headers_mut();
        headers.remove(LAST_MODIFIED);
        for (name, value) in fixed_headers(if lasts { FOR_GOOD } else { "no-store" }) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        answer
    }

    async fn file(&self, request: Request) -> Response {
        let answer: Result<_, Infallible> = self.files.clone().oneshot(request).await;
        match answer {
            Ok(answer) => answer.map(Body::new),
            Err(never) => match never {},
        }
    }
}

/// The same request for the page that all pages are.
fn page_request(request: &Request) -> Request {
    let mut page = Request::new(Body::empty());
    *page.method_mut() = request.method().clone();
    *page.headers_mut() = request.headers().clone();
    *page.uri_mut() = Uri::from_static("/index.html");
    page
}

/// Its own files, an empty style element that the app fills by script (the hash is that of
/// nothing), and frames of workspaces for the editor page. Nobody may frame the app.
fn policy(public_url: &PublicUrl) -> String {
    format!(
        "default-src 'self'; img-src 'self' data:; \
         style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; \
         frame-src 'self' {}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
         object-src 'none'",
        public_url.workspaces()
    )
}

const fn fixed_headers(caching: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (CACHE_CONTROL, caching),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
    ]
}

/// Whether a browser is about to show the answer in a tab of its own.
pub fn is_navigation(request: &Parts) -> bool {
    let destination = request.headers.get("sec-fetch-dest").map(HeaderValue::as_bytes);
    request.method == Method::GET
        && accept::prefers_html(&request.headers)
        && matches!(destination, None | Some(b"document"))
}

/// Where the app says and mends what is refused; `None` where it cannot.
pub fn instead_of(
    refusal: &Refusal,
    public_url: &PublicUrl,
    host: &str,
    path: &str,
) -> Option<Response> {
    let wanted = || encode(&format!("{}://{host}{path}", public_url.scheme()));
    let page = match refusal {
        Refusal::NoToken | Refusal::Keys(KeyError::Token(_)) => {
            format!("/login?next={}", wanted())
        }
        Refusal::NotReady(route) => {
            format!("/workspaces/{}/open?next={}", route.key.name, wanted())
        }
        Refusal::NoWorkspace | Refusal::SeveralWorkspaces(_) => "/workspaces".to_owned(),
        _ => return None,
    };
    Some(redirect(StatusCode::SEE_OTHER, &format!("{public_url}{page}")))
}

/// Sends the client to `location`.
pub fn redirect(status: StatusCode, location: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let headers = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, headers).into_response()
}

/// As it may stand in a query.
fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_query_stays_one_value() {
        let encoded = encode("http://w--ns.x/a?b=c&d=%20");
        assert_eq!(encoded, "http%3A%2F%2Fw--ns.x%2Fa%3Fb%3Dc%26d%3D%2520");
    }

    #[test]
    fn only_workspaces_may_be_framed() {
        let policy = policy(&"https://ide.example.com:8443".parse().unwrap());
        assert!(policy.contains("frame-src 'self' https://*.ide.example.com:8443;"), "{policy}");
    }
}
