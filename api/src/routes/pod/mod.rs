//! `/api/pod`: for the pods of workspaces. The gateway does not pass it on.

mod activity;
mod git_credentials;
mod notice;
mod setup;
mod volumes;
mod workspace;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(workspace::read))
        .routes(routes!(git_credentials::read))
        .routes(routes!(setup::report))
        .routes(routes!(activity::report))
        .routes(routes!(notice::confirm))
        .routes(routes!(volumes::report))
}
