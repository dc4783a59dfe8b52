//! Who may show a workspace's page inside of their own.

use coditect_service::PublicUrl;
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap};

/// The workspace itself and the site's editor page may: another's page around it could lead a
/// person's clicks. Browsers hold a page to all of the policies that it comes with.
pub fn confine(headers: &mut HeaderMap, public_url: &PublicUrl) {
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let policy = HeaderValue::try_from(format!("frame-ancestors 'self' {public_url}"));
    if let (true, Ok(policy)) = (is_page, policy) {
        headers.append(CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policies(content_type: &'static str) -> Vec<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'self'"));
        confine(&mut headers, &"https://ide.example.com".parse().unwrap());
        let policies = headers.get_all(CONTENT_SECURITY_POLICY).iter();
        policies.map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_page_keeps_its_policy_and_gets_one_more() {
        let both = ["default-src 'self'", "frame-ancestors 'self' https://ide.example.com"];
        assert_eq!(policies("text/html; charset=utf-8"), both);
        assert_eq!(policies("text/css"), both[..1]);
    }
}
