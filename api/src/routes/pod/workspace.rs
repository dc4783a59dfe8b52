//! Tells a pod whose it is.

use axum::Json;
use axum::extract::State;
use kube::ResourceExt as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::http::PodCaller;
use crate::routes::responses::{OutageProblems, PodProblems};
use crate::state::AppState;
use crate::workspaces::SetupView;

/// The workspace of a pod.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PodWorkspace {
    /// Its name.
    #[schema(example = "my-project")]
    name: String,
    /// The namespace.
    #[schema(example = "coditect")]
    namespace: String,
    /// Its UID: names are used again, this is not.
    uid: String,
    /// Whose it is.
    owner: PodOwner,
    /// What is done in it once.
    #[schema(required)]
    setup: Option<SetupView>,
    /// Where people reach the gateway.
    #[schema(example = "https://ide.example.com")]
    public_url: String,
}

/// The owner of a pod's workspace.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PodOwner {
    /// The id.
    id: String,
    /// What to call them.
    #[schema(example = "Ada", required)]
    display_name: Option<String>,
    /// Their e-mail address, unless they have no account here.
    #[schema(example = "ada@example.com", required)]
    email: Option<String>,
}

/// Shows the pod's workspace
#[utoipa::path(
    get,
    path = "/api/pod/workspace",
    operation_id = "getPodWorkspace",
    tag = "pod",
    security(("pod" = [])),
    responses(
        (status = 200, description = "The workspace", body = PodWorkspace),
        PodProblems,
        OutageProblems
    )
)]
pub async fn read(
    State(state): State<AppState>,
    pod: PodCaller,
) -> Result<Json<PodWorkspace>, ApiError> {
    let owner = pod.owner();
    // Whoever applied the Workspace by hand may have named somebody without an account.
    let user = state.accounts.by_id(&owner).await?;
    let (display_name, email) = match user {
        Some(user) => (user.display_name, Some(user.email)),
        None => (None, None),
    };
    let workspace = pod.workspace;
    Ok(Json(PodWorkspace {
        name: workspace.name_any(),
        namespace: workspace.namespace().unwrap_or_default(),
        uid: workspace.uid().unwrap_or_default(),
        owner: PodOwner { id: owner.to_string(), display_name, email },
        setup: workspace.spec.setup.map(SetupView::from),
        public_url: state.settings.public_url.to_string(),
    }))
}
