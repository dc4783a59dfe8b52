//! The operator in this process, as often as it is started.

use std::sync::Arc;

use coditect_operator::controllers::{self, Settings};
use coditect_operator::{Metrics, Scope};
use kube::client::ClientBuilder;
use kube::{Client, Config};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::fault::Faults;
use crate::sabotage::Saboteur;

/// Runs one that fails by `faults`, and after its crash another that does not fail, until `stop`.
pub fn start(
    config: &Config,
    namespace: &str,
    faults: Faults,
    saboteur: Saboteur,
    stop: CancellationToken,
) -> JoinHandle<anyhow::Result<()>> {
    let (config, scope) = (config.clone(), Scope::Namespace(namespace.to_owned()));
    tokio::spawn(async move {
        let crash = faults.crash.clone();
        tokio::select! {
            ended = operate(&config, &scope, &faults, &saboteur, stop.clone()) => return ended,
            // Dropped in the middle of whatever it did.
            () = crash.cancelled() => {}
        }
        operate(&config, &scope, &faults.healed(), &saboteur, stop).await
    })
}

/// Runs one that does not fail, for all namespaces, until `stop`.
pub fn everywhere(config: &Config, stop: CancellationToken) -> JoinHandle<anyhow::Result<()>> {
    let config = config.clone();
    tokio::spawn(async move {
        let faults = Faults::new(None, Client::try_from(config.clone())?);
        operate(&config, &Scope::Cluster, &faults, &Saboteur::new(None), stop).await
    })
}

async fn operate(
    config: &Config,
    scope: &Scope,
    faults: &Faults,
    saboteur: &Saboteur,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let client =
        ClientBuilder::try_from(config.clone())?.with_layer(saboteur).with_layer(faults).build();
    let settings = Settings {
        scope: scope.clone(),
        public_url: "http://coditect.localhost:8080".parse()?,
        workspace_api_url: None,
        activity: None,
        api_namespace: "default".to_owned(),
    };
    let (synced, _) = watch::channel(false);
    Box::pin(controllers::run(client, Arc::new(Metrics::default()), settings, synced, stop)).await;
    Ok(())
}
