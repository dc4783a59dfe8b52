//! Headers that are for one connection only (RFC 9110, 7.6.1) and must not be passed on.

use http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HeaderMap, HeaderName, PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};

static HOP_BY_HOP: [HeaderName; 10] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    // The server has answered it itself by the time that the body is read.
    EXPECT,
];

/// Removes them, and those that `Connection` names. The body is framed anew on the next
/// connection; a length beside `Transfer-Encoding` is a lie at best, and goes too.
pub fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    if headers.contains_key(TRANSFER_ENCODING) {
        headers.remove(CONTENT_LENGTH);
    }
    for name in named.iter().filter(|name| !is_end_to_end(name)).chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// `Connection` must not take away what the other side decides by.
fn is_end_to_end(name: &HeaderName) -> bool {
    use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
    [AUTHORIZATION, CONTENT_LENGTH, COOKIE, HOST, ORIGIN].contains(name)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn stripped(pairs: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut headers: HeaderMap = pairs
            .iter()
            .map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v)))
            .collect();
        strip(&mut headers);
        let mut left: Vec<_> = headers.keys().map(ToString::to_string).collect();
        left.sort();
        left
    }

    #[test]
    fn what_connection_names_goes_with_it() {
        let left = stripped(&[
            ("connection", "close, X-Mine"),
            ("x-mine", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("upgrade", "h2c"),
            ("accept", "*/*"),
        ]);
        assert_eq!(left, ["accept"]);
    }

    #[test]
    fn connection_cannot_take_the_host_or_the_origin() {
        let left = stripped(&[("connection", "host, origin"), ("host", "a"), ("origin", "b")]);
        assert_eq!(left, ["host", "origin"]);
    }

    #[test]
    fn a_length_beside_chunks_is_not_believed() {
        assert!(stripped(&[("transfer-encoding", "chunked"), ("content-length", "5")]).is_empty());
        assert_eq!(stripped(&[("content-length", "5")]), ["content-length"]);
    }
}
