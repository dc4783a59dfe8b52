//! Which tokens the API takes.

use axum::body::Body;
use axum::http::{Request, header};
use coditect_token::{AUDIENCE, Claims, Signer, TOKEN_TYPE, Verifier};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rstest::rstest;
use serde_json::json;

use crate::support::{Api, ISSUER};

const VALIDATE: &str = "/api/auth/validate";

fn claims(api: &Api, user: &str) -> Claims {
    Claims {
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        sub: user.into(),
        iat: api.now(),
        nbf: api.now(),
        exp: api.now() + 60,
        jti: "j".into(),
        sid: None,
        workspace: None,
    }
}

fn header(api: &Api) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TOKEN_TYPE.into());
    header.kid.clone_from(&Signer::from_pem(&api.pem).unwrap().jwks().keys[0].common.key_id);
    header
}

#[tokio::test]
async fn a_token_is_taken_from_the_header_the_cookie_or_the_body() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let by_cookie = Request::post(VALIDATE)
        .header(header::COOKIE, format!("coditect_token={token}"))
        .body(Body::empty())
        .unwrap();
    for answer in [
        api.call("POST", VALIDATE, &token).await,
        api.send(by_cookie).await,
        api.post(VALIDATE, None, &json!({ "token": token })).await,
    ] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["valid"], true);
        assert_eq!(answer.body["user"]["id"], id.as_str());
        assert_eq!(answer.body["expiresAt"], "2027-01-16T08:00:00Z");
    }
    let none = api.post(VALIDATE, None, &json!({})).await;
    none.problem(401);
    assert_eq!(none.header(header::WWW_AUTHENTICATE), "Bearer");
}

#[tokio::test]
async fn a_token_lasts_a_day() {
    let api = Api::new();
    let (_, token) = api.user("ada@example.com").await;
    api.advance(24 * 60 * 60 - 1);
    assert_eq!(api.call("POST", VALIDATE, &token).await.status, 200);
    api.advance(7);
    api.call("POST", VALIDATE, &token).await.problem(401);
}

#[rstest]
#[case::good(|_: &mut Header, _: &mut Claims| (), 200)]
#[case::issuer(|_: &mut Header, c: &mut Claims| c.iss = "http://other".into(), 401)]
#[case::audience(|_: &mut Header, c: &mut Claims| c.aud = "other".into(), 401)]
#[case::expired(|_: &mut Header, c: &mut Claims| c.exp -= 120, 401)]
#[case::early(|_: &mut Header, c: &mut Claims| c.nbf += 120, 401)]
#[case::nobody(|_: &mut Header, c: &mut Claims| c.sub = "nobody".into(), 401)]
#[case::no_session(|_: &mut Header, c: &mut Claims| c.sid = Some("none".into()), 401)]
#[case::type_(|h: &mut Header, _: &mut Claims| h.typ = Some("JWT".into()), 401)]
#[case::key_url(|h: &mut Header, _: &mut Claims| h.jku = Some("http://evil".into()), 401)]
#[case::key_id(|h: &mut Header, _: &mut Claims| h.kid = Some("other".into()), 401)]
#[tokio::test]
async fn a_token_must_be_right_in_all_its_parts(
    #[case] change: fn(&mut Header, &mut Claims),
    #[case] status: u16,
) {
    let api = Api::new();
    let (id, _) = api.user("ada@example.com").await;
    let (mut header, mut claims) = (header(&api), claims(&api, &id));
    change(&mut header, &mut claims);
    let key = EncodingKey::from_ed_pem(api.pem.as_bytes()).unwrap();
    let token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    assert_eq!(api.call("POST", VALIDATE, &token).await.status, status);
}

#[tokio::test]
async fn another_key_or_algorithm_is_refused() {
    let api = Api::new();
    let (id, good) = api.user("ada@example.com").await;
    let other = Signer::generate_pem().unwrap();
    let forged = jsonwebtoken::encode(
        &header(&api),
        &claims(&api, &id),
        &EncodingKey::from_ed_pem(other.as_bytes()).unwrap(),
    );
    api.call("POST", VALIDATE, &forged.unwrap()).await.problem(401);
    // The public key as the secret of an HMAC.
    let hmac = Header { alg: Algorithm::HS256, ..header(&api) };
    let public = serde_json::to_vec(&Signer::from_pem(&api.pem).unwrap().jwks()).unwrap();
    let forged =
        jsonwebtoken::encode(&hmac, &claims(&api, &id), &EncodingKey::from_secret(&public));
    api.call("POST", VALIDATE, &forged.unwrap()).await.problem(401);
    // {"alg":"none","typ":"at+jwt"}
    let payload = good.split('.').nth(1).unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}.");
    api.call("POST", VALIDATE, &none).await.problem(401);
}

#[tokio::test]
async fn anyone_can_check_a_token_by_the_published_keys() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let keys = api.call("GET", coditect_token::JWKS_PATH, "").await;
    assert!(keys.body["keys"][0].get("d").is_none());
    let verifier = Verifier::from_json(ISSUER, keys.body.to_string().as_bytes()).unwrap();
    assert_eq!(verifier.verify(&token, api.now()).unwrap().sub, id);
}
