//! `/api/auth`: accounts and tokens.

mod login;
mod logout;
mod register;
mod validate;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login::login))
        .routes(routes!(validate::validate))
        .routes(routes!(logout::logout))
}
