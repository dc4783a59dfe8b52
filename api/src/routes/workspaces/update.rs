//! Changes workspaces.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::view::view;
use crate::display_name::check_display_name;
use crate::error::ApiError;
use crate::http::{Body, Caller, PathName, Validate, Violations};
use crate::routes::responses::{
    BodyProblems, ConflictProblem, MissingProblem, OutageProblems, TokenProblems,
};
use crate::state::AppState;
use crate::workspaces::{IdleView, ResourcesView, WorkspaceView, check_duration};

/// What shall be different. What is absent stays as it is; what is null is left to the pool.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::option_option, reason = "null is not the same as absent")]
pub struct UpdateWorkspace {
    /// Whether it is meant to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    running: Option<bool>,
    /// A name for people; none when null.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "My project", max_length = 100)]
    display_name: Option<Option<String>>,
    /// When it is suspended for lack of use.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<IdleView>)]
    idle: Option<Option<IdleView>>,
    /// The longest that it runs at a stretch; the pool's if that is shorter.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "12h", max_length = 18)]
    max_lifetime: Option<Option<String>>,
    /// CPU and memory in place of the pool's, within its bounds. A change needs no restart.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ResourcesView>)]
    resources: Option<Option<ResourcesView>>,
}

/// Tells null from what is absent, which is not asked for here.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

impl Validate for UpdateWorkspace {
    fn validate(&self, violations: &mut Violations) {
        if let Some(Some(name)) = &self.display_name {
            violations.note("displayName", check_display_name(name).err());
        }
        if let Some(Some(idle)) = &self.idle {
            idle.validate(violations);
        }
        if let Some(Some(lifetime)) = &self.max_lifetime {
            violations.note("maxLifetime", check_duration(lifetime).err());
        }
        if let Some(Some(resources)) = &self.resources {
            resources.validate(violations);
        }
    }
}

/// Changes a workspace
///
/// The pool has the last word: the conditions of the workspace say which of its bounds hold.
#[utoipa::path(
    patch,
    path = "/api/workspaces/{name}",
    operation_id = "updateWorkspace",
    tag = "workspaces",
    params(("name" = String, Path, description = "Its name")),
    request_body = UpdateWorkspace,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The workspace as it is asked for now", body = WorkspaceView),
        BodyProblems,
        TokenProblems,
        MissingProblem,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn update(
    State(state): State<AppState>,
    caller: Caller,
    PathName(name): PathName,
    Body(body): Body<UpdateWorkspace>,
) -> Result<Json<WorkspaceView>, ApiError> {
    // The body is a merge patch of the spec already, whose fields have the same names.
    let spec = serde_json::to_value(&body).map_err(|error| ApiError::Internal(error.into()))?;
    let workspace = state.workspaces.update(&caller.user.id, &name, &spec).await?;
    view(&state, &workspace).await.map(Json)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn patch(body: Value) -> Value {
        serde_json::to_value(serde_json::from_value::<UpdateWorkspace>(body).unwrap()).unwrap()
    }

    #[test]
    fn what_is_absent_is_not_touched_and_what_is_null_is_removed() {
        assert_eq!(patch(json!({})), json!({}));
        let all_gone =
            json!({"displayName": null, "idle": null, "maxLifetime": null, "resources": null});
        assert_eq!(patch(all_gone.clone()), all_gone);
        let amounts = json!({"cpu": "1", "memory": "1Gi"});
        let all = json!({
            "running": false,
            "displayName": "a",
            "idle": {"suspendAfter": "1h"},
            "maxLifetime": "8h",
            "resources": {"requests": amounts, "limits": amounts},
        });
        assert_eq!(patch(all.clone()), all);
    }

    #[test]
    fn an_idle_policy_without_a_time_removes_the_time() {
        assert_eq!(patch(json!({"idle": {}})), json!({"idle": {"suspendAfter": null}}));
    }
}
