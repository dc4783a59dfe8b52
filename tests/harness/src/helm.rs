//! Helm, as a platform team runs it.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Context as _;
use tokio::process::Command;

use crate::build::devcluster;
use crate::{Cluster, repository};

/// The chart, from the root of the repository.
const CHART: &str = "charts/coditect";

/// Helm on one cluster.
#[derive(Clone, Debug)]
pub struct Helm {
    kubeconfig: PathBuf,
    namespace: String,
}

impl Helm {
    /// For releases in `namespace`.
    #[must_use]
    pub fn new(cluster: &Cluster, namespace: &str) -> Self {
        Self { kubeconfig: cluster.kubeconfig.clone(), namespace: namespace.to_owned() }
    }

    /// Runs it and gives what it prints; an error has what it complains of.
    pub async fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        let output = Command::new(devcluster().await?)
            .arg("helm")
            .args(args)
            .args(["--namespace", &self.namespace])
            .env("KUBECONFIG", &self.kubeconfig)
            .current_dir(repository())
            .stdin(Stdio::null())
            .output()
            .await
            .context("failed to start helm")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "helm {args:?} failed: {errors}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Installs the chart of this repository as the release `coditect`, or upgrades it, and waits
    /// until its pods are ready. The values are those of a small machine, then `set`.
    pub async fn install(&self, set: &[String]) -> anyhow::Result<String> {
        let mut args = vec!["upgrade", "--install", "coditect", CHART, "--create-namespace"];
        let small = format!("{CHART}/values-small.yaml");
        args.extend(["--values", &small, "--values", "tests/up/values.yaml"]);
        self.and_wait(args, set).await
    }

    /// Upgrades the release with the values that were set before, then `set`.
    pub async fn upgrade(&self, set: &[String]) -> anyhow::Result<String> {
        self.and_wait(vec!["upgrade", "coditect", CHART, "--reset-then-reuse-values"], set).await
    }

    async fn and_wait(&self, mut args: Vec<&str>, set: &[String]) -> anyhow::Result<String> {
        args.extend(["--wait", "--timeout", "5m"]);
        args.extend(set.iter().flat_map(|value| ["--set", value.as_str()]));
        self.run(&args).await
    }
}
