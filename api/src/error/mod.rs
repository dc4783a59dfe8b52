//! The one way in which the API says no: problem details (RFC 9457).

mod from;
mod problem;

use std::error::Error as StdError;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use problem::{FieldError, Problem};

/// Why a request was not done. What it shows is for the client; causes go to the log only.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The body cannot be read at all.
    #[error("{0}")]
    BadRequest(String),
    /// Nobody is logged in, or the password is wrong.
    #[error("{0}")]
    Unauthorized(&'static str),
    /// A page of another site sent this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// There is no such thing, or it belongs to someone else: the same answer.
    #[error("{0}")]
    NotFound(&'static str),
    /// The path has other methods.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    Timeout,
    /// Something else has that name, or is in the way for now.
    #[error("{0}")]
    Conflict(String),
    /// The pool gives the caller no more: which limit, and how far.
    #[error("the quota of the pool is used up: delete a workspace, or ask for more")]
    OverQuota(String),
    /// What this installation cannot do.
    #[error("{0}")]
    NotImplemented(&'static str),
    /// The body is longer than the limit.
    #[error("the body is longer than 65536 bytes")]
    TooLarge,
    /// The body is not JSON.
    #[error("the content type must be application/json")]
    UnsupportedMediaType,
    /// Fields have wrong values.
    #[error("some fields are not valid")]
    Invalid(Vec<FieldError>),
    /// Too many attempts.
    #[error("too many attempts, try again later")]
    TooManyRequests {
        /// Seconds until the next attempt may succeed.
        retry_after: u64,
    },
    /// Something this depends on does not answer.
    #[error("{detail}")]
    Unavailable {
        /// What does not answer.
        detail: &'static str,
        /// Why.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
    },
    /// A fault of ours.
    #[error("something went wrong here")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

/// Seconds after which to try again when nothing better is known.
const RETRY_AFTER: u64 = 2;

impl ApiError {
    /// One field has a wrong value.
    pub fn field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), detail: detail.into() }])
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict(_) | Self::OverQuota(_) => StatusCode::CONFLICT,
            Self::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn headers(&self) -> Option<(header::HeaderName, HeaderValue)> {
        match self {
            Self::Unauthorized(_) => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Self::TooManyRequests { retry_after } => {
                Some((header::RETRY_AFTER, HeaderValue::from(*retry_after)))
            }
            Self::Unavailable { .. } => Some((header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER))),
            _ => None,
        }
    }

    fn log(&self) {
        if let Self::Unavailable { cause, .. } | Self::Internal(cause) = self {
            let mut causes = vec![cause.to_string()];
            let mut next = cause.source();
            while let Some(cause) = next {
                causes.push(cause.to_string());
                next = cause.source();
            }
            tracing::error!(error = causes.join(": "), "{self}");
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let (status, detail, header) = (self.status(), self.to_string(), self.headers());
        let errors = match self {
            Self::Invalid(errors) => errors,
            Self::OverQuota(detail) => vec![FieldError { field: "pool".to_owned(), detail }],
            _ => vec![],
        };
        let mut response = Problem::new(status, detail, errors).into_response();
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
