//! Keeps the token from workspaces, and workspaces from the cookies of the domain.

use coditect_token::COOKIE_NAME;
use http::header::{AUTHORIZATION, COOKIE, Entry, HeaderMap, HeaderValue, SET_COOKIE};

/// Takes the token out of a request, wherever it is. Other cookies, and authorization of another
/// kind than `Bearer`, belong to what runs in the workspace and stay.
pub fn strip_token(headers: &mut HeaderMap) {
    rewrite(headers, &AUTHORIZATION, |value| (!is_bearer(value)).then(|| value.clone()));
    rewrite(headers, &COOKIE, without_token);
}

/// Of the cookies that a workspace sets, drops the one that would replace the token, and makes
/// the rest stay on the workspace's own host.
pub fn confine(headers: &mut HeaderMap) {
    rewrite(headers, &SET_COOKIE, confined);
}

fn rewrite(
    headers: &mut HeaderMap,
    name: &http::HeaderName,
    change: impl Fn(&HeaderValue) -> Option<HeaderValue>,
) {
    let Entry::Occupied(entry) = headers.entry(name) else { return };
    let (_, values) = entry.remove_entry_mult();
    let kept: Vec<_> = values.filter_map(|value| change(&value)).collect();
    for value in kept {
        headers.append(name, value);
    }
}

fn is_bearer(value: &HeaderValue) -> bool {
    value.as_bytes().trim_ascii_start().get(..6).is_some_and(|s| s.eq_ignore_ascii_case(b"bearer"))
}

fn without_token(value: &HeaderValue) -> Option<HeaderValue> {
    let mut kept = Vec::with_capacity(value.len());
    for pair in value.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii) {
        let name = name_of(pair);
        if pair.is_empty() || name.eq_ignore_ascii_case(COOKIE_NAME.as_bytes()) {
            continue;
        }
        join(&mut kept, pair);
    }
    HeaderValue::from_bytes(&kept).ok().filter(|value| !value.is_empty())
}

fn confined(value: &HeaderValue) -> Option<HeaderValue> {
    let mut parts = value.as_bytes().split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let pair = parts.next().unwrap_or_default();
    let name = name_of(pair);
    // Browsers send a cookie without a name as its bare value, which may read `name=…` again.
    if name.is_empty() || name.eq_ignore_ascii_case(COOKIE_NAME.as_bytes()) {
        return None;
    }
    let mut kept = pair.to_vec();
    for attribute in parts.filter(|part| !is_domain(part)) {
        join(&mut kept, attribute);
    }
    HeaderValue::from_bytes(&kept).ok()
}

/// The name in `name=value`; a cookie without `=` has none (RFC 6265bis, 5.6).
fn name_of(pair: &[u8]) -> &[u8] {
    let mut halves = pair.splitn(2, |byte| *byte == b'=');
    halves.next().filter(|_| halves.next().is_some()).unwrap_or_default().trim_ascii()
}

/// Unlike a cookie, an attribute without `=` is all name.
fn is_domain(attribute: &[u8]) -> bool {
    let name = attribute.split(|byte| *byte == b'=').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"domain")
}

fn join(list: &mut Vec<u8>, part: &[u8]) {
    if !list.is_empty() {
        list.extend_from_slice(b"; ");
    }
    list.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use rstest::rstest;

    use super::*;

    fn headers(name: &HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|v| (name.clone(), HeaderValue::from_str(v).unwrap())).collect()
    }

    fn all(headers: &HeaderMap) -> Vec<&str> {
        headers.values().map(|value| value.to_str().unwrap()).collect()
    }

    #[rstest]
    #[case(&["coditect_token=t"], &[])]
    #[case(&["a=1; coditect_token=t; b=2"], &["a=1; b=2"])]
    #[case(&["a=1;coditect_token=t;coditect_token=u"], &["a=1"])]
    #[case(&["a=1", " Coditect_Token = t", "b=2"], &["a=1", "b=2"])]
    #[case(&["xcoditect_token=1; a=coditect_token; bare"],
           &["xcoditect_token=1; a=coditect_token; bare"])]
    fn only_the_token_leaves_the_cookies(#[case] sent: &[&str], #[case] passed: &[&str]) {
        let mut headers = headers(&COOKIE, sent);
        strip_token(&mut headers);
        assert_eq!(all(&headers), passed);
    }

    #[rstest]
    #[case(&["Bearer t"], &[])]
    #[case(&["bEARER  t"], &[])]
    #[case(&["Basic eDp5", "Bearer t"], &["Basic eDp5"])]
    fn only_a_bearer_token_leaves_the_authorization(
        #[case] sent: &[&str],
        #[case] passed: &[&str],
    ) {
        let mut headers = headers(&AUTHORIZATION, sent);
        strip_token(&mut headers);
        assert_eq!(all(&headers), passed);
    }

    #[rstest]
    #[case("a=1; Path=/; HttpOnly", Some("a=1; Path=/; HttpOnly"))]
    #[case("a=1; DOMAIN=.coditect.localhost; Path=/", Some("a=1; Path=/"))]
    #[case("a=1;domain;Secure", Some("a=1; Secure"))]
    #[case("a=domain=x", Some("a=domain=x"))]
    #[case("coditect_token=evil; Path=/", None)]
    #[case(" coditect_token =evil", None)]
    #[case("=coditect_token=evil", None)]
    #[case("nameless", None)]
    fn a_workspace_sets_cookies_for_itself_only(#[case] set: &str, #[case] passed: Option<&str>) {
        let mut headers = headers(&SET_COOKIE, &[set]);
        confine(&mut headers);
        assert_eq!(all(&headers), passed.into_iter().collect::<Vec<_>>());
    }
}
