//! What is said of bodies that are not as they should be.

use axum::body::Body;
use axum::http::{Request, header};
use rstest::rstest;
use serde_json::json;

use crate::support::{Answer, Api, request};

const LOGIN: &str = "/api/auth/login";

async fn login(body: impl Into<Body>) -> Answer {
    Api::new().send(request("POST", LOGIN, None).body(body.into()).unwrap()).await
}

#[rstest]
#[case::empty("", "the body ends too early (line 1, column 0)")]
#[case::truncated(r#"{"email":"#, "the body ends too early (line 1, column 9)")]
#[case::no_json("email=ada", "the body is not JSON (line 1, column 1)")]
#[case::trailing(r#"{"email":"a","password":"b"}}"#, "the body is not JSON (line 1, column 29)")]
#[tokio::test]
async fn what_is_no_json_is_a_400(#[case] body: &'static str, #[case] detail: &str) {
    assert_eq!(login(body).await.problem(400), detail);
}

#[rstest]
#[case::missing(r#"{"email":"ada@example.com"}"#, "password")]
#[case::unknown(r#"{"email":"a","password":"b","admin":true}"#, "admin")]
#[case::type_(r#"{"email":1,"password":"b"}"#, "email")]
#[case::null(r#"{"email":null,"password":"b"}"#, "email")]
#[case::twice(r#"{"email":"a","email":"b","password":"c"}"#, "email")]
#[tokio::test]
async fn wrong_fields_are_a_422_that_names_them(#[case] body: &'static str, #[case] field: &str) {
    assert_eq!(login(body).await.wrong_field(), field);
}

#[tokio::test]
async fn a_body_beyond_64_kib_is_a_413() {
    let body = json!({ "email": "a", "password": "x".repeat(64 * 1024) }).to_string();
    login(body).await.problem(413);
}

#[rstest]
#[case::none(None, 415)]
#[case::form(Some("application/x-www-form-urlencoded"), 415)]
#[case::charset(Some("Application/JSON; charset=utf-8"), 401)]
#[tokio::test]
async fn another_content_type_is_a_415(#[case] type_: Option<&str>, #[case] status: u16) {
    let mut request = Request::post(LOGIN);
    if let Some(type_) = type_ {
        request = request.header(header::CONTENT_TYPE, type_);
    }
    let body = Body::from(r#"{"email":"ada@example.com","password":"b"}"#);
    Api::new().send(request.body(body).unwrap()).await.problem(status);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_arrives_is_a_408() {
    let never = Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    login(never).await.problem(408);
}
