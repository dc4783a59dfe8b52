//! Puts the parts together and serves until told to stop.

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use coditect_service::traces::Calls;
use coditect_service::{listen, logs, metrics, on_signal};
use kube::client::ClientBuilder;
use prometheus_client::registry::Registry;
use tokio_util::sync::CancellationToken;

use crate::accounts::{Accounts, Hasher};
use crate::changes::Changes;
use crate::cli::Args;
use crate::clock::Clock;
use crate::git_credentials::{self, GitCredentials};
use crate::health::Health;
use crate::idempotency::Requests;
use crate::metrics::Metrics;
use crate::reports::Reports;
use crate::sessions::Sessions;
use crate::state::{AppState, Settings, State};
use crate::store::{Database, Store};
use crate::throttle::Throttle;
use crate::tokens::Tokens;
use crate::workspaces::Workspaces;
use crate::{app, background, signing_key};

/// How long answers under way may take once the process is told to stop. A client that has ceased
/// to read must not hold it up.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or SIGINT, and then until the requests under way are answered.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let traces = logs::init("coditect-api", args.log_format)?;
    let outcome = Box::pin(serve(args)).await;
    traces.flush().await;
    outcome
}

async fn serve(args: Args) -> anyhow::Result<()> {
    let address = args.listen;
    create_directory(&args.store.data_dir)?;
    let store = Store::open(&args.store)?;
    let mut registry = Registry::with_prefix("coditect_api");
    let metrics = Metrics::new(&mut registry);
    let metrics_listener = listen(args.metrics_listen).await?;
    let database = Database::new(store.backend.clone()).with_metrics(metrics.clone());
    let stop = on_signal()?;
    let state = state(args, database, metrics, stop.clone()).await?;
    let listener = listen(address).await?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serve =
        axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        served = serve.into_future() => served?,
        shown = axum::serve(metrics_listener, metrics::page(registry)).into_future() => shown?,
        ended = background::run(&state) => anyhow::bail!("{ended} has ended"),
        () = drained(&stop) => tracing::warn!("stopping with answers unfinished"),
    }
    tracing::info!("stopped");
    Ok(())
}

async fn drained(stopping: &CancellationToken) {
    stopping.cancelled().await;
    tokio::time::sleep(DRAIN).await;
}

async fn state(
    args: Args,
    database: Database,
    metrics: Metrics,
    stopping: CancellationToken,
) -> anyhow::Result<AppState> {
    let signer = match &args.signing_key_file {
        Some(path) => signing_key::read(path)?,
        None => signing_key::read_or_create(&args.store.data_dir.join("signing-key.pem"))?,
    };
    let keyring = match &args.credentials_key_file {
        Some(path) => git_credentials::read(path)?,
        None => git_credentials::read_or_create(&args.store.data_dir.join("credentials-key"))?,
    };
    let config = kube::Config::infer().await.context("failed to find a cluster")?;
    let client = ClientBuilder::try_from(config)?.with_layer(&Calls).build();
    Ok(Arc::new(State {
        accounts: Accounts::new(database.clone()),
        hasher: Hasher::new()?,
        sessions: Sessions::new(database.clone()),
        requests: Requests::new(database.clone()),
        reports: Reports::new(database.clone(), args.namespace.clone()),
        git_credentials: GitCredentials::new(database.clone(), keyring),
        workspaces: Workspaces::new(client, args.namespace, args.default_pool),
        changes: Changes::default(),
        tokens: Tokens::new(args.public_url.to_string(), signer)?,
        throttle: Throttle::new(args.logins_per_account, args.logins_per_address),
        health: Health::new(database.clone(), metrics.clone()),
        metrics,
        database,
        clock: Clock::system(),
        stopping,
        settings: Settings {
            public_url: args.public_url,
            ready_wait: args.ready_wait,
            operator_account: args.operator_account,
            trusted_proxies: args.trusted_proxies,
        },
    }))
}

fn create_directory(path: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("failed to create the data directory {}", path.display()))
}
