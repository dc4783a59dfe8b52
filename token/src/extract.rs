//! Where a request carries its token.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

use crate::COOKIE_NAME;

/// A token and how it came. A browser adds a cookie by itself, also to requests that another site
/// made it send; nobody but the holder of the token can add the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented<'a> {
    /// In `Authorization: Bearer`.
    Bearer(&'a str),
    /// In the cookie.
    Cookie(&'a str),
}

impl<'a> Presented<'a> {
    /// The token, not verified.
    #[must_use]
    pub const fn token(&self) -> &'a str {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => token,
        }
    }
}

/// Finds the token of a request. The header wins over the cookie: who sets it means it.
#[must_use]
pub fn extract(headers: &HeaderMap) -> Option<Presented<'_>> {
    bearer(headers).map(Presented::Bearer).or_else(|| cookie(headers).map(Presented::Cookie))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == COOKIE_NAME && !value.is_empty())
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(http::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.clone(), http::HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn the_header_wins_over_the_cookie() {
        let both = headers(&[(COOKIE, "coditect_token=c"), (AUTHORIZATION, "bearer b")]);
        assert_eq!(extract(&both), Some(Presented::Bearer("b")));
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let cookies = headers(&[(COOKIE, "a=1; coditect_token=c; b=2")]);
        assert_eq!(extract(&cookies), Some(Presented::Cookie("c")));
        let basic = headers(&[(AUTHORIZATION, "Basic eDp5"), (COOKIE, "coditect_token=c")]);
        assert_eq!(extract(&basic), Some(Presented::Cookie("c")));
    }

    #[test]
    fn what_is_no_token_is_none() {
        assert_eq!(extract(&HeaderMap::new()), None);
        for value in ["coditect_token=", "xcoditect_token=c", "coditect_token"] {
            assert_eq!(extract(&headers(&[(COOKIE, value)])), None, "{value}");
        }
        assert_eq!(extract(&headers(&[(AUTHORIZATION, "Bearer ")])), None);
    }
}
