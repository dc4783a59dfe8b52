//! What every handler needs.

use std::sync::Arc;
use std::time::Duration;

use coditect_service::PublicUrl;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::accounts::{Accounts, Hasher};
use crate::changes::Changes;
use crate::clock::Clock;
use crate::git_credentials::GitCredentials;
use crate::health::Health;
use crate::idempotency::Requests;
use crate::metrics::Metrics;
use crate::reports::Reports;
use crate::sessions::Sessions;
use crate::store::Database;
use crate::throttle::Throttle;
use crate::tokens::Tokens;
use crate::workspaces::Workspaces;

/// Shared by the handlers.
pub type AppState = Arc<State>;

/// The parts of the API.
pub struct State {
    /// Where everything but workspaces is kept.
    pub database: Database,
    /// Who people are.
    pub accounts: Accounts,
    /// Checks their passwords.
    pub hasher: Hasher,
    /// Who is at work.
    pub sessions: Sessions,
    /// Where they work.
    pub workspaces: Workspaces,
    /// What they ask for with a key.
    pub requests: Requests,
    /// What their pods report.
    pub reports: Reports,
    /// What their pods log in to git hosts with.
    pub git_credentials: GitCredentials,
    /// Tells them what changes.
    pub changes: Changes,
    /// Signs and checks tokens.
    pub tokens: Tokens,
    /// Limits logins, and calls of pods.
    pub throttle: Throttle,
    /// Whether the store works.
    pub health: Health,
    /// What there is to be seen of all this.
    pub metrics: Metrics,
    /// Tells the time.
    pub clock: Clock,
    /// Cancelled when the process is told to stop: who waits gets an answer now.
    pub stopping: CancellationToken,
    /// What is fixed for the life of the process.
    pub settings: Settings,
}

/// What is fixed for the life of the process.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that people know.
    pub public_url: PublicUrl,
    /// The longest that the creation of a session waits for its workspace.
    pub ready_wait: Duration,
    /// The account of the operator, `system:serviceaccount:<namespace>:<name>`, if one may ask.
    pub operator_account: Option<String>,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}
