//! A pod that sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coditect_crds::Workspace;
use coditect_token::{Presented, extract};

use super::ClientAddress;
use crate::accounts::UserId;
use crate::error::ApiError;
use crate::state::AppState;
use crate::workspaces::WorkspaceError;

/// The pod of a workspace, with a good token of the cluster.
pub struct PodCaller {
    /// Its workspace.
    pub workspace: Workspace,
}

impl PodCaller {
    /// Whose the workspace is.
    #[must_use]
    pub fn owner(&self) -> UserId {
        UserId::from(self.workspace.spec.owner.as_str())
    }
}

/// The token of the cluster that a request shows, counted whether it is good or not.
pub(super) async fn cluster_token<'a>(
    parts: &'a mut Parts,
    state: &AppState,
) -> Result<Option<&'a str>, ApiError> {
    let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
    state.throttle.pod(address)?;
    // Only the header: a cookie is a person's.
    Ok(match extract(&parts.headers) {
        Some(Presented::Bearer(token)) => Some(token),
        _ => None,
    })
}

impl FromRequestParts<AppState> for PodCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Some(token) = cluster_token(parts, state).await? else {
            return Err(WorkspaceError::TokenRefused.into());
        };
        let workspace = match state.workspaces.of_pod(token).await {
            Err(WorkspaceError::NotFound) => {
                return Err(ApiError::NotFound("no workspace has this pod"));
            }
            found => found?,
        };
        state.throttle.workspace(workspace.metadata.uid.as_deref().unwrap_or_default())?;
        Ok(Self { workspace })
    }
}
