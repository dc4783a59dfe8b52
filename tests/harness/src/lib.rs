//! Starts real clusters, and Coditect's programs on them, for tests and benchmarks.
//!
//! Whatever is started here ends with the test that started it, also when that is killed: a
//! cluster watches its standard input, and programs ask the kernel to be killed with their parent.

mod build;
mod cluster;
mod helm;
mod objects;
mod people;
mod program;
mod rights;
mod system;

pub use build::{Image, foundationdb_image, prometheus};
pub use cluster::{Cluster, Node, can_run_pods};
pub use helm::Helm;
pub use objects::{
    apply_crds, await_phase, await_workspace, install_crd, is_ready, pool, workspace,
};
pub use people::{Person, Services};
pub use program::{Program, free_port};
pub use system::System;

use std::path::PathBuf;

/// Installs the TLS provider. Every test calls it first; the second call and those after do
/// nothing.
pub fn init() {
    // Already installed by another test of the same process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
