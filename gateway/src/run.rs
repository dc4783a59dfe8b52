//! The life of the process: learn the routes, serve, stop.

use std::sync::Arc;

use anyhow::Context as _;
use coditect_service::{listen, logs, on_signal};
use kube::Client;
use prometheus_client::registry::Registry;
use tokio_util::sync::CancellationToken;

use crate::cli::Args;
use crate::gateway::{Config, Gateway};
use crate::health::Readiness;
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::route::{SharedRoutes, follow};
use crate::tunnel::Tunnels;
use crate::upstream::Upstream;
use crate::web::Web;
use crate::{app, health, server};

/// Runs the gateway until SIGTERM or SIGINT.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let traces = logs::init("coditect-gateway", args.log_format)?;
    let outcome = Box::pin(run_until_stopped(args)).await;
    traces.flush().await;
    outcome
}

async fn run_until_stopped(args: Args) -> anyhow::Result<()> {
    let mut registry = Registry::with_prefix("coditect_gateway");
    let stop = on_signal()?;
    let gateway = Arc::new(gateway(&args, Metrics::new(&mut registry), stop.clone())?);
    let client = Client::try_default().await.context("failed to find a cluster")?;
    let listener = listen(args.listen).await?;
    let health_listener = listen(args.health_listen).await?;
    let readiness = Readiness {
        routes: Arc::clone(&gateway.routes),
        keys: Arc::clone(&gateway.keys),
        stop: stop.clone(),
    };

    let learn = async {
        let routes = Arc::clone(&gateway.routes);
        let namespace = args.namespace.as_deref();
        tokio::join!(follow(client, namespace, routes, &gateway.metrics), gateway.keys.keep_fresh())
    };
    let health = axum::serve(health_listener, health::app(registry, readiness));
    let serve = async {
        server::serve(listener, app(Arc::clone(&gateway)), args.limits(), stop).await;
        gateway.tunnels.close().await;
    };
    tokio::select! {
        () = serve => Ok(()),
        _ = learn => Err(anyhow::anyhow!("the watch of workspaces has ended")),
        outcome = health.into_future() => outcome.context("failed to serve health and metrics"),
    }
}

fn gateway(args: &Args, metrics: Metrics, stop: CancellationToken) -> anyhow::Result<Gateway> {
    let upstream = Upstream::default();
    let issuer = args.public_url.to_string();
    let web = args.web_root.as_deref().map(|root| Web::open(root, &args.public_url));
    Ok(Gateway {
        config: Config {
            public_url: args.public_url.clone(),
            api: args.api_url.clone(),
            trusted_proxies: args.trusted_proxies.clone(),
        },
        routes: SharedRoutes::default(),
        keys: Arc::new(Keys::new(upstream.clone(), args.api_url.clone(), issuer)),
        upstream,
        tunnels: Tunnels::new(metrics.clone()),
        web: web.transpose()?,
        stop,
        metrics,
    })
}
