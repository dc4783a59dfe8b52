//! Shows sessions.

use axum::Json;
use axum::extract::State;
use coditect_crds::Workspace;
use kube::ResourceExt as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SessionView;
use crate::error::ApiError;
use crate::http::{Caller, PathName};
use crate::routes::responses::{MissingProblem, OutageProblems, TokenProblems};
use crate::routes::workspaces::view;
use crate::sessions::{Session, SessionId};
use crate::state::{AppState, State as Api};
use crate::workspaces::WorkspaceError;

/// The caller's sessions.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// Newest first.
    items: Vec<SessionView>,
}

/// Lists the caller's sessions
#[utoipa::path(
    get,
    path = "/api/sessions",
    operation_id = "listSessions",
    tag = "sessions",
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The sessions", body = SessionList),
        TokenProblems,
        OutageProblems
    )
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<SessionList>, ApiError> {
    let sessions = state.sessions.list(&caller.user.id, state.clock.now()).await?;
    let workspaces = state.workspaces.list(&caller.user.id).await?;
    let mut items = vec![];
    for session in sessions {
        let workspace = workspaces.iter().find(|w| Some(w.name_any()) == session.workspace);
        items.push(session_view(&state, &session, workspace).await?);
    }
    Ok(Json(SessionList { items }))
}

/// Shows a session
#[utoipa::path(
    get,
    path = "/api/sessions/{id}",
    operation_id = "getSession",
    tag = "sessions",
    params(("id" = String, Path, description = "Its id")),
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 200, description = "The session", body = SessionView),
        TokenProblems,
        MissingProblem,
        OutageProblems
    )
)]
pub async fn read(
    State(state): State<AppState>,
    caller: Caller,
    PathName(id): PathName,
) -> Result<Json<SessionView>, ApiError> {
    let (user, id) = (&caller.user.id, SessionId::from(id.as_str()));
    let session = state.sessions.get(user, &id, state.clock.now()).await?;
    let session = session.ok_or(ApiError::NotFound("there is no such session"))?;
    let workspace = match &session.workspace {
        Some(name) => match state.workspaces.get(user, name).await {
            Ok(workspace) => Some(workspace),
            Err(WorkspaceError::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        None => None,
    };
    session_view(&state, &session, workspace.as_ref()).await.map(Json)
}

async fn session_view(
    state: &Api,
    session: &Session,
    workspace: Option<&Workspace>,
) -> Result<SessionView, ApiError> {
    let workspace = match workspace {
        Some(workspace) => Some(view(state, workspace).await?),
        None => None,
    };
    Ok(SessionView::new(session, workspace))
}
