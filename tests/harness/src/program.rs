//! One of Coditect's programs, run on a cluster.

use std::future::Future;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use anyhow::Context as _;
use tokio::process::{Child, Command};

/// A running program.
pub struct Program {
    child: Child,
    /// Where its log goes.
    pub log: PathBuf,
}

impl Program {
    /// Starts `coditect-<name>` with a cluster's kubeconfig. Its log is kept after the test, in
    /// the target folder, for whoever must find out why it failed.
    pub fn start(name: &str, kubeconfig: &Path, args: &[(&str, String)]) -> anyhow::Result<Self> {
        Self::start_with(name, kubeconfig, args, &[])
    }

    /// As [`Self::start`], with further variables in its environment.
    pub fn start_with(
        name: &str,
        kubeconfig: &Path,
        args: &[(&str, String)],
        environment: &[(&str, String)],
    ) -> anyhow::Result<Self> {
        let binaries = binaries()?;
        let logs = binaries.join("logs");
        std::fs::create_dir_all(&logs)?;
        let test = std::thread::current().name().unwrap_or("main").replace("::", "-");
        let log = logs.join(format!("{test}-{name}.log"));
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(binaries.join(format!("coditect-{name}")))
            .args(args.iter().flat_map(|(flag, value)| [(*flag).to_owned(), value.clone()]))
            .env("KUBECONFIG", kubeconfig)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("failed to start coditect-{name}; run cargo build first"))?;
        Ok(Self { child, log })
    }

    /// Kills it with SIGKILL and waits until it is gone.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("failed to kill")
    }

    /// Asks it to stop, as a kubelet does, and waits until it is gone.
    pub async fn stop(mut self) -> anyhow::Result<ExitStatus> {
        let pid = self.child.id().context("it has ended already")?.to_string();
        Command::new("kill").args(["-TERM", &pid]).status().await?;
        self.child.wait().await.context("failed to wait")
    }

    /// Does something that needs the program, and fails at once if that ends before it is done.
    pub async fn with<T>(
        &mut self,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        tokio::select! {
            done = work => done,
            status = self.child.wait() => {
                anyhow::bail!("the program has ended with {}; see {}", status?, self.log.display())
            }
        }
    }

    /// The process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }
}

/// A port that nobody listens on now. Below those that the kernel hands to connections: it may be
/// a while until a program listens there.
pub fn free_port() -> anyhow::Result<u16> {
    const CHOICE: std::ops::Range<u16> = 10_000..30_000;
    let random = std::iter::repeat_with(|| rand::random_range(CHOICE)).take(100);
    let mut free = random.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.next().context("found no free port")
}

/// Cargo puts test binaries in `deps`, one below the programs.
fn binaries() -> anyhow::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let dir = test.parent().context("the test has no folder")?;
    let dir = if dir.ends_with("deps") { dir.parent() } else { Some(dir) };
    dir.map(Path::to_path_buf).context("found no target folder")
}
