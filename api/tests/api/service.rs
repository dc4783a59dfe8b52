//! Health, the description, and paths that lead nowhere.

use std::collections::HashSet;

use serde_json::json;

use crate::cluster::{Scenario, pending};
use crate::support::Api;

#[tokio::test]
async fn it_is_healthy_while_the_store_is() {
    let api = Api::new();
    let health = api.call("GET", "/api/health", "").await;
    assert_eq!((health.status.as_u16(), health.text("store").as_str()), (200, "ok"));
    let ready = api.call("GET", "/api/ready", "").await;
    assert_eq!((ready.status.as_u16(), ready.text("status").as_str()), (200, "ready"));
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
        "/api/events",
        "/api/git-credentials",
        "/api/git-credentials/{host}",
        "/api/health",
        "/api/operator/activity",
        "/api/pod/activity",
        "/api/pod/git-credentials",
        "/api/pod/notice",
        "/api/pod/setup",
        "/api/pod/volumes",
        "/api/pod/workspace",
        "/api/pools",
        "/api/ready",
        "/api/sessions",
        "/api/sessions/{id}",
        "/api/users/me",
        "/api/users/me/password",
        "/api/volumes",
        "/api/workspaces",
        "/api/workspaces/{name}",
        "/api/workspaces/{name}/events",
        "/api/workspaces/{name}/setup/retry",
        "/api/workspaces/{name}/start",
        "/api/workspaces/{name}/stop",
    ];
    assert_eq!(paths.keys().collect::<Vec<_>>(), expected);
    for (path, operations) in paths {
        for operation in operations.as_object().unwrap().values() {
            let is_open = operation["security"].as_array().unwrap().contains(&json!({}));
            let refuses = operation["responses"].get("401").is_some();
            assert!(is_open || refuses, "{path} needs a token and does not say so");
        }
    }
    assert!(document["components"]["schemas"]["Problem"].is_object());
}

/// Clients are generated from it.
#[tokio::test]
async fn every_operation_has_a_name_and_every_refusal_is_a_problem() {
    let document = serde_json::to_value(coditect_api::openapi()).unwrap();
    let mut names = HashSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} stands twice, at last for {path}");
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
                let is_problem = schema == "#/components/schemas/Problem";
                assert_eq!(is_problem, !status.starts_with('2'), "{method} {path}: {status}");
            }
        }
    }
    assert!(names.contains("listWorkspaces") && names.contains("streamEvents"));
}

/// A field that is always sent is required, also where it can be null.
#[tokio::test]
async fn what_is_sent_is_what_is_described() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    api.cluster.play(Scenario::Gets(pending("w", &id)));
    let workspace = api.call("GET", "/api/workspaces/w", &token).await.body;
    let user = api.call("GET", "/api/users/me", &token).await.body;
    let document = serde_json::to_value(coditect_api::openapi()).unwrap();
    for (name, sent) in [("Workspace", workspace), ("User", user)] {
        let required = document["components"]["schemas"][name]["required"].as_array().unwrap();
        let required: HashSet<_> = required.iter().map(|field| field.as_str().unwrap()).collect();
        let sent: HashSet<_> = sent.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(required, sent, "{name}");
    }
    let phases = &document["components"]["schemas"]["Phase"]["enum"];
    assert!(phases.as_array().unwrap().contains(&"Suspended".into()), "{phases}");
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
