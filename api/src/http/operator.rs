//! The operator that sends a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coditect_token::{Presented, extract};

use super::ClientAddress;
use crate::error::ApiError;
use crate::state::AppState;

/// The operator of the workspaces, with a good token of the cluster.
pub struct OperatorCaller;

impl FromRequestParts<AppState> for OperatorCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        state.throttle.pod(address)?;
        let refused = ApiError::Unauthorized("a valid token of the operator is required");
        let (Some(account), Some(Presented::Bearer(token))) =
            (&state.settings.operator_account, extract(&parts.headers))
        else {
            return Err(refused);
        };
        let is_operator = state.workspaces.account_of(token).await? == *account;
        if is_operator { Ok(Self) } else { Err(refused) }
    }
}
