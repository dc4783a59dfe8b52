//! A gateway on a real socket, between a fake API, fake pods, and clients.
// Each test program uses a part of it.
#![allow(dead_code)]

pub mod api;
pub mod client;
pub mod pod;
pub mod routes;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coditect_gateway::route::SharedRoutes;
use coditect_gateway::{
    Config, Gateway, Keys, Limits, Metrics, Tunnels, Upstream, Web, app, serve,
};
use coditect_token::{AUDIENCE, Claims, Signer};
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use self::api::FakeApi;

pub const PUBLIC_URL: &str = "http://coditect.localhost:8080";
pub const BARE: &str = "coditect.localhost:8080";

/// Longer than anything here takes, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(10);

const LIMITS: Limits =
    Limits { max_connections: 100, header_timeout: PATIENCE, drain: Duration::from_millis(500) };

pub struct Stage {
    pub gateway: Arc<Gateway>,
    pub address: SocketAddr,
    pub api: FakeApi,
    pub signer: Signer,
    pub stop: CancellationToken,
    pub served: JoinHandle<()>,
}

impl Stage {
    /// With the keys already fetched.
    pub async fn start() -> Self {
        Self::start_with_spacing(PATIENCE).await
    }

    /// Likewise; unknown keys cause a fetch no more often than `spacing`.
    pub async fn start_with_spacing(spacing: Duration) -> Self {
        Self::with_keys(Self::build(LIMITS, spacing, None).await).await
    }

    async fn with_keys(stage: Self) -> Self {
        let keys = Arc::clone(&stage.gateway.keys);
        tokio::spawn(async move { keys.keep_fresh().await });
        let token = stage.token("anyone");
        within(async {
            while stage.gateway.keys.verify(&token, now()).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        stage
    }

    /// With the web app of a folder.
    pub async fn start_with_web(root: &Path) -> Self {
        let public_url = PUBLIC_URL.parse().unwrap();
        let web = Web::open(root, &public_url).unwrap();
        Self::with_keys(Self::build(LIMITS, PATIENCE, Some(web)).await).await
    }

    /// Without keys.
    pub async fn start_with(limits: Limits) -> Self {
        Self::build(limits, PATIENCE, None).await
    }

    async fn build(limits: Limits, spacing: Duration, web: Option<Web>) -> Self {
        let signer = new_signer();
        let api = FakeApi::start(&signer).await;
        let upstream = Upstream::default();
        let metrics = Metrics::new(&mut Registry::default());
        let authority = api.address.to_string().parse::<http::uri::Authority>().unwrap();
        let stop = CancellationToken::new();
        let keys = Keys::new(upstream.clone(), authority.clone(), PUBLIC_URL);
        let keys = keys.with_spacing(spacing);
        let gateway = Arc::new(Gateway {
            config: Config {
                public_url: PUBLIC_URL.parse().unwrap(),
                api: authority,
                trusted_proxies: vec![],
            },
            routes: SharedRoutes::default(),
            keys: Arc::new(keys),
            upstream,
            tunnels: Tunnels::new(metrics.clone()),
            web,
            stop: stop.clone(),
            metrics,
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = tokio::spawn(serve(listener, app(Arc::clone(&gateway)), limits, stop.clone()));
        Self { gateway, address, api, signer, stop, served }
    }

    /// A token of `user`, good for an hour.
    pub fn token(&self, user: &str) -> String {
        self.signer.sign(&claims(user)).unwrap()
    }
}

pub fn new_signer() -> Signer {
    Signer::from_pem(&Signer::generate_pem().unwrap()).unwrap()
}

pub fn claims(user: &str) -> Claims {
    let now = now();
    Claims {
        iss: PUBLIC_URL.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user.to_owned(),
        iat: now,
        nbf: now,
        exp: now + 3600,
        jti: "j".to_owned(),
        sid: None,
        workspace: None,
    }
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Fails the test instead of hanging it.
pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("it takes too long")
}

/// Serves `app` on a port of its own for as long as the test runs.
pub async fn spawn(app: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}
