//! `/api/git-credentials`: what the caller's workspaces log in to git hosts with.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::responses::{
    BodyProblems, ConflictProblem, MissingProblem, OutageProblems, TokenProblems,
};
use crate::error::ApiError;
use crate::git_credentials::{GitCredential, GitHost, Kept, Secret};
use crate::http::{Body, Caller, PathName, Validate, Violations};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set, remove))
}

/// That there is a credential for a host. Its password is never shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GitCredential)]
struct CredentialView {
    /// The host, with the port where that is not the usual one.
    #[schema(example = "git.example.com")]
    host: String,
    /// The user name there.
    #[schema(example = "ada")]
    username: String,
    /// When it was set.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// The caller's git credentials.
#[derive(Serialize, ToSchema)]
struct GitCredentialList {
    /// By host.
    items: Vec<CredentialView>,
}

/// A credential for a git host.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetGitCredential {
    /// The user name; where there is only a token, what the host asks for in its place.
    #[schema(example = "ada", min_length = 1, max_length = 256)]
    username: String,
    /// The password or token.
    password: Secret,
}

impl SetGitCredential {
    fn credential(&self) -> GitCredential {
        GitCredential { username: self.username.clone(), password: self.password.clone() }
    }
}

impl Validate for SetGitCredential {
    fn validate(&self, violations: &mut Violations) {
        let credential = self.credential();
        violations.note("username", credential.check_username().err());
        violations.note("password", credential.check_password().err());
    }
}

/// Lists the caller's git credentials, without passwords
#[utoipa::path(
    get,
    path = "/api/git-credentials",
    operation_id = "listGitCredentials",
    tag = "git-credentials",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The credentials", body = GitCredentialList),
        TokenProblems,
        OutageProblems
    )
)]
async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<GitCredentialList>, ApiError> {
    let kept = state.git_credentials.list(&caller.user.id).await?;
    let items = kept.into_iter().map(CredentialView::from).collect();
    Ok(Json(GitCredentialList { items }))
}

/// Sets the caller's credential for a git host
///
/// It is encrypted at rest. The caller's own workspaces get it when git asks them to log in to the
/// host; nobody is ever shown the password again.
#[utoipa::path(
    put,
    path = "/api/git-credentials/{host}",
    operation_id = "setGitCredential",
    tag = "git-credentials",
    params(("host" = String, Path, description = "The host, such as git.example.com:8443")),
    request_body = SetGitCredential,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "It is set"),
        BodyProblems,
        TokenProblems,
        ConflictProblem,
        OutageProblems
    )
)]
async fn set(
    State(state): State<AppState>,
    caller: Caller,
    PathName(host): PathName,
    Body(body): Body<SetGitCredential>,
) -> Result<StatusCode, ApiError> {
    let host = GitHost::parse(&host).map_err(|why| ApiError::field("host", why))?;
    let (user, now) = (&caller.user.id, state.clock.now());
    state.git_credentials.set(user, &host, &body.credential(), now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes the caller's credential for a git host
#[utoipa::path(
    delete,
    path = "/api/git-credentials/{host}",
    operation_id = "removeGitCredential",
    tag = "git-credentials",
    params(("host" = String, Path, description = "The host, such as git.example.com:8443")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 204, description = "It is gone"),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
async fn remove(
    State(state): State<AppState>,
    caller: Caller,
    PathName(host): PathName,
) -> Result<StatusCode, ApiError> {
    const MISSING: ApiError = ApiError::NotFound("there is no credential for that host");
    let host = GitHost::parse(&host).map_err(|_| MISSING)?;
    let was_there = state.git_credentials.remove(&caller.user.id, &host, caller.at).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(MISSING) }
}

impl From<Kept> for CredentialView {
    fn from(kept: Kept) -> Self {
        let Kept { host, username, updated_at } = kept;
        Self { host, username, updated_at }
    }
}
