//! What pages of other sites can do in a person's name: nothing.

use axum::body::Body;
use axum::http::{Request, header};
use rstest::rstest;

use crate::support::{Api, ISSUER};

#[rstest]
#[case::ours(Some(ISSUER), None, 404)]
#[case::same_origin(None, Some("same-origin"), 404)]
#[case::nobody_says(None, None, 403)]
#[case::another_site(Some("https://evil.example"), None, 403)]
#[case::a_workspace(Some("http://w--ide.coditect.localhost:8080"), None, 403)]
#[case::sandboxed(Some("null"), None, 403)]
#[case::same_site(None, Some("same-site"), 403)]
#[case::origin_counts(Some("https://evil.example"), Some("same-origin"), 403)]
#[tokio::test]
async fn a_cookie_is_good_for_changes_from_our_own_pages_only(
    #[case] origin: Option<&str>,
    #[case] fetch_site: Option<&str>,
    #[case] status: u16,
) {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    let mut request = Request::delete("/api/sessions/none")
        .header(header::COOKIE, format!("coditect_token={token}"));
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    if let Some(site) = fetch_site {
        request = request.header("sec-fetch-site", site);
    }
    api.send(request.body(Body::empty()).unwrap()).await.problem(status);
}

#[tokio::test]
async fn who_has_the_token_itself_may_come_from_anywhere() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    let request = Request::delete("/api/sessions/none")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::ORIGIN, "https://elsewhere.example");
    api.send(request.body(Body::empty()).unwrap()).await.problem(404);
}

#[tokio::test]
async fn another_site_cannot_log_a_person_in() {
    let request = Request::post("/api/auth/login")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "https://evil.example");
    let body = Body::from(r#"{"email":"a@b.c","password":"b"}"#);
    Api::new().send(request.body(body).unwrap()).await.problem(403);
}
