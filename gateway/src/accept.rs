//! Whether a client would rather have a page than JSON.

use http::header::{ACCEPT, HeaderMap};

/// Whether `Accept` names HTML, and no JSON that it likes better. `*/*` alone, which is what
/// programs send, means JSON.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let (mut html, mut json) = (0, 0);
    let ranges = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for range in ranges.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, per_mille);
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" => html = html.max(weight),
            "application/json" | "application/problem+json" => json = json.max(weight),
            _ => {}
        }
    }
    html > 0 && html >= json
}

/// A weight from 0 to 1 in thousandths; what is none weighs nothing.
fn per_mille(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{whole}{fraction:0<3}");
    if fraction.len() > 3 { 0 } else { digits.parse().unwrap_or(0).min(1000) }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    #[case("application/json, text/html;q=0.9", false)]
    #[case("text/html;q=0.5, application/json;q=0.25", true)]
    #[case("text/html;q=0", false)]
    #[case("text/html;q=x", false)]
    #[case("*/*", false)]
    #[case("", false)]
    fn a_page_is_for_those_who_ask_for_one(#[case] accept: &'static str, #[case] expected: bool) {
        let headers = [(ACCEPT, HeaderValue::from_static(accept))].into_iter().collect();
        assert_eq!(prefers_html(&headers), expected);
    }
}
