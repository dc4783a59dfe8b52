//! Makes the tokens that the API hands out.

use coditect_token::{
    AUDIENCE, Claims, JwkSet, LIFETIME_SECONDS, Signer, SignerError, TokenError, Verifier,
    VerifierError,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::accounts::UserId;
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

    /// A token for `user` that is good from `now` on for [`LIFETIME_SECONDS`].
    pub fn issue(
        &self,
        user: &UserId,
        scope: Scope,
        now: Timestamp,
    ) -> Result<String, SignerError> {
        let now = seconds(now);
        self.signer.sign(&Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user.to_string(),
            iat: now,
            nbf: now,
            exp: now.saturating_add(LIFETIME_SECONDS),
            jti: Uuid::new_v4().to_string(),
            sid: scope.session,
            workspace: scope.workspace,
        })
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
