//! The cookie that carries the token.

use axum::http::{HeaderName, HeaderValue, header};
use coditect_service::PublicUrl;
use coditect_token::{COOKIE_NAME, LIFETIME_SECONDS};

/// Sets the cookie.
#[must_use]
pub fn set(token: &str, public_url: &PublicUrl) -> [(HeaderName, HeaderValue); 1] {
    with(token, LIFETIME_SECONDS, public_url)
}

/// Removes it.
#[must_use]
pub fn clear(public_url: &PublicUrl) -> [(HeaderName, HeaderValue); 1] {
    with("", 0, public_url)
}

/// `Lax`, since people come by links; it is kept from scripts, and from plain HTTP where there is
/// TLS.
fn with(value: &str, max_age: u64, public_url: &PublicUrl) -> [(HeaderName, HeaderValue); 1] {
    let domain = public_url.cookie_domain().map(|d| format!("; Domain={d}")).unwrap_or_default();
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE_NAME}={value}; Max-Age={max_age}; Path=/{domain}; HttpOnly; SameSite=Lax{secure}"
    );
    // A token is ASCII without control characters, and so is a domain.
    let cookie = HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""));
    [(header::SET_COOKIE, cookie)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(url: &str) -> String {
        let [(_, value)] = set("t", &url.parse().unwrap());
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn it_is_secure_where_there_is_tls() {
        assert_eq!(
            cookie("https://ide.example.com"),
            "coditect_token=t; Max-Age=86400; Path=/; Domain=ide.example.com; HttpOnly; \
             SameSite=Lax; Secure"
        );
        assert_eq!(
            cookie("http://localhost:8080"),
            "coditect_token=t; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax"
        );
    }
}
