//! The description of the API, and a page that shows it.

use axum::Router;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Document, PathItem};
use utoipa::{IntoResponses as _, Modify, OpenApi};
use utoipa_swagger_ui::SwaggerUi;

use super::events::view::{SessionsChanged, Snapshot, WorkspaceDeleted};
use super::responses::DefaultProblem;
use crate::error::{FieldError, Problem};
use crate::state::AppState;

/// What the routes do not say themselves.
#[derive(OpenApi)]
#[openapi(
    info(title = "Coditect API", description = "Accounts, sessions and workspaces."),
    servers((url = "/", description = "The gateway")),
    tags(
        (name = "auth", description = "Accounts are made, and tokens given."),
        (name = "users", description = "The caller's own account."),
        (name = "sessions", description = "The caller at work."),
        (name = "workspaces", description = "The caller's workspaces."),
        (name = "git-credentials", description = "What the caller's workspaces log in to git hosts with."),
        (name = "pools", description = "Where workspaces come from."),
        (name = "events", description = "What changes, as it changes."),
        (
            name = "pod",
            description = "For the pods of workspaces, which prove themselves by a token of the \
                           cluster. They cannot be reached from outside."
        ),
        (
            name = "operator",
            description = "For the operator, which proves itself likewise. It cannot be reached \
                           from outside."
        ),
        (name = "operation", description = "For those who run this.")
    ),
    components(schemas(Problem, FieldError, Snapshot, WorkspaceDeleted, SessionsChanged)),
    modifiers(&Security)
)]
pub struct ApiDoc;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_with(Components::new);
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let pod = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("pod", SecurityScheme::Http(pod));
        let cookie = ApiKey::Cookie(ApiKeyValue::new(coditect_token::COOKIE_NAME));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    }
}

/// Adds to every operation what any of them may answer when all else fails.
pub fn with_default_problem(mut document: Document) -> Document {
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            operation.responses.responses.extend(DefaultProblem::responses());
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// `/api/openapi.json` and `/api/docs`.
pub fn routes(document: Document) -> Router<AppState> {
    SwaggerUi::new("/api/docs").url("/api/openapi.json", document).into()
}
