//! Health, the description, and paths that lead nowhere.

use crate::support::Api;

#[tokio::test]
async fn it_is_healthy_while_the_store_is() {
    let health = Api::new().call("GET", "/api/health", "").await;
    assert_eq!((health.status.as_u16(), health.text("status").as_str()), (200, "ok"));
}

#[tokio::test]
async fn wrong_paths_and_methods_are_problems_too() {
    let api = Api::new();
    api.call("GET", "/api/nothing", "").await.problem(404);
    let wrong = api.call("PUT", "/api/auth/login", "").await;
    wrong.problem(405);
    assert_eq!(wrong.header(axum::http::header::ALLOW), "POST");
}

#[tokio::test]
async fn every_route_is_described_with_its_problems() {
    let api = Api::new();
    let document = api.call("GET", "/api/openapi.json", "").await.body;
    let paths = document["paths"].as_object().unwrap();
    let expected = [
        "/api/.well-known/jwks.json",
        "/api/auth/login",
        "/api/auth/logout",
        "/api/auth/register",
        "/api/auth/validate",
        "/api/health",
        "/api/sessions",
        "/api/sessions/{id}",
        "/api/workspaces",
        "/api/workspaces/{name}",
        "/api/workspaces/{name}/start",
        "/api/workspaces/{name}/stop",
    ];
    assert_eq!(paths.keys().collect::<Vec<_>>(), expected);
    for (path, operations) in paths {
        for operation in operations.as_object().unwrap().values() {
            let protected = operation.get("security").is_some();
            let refuses = operation["responses"].get("401").is_some();
            assert!(!protected || refuses, "{path} needs a token and does not say so");
        }
    }
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

#[tokio::test]
async fn the_page_of_the_description_comes_from_here_alone() {
    let api = Api::new();
    let request = axum::http::Request::get("/api/docs/").body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(api.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = http_body_util::BodyExt::collect(response.into_body()).await.unwrap().to_bytes();
    let page = String::from_utf8(body.to_vec()).unwrap();
    assert!(page.contains("swagger-ui-bundle.js") && !page.contains("//"), "{page}");
}
