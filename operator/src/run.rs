//! The life of the process: serve, lead, act, stop.

use std::sync::Arc;

use anyhow::Context as _;
use coditect_service::{listen, logs, on_signal};
use prometheus_client::registry::Registry;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::cli::{Args, Command};
use crate::controllers::Settings;
use crate::idle::ActivityApi;
use crate::lease::Election;
use crate::metrics::Metrics;
use crate::{client, controllers, crds, http};

/// Runs the operator until SIGTERM or SIGINT, or until it has lost the Lease; or what `args` say
/// instead.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let traces = logs::init("coditect-operator", args.log_format)?;
    let outcome = Box::pin(serve(args)).await;
    traces.flush().await;
    outcome
}

async fn serve(args: Args) -> anyhow::Result<()> {
    let mut registry = Registry::with_prefix("coditect_operator");
    let metrics = Arc::new(Metrics::new(&mut registry));
    if args.command == Some(Command::ApplyCrds) {
        return crds::apply(client::client(metrics).await?).await;
    }
    let (ready, is_ready) = watch::channel(false);
    let shutdown = on_signal()?;
    let listener = listen(args.listen).await?;
    let server = axum::serve(listener, http::app(registry, is_ready))
        .with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let act = async {
        let outcome = Box::pin(act(&args, metrics, ready, shutdown.clone())).await;
        shutdown.cancel();
        outcome
    };
    let (service, outcome) = tokio::join!(server, act);
    outcome?;
    service.context("failed to serve health and metrics")
}

/// Acts on the cluster, as the leader if there is an election.
async fn act(
    args: &Args,
    metrics: Arc<Metrics>,
    ready: watch::Sender<bool>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let client = client::client(Arc::clone(&metrics)).await.context("failed to find a cluster")?;
    let activity = args
        .workspace_api_url
        .as_ref()
        .map(|url| ActivityApi::new(url, args.api_token_file.clone()));
    let settings = Settings {
        scope: args.namespace.clone().into(),
        public_url: args.public_url.clone(),
        workspace_api_url: args.workspace_api_url.clone(),
        activity: activity.transpose()?,
        api_namespace: args.lease_namespace.clone(),
    };
    let controllers = |ready| {
        Box::pin(controllers::run(
            client.clone(),
            Arc::clone(&metrics),
            settings.clone(),
            ready,
            shutdown.clone(),
        ))
    };
    if !args.leader_elect {
        controllers(ready).await;
        return Ok(());
    }
    let identity = args
        .identity
        .clone()
        .unwrap_or_else(|| format!("{}-{}", std::process::id(), rand::random::<u32>()));
    let election = Election::new(client.clone(), &args.lease_namespace, identity);
    // A replica that stands by is ready to.
    ready.send_replace(true);
    tokio::select! {
        () = shutdown.cancelled() => return Ok(()),
        () = election.win() => tracing::info!("this replica leads"),
    }
    ready.send_replace(false);
    metrics.set_leader(true);
    let outcome = election.lead(controllers(ready)).await;
    metrics.set_leader(false);
    Ok(outcome?)
}
