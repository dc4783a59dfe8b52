//! Asks the API who is at work, and whose volumes are full.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use crate::idle::policy::Heard;
use crate::idle::pressure::FullVolumes;
use crate::names::WorkspaceUid;

/// An API that takes longer than this does not answer; the next period asks again.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asking failed.
#[derive(Debug, thiserror::Error)]
pub enum ActivityError {
    /// The token by which the operator proves itself.
    #[error("failed to read the token {path}")]
    Token {
        /// Its file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The request, or its answer.
    #[error("failed to ask the API what pods have told it")]
    Request(#[from] reqwest::Error),
}

/// Where to ask.
#[derive(Clone, Debug)]
pub struct ActivityApi {
    http: reqwest::Client,
    url: String,
    token_file: PathBuf,
}

#[derive(Deserialize)]
struct Answer {
    now: Timestamp,
    workspaces: HashMap<WorkspaceUid, Report>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    last_activity: Option<Timestamp>,
    notice_seen: Option<Timestamp>,
    /// An API of before does not tell.
    #[serde(default)]
    full: FullVolumes,
}

impl ActivityApi {
    /// The API at `base`, asked with the token in `token_file`, which the kubelet renews.
    pub fn new(base: &str, token_file: PathBuf) -> Result<Self, ActivityError> {
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { http, url: format!("{base}/api/operator/activity"), token_file })
    }

    /// What all pods have said, by the clock of this machine.
    pub async fn ask(&self) -> Result<HashMap<WorkspaceUid, Heard>, ActivityError> {
        let token = tokio::fs::read_to_string(&self.token_file).await;
        let token = token
            .map_err(|source| ActivityError::Token { path: self.token_file.clone(), source })?;
        let request = self.http.get(&self.url).bearer_auth(token.trim());
        let answer: Answer = request.send().await?.error_for_status()?.json().await?;
        // What was sent and came back in one round is not far apart; clocks can be.
        let ahead = Timestamp::now().duration_since(answer.now);
        let here = |time: Timestamp| time.checked_add(ahead).unwrap_or(time);
        let heard = answer.workspaces.into_iter().map(|(uid, report)| {
            let Report { last_activity, notice_seen, full } = report;
            (uid, Heard { last_activity: last_activity.map(here), notice_seen, full })
        });
        Ok(heard.collect())
    }
}
