//! Begins sessions: the one call that takes a person to their IDE.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use coditect_crds::Workspace;
use jiff::Timestamp;
use kube::ResourceExt as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{SessionState, SessionView};
use crate::accounts::{User, UserId};
use crate::error::ApiError;
use crate::http::{Caller, IdempotencyKey, OptionalBody, Validate, Violations, cookie};
use crate::idempotency::Request;
use crate::routes::idempotency::begin;
use crate::routes::responses::{
    BodyProblems, ConflictProblem, MissingProblem, OutageProblems, TokenProblems,
};
use crate::routes::workspaces::view;
use crate::sessions::{Session, SessionId};
use crate::state::{AppState, State as Api};
use crate::tokens::Scope;
use crate::workspaces::{WorkspaceError, check_name};

/// Seconds after which a client may look again at a workspace that is starting.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("2");

/// Where to work. Everything has a default.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateSession {
    /// One of the caller's workspaces. When absent, theirs; it is made if there is none.
    #[schema(example = "my-project")]
    workspace: Option<String>,
    /// How long to wait for it, at most what the server is set to (60); that when absent.
    #[schema(example = 30, minimum = 0)]
    wait_seconds: Option<u32>,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedSession {
    /// The session.
    #[serde(flatten)]
    session: SessionView,
    /// Good for the API and for the session's workspace.
    token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
}

impl Validate for CreateSession {
    fn validate(&self, violations: &mut Violations) {
        if let Some(name) = &self.workspace {
            violations.note("workspace", check_name(name).err());
        }
    }
}

/// Begins a session
///
/// Starts its workspace and waits until that can be opened, but not for longer than asked. The
/// token is also set as a cookie. A request with an `Idempotency-Key` may be sent again for a day: it
/// begins one session.
#[utoipa::path(
    post,
    path = "/api/sessions",
    operation_id = "createSession",
    tag = "sessions",
    params(("Idempotency-Key" = Option<String>, Header, description = "Chosen by the client, such as a UUID")),
    request_body = Option<CreateSession>,
    security(("bearer" = []), ("cookie" = [])),
    responses(
        (status = 201, description = "The workspace can be opened", body = CreatedSession),
        (status = 202, description = "The workspace is still starting", body = CreatedSession),
        BodyProblems,
        TokenProblems,
        MissingProblem,
        ConflictProblem,
        OutageProblems
    )
)]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    OptionalBody(body): OptionalBody<CreateSession>,
) -> Result<Response, ApiError> {
    let wait = patience(&body, state.settings.ready_wait)?;
    let user = &caller.user.id;
    let (session, request) = begun(&state, &caller, key.as_deref(), &body).await?;
    let workspace = match open(&state, user, session.workspace.as_deref()).await {
        Ok(workspace) => workspace,
        Err(error) => {
            forget(&state, user, &session.id, caller.at).await;
            return Err(error.into());
        }
    };
    let session = settle(&state, user, session, &workspace).await?;
    if let Some((key, request)) = key.zip(request) {
        state.requests.finish(user, &key, request).await?;
    }
    let workspace = state.workspaces.wait(workspace, wait, &state.stopping).await;
    answer(&state, &caller.user, &session, &workspace).await
}

/// The session, written down; with a key, that of the request that came with it before.
async fn begun(
    state: &Api,
    caller: &Caller,
    key: Option<&str>,
    body: &CreateSession,
) -> Result<(Session, Option<Request>), ApiError> {
    let (user, now) = (&caller.user.id, caller.at);
    let mut id = SessionId::random();
    let mut request = None;
    if let Some(key) = key {
        let asked = Request::new("createSession", body, id.to_string(), now);
        let asked = begin(state, caller, key, asked).await?;
        id = SessionId::from(asked.name.as_str());
        match state.sessions.get(user, &id, now).await? {
            Some(session) => return Ok((session, Some(asked))),
            None if asked.is_done => {
                let over = "the session that this request began is over";
                return Err(ApiError::Conflict(over.to_owned()));
            }
            None => request = Some(asked),
        }
    }
    let session = Session::new(id, body.workspace.clone(), now);
    state.sessions.put(user, session.clone(), now).await?;
    Ok((session, request))
}

/// The workspace, running.
async fn open(state: &Api, user: &UserId, name: Option<&str>) -> Result<Workspace, WorkspaceError> {
    match name {
        Some(name) => state.workspaces.set_running(user, name, true).await,
        None => state.workspaces.ensure(user).await,
    }
}

/// A session that leads nowhere is not kept. Should this fail, it expires.
async fn forget(state: &Api, user: &UserId, id: &SessionId, now: Timestamp) {
    if let Err(error) = state.sessions.remove(user, id, now).await {
        tracing::warn!(%error, "failed to remove a session without a workspace");
    }
}

/// Writes down which workspace it is, where that was not known before.
async fn settle(
    state: &Api,
    user: &UserId,
    session: Session,
    workspace: &Workspace,
) -> Result<Session, ApiError> {
    let name = Some(workspace.name_any());
    if session.workspace == name {
        return Ok(session);
    }
    let session = Session { workspace: name, ..session };
    state.sessions.put(user, session.clone(), session.created_at).await?;
    Ok(session)
}

async fn answer(
    state: &Api,
    user: &User,
    session: &Session,
    workspace: &Workspace,
) -> Result<Response, ApiError> {
    let scope = Scope {
        session: Some(session.id.to_string()),
        workspace: Some(format!("{}/{}", state.workspaces.namespace(), workspace.name_any())),
    };
    let token = state.tokens.issue(user, scope, session.created_at)?;
    let cookie = cookie::set(&token, &state.settings.public_url);
    let view = SessionView::new(session, Some(view(state, workspace).await?));
    let is_ready = view.state == SessionState::Ready;
    let created = Json(CreatedSession { session: view, token, token_type: "Bearer" });
    Ok(if is_ready {
        (StatusCode::CREATED, cookie, created).into_response()
    } else {
        let later = [(header::RETRY_AFTER, LOOK_AGAIN)];
        (StatusCode::ACCEPTED, cookie, later, created).into_response()
    })
}

fn patience(body: &CreateSession, most: Duration) -> Result<Duration, ApiError> {
    match body.wait_seconds.map(|seconds| Duration::from_secs(seconds.into())) {
        Some(wait) if wait > most => {
            let detail = format!("must be at most {}", most.as_secs());
            Err(ApiError::field("waitSeconds", detail))
        }
        Some(wait) => Ok(wait),
        None => Ok(most),
    }
}
