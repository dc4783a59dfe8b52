//! What people's workspaces log in to git hosts with.
//!
//! ```text
//!   person ──set──► GitCredentials ──seal──► store ──open──► the person's own pods
//! ```
//!
//! They are encrypted at rest, and nobody but a pod of their owner gets to see them again.

mod credential;
mod host;
mod key_file;
mod keyring;
mod repository;

pub use credential::{GitCredential, Secret};
pub use host::GitHost;
pub use key_file::{KeyringFileError, read, read_or_create};
pub use keyring::{Keyring, KeyringError};
pub use repository::{GitCredentials, GitCredentialsError, Kept};
