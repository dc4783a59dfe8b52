//! Hears that someone is at work.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{OptionalBody, PodCaller, Validate, Violations};
use crate::routes::responses::{BodyProblems, OutageProblems, PodProblems};
use crate::state::AppState;

/// Nothing yet.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportActivity {}

impl Validate for ReportActivity {
    fn validate(&self, _: &mut Violations) {}
}

/// Says that someone is at work in the pod's workspace
#[utoipa::path(
    post,
    path = "/api/pod/activity",
    operation_id = "reportPodActivity",
    tag = "pod",
    request_body = Option<ReportActivity>,
    security(("pod" = [])),
    responses(
        (status = 204, description = "It is known, to the minute"),
        BodyProblems,
        PodProblems,
        OutageProblems
    )
)]
pub async fn report(
    State(state): State<AppState>,
    pod: PodCaller,
    OptionalBody(ReportActivity {}): OptionalBody<ReportActivity>,
) -> Result<StatusCode, ApiError> {
    state.reports.active(&pod.workspace, state.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
