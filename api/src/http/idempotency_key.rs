//! The header by which a client may safely send a request again.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::ApiError;

const HEADER: &str = "idempotency-key";
const MAX_LENGTH: usize = 128;

/// What the client calls its request, if it does.
pub struct IdempotencyKey(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        // A structured header has it in quotes, most clients do not.
        let key = value.to_str().unwrap_or_default().trim_matches('"');
        let is_good = (1..=MAX_LENGTH).contains(&key.len());
        if !is_good || parts.headers.get_all(HEADER).iter().count() > 1 {
            let detail = format!("one of 1 to {MAX_LENGTH} visible ASCII characters");
            return Err(ApiError::BadRequest(format!("Idempotency-Key must be {detail}")));
        }
        Ok(Self(Some(key.to_owned())))
    }
}
