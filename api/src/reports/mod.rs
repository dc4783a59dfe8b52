//! What the pods of workspaces report: how far the set-up is, that someone is at work, and which
//! volumes are full.
//!
//! ```text
//!   pod ──► Reports ──► store          (not etcd: it changes often)
//!                         ▲
//!   sweep ────────────────┤            forgets workspaces that are gone
//!   operator ─────────────┘            asks who has been idle, and whose volumes are full
//! ```

mod progress;
mod repository;
mod sweep;

pub use progress::{SetupPhase, SetupProgress, SetupStep};
pub use repository::{Activity, FullVolumes, Report, Reports};
pub use sweep::sweep;
