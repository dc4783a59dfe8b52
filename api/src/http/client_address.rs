//! The address of whoever is behind the proxies.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::state::AppState;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(client(peer, &parts.headers, &state.settings.trusted_proxies)))
    }
}

/// Walks back from the peer as long as it is a proxy of ours: what is left of that in
/// `X-Forwarded-For` anyone could have written.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted =
        |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let hops: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map_while(|hop| hop.trim().parse().ok())
        .collect();
    let mut address = peer;
    for hop in hops.into_iter().rev() {
        if !is_trusted(address) {
            break;
        }
        address = hop;
    }
    address
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    #[case("127.0.0.1", "198.51.100.1", "198.51.100.1")]
    #[case("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1")]
    #[case("127.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1")]
    #[case("127.0.0.1", "", "127.0.0.1")]
    #[case("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1")]
    fn only_proxies_of_ours_are_believed(
        #[case] peer: IpAddr,
        #[case] forwarded: &'static str,
        #[case] expected: IpAddr,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted = ["127.0.0.0/8".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
        assert_eq!(client(peer, &headers, &trusted), expected);
    }
}
