//! An API of one's own for each test.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use argon2::Params;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use coditect_api::accounts::{Accounts, Hasher};
use coditect_api::changes::{self, Changes};
use coditect_api::clock::Clock;
use coditect_api::git_credentials::{GitCredentials, Keyring};
use coditect_api::health::Health;
use coditect_api::idempotency::Requests;
use coditect_api::metrics::Metrics;
use coditect_api::reports::Reports;
use coditect_api::sessions::Sessions;
use coditect_api::state::{AppState, Settings, State};
use coditect_api::store::{Database, Embedded};
use coditect_api::throttle::Throttle;
use coditect_api::tokens::Tokens;
use coditect_api::workspaces::Workspaces;
use coditect_token::Signer;
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::cluster::Cluster;

pub const ISSUER: &str = "http://coditect.localhost:8080";
pub const NAMESPACE: &str = "ide";
/// The account of the operator.
pub const OPERATOR: &str = "system:serviceaccount:ide:coditect-operator";
pub const PASSWORD: &str = "correct horse";

pub struct Api {
    pub router: Router,
    /// What `/metrics` is served by.
    pub shown: Router,
    pub cluster: Cluster,
    pub pem: String,
    pub state: AppState,
    pub stopping: CancellationToken,
    time: Arc<AtomicI64>,
    directory: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Api {
    pub fn new() -> Self {
        Self::with_logins_per_minute(1000)
    }

    pub fn with_logins_per_minute(logins: u32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = database(&directory);
        Self::over(database, directory, logins)
    }

    /// With the store in a file, for tests that read that, or that stop the clock, which a database
    /// does not heed.
    pub fn on_a_file() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = file(&directory);
        Self::over(database, directory, 1000)
    }

    fn over(database: Database, directory: TempDir, logins: u32) -> Self {
        let mut registry = Registry::default();
        let metrics = Metrics::new(&mut registry);
        let database = database.with_metrics(metrics.clone());
        let pem = Signer::generate_pem().unwrap();
        let signer = Signer::from_pem(&pem).unwrap();
        let (cluster, client) = Cluster::new();
        let time = Arc::new(AtomicI64::new(1_800_000_000));
        let limit = NonZeroU32::new(logins).unwrap();
        let stopping = CancellationToken::new();
        let state = State {
            accounts: Accounts::new(database.clone()),
            hasher: Hasher::with(Params::new(8, 1, 1, None).unwrap(), 2).unwrap(),
            sessions: Sessions::new(database.clone()),
            requests: Requests::new(database.clone()),
            reports: Reports::new(database.clone(), NAMESPACE.into()),
            git_credentials: GitCredentials::new(
                database.clone(),
                Keyring::parse(&Keyring::generate()).unwrap(),
            ),
            workspaces: Workspaces::new(client, NAMESPACE.into(), "coditect-combined".into()),
            changes: Changes::default(),
            tokens: Tokens::new(ISSUER.into(), signer).unwrap(),
            throttle: Throttle::new(limit, limit.saturating_mul(limit)),
            health: Health::new(database.clone(), metrics.clone()),
            metrics,
            database,
            clock: clock(time.clone()),
            stopping: stopping.clone(),
            settings: Settings {
                public_url: ISSUER.parse().unwrap(),
                ready_wait: Duration::from_mins(1),
                operator_account: Some(OPERATOR.into()),
                trusted_proxies: vec!["0.0.0.0/8".parse().unwrap()],
            },
        };
        let state = Arc::new(state);
        tokio::spawn(follow_notes(state.clone()));
        let router = coditect_api::app(state.clone());
        let shown = coditect_service::metrics::page(registry);
        Self { router, shown, cluster, pem, state, stopping, time, directory }
    }

    /// The file in which all is kept.
    pub fn store(&self) -> PathBuf {
        self.directory.path().join("db")
    }

    /// Follows the workspaces of the cluster, as the program does.
    pub fn follow(&self) {
        let state = self.state.clone();
        tokio::spawn(async move {
            changes::follow(state.workspaces.watch(), &state.changes).await;
        });
    }

    pub fn now(&self) -> u64 {
        self.time.load(Ordering::SeqCst).try_into().unwrap()
    }

    pub fn advance(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Answer {
        self.send(request("POST", path, token).body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn patch(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.send(request("PATCH", path, Some(token)).body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub async fn put(&self, path: &str, token: &str, body: &Value) -> Answer {
        self.send(request("PUT", path, Some(token)).body(Body::from(body.to_string())).unwrap())
            .await
    }

    pub async fn call(&self, method: &str, path: &str, token: &str) -> Answer {
        self.send(request(method, path, Some(token)).body(Body::empty()).unwrap()).await
    }

    pub async fn register(&self, email: &str) -> Answer {
        self.post("/api/auth/register", None, &json!({ "email": email, "password": PASSWORD }))
            .await
    }

    pub async fn login(&self, email: &str, password: &str) -> Answer {
        self.post("/api/auth/login", None, &json!({ "email": email, "password": password })).await
    }

    /// A new user: `(id, token)`.
    pub async fn user(&self, email: &str) -> (String, String) {
        let registered = self.register(email).await;
        let token = self.login(email, PASSWORD).await.text("token");
        (registered.body["user"]["id"].as_str().unwrap().to_owned(), token)
    }
}

impl Answer {
    pub fn text(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no {field}: {}", self.body)).to_owned()
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A problem of this status; gives its detail.
    pub fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(self.body["status"], status);
        self.body["detail"].as_str().unwrap()
    }

    /// A problem with one field; gives the field's name.
    pub fn wrong_field(&self) -> &str {
        self.problem(422);
        assert_eq!(self.body["errors"].as_array().unwrap().len(), 1, "{}", self.body);
        self.body["errors"][0]["field"].as_str().unwrap()
    }
}

pub fn request(method: &str, path: &str, token: Option<&str>) -> axum::http::request::Builder {
    let builder = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    match token {
        Some(token) => builder.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => builder,
    }
}

/// A store of one's own. Where `FDB_CLUSTER_FILE` names a cluster of FoundationDB, it is in there.
fn database(directory: &TempDir) -> Database {
    #[cfg(feature = "foundationdb")]
    if let Some(file) = std::env::var_os("FDB_CLUSTER_FILE") {
        use coditect_api::store::Prefixed;
        use coditect_api::store::foundationdb::{FoundationDb, Network};

        // Once a process; it runs until the end of that, for no test knows that it is the last.
        static NETWORK: std::sync::Once = std::sync::Once::new();
        NETWORK.call_once(|| std::mem::forget(Network::start().unwrap()));
        let store = FoundationDb::open(file.as_ref(), directory.path()).unwrap();
        let prefix = format!("test-{}/", uuid::Uuid::new_v4());
        return Database::new(Prefixed::new(store, prefix.into()));
    }
    file(directory)
}

fn file(directory: &TempDir) -> Database {
    Database::new(Embedded::open(&directory.path().join("db")).unwrap())
}

/// As the program does; for as long as the test runs.
async fn follow_notes(state: AppState) {
    changes::follow_notes(&state.database, &state.changes).await;
}

fn clock(time: Arc<AtomicI64>) -> Clock {
    Clock::new(move || Timestamp::from_second(time.load(Ordering::SeqCst)).unwrap())
}
