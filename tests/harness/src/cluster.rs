//! A cluster that lives as long as the value does.

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, bail};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::build::devcluster;

/// What plays the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// kwok: pods become ready at once, and nothing runs.
    Fake,
    /// containerd and a kubelet: pods run. Linux and root only.
    Real,
}

/// A running cluster.
pub struct Cluster {
    /// The administrator's kubeconfig.
    pub kubeconfig: PathBuf,
    /// Where pods reach this machine; none where they do not run, or not on this machine.
    pub host: Option<IpAddr>,
    /// What the apiserver of a real node was asked, a JSON object a line.
    pub audit_log: Option<PathBuf>,
    /// etcd, which takes the certificate `etcd.crt` beside the kubeconfig. None of a real node.
    pub etcd: Option<String>,
    /// What devcluster knows it by; none for a cluster that was there already.
    name: Option<String>,
    supervisor: Option<Child>,
}

#[derive(Deserialize)]
struct Info {
    kubeconfig: PathBuf,
    network: Option<Network>,
    #[serde(rename = "auditLog")]
    audit_log: Option<PathBuf>,
    etcd: Option<String>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "hostIP")]
    host: IpAddr,
}

impl Cluster {
    /// Starts a cluster of our own, or uses the one of `KUBECONFIG` if `CODITECT_USE_KUBECONFIG`
    /// is set. `images` are archives for the real node.
    pub async fn start(name: &str, node: Node, images: &[PathBuf]) -> anyhow::Result<Self> {
        Self::start_with(name, node, images, &[]).await
    }

    /// As [`Self::start`], with further arguments of `devcluster start`.
    pub async fn start_with(
        name: &str,
        node: Node,
        images: &[PathBuf],
        arguments: &[&str],
    ) -> anyhow::Result<Self> {
        crate::init();
        if std::env::var_os("CODITECT_USE_KUBECONFIG").is_some() {
            let kubeconfig =
                std::env::var("KUBECONFIG").context("CODITECT_USE_KUBECONFIG needs KUBECONFIG")?;
            return Ok(Self {
                kubeconfig: kubeconfig.into(),
                host: None,
                audit_log: None,
                etcd: None,
                name: None,
                supervisor: None,
            });
        }
        let mut command = Command::new(devcluster().await?);
        // Unique, so that two runs on one machine do not meet.
        let name = format!("{name}-{}", std::process::id());
        command.args(["start", "--foreground", "--name", &name]).args(arguments);
        if node == Node::Real {
            command.arg("--audit");
        }
        command.args(["--node", if node == Node::Real { "real" } else { "fake" }]);
        for image in images {
            command.arg("--image").arg(image);
        }
        let mut supervisor = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("failed to start devcluster")?;
        let stdout = supervisor.stdout.take().context("devcluster has no standard output")?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        let Some(line) = line else {
            bail!("the cluster did not start: {}", supervisor.wait().await?);
        };
        let info: Info = serde_json::from_str(&line).context("devcluster said something else")?;
        Ok(Self {
            kubeconfig: info.kubeconfig,
            host: info.network.map(|network| network.host),
            audit_log: info.audit_log,
            etcd: info.etcd,
            name: Some(name),
            supervisor: Some(supervisor),
        })
    }

    /// A client with all rights.
    pub async fn client(&self) -> anyhow::Result<Client> {
        Ok(Client::try_from(self.config().await?)?)
    }

    /// What makes such a client.
    pub async fn config(&self) -> anyhow::Result<Config> {
        let kubeconfig = Kubeconfig::read_from(&self.kubeconfig)?;
        Ok(Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await?)
    }

    /// Makes `target`, a `namespace/service:port`, answer at a port of this machine as long as the
    /// cluster lives.
    pub async fn forward(&self, port: u16, target: &str) -> anyhow::Result<()> {
        self.ask(&["forward", "--listen", &format!("127.0.0.1:{port}"), target]).await
    }

    /// Kills the kubelet, the container runtime and all containers of the real node at once.
    pub async fn stop_node(&self) -> anyhow::Result<()> {
        self.ask(&["node", "stop"]).await
    }

    /// Starts the node again that was stopped.
    pub async fn start_node(&self) -> anyhow::Result<()> {
        self.ask(&["node", "start"]).await
    }

    async fn ask(&self, args: &[&str]) -> anyhow::Result<()> {
        let name = self.name.as_deref().context("it takes a cluster of our own")?;
        let mut command = Command::new(devcluster().await?);
        let output = command.args(args).args(["--name", name]).output().await?;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "devcluster {args:?} failed: {errors}");
        Ok(())
    }

    /// Runs a command in a container and gives what it prints.
    pub async fn exec(
        &self,
        pod: &str,
        container: &str,
        command: &[&str],
    ) -> anyhow::Result<String> {
        let args = ["exec", pod, "--container", container, "--"];
        self.kubectl(&[&args, command].concat(), "").await
    }

    /// Runs kubectl with `input` at its standard input and gives what it prints; an error has what
    /// it complains of.
    pub async fn kubectl(&self, args: &[&str], input: &str) -> anyhow::Result<String> {
        let mut child = Command::new(devcluster().await?)
            .arg("kubectl")
            .args(args)
            .env("KUBECONFIG", &self.kubeconfig)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("failed to start kubectl")?;
        let mut stdin = child.stdin.take().context("kubectl has no standard input")?;
        let write = async move {
            // What does not read it all says why itself.
            let _ = stdin.write_all(input.as_bytes()).await;
        };
        let ((), output) = tokio::join!(write, child.wait_with_output());
        let output = output?;
        let errors = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "kubectl {args:?} failed: {errors}");
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Stops the cluster and waits until nothing is left of it.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let Some(mut supervisor) = self.supervisor.take() else { return Ok(()) };
        drop(supervisor.stdin.take());
        let status = supervisor.wait().await?;
        anyhow::ensure!(status.success(), "the cluster did not stop well: {status}");
        Ok(())
    }
}

/// Whether [`Node::Real`] can be had here.
#[must_use]
pub fn can_run_pods() -> bool {
    cfg!(target_os = "linux")
        && std::fs::read_to_string("/proc/self/status")
            .is_ok_and(|status| status.lines().any(|line| line.starts_with("Uid:\t0\t")))
}
