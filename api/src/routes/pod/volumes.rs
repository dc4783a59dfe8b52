//! Hears which volumes are full.

use axum::extract::State;
use axum::http::StatusCode;

use crate::error::ApiError;
use crate::http::{Body, PodCaller, Validate, Violations};
use crate::reports::FullVolumes;
use crate::routes::responses::{BodyProblems, OutageProblems, PodProblems};
use crate::state::AppState;

impl Validate for FullVolumes {
    fn validate(&self, _: &mut Violations) {}
}

/// Says which volumes of the pod's workspace have no room
#[utoipa::path(
    put,
    path = "/api/pod/volumes",
    operation_id = "reportPodVolumes",
    tag = "pod",
    request_body = FullVolumes,
    security(("pod" = [])),
    responses(
        (status = 204, description = "It is known"),
        BodyProblems,
        PodProblems,
        OutageProblems
    )
)]
pub async fn report(
    State(state): State<AppState>,
    pod: PodCaller,
    Body(full): Body<FullVolumes>,
) -> Result<StatusCode, ApiError> {
    state.reports.full_volumes(&pod.workspace, full).await?;
    Ok(StatusCode::NO_CONTENT)
}
