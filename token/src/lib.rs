//! Access tokens: what they say, how the API signs them, and how anyone checks them.
//!
//! ```text
//!   API: Signer ──sign(Claims)──► token ──► browser ──► extract(headers) ──► Verifier: gateway, API
//!          └────────────── JWKS (public keys only) ──────────────────────────────┘
//! ```
//!
//! A token is a JWT as RFC 9068 has it, signed with Ed25519 and nothing else: the algorithm is
//! fixed here and never read from the token.

mod claims;
mod extract;
mod signer;
mod verifier;

pub use claims::Claims;
pub use extract::{Presented, extract};
pub use jsonwebtoken::jwk::JwkSet;
pub use signer::{Signer, SignerError};
pub use verifier::{TokenError, Verifier, VerifierError};

/// The `aud` of every token.
pub const AUDIENCE: &str = "coditect";
/// The `typ` in the header of every token.
pub const TOKEN_TYPE: &str = "at+jwt";
/// The cookie that carries a token in a browser.
pub const COOKIE_NAME: &str = "coditect_token";
/// Where the API publishes its public keys.
pub const JWKS_PATH: &str = "/api/.well-known/jwks.json";
/// How long a token is good for: 24 hours, in seconds.
pub const LIFETIME_SECONDS: u64 = 24 * 60 * 60;
/// How far the clocks of two machines may differ, in seconds.
pub const LEEWAY_SECONDS: u64 = 5;
