//! Which tokens are good, and why the others are not.

// A test may panic; helpers outside of a `#[test]` too.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use coditect_token::{AUDIENCE, Claims, JwkSet, Signer, TOKEN_TYPE, TokenError, Verifier};
use jsonwebtoken::{Algorithm, EncodingKey, Header};

const ISSUER: &str = "http://coditect.localhost:8080";
const NOW: u64 = 1_800_000_000;

fn claims() -> Claims {
    Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: "u1".into(),
        iat: NOW,
        nbf: NOW,
        exp: NOW + 60,
        jti: "j1".into(),
        sid: Some("s1".into()),
        workspace: Some("ns/w".into()),
    }
}

fn key() -> (String, Signer, Verifier) {
    let pem = Signer::generate_pem().unwrap();
    let signer = Signer::from_pem(&pem).unwrap();
    let json = serde_json::to_vec(&signer.jwks()).unwrap();
    let verifier = Verifier::from_json(ISSUER, &json).unwrap();
    (pem, signer, verifier)
}

fn header(signer: &Signer) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TOKEN_TYPE.into());
    header.kid.clone_from(&signer.jwks().keys[0].common.key_id);
    header
}

#[test]
fn what_was_signed_comes_back() {
    let (_, signer, verifier) = key();
    let token = signer.sign(&claims()).unwrap();
    assert_eq!(verifier.verify(&token, NOW), Ok(claims()));
}

#[test]
fn wrong_claims_are_refused() {
    let (_, signer, verifier) = key();
    let refused = |claims: Claims, at| verifier.verify(&signer.sign(&claims).unwrap(), at);
    assert_eq!(
        refused(Claims { iss: "http://other".into(), ..claims() }, NOW),
        Err(TokenError::WrongIssuer)
    );
    assert_eq!(
        refused(Claims { aud: "other".into(), ..claims() }, NOW),
        Err(TokenError::WrongAudience)
    );
    assert_eq!(refused(claims(), NOW + 65), Err(TokenError::Expired));
    assert!(refused(claims(), NOW + 64).is_ok());
    assert_eq!(refused(claims(), NOW - 6), Err(TokenError::NotYetValid));
}

#[test]
fn another_key_under_the_same_id_is_refused() {
    let (_, signer, verifier) = key();
    let (other_pem, other, _) = key();
    let forged = jsonwebtoken::encode(
        &header(&signer),
        &claims(),
        &EncodingKey::from_ed_pem(other_pem.as_bytes()).unwrap(),
    );
    assert_eq!(verifier.verify(&forged.unwrap(), NOW), Err(TokenError::WrongSignature));
    let unknown = other.sign(&claims()).unwrap();
    assert_eq!(verifier.verify(&unknown, NOW), Err(TokenError::UnknownKey));
}

#[test]
fn a_changed_payload_is_refused() {
    let (_, signer, verifier) = key();
    let good = signer.sign(&claims()).unwrap();
    let evil = signer.sign(&Claims { sub: "u2".into(), ..claims() }).unwrap();
    let (good, evil): (Vec<_>, Vec<_>) = (good.split('.').collect(), evil.split('.').collect());
    let mixed = format!("{}.{}.{}", good[0], evil[1], good[2]);
    assert_eq!(verifier.verify(&mixed, NOW), Err(TokenError::WrongSignature));
}

#[test]
fn no_other_algorithm_is_taken() {
    let (_, signer, verifier) = key();
    let public = serde_json::to_vec(&signer.jwks()).unwrap();
    let mut hs256 = header(&signer);
    hs256.alg = Algorithm::HS256;
    let token = jsonwebtoken::encode(&hs256, &claims(), &EncodingKey::from_secret(&public));
    assert_eq!(verifier.verify(&token.unwrap(), NOW), Err(TokenError::WrongAlgorithm));
    // {"alg":"none","typ":"at+jwt"}
    let good = signer.sign(&claims()).unwrap();
    let payload = good.split('.').nth(1).unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}.");
    assert!(verifier.verify(&none, NOW).is_err());
}

#[test]
fn a_header_that_brings_a_key_is_refused() {
    let (pem, signer, verifier) = key();
    let sign = |change: fn(&mut Header)| {
        let mut header = header(&signer);
        change(&mut header);
        let key = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
        verifier.verify(&jsonwebtoken::encode(&header, &claims(), &key).unwrap(), NOW)
    };
    assert!(sign(|_| ()).is_ok());
    let forbidden = Err(TokenError::ForbiddenHeader);
    assert_eq!(sign(|h| h.jku = Some("http://evil/jwks".into())), forbidden);
    assert_eq!(sign(|h| h.x5u = Some("http://evil/cert".into())), forbidden);
    assert_eq!(sign(|h| h.crit = Some(vec!["b64".into()])), forbidden);
    assert_eq!(sign(|h| h.typ = Some("JWT".into())), Err(TokenError::WrongType));
    assert_eq!(sign(|h| h.kid = None), Err(TokenError::UnknownKey));
}

#[test]
fn what_is_no_token_is_refused() {
    let (_, _, verifier) = key();
    for text in ["", "a.b.c", "..", &"x".repeat(5000), "\u{0}"] {
        assert_eq!(verifier.verify(text, NOW), Err(TokenError::Malformed));
    }
    assert!(Verifier::new(ISSUER, &JwkSet::default()).is_err());
    assert!(Signer::from_pem("no key").is_err());
}
