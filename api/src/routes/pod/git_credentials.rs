//! Gives a pod what its owner logs in to a git host with.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kube::ResourceExt as _;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::ApiError;
use crate::git_credentials::{GitCredential, GitHost, Secret};
use crate::http::PodCaller;
use crate::routes::responses::{OutageProblems, PodProblems};
use crate::state::AppState;

/// Which credential.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The host, with the port where that is not the usual one, as git says it.
    #[param(example = "git.example.com")]
    host: String,
}

/// A credential as git takes it.
#[derive(Serialize, ToSchema)]
pub struct PodGitCredential {
    /// The user name.
    #[schema(example = "ada")]
    username: String,
    /// The password or token.
    password: Secret,
}

/// Gives the owner's credential for a git host
#[utoipa::path(
    get,
    path = "/api/pod/git-credentials",
    operation_id = "getPodGitCredential",
    tag = "pod",
    params(Wanted),
    security(("pod" = [])),
    responses(
        (status = 200, description = "The credential", body = PodGitCredential),
        PodProblems,
        OutageProblems
    )
)]
pub async fn read(
    State(state): State<AppState>,
    pod: PodCaller,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<PodGitCredential>, ApiError> {
    let Query(Wanted { host }) = wanted.map_err(|_| ApiError::field("host", "is missing"))?;
    let host = GitHost::parse(&host).map_err(|why| ApiError::field("host", why))?;
    let found = state.git_credentials.get(&pod.owner(), &host).await?;
    let GitCredential { username, password } =
        found.ok_or(ApiError::NotFound("the owner has no credential for that host"))?;
    tracing::info!(workspace = pod.workspace.name_any(), %host, "gave a git credential to a pod");
    Ok(Json(PodGitCredential { username, password }))
}
