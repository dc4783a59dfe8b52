//! The API's public keys: fetched at start, again now and then, and when a token names a new one.

use std::sync::Arc;
use std::time::Duration;

use coditect_service::logs::chain;
use coditect_token::{Claims, JWKS_PATH, TokenError, Verifier, VerifierError};
use http::uri::{Authority, PathAndQuery};
use parking_lot::RwLock;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use crate::upstream::{Upstream, UpstreamError, address};

/// How often the keys are fetched unasked: a key that was withdrawn is believed no longer.
const PERIOD: Duration = Duration::from_mins(5);
/// Anyone can make up a key id; unknown ones cause no more than one fetch in this time.
const SPACING: Duration = Duration::from_secs(10);
/// The first wait after a failure; it doubles up to `LONGEST_WAIT`.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BYTES: usize = 64 * 1024;

/// Verifies tokens with the keys that the API publishes.
pub struct Keys {
    upstream: Upstream,
    api: Authority,
    issuer: String,
    verifier: RwLock<Option<Arc<Verifier>>>,
    last_fetch: Mutex<Option<Instant>>,
    spacing: Duration,
}

/// Why the keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The API did not answer.
    #[error("failed to fetch the key set")]
    Upstream(#[from] UpstreamError),
    /// It answered with something else.
    #[error("failed to use the key set")]
    KeySet(#[from] VerifierError),
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No keys yet: the API has not answered since the start.
    #[error("the keys are not known yet")]
    NoKeys,
    /// There are keys, and the token is not good.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl Keys {
    /// No keys yet, for tokens of `issuer`, to be fetched from `api`.
    #[must_use]
    pub fn new(upstream: Upstream, api: Authority, issuer: impl Into<String>) -> Self {
        Self {
            upstream,
            api,
            issuer: issuer.into(),
            verifier: RwLock::default(),
            last_fetch: Mutex::default(),
            spacing: SPACING,
        }
    }

    /// With another least time between two fetches for unknown keys.
    #[must_use]
    pub fn with_spacing(self, spacing: Duration) -> Self {
        Self { spacing, ..self }
    }

    /// Whether there are any: without, every token is refused.
    #[must_use]
    pub fn are_known(&self) -> bool {
        self.verifier.read().is_some()
    }

    /// Fetches the keys until they are there, and then from time to time. Never ends.
    pub async fn keep_fresh(&self) {
        let mut wait = SHORTEST_WAIT;
        loop {
            let outcome = self.fetch(&mut *self.last_fetch.lock().await).await;
            if let Err(error) = outcome {
                tracing::warn!(error = %chain(&error), "no new keys; trying again");
                sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            } else {
                wait = SHORTEST_WAIT;
                sleep(PERIOD).await;
            }
        }
    }

    /// What `token` says, if it is good at `now` (seconds since the Unix epoch). A key that is not
    /// known may be a new one: the keys are then fetched first, unless that was done just now.
    pub async fn verify(&self, token: &str, now: u64) -> Result<Claims, KeyError> {
        match self.check(token, now) {
            Err(KeyError::Token(TokenError::UnknownKey)) => {
                self.fetch_if_due().await;
                self.check(token, now)
            }
            outcome => outcome,
        }
    }

    fn check(&self, token: &str, now: u64) -> Result<Claims, KeyError> {
        let verifier = self.verifier.read().clone().ok_or(KeyError::NoKeys)?;
        Ok(verifier.verify(token, now)?)
    }

    async fn fetch_if_due(&self) {
        // Those who wait here find the keys fetched when it is their turn.
        let mut last = self.last_fetch.lock().await;
        if last.is_some_and(|last| last.elapsed() < self.spacing) {
            return;
        }
        if let Err(error) = self.fetch(&mut last).await {
            tracing::warn!(error = %chain(&error), "no new keys for a token with an unknown one");
        }
    }

    async fn fetch(&self, last: &mut Option<Instant>) -> Result<(), FetchError> {
        *last = Some(Instant::now());
        let uri = address(self.api.clone(), PathAndQuery::from_static(JWKS_PATH))
            .map_err(UpstreamError::Address)?;
        let json = self.upstream.get(uri, MAX_BYTES, TIMEOUT).await?;
        let verifier = Verifier::from_json(&self.issuer, &json)?;
        *self.verifier.write() = Some(Arc::new(verifier));
        Ok(())
    }
}
