//! Signs tokens with an Ed25519 key and publishes its public half.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::signature::Ed25519KeyPair;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};

use crate::{Claims, TOKEN_TYPE};

/// Why a key cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The file does not hold an Ed25519 key as PKCS #8 PEM.
    #[error("failed to read the signing key: it must be an Ed25519 key as PKCS #8 PEM")]
    Key(#[source] jsonwebtoken::errors::Error),
    /// The library could not make a key.
    #[error("failed to generate a signing key")]
    Generate,
    /// The library could not sign.
    #[error("failed to sign a token")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// Holds the private key. It has no `Debug`, so that the key cannot get into a log.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    header: Header,
    public: Jwk,
}

impl Signer {
    /// A new private key as PKCS #8 PEM.
    pub fn generate_pem() -> Result<String, SignerError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| SignerError::Generate)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| SignerError::Generate)?;
        Ok(pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref())))
    }

    /// Reads a private key. Its id is its thumbprint (RFC 7638), so two keys never share one.
    pub fn from_pem(pem: &str) -> Result<Self, SignerError> {
        let key = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(SignerError::Key)?;
        let mut public =
            Jwk::from_encoding_key(&key, Algorithm::EdDSA).map_err(SignerError::Key)?;
        let id = public.thumbprint(ThumbprintHash::SHA256).map_err(SignerError::Key)?;
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid = Some(id);
        Ok(Self { key, header, public })
    }

    /// Signs `claims`.
    pub fn sign(&self, claims: &Claims) -> Result<String, SignerError> {
        jsonwebtoken::encode(&self.header, claims, &self.key).map_err(SignerError::Sign)
    }

    /// The public keys with which [`crate::Verifier`] checks what this signs.
    #[must_use]
    pub fn jwks(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }
}
