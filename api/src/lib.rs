//! The Coditect API: who people are, what they have open, and where.
//!
//! ```text
//!   routes ──► accounts, sessions ──► store     (embedded: a redb file)
//!      │   └─► workspaces ──────────► cluster   (Workspace objects)
//!      ├─────► git_credentials, reports ──► store  (set by people, told by pods)
//!      ├─────► tokens                           (JWT; the gateway checks them by the JWKS)
//!      └─────► changes ◄────watch──── cluster   (told to each owner as server-sent events)
//! ```

pub mod accounts;
pub mod audit;
mod background;
pub mod changes;
pub mod cli;
pub mod clock;
mod display_name;
mod error;
pub mod git_credentials;
pub mod health;
mod http;
pub mod idempotency;
pub mod metrics;
pub mod reports;
mod routes;
mod run;
mod secret_file;
pub mod sessions;
mod signing_key;
pub mod state;
pub mod store;
pub mod store_cli;
pub mod throttle;
pub mod tokens;
pub mod workspaces;

pub use error::{ApiError, FieldError, Problem};
pub use routes::{app, openapi};
pub use run::run;
