//! Keeps other sites from using a browser's cookie.
//!
//! A browser sends the cookie along with whatever another page makes it send, and a WebSocket is
//! not held to the same-origin policy at all. It does say which page asked.

use coditect_token::Presented;
use http::header::{HeaderMap, ORIGIN};
use http::{Method, Uri};

/// Whether a request from another page would do harm: one that changes something and carries the
/// cookie, or one that opens a tunnel.
pub fn matters(method: &Method, presented: Presented<'_>, is_upgrade: bool) -> bool {
    let by_cookie = matches!(presented, Presented::Cookie(_));
    is_upgrade || (by_cookie && !method.is_safe())
}

/// Whether the page that asked, if the request names one, is of the very site it asks.
pub fn is_own(headers: &HeaderMap, scheme: &str, host: &str) -> bool {
    let own = origin(&format!("{scheme}://{host}"));
    let mut origins = headers.get_all(ORIGIN).iter();
    own.is_some() && origins.all(|value| value.to_str().ok().and_then(origin) == own)
}

/// Scheme, host and port in one spelling.
fn origin(text: &str) -> Option<(String, String, u16)> {
    let uri: Uri = text.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let host = uri.host()?.to_ascii_lowercase();
    let port = match (uri.port_u16(), scheme.as_str()) {
        (Some(port), _) => port,
        (None, "http") => 80,
        (None, "https") => 443,
        _ => return None,
    };
    Some((scheme, host, port))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Method::POST, Presented::Cookie("t"), false, true)]
    #[case(Method::GET, Presented::Cookie("t"), false, false)]
    #[case(Method::POST, Presented::Bearer("t"), false, false)]
    #[case(Method::GET, Presented::Bearer("t"), true, true)]
    fn changes_by_cookie_and_tunnels_matter(
        #[case] method: Method,
        #[case] presented: Presented<'static>,
        #[case] is_upgrade: bool,
        #[case] expected: bool,
    ) {
        assert_eq!(matters(&method, presented, is_upgrade), expected);
    }

    #[rstest]
    #[case("https", "a.example.com", None, true)]
    #[case("https", "a.example.com", Some("https://A.example.com:443"), true)]
    #[case("http", "a.example.com:8080", Some("http://a.example.com:8080"), true)]
    #[case("http", "a.example.com:8080", Some("http://a.example.com"), false)]
    #[case("https", "a.example.com", Some("http://a.example.com"), false)]
    #[case("https", "a.example.com", Some("https://b.example.com"), false)]
    #[case("https", "a.example.com", Some("null"), false)]
    #[case("https", "a.example.com", Some(""), false)]
    fn an_origin_is_the_same_or_it_is_not(
        #[case] scheme: &str,
        #[case] host: &str,
        #[case] sent: Option<&'static str>,
        #[case] expected: bool,
    ) {
        let headers = sent.map(|o| (ORIGIN, HeaderValue::from_static(o))).into_iter().collect();
        assert_eq!(is_own(&headers, scheme, host), expected);
    }
}
