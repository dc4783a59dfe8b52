//! Makes workspaces.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use coditect_crds::{
    Duration, SetupSpec, Workspace, WorkspaceIdle, WorkspaceResources, WorkspaceStorage,
};
use kube::ResourceExt as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::view;
use crate::audit::{Event, audit_after};
use crate::display_name::check_display_name;
use crate::error::ApiError;
use crate::http::{Caller, IdempotencyKey, OptionalBody, Validate, Violations};
use crate::idempotency::Request;
use crate::routes::idempotency::begin;
use crate::routes::responses::{BodyProblems, ConflictProblem, OutageProblems, TokenProblems};
use crate::state::{AppState, State as Api};
use crate::workspaces::{
    IdleView, NewWorkspace, ReclaimPolicy, ResourcesView, SetupView, StorageView, WorkspaceView,
    check_duration, check_name, random_name,
};

/// What the workspace shall be. Everything has a default.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWorkspace {
    /// Unique in the namespace; becomes part of a host name. A random one when absent.
    #[schema(example = "my-project", max_length = 40)]
    name: Option<String>,
    /// A name for people.
    #[schema(example = "My project", max_length = 100)]
    display_name: Option<String>,
    /// The pool whose slot it gets.
    #[schema(example = "coditect-combined", max_length = 40)]
    pool: Option<String>,
    /// What becomes of its volumes when it is deleted.
    #[serde(default)]
    reclaim_policy: ReclaimPolicy,
    /// Whether it starts at once; true when absent.
    running: Option<bool>,
    /// What is done in it once, before you begin.
    setup: Option<SetupView>,
    /// When it is suspended for lack of use, if not when the pool says.
    idle: Option<IdleView>,
    /// The longest that it runs at a stretch; the pool's if that is shorter.
    #[schema(example = "12h", max_length = 18)]
    max_lifetime: Option<String>,
    /// CPU and memory in place of the pool's, within its bounds.
    resources: Option<ResourcesView>,
    /// Where its files come from, if it is not to begin empty.
    storage: Option<StorageView>,
}

impl Validate for CreateWorkspace {
    fn validate(&self, violations: &mut Violations) {
        if let Some(name) = &self.name {
            violations.note("name", check_name(name).err());
        }
        if let Some(pool) = &self.pool {
            violations.note("pool", check_name(pool).err());
        }
        if let Some(name) = &self.display_name {
            violations.note("displayName", check_display_name(name).err());
        }
        if let Some(idle) = &self.idle {
            idle.validate(violations);
        }
        if let Some(lifetime) = &self.max_lifetime {
            violations.note("maxLifetime", check_duration(lifetime).err());
        }
        if let Some(resources) = &self.resources {
            resources.validate(violations);
        }
        if let Some(storage) = &self.storage {
            storage.validate(violations);
        }
    }
}

/// Makes a workspace
///
/// A request with an `Idempotency-Key` may be sent again for a day: it makes one workspace, and the
/// answer is that workspace as it is then.
#[utoipa::path(
    post,
    path = "/api/workspaces",
    operation_id = "createWorkspace",
    tag = "workspaces",
    params(("Idempotency-Key" = Option<String>, Header, description = "Chosen by the client, such as a UUID")),
    request_body = Option<CreateWorkspace>,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 201, description = "The workspace was made", body = WorkspaceView),
        BodyProblems,
        TokenProblems,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    OptionalBody(body): OptionalBody<CreateWorkspace>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], Json<WorkspaceView>), ApiError> {
    let workspace = match key {
        Some(key) => make_once(&state, &caller, &key, body).await?,
        None => make(&state, &caller, body.into()).await?,
    };
    let view = view(&state, &workspace).await?;
    let location = HeaderValue::try_from(format!("/api/workspaces/{}", view.name))
        .map_err(|error| ApiError::Internal(error.into()))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(view)))
}

async fn make(state: &Api, caller: &Caller, new: NewWorkspace) -> Result<Workspace, ApiError> {
    let workspace = state.workspaces.create(&caller.user.id, new).await?;
    let created = Event::WorkspaceCreated { workspace: workspace.name_any() };
    audit_after(&state.database, caller.at, &caller.user.id, created).await;
    Ok(workspace)
}

async fn make_once(
    state: &Api,
    caller: &Caller,
    key: &str,
    body: CreateWorkspace,
) -> Result<Workspace, ApiError> {
    let user = &caller.user.id;
    let name = body.name.clone().unwrap_or_else(random_name);
    let request = Request::new("createWorkspace", &body, name, caller.at);
    let request = begin(state, caller, key, request).await?;
    if request.is_done {
        return Ok(state.workspaces.get(user, &request.name).await?);
    }
    let id = Some(Request::id(user, key));
    let new = NewWorkspace { name: request.name.clone(), request: id, ..body.into() };
    let workspace = make(state, caller, new).await?;
    state.requests.finish(user, key, request).await?;
    Ok(workspace)
}

impl From<CreateWorkspace> for NewWorkspace {
    fn from(body: CreateWorkspace) -> Self {
        Self {
            name: body.name.unwrap_or_else(random_name),
            display_name: body.display_name,
            pool: body.pool,
            reclaim_policy: body.reclaim_policy.into(),
            running: body.running.unwrap_or(true),
            setup: body.setup.map(SetupSpec::from),
            idle: body.idle.map(WorkspaceIdle::from),
            max_lifetime: body.max_lifetime.as_deref().map(Duration::from),
            resources: body.resources.map(WorkspaceResources::from),
            storage: body.storage.map(WorkspaceStorage::from),
            request: None,
        }
    }
}
