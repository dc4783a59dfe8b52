//! `/api/users/me`: the caller's own account.

mod me;
mod password;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub use view::UserView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(me::read, me::update)).routes(routes!(password::change))
}
