//! What the pods of workspaces report: how far the set-up is, and that someone is at work.
//!
//! ```text
//!   pod ──► Reports ──► store          (not etcd: it changes often)
//!                         ▲
//!   sweep ────────────────┤            forgets workspaces that are gone
//!   operator ─────────────┘            asks who has been idle
//! ```

mod progress;
mod repository;
mod sweep;

pub use progress::{SetupPhase, SetupProgress, SetupStep};
pub use repository::{Activity, Report, Reports};
pub use sweep::sweep;
