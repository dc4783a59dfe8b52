//! Which site a request is for: the bare domain, or a workspace's own host below it.

use coditect_crds::parse_host_label;
use http::header::HOST;
use http::request::Parts;

use crate::refusal::Refusal;
use crate::route::WorkspaceKey;

/// What a host name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// The domain itself.
    Bare,
    /// A workspace's own host.
    Workspace(WorkspaceKey),
}

/// The host, with the port if any, that the request names. An absolute request target and the
/// `Host` header must agree: whatever stands behind might believe either.
pub fn requested(request: &Parts) -> Result<&str, Refusal> {
    let mut headers = request.headers.get_all(HOST).iter();
    let header = match (headers.next(), headers.next()) {
        (Some(host), None) => Some(host.to_str().map_err(|_| Refusal::BadHost)?),
        (None, _) => None,
        _ => return Err(Refusal::BadHost),
    };
    match (header, request.uri.authority()) {
        (Some(host), None) => Ok(host),
        (Some(host), Some(target)) if target.as_str().eq_ignore_ascii_case(host) => Ok(host),
        _ => Err(Refusal::BadHost),
    }
}

/// The site of `host`, whatever its case, port or trailing dot; `None` if it is none of ours.
pub fn site(host: &str, domain: &str) -> Option<Site> {
    let name = without_port(host).to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    if name == domain {
        return Some(Site::Bare);
    }
    let label = name.strip_suffix(domain)?.strip_suffix('.')?;
    if label.contains('.') {
        return None;
    }
    let (name, namespace) = parse_host_label(label)?;
    Some(Site::Workspace(WorkspaceKey::new(namespace, name)))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use http::Request;
    use rstest::rstest;

    use super::*;

    const DOMAIN: &str = "coditect.localhost";

    #[rstest]
    #[case("coditect.localhost")]
    #[case("CODITECT.localhost:8080")]
    #[case("coditect.localhost.:80")]
    fn the_bare_domain_in_all_its_spellings(#[case] host: &str) {
        assert_eq!(site(host, DOMAIN), Some(Site::Bare));
    }

    #[rstest]
    #[case("w-1--ns.coditect.localhost")]
    #[case("W-1--NS.Coditect.Localhost.:8080")]
    fn the_host_of_a_workspace_in_all_its_spellings(#[case] host: &str) {
        assert_eq!(site(host, DOMAIN), Some(Site::Workspace(WorkspaceKey::new("ns", "w-1"))));
    }

    #[rstest]
    #[case("")]
    #[case("localhost")]
    #[case("evilcoditect.localhost")]
    #[case("w--ns.evilcoditect.localhost")]
    #[case("w.coditect.localhost")]
    #[case("a.w--ns.coditect.localhost")]
    #[case("--ns.coditect.localhost")]
    #[case("coditect.localhost..")]
    #[case("coditect.localhost:80x")]
    #[case("127.0.0.1:8080")]
    #[case("[::1]:8080")]
    fn any_other_host_is_none(#[case] host: &str) {
        assert_eq!(site(host, DOMAIN), None);
    }

    #[rstest]
    #[case("/", &["a"], Some("a"))]
    #[case("http://A/", &["a"], Some("a"))]
    #[case("http://b/", &["a"], None)]
    #[case("/", &["a", "a"], None)]
    #[case("/", &[], None)]
    fn a_request_names_one_host(
        #[case] target: &str,
        #[case] hosts: &[&str],
        #[case] expected: Option<&str>,
    ) {
        let mut request = Request::get(target);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(requested(&parts).ok(), expected);
    }
}
