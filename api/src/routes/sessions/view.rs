//! How a session looks to its owner.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::sessions::Session;
use crate::workspaces::WorkspaceView;

/// A session and its workspace as it is now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub struct SessionView {
    /// Its id.
    id: String,
    /// Whether its workspace can be opened.
    pub state: SessionState,
    /// What is being waited for, for people.
    #[schema(required)]
    message: Option<String>,
    /// Its workspace; null when that was deleted.
    #[schema(required)]
    workspace: Option<WorkspaceView>,
    /// Where to open it.
    #[schema(required)]
    url: Option<String>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen: Timestamp,
}

/// Whether the workspace of a session can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    /// Now.
    Ready,
    /// Soon.
    Starting,
    /// When it is started again, as by opening it.
    Suspended,
    /// Never: it was deleted.
    Gone,
}

impl SessionView {
    /// `session`, with its workspace if that is still there.
    pub fn new(session: &Session, workspace: Option<WorkspaceView>) -> Self {
        Self {
            id: session.id.to_string(),
            state: SessionState::of(workspace.as_ref()),
            message: workspace.as_ref().and_then(WorkspaceView::waiting_for).map(str::to_owned),
            url: workspace.as_ref().map(|workspace| workspace.url.clone()),
            workspace,
            created_at: session.created_at,
            expires_at: session.expires_at,
            last_seen: session.last_seen,
        }
    }
}

impl SessionState {
    const fn of(workspace: Option<&WorkspaceView>) -> Self {
        match workspace {
            None => Self::Gone,
            Some(WorkspaceView { ready: true, .. }) => Self::Ready,
            Some(WorkspaceView { running: true, .. }) => Self::Starting,
            Some(_) => Self::Suspended,
        }
    }
}
