//! The web app on the bare domain, and where it takes over from problems.

use crate::common::client::{Answer, own_host};
use crate::common::{BARE, PUBLIC_URL, Stage, claims, pod};
use http::StatusCode;
use http::header::{ACCEPT, COOKIE};
use tempfile::TempDir;

const PAGE: &str = "<!doctype html><title>app</title>";
const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn stage() -> (Stage, TempDir) {
    let root = TempDir::new().unwrap();
    std::fs::create_dir(root.path().join("assets")).unwrap();
    std::fs::write(root.path().join("index.html"), PAGE).unwrap();
    std::fs::write(root.path().join("assets/app-1a2b.js"), "run()").unwrap();
    std::fs::write(root.path().join("assets/app-1a2b.js.gz"), "compressed").unwrap();
    (Stage::start_with_web(root.path()).await, root)
}

impl Stage {
    /// As a browser does for a link that was clicked.
    async fn navigate(&self, host: &str, path: &str, token: Option<&str>) -> Answer {
        let mut request = self.get(host, path).header(ACCEPT, BROWSER);
        if let Some(token) = token {
            request = request.header(COOKIE, format!("coditect_token={token}"));
        }
        self.send(request).await
    }
}

#[tokio::test]
async fn every_path_of_the_bare_domain_is_a_page_of_the_app() {
    let (stage, _root) = stage().await;
    for path in ["/", "/login", "/workspaces/ada/open?next=x", "/index.html"] {
        let answer = stage.navigate(BARE, path, None).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, PAGE), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-type"), "text/html");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-src 'self' http://*.coditect.localhost:8080"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn hashed_files_are_kept_for_good_and_a_missing_one_is_missing() {
    let (stage, _root) = stage().await;
    let script = stage.send(stage.get(BARE, "/assets/app-1a2b.js")).await;
    assert_eq!(script.text, "run()");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    let compressed = stage.get(BARE, "/assets/app-1a2b.js").header("accept-encoding", "gzip");
    let compressed = stage.send(compressed).await;
    assert_eq!(
        (compressed.header("content-encoding"), compressed.text.as_str()),
        ("gzip", "compressed")
    );
    let missing = stage.navigate(BARE, "/assets/app-old.js", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.header("cache-control"), "no-store");
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_served() {
    let (stage, root) = stage().await;
    let secret = root.path().parent().unwrap().join("secret-of-the-gateway");
    std::fs::write(&secret, "secret").unwrap();
    for path in ["/../secret-of-the-gateway", "/assets/..%2f..%2fsecret-of-the-gateway"] {
        let answer = stage.send(stage.get(BARE, path)).await;
        assert!(!answer.text.contains("secret"), "{path}: {}", answer.text);
    }
    std::fs::remove_file(secret).unwrap();
}

#[tokio::test]
async fn a_person_without_a_login_is_taken_to_it_and_a_program_is_told() {
    let (stage, _root) = stage().await;
    stage.running("w", "u1", pod::start().await);
    let answer = stage.navigate(&own_host("w"), "/theia/?a=1&b=2", None).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let next = "http%3A%2F%2Fw--ns.coditect.localhost%3A8080%2Ftheia%2F%3Fa%3D1%26b%3D2";
    assert_eq!(answer.header("location"), format!("{PUBLIC_URL}/login?next={next}"));
    let program = stage.send(stage.get(&own_host("w"), "/theia/")).await;
    assert_eq!(program.status, StatusCode::UNAUTHORIZED);
    let frame = stage.get(&own_host("w"), "/").header(ACCEPT, BROWSER);
    let frame = stage.send(frame.header("sec-fetch-dest", "iframe")).await;
    assert_eq!(frame.status, StatusCode::UNAUTHORIZED, "the login page is in no frame");
}

#[tokio::test]
async fn a_workspace_that_sleeps_is_opened_by_the_app() {
    let (stage, _root) = stage().await;
    stage.waiting("w", "u1", "Suspended", "Suspended", "");
    let answer = stage.navigate(&own_host("w"), "/theia/", Some(&stage.token("u1"))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let next = "http%3A%2F%2Fw--ns.coditect.localhost%3A8080%2Ftheia%2F";
    assert_eq!(answer.header("location"), format!("{PUBLIC_URL}/workspaces/w/open?next={next}"));
    let foreign = stage.navigate(&own_host("w"), "/theia/", Some(&stage.token("u2"))).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_ide_on_the_bare_domain_moves_a_browser_to_the_workspaces_own_host() {
    let (stage, _root) = stage().await;
    stage.running("w", "u1", pod::start().await);
    let mut session = claims("u1");
    session.workspace = Some("ns/w".to_owned());
    let token = stage.signer.sign(&session).unwrap();
    let answer = stage.navigate(BARE, "/theia/?x=1", Some(&token)).await;
    assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(answer.header("location"), "http://w--ns.coditect.localhost:8080/theia/?x=1");
    let program = stage.bearer(BARE, "/theia/?x=1", &token).await;
    assert_eq!(
        (program.status, &program.json()["target"]),
        (StatusCode::OK, &"/theia/?x=1".into())
    );
}

#[tokio::test]
async fn what_is_for_pods_is_not_passed_on() {
    let (stage, _root) = stage().await;
    let answer = stage.bearer(BARE, "/api/pod/workspace", "whatever").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
