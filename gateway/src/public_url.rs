//! The address at which people reach the gateway.

use std::fmt;
use std::str::FromStr;

use coditect_crds::host_label;
use http::Uri;

/// `http://coditect.localhost:8080`: the bare domain, below which each workspace has a host.
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
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
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

    /// Where the owner of a workspace opens it.
    #[must_use]
    pub fn of(&self, workspace: &str, namespace: &str) -> String {
        format!("{}://{}.{}/", self.scheme, host_label(workspace, namespace), self.authority)
    }

    /// All workspaces' origins, as a content security policy names them.
    #[must_use]
    pub fn workspaces(&self) -> String {
        format!("{}://*.{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_an_issuer_a_domain_and_the_root_of_workspaces() {
        let url: PublicUrl = "http://Coditect.localhost:8080/".parse().unwrap();
        assert_eq!(url.to_string(), "http://coditect.localhost:8080");
        assert_eq!(url.domain(), "coditect.localhost");
        assert_eq!(url.of("w", "ns"), "http://w--ns.coditect.localhost:8080/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "coditect.localhost",
            "ftp://x",
            "https://",
            "https://a/b",
            "http://a/?q",
            "http://u@a",
        ] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
