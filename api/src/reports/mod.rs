//! What the pods of workspaces report: how far the set-up is, and that someone is at work.
//!
//! ```text
//!   pod ──► Reports ──► store          (not etcd: it changes often, and nothing is decided by it)
//!                         ▲
//!   sweep ────────────────┘            forgets workspaces that are gone
//! ```

mod progress;
mod repository;
mod sweep;

pub use progress::{SetupPhase, SetupProgress, SetupStep};
pub use repository::{Report, Reports};
pub use sweep::sweep;
