//! The operator that sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::pod::cluster_token;
use crate::error::ApiError;
use crate::state::AppState;

/// The operator of the workspaces, with a good token of the cluster.
pub struct OperatorCaller;

impl FromRequestParts<AppState> for OperatorCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = cluster_token(parts, state).await?;
        let refused = ApiError::Unauthorized("a valid token of the operator is required");
        let (Some(account), Some(token)) = (&state.settings.operator_account, token) else {
            return Err(refused);
        };
        let is_operator = state.workspaces.account_of(token).await? == *account;
        if is_operator { Ok(Self) } else { Err(refused) }
    }
}
