//! `/api/workspaces`: the caller's workspaces.

mod create;
mod delete;
mod events;
mod power;
mod read;
mod setup;
mod update;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub use view::view;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(read::list, create::create))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(power::start))
        .routes(routes!(power::stop))
        .routes(routes!(setup::retry))
        .routes(routes!(events::list))
}
