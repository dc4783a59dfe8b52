//! The Coditect operator: turns `IdePool`s into slots and `Workspace`s into claims on them.
//!
//! ```text
//!   watches ──► slot::Index ──► triggers ──► workspace::reconcile   claim, settle, release
//!                    ▲                  └──► pool::reconcile        plan, build, apply, act
//!                    └────── answers to own writes ──────┘
//!   periods ─────────────────────────────► idle::run            suspends what nobody uses
//!   pools ─────────────────────────────────► session_store::reconcile   FoundationDB
//! ```

mod apply;
mod backoff;
pub mod cli;
mod client;
mod context;
pub mod controllers;
mod crds;
mod drive;
mod finalizer;
mod grow;
mod http;
pub mod idle;
pub mod lease;
mod metrics;
pub mod names;
mod news;
mod pool;
mod quantity;
mod scope;
pub mod session_store;
pub mod slot;
mod snapshots;
mod watch;
mod workspace;

mod run;

pub use apply::Namespaced;
pub use context::Context;
pub use metrics::Metrics;
pub use run::run;
pub use scope::Scope;
