//! An answer that says what is wrong (RFC 9457), as JSON or, for people, as a page.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use coditect_crds::Phase;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, RETRY_AFTER, VARY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::page;

/// What is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    workspaces: Vec<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
    #[serde(skip)]
    challenge: Option<Challenge>,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// There is none.
    Missing,
    /// It was good once.
    Expired,
    /// It is not good.
    Invalid,
}

impl Challenge {
    /// The kind of problem.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Missing => "token-missing",
            Self::Expired => "token-expired",
            Self::Invalid => "token-invalid",
        }
    }

    /// As `WWW-Authenticate` (RFC 6750, 3) has it.
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Missing => r#"Bearer realm="coditect""#,
            Self::Expired => {
                r#"Bearer realm="coditect", error="invalid_token", error_description="the token has expired""#
            }
            Self::Invalid => {
                r#"Bearer realm="coditect", error="invalid_token", error_description="the token is not valid""#
            }
        })
    }
}

impl Problem {
    /// A problem of a `kind` that programs can tell apart.
    pub fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Self {
        Self {
            kind: format!("https://coditect.ai/problems/{kind}"),
            title,
            status,
            detail: String::new(),
            phase: None,
            reason: String::new(),
            workspaces: vec![],
            retry_after: None,
            challenge: None,
        }
    }

    /// Says in a sentence what is wrong this time.
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Says where in its life a workspace is, and why.
    pub fn phase(self, phase: Phase, reason: &str) -> Self {
        Self { phase: Some(phase), reason: reason.to_owned(), ..self }
    }

    /// Lists the addresses to choose from.
    pub fn workspaces(self, workspaces: Vec<String>) -> Self {
        Self { workspaces, ..self }
    }

    /// Says in how many seconds to ask again.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Asks for a token.
    pub fn challenge(self, challenge: Challenge) -> Self {
        Self { challenge: Some(challenge), ..self }
    }

    /// The answer: a page if the client would rather have one.
    pub fn into_response(self, as_page: bool) -> Response {
        let (body, content_type) = if as_page {
            (page::render(&self.page()), "text/html; charset=utf-8")
        } else {
            let json = serde_json::to_string(&self).unwrap_or_default();
            (json, "application/problem+json")
        };
        let mut response = (self.status, Body::from(body)).into_response();
        let headers = response.headers_mut();
        for (name, value) in fixed_headers(content_type) {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(challenge) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, challenge.header());
        }
        response
    }

    fn page(&self) -> page::Page<'_> {
        page::Page {
            title: self.title,
            detail: &self.detail,
            links: &self.workspaces,
            reload_after: self.retry_after,
        }
    }
}

fn fixed_headers(content_type: &'static str) -> [(HeaderName, &'static str); 5] {
    [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, page::POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept"),
    ]
}

// The signature is serde's.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn as_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}
