//! Hears how far the set-up of a workspace is.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::{Body, PodCaller, Validate, Violations};
use crate::reports::{SetupPhase, SetupProgress, SetupStep};
use crate::routes::responses::{BodyProblems, ConflictProblem, OutageProblems, PodProblems};
use crate::state::AppState;
use crate::workspaces::WorkspaceError;

/// Longest message, in characters: an error of git and what to do about it.
const MAX_MESSAGE: usize = 2000;

/// How far the set-up is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportSetup {
    /// Whether it is over, and how it ended.
    phase: SetupPhase,
    /// What is being done, or what failed.
    step: Option<SetupStep>,
    /// What is being done or why it failed, for people.
    #[schema(max_length = 2000)]
    message: String,
    /// How much of the step is done, where that is known.
    #[schema(minimum = 0, maximum = 100)]
    percent: Option<u8>,
    /// Which attempt this is.
    #[schema(minimum = 0)]
    attempt: i32,
}

impl Validate for ReportSetup {
    fn validate(&self, violations: &mut Violations) {
        let is_long = self.message.chars().nth(MAX_MESSAGE).is_some();
        violations.note("message", is_long.then_some("must be at most 2000 characters long"));
        let is_more = self.percent.is_some_and(|percent| percent > 100);
        violations.note("percent", is_more.then_some("must be at most 100"));
        violations.note("attempt", (self.attempt < 0).then_some("must not be negative"));
    }
}

/// Says how far the set-up of the pod's workspace is
///
/// What is said of an attempt before the last one known is refused.
#[utoipa::path(
    put,
    path = "/api/pod/setup",
    operation_id = "reportPodSetup",
    tag = "pod",
    request_body = ReportSetup,
    security(("pod" = [])),
    responses(
        (status = 204, description = "It is known"),
        BodyProblems,
        PodProblems,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn report(
    State(state): State<AppState>,
    pod: PodCaller,
    Body(body): Body<ReportSetup>,
) -> Result<StatusCode, ApiError> {
    let setup = pod.workspace.spec.setup.as_ref().ok_or(WorkspaceError::NoSetup)?;
    if body.attempt > setup.attempt {
        return Err(ApiError::field("attempt", "nobody has asked for that attempt"));
    }
    let ReportSetup { phase, step, message, percent, attempt } = body;
    let updated_at = state.clock.now();
    let progress = SetupProgress { phase, step, message, percent, attempt, updated_at };
    if !state.reports.progress(&pod.workspace, progress).await? {
        return Err(ApiError::Conflict("a later attempt is under way".to_owned()));
    }
    Ok(StatusCode::NO_CONTENT)
}
