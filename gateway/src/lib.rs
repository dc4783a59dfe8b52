//! The Coditect gateway: takes each person's browser to their own workspace, and nobody else's.
//!
//! ```text
//!                          ┌── /api ────────────────────────────────────► API
//!   browser ──► server ──► app ── / ──► web app's files
//!                          └── token ──► owner? ──► route ──► proxy ────► pod of the workspace
//!                                │                    │          └─ tunnel   (WebSockets)
//!                               keys                 table
//!                          JWKS of the API     watch of Workspaces
//! ```
//!
//! It keeps nothing: a replica learns the routes from Kubernetes and the keys from the API, and
//! any replica can take any request.

mod accept;
mod app;
mod auth;
pub mod cli;
mod clock;
mod gateway;
mod headers;
mod health;
mod host;
mod keys;
mod metrics;
mod origin;
mod page;
mod problem;
mod proxy;
mod refusal;
pub mod route;
mod run;
mod server;
mod tunnel;
mod upgrade;
mod upstream;
mod web;

pub use app::app;
pub use gateway::{Config, Gateway};
pub use keys::Keys;
pub use metrics::Metrics;
pub use run::run;
pub use server::{Limits, serve};
pub use tunnel::Tunnels;
pub use upstream::Upstream;
pub use web::Web;
