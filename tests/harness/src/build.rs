//! What clusters run that is not a Rust program, built if need be.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Context as _;
use tokio::process::Command;

use crate::repository;

/// An image of a slot.
#[derive(Clone, Copy, Debug)]
pub enum Image {
    /// The IDE, git and NGINX.
    Base,
    /// And compilers and language servers of Go, Rust, Java and C++.
    Full,
}

impl Image {
    /// What pods call it.
    #[must_use]
    pub const fn reference(self) -> &'static str {
        match self {
            Self::Base => "docker.io/coditect/combined:dev",
            Self::Full => "docker.io/coditect/combined:dev-full",
        }
    }

    /// The archive that [`Cluster::start`](crate::Cluster::start) takes.
    pub async fn archive(self) -> anyhow::Result<PathBuf> {
        let variant = match self {
            Self::Base => "base",
            Self::Full => "full",
        };
        build("images/build.sh", &["combined", variant]).await
    }
}

/// The archive of the image of FoundationDB, made of the binaries that `FDBSERVER`, `FDBCLI` and
/// `LIBFDB_C` name.
pub async fn foundationdb_image() -> anyhow::Result<PathBuf> {
    build("images/build.sh", &["foundationdb"]).await
}

/// The folder of Prometheus and promtool.
pub async fn prometheus() -> anyhow::Result<PathBuf> {
    build("tests/prometheus/build.sh", &[]).await
}

/// The archives of the images of our programs.
pub(crate) async fn programs() -> anyhow::Result<Vec<PathBuf>> {
    let mut archives = vec![];
    for name in ["operator", "api", "gateway"] {
        archives.push(build("images/build.sh", &[name]).await?);
    }
    Ok(archives)
}

/// The program that starts clusters.
pub(crate) async fn devcluster() -> anyhow::Result<PathBuf> {
    build("tests/cluster/build.sh", &[]).await
}

/// Runs a script that prints the path of what it has built, now or before.
async fn build(script: &str, args: &[&str]) -> anyhow::Result<PathBuf> {
    let built = Command::new(repository().join(script))
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .await
        .with_context(|| format!("failed to run {script}"))?;
    anyhow::ensure!(built.status.success(), "{script} failed");
    Ok(String::from_utf8(built.stdout)?.trim().into())
}
