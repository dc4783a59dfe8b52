//! Tells what stands behind the gateway who asked, and for what.

use std::net::{IpAddr, SocketAddr};

use http::header::{FORWARDED, HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;

static FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
static PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What others send to say the same; nobody behind the gateway should believe it.
static HEARSAY: [HeaderName; 5] = [
    FORWARDED,
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-prefix"),
    HeaderName::from_static("x-forwarded-server"),
    HeaderName::from_static("x-real-ip"),
];

/// The peer, and whether it speaks for others.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    /// Who connected.
    pub peer: SocketAddr,
    /// Networks of proxies that are believed.
    pub trusted: &'a [IpNet],
    /// `http` or `https`, as the browser sees it.
    pub scheme: &'static str,
    /// The host that the browser asked for.
    pub host: &'a str,
}

/// Sets `X-Forwarded-*`. A trusted proxy's list of addresses is continued; anyone else's is
/// replaced. Scheme and host are what the gateway itself goes by.
pub fn set(headers: &mut HeaderMap, hop: Hop<'_>) {
    let peer = hop.peer.ip().to_canonical();
    let brought = headers.get_all(&FOR).iter().filter_map(|value| value.to_str().ok());
    let chain = if is_trusted(peer, hop.trusted) {
        let mut chain: Vec<_> = brought.map(ToOwned::to_owned).collect();
        chain.push(peer.to_string());
        chain.join(", ")
    } else {
        peer.to_string()
    };
    for name in &HEARSAY {
        headers.remove(name);
    }
    for (name, value) in [(&FOR, chain.as_str()), (&PROTO, hop.scheme), (&HOST, hop.host)] {
        match HeaderValue::from_str(value) {
            Ok(value) => headers.insert(name, value),
            Err(_) => headers.remove(name),
        };
    }
}

fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(peer: &str, trusted: &[IpNet]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [(&FOR, "203.0.113.9"), (&PROTO, "ftp"), (&HEARSAY[4], "6.6.6.6")] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let peer = peer.parse().unwrap();
        set(&mut headers, Hop { peer, trusted, scheme: "https", host: "w--ns.example.com" });
        headers
    }

    #[test]
    fn a_stranger_speaks_for_itself_only() {
        let headers = forwarded("192.0.2.1:999", &[]);
        assert_eq!(headers[&FOR], "192.0.2.1");
        assert_eq!(headers[&PROTO], "https");
        assert_eq!(headers[&HOST], "w--ns.example.com");
        assert!(!headers.contains_key("x-real-ip"));
    }

    #[test]
    fn a_trusted_proxy_speaks_for_others() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(forwarded("10.1.2.3:999", &trusted)[&FOR], "203.0.113.9, 10.1.2.3");
        assert_eq!(forwarded("[::ffff:10.1.2.3]:9", &trusted)[&FOR], "203.0.113.9, 10.1.2.3");
        assert_eq!(forwarded("11.1.2.3:999", &trusted)[&FOR], "11.1.2.3");
    }
}
