//! Checks tokens with public keys.

use std::collections::HashMap;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};

use crate::{AUDIENCE, Claims, LEEWAY_SECONDS, TOKEN_TYPE};

/// Longer than any token that is signed here; what is longer is not looked at.
const MAX_LENGTH: usize = 4096;

/// Why a key set is of no use.
#[derive(Debug, thiserror::Error)]
pub enum VerifierError {
    /// It is not a JWK set.
    #[error("failed to read the key set")]
    Json(#[from] serde_json::Error),
    /// It is one, but none of its keys is Ed25519 with a `kid`.
    #[error("failed to find a usable key in the key set")]
    NoKey,
}

/// Why a token is refused. Say none of this to whoever presented it but that it is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a JWT, or a claim is missing or of the wrong type.
    #[error("token is malformed")]
    Malformed,
    /// It says it is signed otherwise than with Ed25519, or not at all.
    #[error("token is not signed with EdDSA")]
    WrongAlgorithm,
    /// It is some other kind of JWT.
    #[error("token is not of type at+jwt")]
    WrongType,
    /// Its header brings a key of its own, or asks for something that is not understood.
    #[error("token has a header that is not allowed")]
    ForbiddenHeader,
    /// No known key signed it. The key may be newer than the key set.
    #[error("token is signed by an unknown key")]
    UnknownKey,
    /// The signature does not match.
    #[error("token has a wrong signature")]
    WrongSignature,
    /// Another API signed it.
    #[error("token has another issuer")]
    WrongIssuer,
    /// It is for someone else.
    #[error("token has another audience")]
    WrongAudience,
    /// It is over.
    #[error("token has expired")]
    Expired,
    /// It has not begun.
    #[error("token is not valid yet")]
    NotYetValid,
}

/// The public keys of one issuer.
#[derive(Clone)]
pub struct Verifier {
    issuer: String,
    keys: HashMap<String, DecodingKey>,
}

impl Verifier {
    /// Takes the keys that are Ed25519 and have a `kid`; others in the set are not for these
    /// tokens.
    pub fn new(issuer: impl Into<String>, set: &JwkSet) -> Result<Self, VerifierError> {
        let keys: HashMap<_, _> = set.keys.iter().filter_map(usable).collect();
        if keys.is_empty() {
            return Err(VerifierError::NoKey);
        }
        Ok(Self { issuer: issuer.into(), keys })
    }

    /// As [`Self::new`], from the JSON that stands at [`crate::JWKS_PATH`].
    pub fn from_json(issuer: impl Into<String>, json: &[u8]) -> Result<Self, VerifierError> {
        Self::new(issuer, &serde_json::from_slice(json)?)
    }

    /// What `token` says, if it is good at `now` (seconds since the Unix epoch).
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims, TokenError> {
        if token.len() > MAX_LENGTH {
            return Err(TokenError::Malformed);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|e| stage(&e))?;
        let key = self.key_of(&header)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &signature_only())
            .map_err(|e| stage(&e))?
            .claims;
        self.check(&claims, now)?;
        Ok(claims)
    }

    fn key_of(&self, header: &Header) -> Result<&DecodingKey, TokenError> {
        if header.alg != Algorithm::EdDSA {
            return Err(TokenError::WrongAlgorithm);
        }
        if header.typ.as_deref() != Some(TOKEN_TYPE) {
            return Err(TokenError::WrongType);
        }
        // A token must not say where the key is that makes it good.
        let brings_a_key = header.jku.is_some()
            || header.jwk.is_some()
            || header.x5u.is_some()
            || header.x5c.is_some();
        if brings_a_key || header.crit.is_some() {
            return Err(TokenError::ForbiddenHeader);
        }
        header.kid.as_ref().and_then(|kid| self.keys.get(kid)).ok_or(TokenError::UnknownKey)
    }

    fn check(&self, claims: &Claims, now: u64) -> Result<(), TokenError> {
        if claims.iss != self.issuer {
            return Err(TokenError::WrongIssuer);
        }
        if claims.aud != AUDIENCE {
            return Err(TokenError::WrongAudience);
        }
        if claims.exp.saturating_add(LEEWAY_SECONDS) <= now {
            return Err(TokenError::Expired);
        }
        if claims.nbf > now.saturating_add(LEEWAY_SECONDS) {
            return Err(TokenError::NotYetValid);
        }
        Ok(())
    }
}

fn usable(jwk: &Jwk) -> Option<(String, DecodingKey)> {
    let AlgorithmParameters::OctetKeyPair(pair) = &jwk.algorithm else { return None };
    let id = jwk.common.key_id.clone().filter(|_| pair.curve == EllipticCurve::Ed25519)?;
    Some((id, DecodingKey::from_jwk(jwk).ok()?))
}

/// The library checks the signature; the claims are checked here, against a `now` that is given.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn stage(error: &jsonwebtoken::errors::Error) -> TokenError {
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::WrongSignature,
        ErrorKind::InvalidAlgorithm
        | ErrorKind::InvalidAlgorithmName
        | ErrorKind::UnsupportedAlgorithm => TokenError::WrongAlgorithm,
        _ => TokenError::Malformed,
    }
}
