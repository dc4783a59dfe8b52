//! Makes the tokens that the API hands out.

use coditect_token::{
    AUDIENCE, Claims, JwkSet, LEEWAY_SECONDS, LIFETIME_SECONDS, Signer, SignerError, TokenError,
    Verifier, VerifierError,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::accounts::User;
use crate::clock::seconds;

/// Signs and checks.
#[derive(Clone)]
pub struct Tokens {
    issuer: String,
    signer: Signer,
    verifier: Verifier,
}

/// What a token is bound to beyond its user.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// A session.
    pub session: Option<String>,
    /// That session's workspace as `<namespace>/<name>`.
    pub workspace: Option<String>,
}

impl Tokens {
    /// Signed by `signer` in the name of `issuer`.
    pub fn new(issuer: String, signer: Signer) -> Result<Self, VerifierError> {
        let verifier = Verifier::new(issuer.clone(), &signer.jwks())?;
        Ok(Self { issuer, signer, verifier })
    }

    /// A token for `user` that is good from `now` on for [`LIFETIME_SECONDS`]. `now` is the time
    /// at which `user` was read from the store, or before: had their tokens been refused since,
    /// this one must be too.
    pub fn issue(&self, user: &User, scope: Scope, now: Timestamp) -> Result<String, SignerError> {
        let now = seconds(now);
        self.signer.sign(&Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user.id.to_string(),
            iat: now.max(user.tokens_valid_from),
            nbf: now,
            exp: now.saturating_add(LIFETIME_SECONDS),
            jti: Uuid::new_v4().to_string(),
            sid: scope.session,
            workspace: scope.workspace,
        })
    }

    /// The second from which on tokens are good when all that were signed until `now` are to be
    /// refused, also those of a replica whose clock is ahead.
    #[must_use]
    pub fn valid_after(now: Timestamp) -> u64 {
        seconds(now).saturating_add(LEEWAY_SECONDS).saturating_add(1)
    }

    /// What `token` says, if it is good at `now`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        self.verifier.verify(token, seconds(now))
    }

    /// The public keys.
    #[must_use]
    pub fn jwks(&self) -> JwkSet {
        self.signer.jwks()
    }
}
