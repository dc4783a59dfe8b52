//! One id a request, from the first log line to the last.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// Carries the id in both directions.
pub static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const MAX_LENGTH: usize = 128;

/// The id that the request brings, if it is fit to stand in a log, or else `fresh`.
pub fn of(headers: &HeaderMap, fresh: impl FnOnce() -> Uuid) -> HeaderValue {
    headers
        .get(&X_REQUEST_ID)
        .filter(|id| is_fit(id.as_bytes()))
        .cloned()
        .or_else(|| HeaderValue::from_str(&fresh().to_string()).ok())
        .unwrap_or_else(|| HeaderValue::from_static("unknown"))
}

fn is_fit(id: &[u8]) -> bool {
    let fit = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    !id.is_empty() && id.len() <= MAX_LENGTH && id.iter().all(fit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_brought_is_kept_if_it_is_harmless() {
        let id = |brought: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(&X_REQUEST_ID, HeaderValue::from_str(brought).unwrap());
            of(&headers, Uuid::nil)
        };
        assert_eq!(id("abc-1"), "abc-1");
        for unfit in ["", "a b", "<script>", &"x".repeat(129)] {
            assert_eq!(id(unfit), Uuid::nil().to_string());
        }
    }
}
