//! `/api/operator`: for the operator of the workspaces. The gateway does not pass it on.

mod activity;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(activity::list))
}
