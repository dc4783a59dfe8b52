//! Hears that an owner was told of the suspension.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{Body, PodCaller, Validate, Violations};
use crate::routes::responses::{BodyProblems, OutageProblems, PodProblems};
use crate::state::AppState;

/// What the pod was told.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmNotice {
    /// When its workspace is going to be suspended, as its annotation says.
    #[schema(value_type = String, format = DateTime)]
    suspend_at: Timestamp,
}

impl Validate for ConfirmNotice {
    fn validate(&self, _: &mut Violations) {}
}

/// Says that the pod shows its owner when it is suspended
///
/// A workspace whose pod has not said so is not suspended for lack of use: a pod that cannot reach
/// the API could not have said either that someone is at work.
#[utoipa::path(
    put,
    path = "/api/pod/notice",
    operation_id = "confirmPodNotice",
    tag = "pod",
    request_body = ConfirmNotice,
    security(("pod" = [])),
    responses(
        (status = 204, description = "It is known"),
        BodyProblems,
        PodProblems,
        OutageProblems
    )
)]
pub async fn confirm(
    State(state): State<AppState>,
    pod: PodCaller,
    Body(ConfirmNotice { suspend_at }): Body<ConfirmNotice>,
) -> Result<StatusCode, ApiError> {
    state.reports.notice_seen(&pod.workspace, suspend_at).await?;
    Ok(StatusCode::NO_CONTENT)
}
