//! The address that people know.

use std::net::Ipv4Addr;
use std::str::FromStr;

use coditect_crds::host_label;

/// Scheme and authority of the gateway, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: &'static str,
    authority: String,
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{url:?} is not of the form https://ide.example.com[:port]");
        let (scheme, authority) = url.split_once("://").ok_or_else(wrong)?;
        let scheme = match scheme {
            "http" => "http",
            "https" => "https",
            _ => return Err(wrong()),
        };
        let authority = authority.trim_end_matches('/').to_lowercase();
        let odd = |c: char| c.is_whitespace() || "/?#@".contains(c);
        if authority.is_empty() || authority.contains(odd) {
            return Err(wrong());
        }
        Ok(Self { scheme, authority })
    }
}

impl PublicUrl {
    /// What browsers send in `Origin`, and the issuer of tokens.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Whether browsers reach it over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// The `Domain` of cookies, so that the hosts of workspaces get them too. Browsers take none
    /// for an address or a single label.
    #[must_use]
    pub fn cookie_domain(&self) -> Option<&str> {
        let host = self.authority.rsplit_once(':').map_or(&*self.authority, |(host, _)| host);
        let is_name = host.contains('.') && host.parse::<Ipv4Addr>().is_err();
        (is_name && !host.starts_with('[')).then_some(host)
    }

    /// Where the owner of a workspace opens it.
    #[must_use]
    pub fn workspace(&self, name: &str, namespace: &str) -> String {
        format!("{}://{}.{}/", self.scheme, host_label(name, namespace), self.authority)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://coditect.localhost:8080", Some("coditect.localhost"))]
    #[case("https://IDE.example.com/", Some("ide.example.com"))]
    #[case("http://localhost:8080", None)]
    #[case("http://127.0.0.1:8080", None)]
    #[case("http://[::1]:8080", None)]
    fn cookies_have_a_domain_where_browsers_take_one(
        #[case] url: PublicUrl,
        #[case] domain: Option<&str>,
    ) {
        assert_eq!(url.cookie_domain(), domain);
    }

    #[test]
    fn each_workspace_has_a_host_of_its_own() {
        let url: PublicUrl = "https://ide.example.com/".parse().unwrap();
        assert_eq!(url.origin(), "https://ide.example.com");
        assert_eq!(url.workspace("w", "ns"), "https://w--ns.ide.example.com/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["coditect.localhost", "ftp://x", "https://", "https://a/b", "http://u@h"] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
