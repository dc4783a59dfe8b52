//! Commands of `fdbcli`: the one thing that cannot be done through the apiserver's objects.
//!
//! They run in the pod `foundationdb-cli-0`, which has a client and the cluster file and nothing
//! else. The operator may start programs in pods of that name only, so it needs no way into those
//! that hold data, and the same pod serves a cluster that somebody else runs. A Job for each
//! command would need no such right, but would write to the apiserver every few seconds for ever.

use std::time::Duration;

use async_trait::async_trait;
use k8s_openapi::api::core::v1::Pod;
use kube::Client;
use kube::api::{Api, AttachParams, AttachedProcess};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::session_store::names::CLI_POD;

/// The wrapper in the image, which gives `fdbcli` 20 seconds.
const PROGRAM: &str = "/opt/coditect/bin/fdb-cli";
/// Longer than that: something other than the database hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// Runs commands of `fdbcli`.
#[async_trait]
pub trait Fdbcli: Send + Sync {
    /// Runs one on the store of a namespace, and gives what it prints.
    async fn run(&self, namespace: &str, command: &str) -> Result<String, FdbcliError>;
}

/// A command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum FdbcliError {
    /// The client's pod is not there, or does not answer.
    #[error("failed to run fdbcli in the pod {CLI_POD}: {0}")]
    Unreachable(String),
    /// `fdbcli` ran, and this is what it said.
    #[error("fdbcli refused: {0}")]
    Refused(String),
}

/// Runs them in the store's client pod.
pub struct InPod {
    client: Client,
}

impl InPod {
    /// Through `client`.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl Fdbcli for InPod {
    async fn run(&self, namespace: &str, command: &str) -> Result<String, FdbcliError> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let params = AttachParams::default().container("cli").stdin(false).stderr(true);
        let run = async {
            let process = pods.exec(CLI_POD, [PROGRAM, command], &params).await;
            outcome(process.map_err(|error| FdbcliError::Unreachable(error.to_string()))?).await
        };
        let late = || FdbcliError::Unreachable(format!("no answer within {PATIENCE:?}"));
        tokio::time::timeout(PATIENCE, run).await.map_err(|_| late())?
    }
}

/// What a process printed, if it ended well.
async fn outcome(mut process: AttachedProcess) -> Result<String, FdbcliError> {
    let (stdout, stderr) = (process.stdout(), process.stderr());
    let status = process.take_status();
    let (printed, complained) = tokio::join!(read(stdout), read(stderr));
    let ended = match status {
        Some(status) => status.await,
        None => None,
    };
    match ended {
        Some(ended) if ended.status.as_deref() == Some("Success") => Ok(printed),
        Some(ended) if complained.trim().is_empty() && printed.trim().is_empty() => {
            Err(FdbcliError::Refused(ended.message.unwrap_or_default()))
        }
        Some(_) => Err(FdbcliError::Refused(one_line(&format!("{printed} {complained}")))),
        None => Err(FdbcliError::Unreachable("the connection ended early".to_owned())),
    }
}

async fn read(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = vec![];
    if let Some(mut stream) = stream {
        // What came before an error is all there is; the status tells whether it is enough.
        let _ = stream.read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Fit for a condition's message.
fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(512).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_fdbcli_says_is_put_on_one_line() {
        assert_eq!(one_line("ERROR: a\n  b\n"), "ERROR: a b");
        assert_eq!(one_line(&"a".repeat(9000)).len(), 512);
    }
}
