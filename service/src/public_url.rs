//! The address that people know.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use axum::http::Uri;
use coditect_crds::host_label;

/// `http://coditect.localhost:8080`: the gateway's, below whose domain each workspace has a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    scheme: &'static str,
    authority: String,
    domain: String,
}

/// Why a text is no public URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not of the form https://ide.example.com[:port]")]
pub struct PublicUrlError(String);

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let wrong = || PublicUrlError(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let scheme = match uri.scheme_str() {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(wrong()),
        };
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || url.contains('#') {
            return Err(wrong());
        }
        // In one spelling: it is compared with the issuer that tokens name.
        let authority = uri.authority().ok_or_else(wrong)?.as_str().to_ascii_lowercase();
        if authority.contains('@') {
            return Err(wrong());
        }
        Ok(Self { scheme, authority, domain: uri.host().unwrap_or_default().to_ascii_lowercase() })
    }
}

/// As browsers send it in `Origin`, and as tokens name their issuer.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

impl PublicUrl {
    /// `http` or `https`, as the browser sees it.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The host name in lower case, without a port.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
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
        let is_address = self.domain.parse::<Ipv4Addr>().is_ok() || self.domain.starts_with('[');
        (self.domain.contains('.') && !is_address).then_some(&self.domain)
    }

    /// Where the owner of a workspace opens it.
    #[must_use]
    pub fn workspace(&self, name: &str, namespace: &str) -> String {
        format!("{}://{}.{}/", self.scheme, host_label(name, namespace), self.authority)
    }

    /// All workspaces' origins, as a content security policy names them.
    #[must_use]
    pub fn workspaces(&self) -> String {
        format!("{}://*.{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn it_is_an_issuer_a_domain_and_the_root_of_workspaces() {
        let url: PublicUrl = "http://Coditect.localhost:8080/".parse().unwrap();
        assert_eq!(url.to_string(), "http://coditect.localhost:8080");
        assert_eq!(url.domain(), "coditect.localhost");
        assert_eq!(url.workspace("w", "ns"), "http://w--ns.coditect.localhost:8080/");
        assert_eq!(url.workspaces(), "http://*.coditect.localhost:8080");
    }

    #[rstest]
    #[case("http://coditect.localhost:8080", Some("coditect.localhost"))]
    #[case("https://IDE.example.com/", Some("ide.example.com"))]
    #[case("http://localhost:8080", None)]
    #[case("http://127.0.0.1:8080", None)]
    #[case("http://[::1]:8080", None)]
    #[case("http://[::ffff:127.0.0.1]:8080", None)]
    fn cookies_have_a_domain_where_browsers_take_one(
        #[case] url: PublicUrl,
        #[case] domain: Option<&str>,
    ) {
        assert_eq!(url.cookie_domain(), domain);
    }

    #[rstest]
    #[case("coditect.localhost")]
    #[case("ftp://x")]
    #[case("https://")]
    #[case("https://a/b")]
    #[case("http://a/?q")]
    #[case("http://a/#f")]
    #[case("http://u@a")]
    #[case("http://a b")]
    fn what_is_no_address_is_refused(#[case] wrong: &str) {
        assert!(wrong.parse::<PublicUrl>().is_err());
    }
}
