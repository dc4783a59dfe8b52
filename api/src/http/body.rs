//! Reads JSON bodies and says exactly what is wrong with them.

use std::time::Duration;

use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::{ApiError, FieldError};

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body with rules beyond its types.
pub trait Validate {
    /// Notes every field that breaks one.
    fn validate(&self, violations: &mut Violations);
}

/// The fields that break a rule.
#[derive(Default)]
pub struct Violations(Vec<FieldError>);

impl Violations {
    /// Notes what is wrong with `field`, if anything is.
    pub fn note(&mut self, field: &str, wrong: Option<&str>) {
        if let Some(detail) = wrong {
            self.0.push(FieldError { field: field.to_owned(), detail: detail.to_owned() });
        }
    }

    fn into_result(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Invalid(self.0)) }
    }
}

/// A JSON body.
pub struct Body<T>(pub T);

/// A JSON body that may be absent, which means the defaults.
pub struct OptionalBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        require_json(request.headers())?;
        parse(&read(request).await?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Validate + Default> FromRequest<S> for OptionalBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let json = require_json(request.headers());
        let body = read(request).await?;
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        json?;
        parse(&body).map(Self)
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let type_ = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = type_.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let is_json = essence.eq_ignore_ascii_case("application/json");
    if is_json { Ok(()) } else { Err(ApiError::UnsupportedMediaType) }
}

async fn read(request: Request) -> Result<axum::body::Bytes, ApiError> {
    let body = axum::body::Bytes::from_request(request, &());
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(body) => body.map_err(|error| unreadable(&error)),
        Err(_) => Err(ApiError::Timeout),
    }
}

fn unreadable(error: &BytesRejection) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::BadRequest("the body did not arrive whole".to_owned()),
    }
}

fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body: T = serde_path_to_error::deserialize(&mut json).map_err(|error| refused(&error))?;
    json.end().map_err(|error| malformed(&error))?;
    let mut violations = Violations::default();
    body.validate(&mut violations);
    violations.into_result()?;
    Ok(body)
}

fn refused(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    match error.inner().classify() {
        Category::Data => {
            let detail = without_position(&error.inner().to_string());
            ApiError::field(field(&error.path().to_string(), &detail), detail)
        }
        _ => malformed(error.inner()),
    }
}

fn malformed(error: &serde_json::Error) -> ApiError {
    let what = if error.is_eof() { "the body ends too early" } else { "the body is not JSON" };
    let (line, column) = (error.line(), error.column());
    ApiError::BadRequest(format!("{what} (line {line}, column {column})"))
}

/// serde names a missing or unknown field in its message only.
fn field(path: &str, detail: &str) -> String {
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|start| detail.strip_prefix(start)?.split('`').next());
    match (path, named) {
        (path, None) => path.to_owned(),
        (".", Some(name)) => name.to_owned(),
        (path, Some(name)) if path.ends_with(name) => path.to_owned(),
        (path, Some(name)) => format!("{path}.{name}"),
    }
}

fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(detail, _)| detail).to_owned()
}

/// The limit that [`read`] is under.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
