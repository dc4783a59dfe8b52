//! Wrong requests are refused by the gateway or the API with a message that says what is wrong, and
//! change nothing.

use std::path::Path;
use std::time::SystemTime;

use coditect_crds::Workspace;
use coditect_harness::{Node, Person, Services, System};
use coditect_token::{AUDIENCE, Claims, Signer};
use kube::api::{Api, ListParams};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum As {
    Nobody,
    Ada,
    /// Has an account, and no business with what is Ada's.
    Mallory,
    /// Whoever has this token.
    Token(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum Body {
    Nothing,
    Json(&'static str),
    /// So many bytes in the field `password`.
    Long(usize),
    Form,
}

/// A body with these CPU requests and limits.
macro_rules! resources {
    ($request:literal, $limit:literal) => {
        concat!(
            r#"{"resources":{"requests":{"cpu":""#,
            $request,
            r#"","memory":"1Gi"},"limits":{"cpu":""#,
            $limit,
            r#"","memory":"1Gi"}}}"#
        )
    };
}

/// A request, the status of its refusal, and what the refusal must name.
struct Wrong(As, Method, &'static str, Body, u16, &'static str);

const REGISTER: &str = "/api/auth/register";
const LOGIN: &str = "/api/auth/login";
const WORKSPACES: &str = "/api/workspaces";
const SESSIONS: &str = "/api/sessions";
const ADAS: &str = "/api/workspaces/adas";

fn wrong_accounts() -> Vec<Wrong> {
    use As::Nobody;
    use Body::{Form, Json, Long, Nothing};
    let register = |body, status, named| Wrong(Nobody, Method::POST, REGISTER, body, status, named);
    vec![
        register(Nothing, 415, "content type"),
        register(Form, 415, "content type"),
        register(Json(""), 400, "ends too early"),
        register(Json(r#"{"email":"eve@example.com","pass"#), 400, "ends too early"),
        register(Json("email=eve"), 400, "not JSON"),
        register(Json(r#"{"email":"eve@example.com"}"#), 422, "password"),
        register(Json(r#"{"password":"correct horse battery"}"#), 422, "email"),
        register(
            Json(r#"{"email":"no address","password":"correct horse battery"}"#),
            422,
            "email",
        ),
        register(Json(r#"{"email":7,"password":"correct horse battery"}"#), 422, "email"),
        register(Json(r#"{"email":"eve@example.com","password":"short"}"#), 422, "password"),
        register(Json(r#"{"email":"eve@example.com","password":null}"#), 422, "password"),
        register(
            Json(r#"{"email":"eve@example.com","password":"correct horse battery","admin":true}"#),
            422,
            "admin",
        ),
        register(
            Json(r#"{"email":"ADA@Example.com","password":"correct horse battery"}"#),
            409,
            "e-mail",
        ),
        register(Long(64 * 1024), 413, "65536 bytes"),
        Wrong(
            Nobody,
            Method::POST,
            LOGIN,
            Json(r#"{"email":"ada@example.com","password":"wrong horse battery"}"#),
            401,
            "password",
        ),
        Wrong(Nobody, Method::GET, LOGIN, Nothing, 405, "method"),
        Wrong(Nobody, Method::POST, "/api/auth/signup", Nothing, 404, "path"),
    ]
}

fn wrong_workspaces() -> Vec<Wrong> {
    use As::{Ada, Mallory, Nobody};
    use Body::{Json, Nothing};
    let create = |body, status, named| Wrong(Ada, Method::POST, WORKSPACES, body, status, named);
    let update = |body, status, named| Wrong(Ada, Method::PATCH, ADAS, Json(body), status, named);
    let session = |body, status, named| Wrong(Ada, Method::POST, SESSIONS, body, status, named);
    let stranger = |method, path| Wrong(Mallory, method, path, Nothing, 404, "workspace");
    vec![
        create(Json(r#"{"name":"Not A Name"}"#), 422, "name"),
        create(Json(r#"{"name":"a--b"}"#), 422, "name"),
        create(Json(r#"{"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#), 422, "name"),
        create(Json(r#"{"name":"adas"}"#), 409, "name is taken"),
        create(Json(r#"{"pool":"--"}"#), 422, "pool"),
        create(Json(r#"{"displayName":""}"#), 422, "displayName"),
        create(Json(r#"{"reclaimPolicy":"Keep"}"#), 422, "reclaimPolicy"),
        create(Json(r#"{"running":"yes"}"#), 422, "running"),
        create(Json(r#"{"owner":"mallory"}"#), 422, "owner"),
        create(Json(r#"{"idle":{"suspendAfter":"soon"}}"#), 422, "idle.suspendAfter"),
        create(Json(r#"{"idle":{"after":"1h"}}"#), 422, "idle.after"),
        create(Json(r#"{"maxLifetime":"0s"}"#), 422, "maxLifetime"),
        create(Json(r#"{"resources":{"requests":{"cpu":"1","memory":"1Gi"}}}"#), 422, "limits"),
        create(Json(resources!("0", "1")), 422, "resources.requests.cpu"),
        // What only the cluster knows.
        create(Json(resources!("2", "1")), 422, "limits.cpu must not be below requests.cpu"),
        create(
            Json(r#"{"storage":{"fromVolume":{"workspace":"../pods"}}}"#),
            422,
            "storage.fromVolume.workspace",
        ),
        create(
            Json(r#"{"storage":{"fromVolume":{"workspace":"pv","config":""}}}"#),
            422,
            "storage.fromVolume.config",
        ),
        update(r#"{"idle":{"suspendAfter":"1 h"}}"#, 422, "idle.suspendAfter"),
        update(r#"{"maxLifetime":7}"#, 422, "maxLifetime"),
        update(resources!("many", "1"), 422, "resources.requests.cpu"),
        update(resources!("2", "1"), 422, "limits.cpu must not be below requests.cpu"),
        update(r#"{"displayName":" "}"#, 422, "displayName"),
        update(r#"{"running":"no"}"#, 422, "running"),
        update(r#"{"pool":"other"}"#, 422, "pool"),
        update(r#"{"storage":{}}"#, 422, "storage"),
        update("[", 400, "ends too early"),
        Wrong(Mallory, Method::PATCH, ADAS, Json(r#"{"running":false}"#), 404, "workspace"),
        Wrong(Nobody, Method::PATCH, ADAS, Json(r#"{"running":false}"#), 401, "token"),
        Wrong(Nobody, Method::GET, "/api/volumes", Nothing, 401, "token"),
        create(Json(r#"{"name":"#), 400, "ends too early"),
        session(Json(r#"{"workspace":"no-such"}"#), 404, "no such workspace"),
        session(Json(r#"{"workspace":"../pods"}"#), 422, "workspace"),
        session(Json(r#"{"waitSeconds":-1}"#), 422, "waitSeconds"),
        session(Json(r#"{"waitSeconds":"soon"}"#), 422, "waitSeconds"),
        Wrong(
            Mallory,
            Method::POST,
            SESSIONS,
            Json(r#"{"workspace":"adas"}"#),
            404,
            "no such workspace",
        ),
        stranger(Method::GET, ADAS),
        stranger(Method::DELETE, ADAS),
        stranger(Method::POST, "/api/workspaces/adas/stop"),
        stranger(Method::POST, "/api/workspaces/adas/start"),
        Wrong(Ada, Method::PUT, ADAS, Nothing, 405, "method"),
        Wrong(Ada, Method::GET, "/api/workspaces/..%2fpods", Nothing, 404, "workspace"),
        Wrong(Ada, Method::GET, "/api/sessions/no-such", Nothing, 404, "session"),
        Wrong(Nobody, Method::GET, WORKSPACES, Nothing, 401, "token"),
        Wrong(Nobody, Method::DELETE, ADAS, Nothing, 401, "token"),
        Wrong(As::Token("a.b.c"), Method::GET, WORKSPACES, Nothing, 401, "token"),
    ]
}

fn wrong_setups() -> Vec<Wrong> {
    use As::{Ada, Mallory, Nobody};
    use Body::{Json, Nothing};
    let setup = |body, named| Wrong(Ada, Method::POST, WORKSPACES, Json(body), 422, named);
    let credential = |path, body, named| Wrong(Ada, Method::PUT, path, Json(body), 422, named);
    vec![
        setup(r#"{"setup":{"repository":{}}}"#, "setup.repository.url"),
        setup(r#"{"setup":{"repository":{"url":"-x"}}}"#, "must be an https://"),
        setup(r#"{"setup":{"repository":{"url":"https://a:b@c/d"}}}"#, "setup.repository.url"),
        setup(
            r#"{"setup":{"repository":{"url":"https://a/b","ref":"-x"}}}"#,
            "setup.repository.ref",
        ),
        setup(
            r#"{"setup":{"repository":{"url":"https://a/b","depth":0}}}"#,
            "setup.repository.depth",
        ),
        setup(r#"{"setup":{"dotfiles":{"url":7}}}"#, "setup.dotfiles.url"),
        setup(r#"{"setup":{"identity":{"name":"Ada"}}}"#, "setup.identity.email"),
        setup(r#"{"setup":{"startCommand":""}}"#, "setup.startCommand"),
        setup(r#"{"setup":{"shell":"zsh"}}"#, "setup.shell"),
        credential("/api/git-credentials/-x", r#"{"username":"a","password":"b"}"#, "host"),
        credential("/api/git-credentials/x", r#"{"username":"a"}"#, "password"),
        credential("/api/git-credentials/x", r#"{"username":"","password":"b"}"#, "username"),
        Wrong(Ada, Method::DELETE, "/api/git-credentials/x", Nothing, 404, "credential"),
        Wrong(Nobody, Method::GET, "/api/git-credentials", Nothing, 401, "token"),
        Wrong(Ada, Method::POST, "/api/workspaces/adas/setup/retry", Nothing, 409, "set-up"),
        Wrong(Mallory, Method::POST, "/api/workspaces/adas/setup/retry", Nothing, 404, "workspace"),
    ]
}

#[tokio::test]
async fn wrong_requests_are_refused_and_change_nothing() -> anyhow::Result<()> {
    let system = System::start("requests", Node::Fake, &[]).await?;
    let services = Services::start(&system).await?;
    let ada = services.person("ada@example.com").await?;
    let mallory = services.person("mallory@example.com").await?;
    ada.call(Method::POST, WORKSPACES, &json!({"name": "adas"})).await?;
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let before = workspaces.list(&ListParams::default()).await?.items;
    assert_eq!(before.len(), 1);

    let mut wrong: Vec<String> = vec![];
    for Wrong(who, method, path, body, status, named) in
        wrong_accounts().into_iter().chain(wrong_workspaces()).chain(wrong_setups())
    {
        let request = with_body(services.request(method.clone(), None, path), body);
        let request = match who {
            As::Nobody => request,
            As::Ada => request.bearer_auth(ada.token()),
            As::Mallory => request.bearer_auth(mallory.token()),
            As::Token(token) => request.bearer_auth(token),
        };
        let case = format!("{who:?} {method} {path} {body:?}");
        wrong.extend(refusal(request, status, named).await?.map(|why| format!("{case}: {why}")));
    }
    for (token, case) in wrong_tokens(&system, &services.signing_key()?, &ada)? {
        // The API judges by itself, and so does the gateway, on the way to a workspace.
        for workspace in [None, Some("adas")] {
            let path = workspace.map_or(WORKSPACES, |_| "/");
            let request = services.request(Method::GET, workspace, path).bearer_auth(&token);
            let why = refusal(request, 401, "token").await?;
            wrong.extend(why.map(|why| format!("a token {case}, {path}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let hers = mallory.request(Method::GET, Some("adas"), "/").send().await?;
    assert_eq!(hers.status().as_u16(), 403);

    assert_eq!(workspaces.list(&ListParams::default()).await?.items, before);
    let sessions = ada.call(Method::GET, SESSIONS, &Value::Null).await?;
    assert_eq!(sessions["items"], json!([]), "{sessions}");
    system.cluster.stop().await
}

/// Tokens that must open nothing, each with what is wrong with it.
fn wrong_tokens(
    system: &System,
    signing_key: &Path,
    ada: &Person<'_>,
) -> anyhow::Result<Vec<(String, &'static str)>> {
    let signer = Signer::from_pem(&std::fs::read_to_string(signing_key)?)?;
    let stranger = Signer::from_pem(&Signer::generate_pem()?)?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let claims = |nbf: u64| Claims {
        iss: system.public_url.clone(),
        aud: AUDIENCE.to_owned(),
        sub: ada.id.clone(),
        iat: nbf,
        nbf,
        exp: nbf + 3600,
        jti: "j".to_owned(),
        sid: None,
        workspace: None,
    };
    let fresh = claims(now);
    let elsewhere = Claims { iss: "http://elsewhere".to_owned(), ..fresh.clone() };
    let another = Claims { aud: "another".to_owned(), ..fresh.clone() };
    let payload = ada.token().split('.').nth(1).expect("a token has three parts");
    let (unsigned, _) = ada.token().rsplit_once('.').expect("a token has three parts");
    Ok(vec![
        (signer.sign(&claims(now - 7200))?, "expired"),
        (stranger.sign(&fresh)?, "signed with another key"),
        (signer.sign(&elsewhere)?, "of another issuer"),
        (signer.sign(&another)?, "for another audience"),
        // {"alg":"none","typ":"at+jwt"}
        (format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}."), "without a signature"),
        // {"alg":"HS256","typ":"at+jwt"}
        (format!("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.{payload}.AAAA"), "of an algorithm"),
        (unsigned.to_owned(), "cut off"),
    ])
}

fn with_body(request: RequestBuilder, body: Body) -> RequestBuilder {
    match body {
        Body::Nothing => request,
        Body::Json(text) => request.header("content-type", "application/json").body(text),
        Body::Form => request
            .header("content-type", "application/x-www-form-urlencoded")
            .body("email=eve%40example.com"),
        Body::Long(length) => {
            request.json(&json!({"email": "eve@example.com", "password": "x".repeat(length)}))
        }
    }
}

/// What is wrong with the refusal, if anything.
async fn refusal(
    request: RequestBuilder,
    status: u16,
    named: &str,
) -> anyhow::Result<Option<String>> {
    let answer = request.send().await?;
    let answered = answer.status().as_u16();
    let type_ = answer.headers().get("content-type").cloned();
    let text = answer.text().await?;
    let is_problem = type_.is_some_and(|type_| type_ == "application/problem+json");
    let is_right = is_problem && answered == status && text.contains(named);
    Ok((!is_right).then(|| format!("{answered} {text}, not {status} with {named:?}")))
}
