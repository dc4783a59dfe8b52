//! The operator in this process, as often as it is started.

use std::sync::Arc;
use std::time::Duration;

use coditect_operator::controllers::{self, Settings};
use coditect_operator::lease::{Election, Lost};
use coditect_operator::{Metrics, Scope};
use kube::client::ClientBuilder;
use kube::{Client, Config};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::fault::Faults;
use crate::sabotage::Saboteur;
use crate::world::World;

/// As long as the kubelet waits before it starts again what has failed.
const BACK_OFF: Duration = Duration::from_secs(10);

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

/// Runs one replica of two, of which one leads, until the world stops. One that has been retired or
/// has lost the Lease starts again; one that has crashed does not, but for a
/// [stale restart](crate::Fault::StaleRestart).
pub fn elected(
    config: &Config,
    world: &World,
    name: &str,
    mut faults: Faults,
    saboteur: Saboteur,
) -> JoinHandle<anyhow::Result<()>> {
    let (config, world, name) = (config.clone(), world.clone(), name.to_owned());
    tokio::spawn(async move {
        let World { namespace, stop, .. } = &world;
        loop {
            let crash = faults.crash.clone();
            let client = client(&config, &faults, &saboteur)?;
            let election = Election::new(client.clone(), namespace, name.clone());
            let settings = settings(&Scope::Namespace(namespace.clone()))?;
            let lead = async {
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    () = election.win() => {}
                }
                election.lead(act(client, settings, world.end_of_term())).await
            };
            tokio::select! {
                kept = lead => match kept {
                    Ok(()) if stop.is_cancelled() => return Ok(()),
                    Ok(()) | Err(Lost) => stop.run_until_cancelled(sleep(BACK_OFF)).await,
                },
                () = crash.cancelled() => {
                    if !faults.is_stale_restart() {
                        return Ok(());
                    }
                    faults = faults.healed();
                    None
                }
            };
        }
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
    act(client(config, faults, saboteur)?, settings(scope)?, stop).await;
    Ok(())
}

fn client(config: &Config, faults: &Faults, saboteur: &Saboteur) -> anyhow::Result<Client> {
    let client = ClientBuilder::try_from(config.clone())?;
    Ok(client.with_layer(saboteur).with_layer(faults).build())
}

fn settings(scope: &Scope) -> anyhow::Result<Settings> {
    Ok(Settings {
        scope: scope.clone(),
        public_url: "http://coditect.localhost:8080".parse()?,
        workspace_api_url: None,
        activity: None,
        api_namespace: "default".to_owned(),
    })
}

async fn act(client: Client, settings: Settings, stop: CancellationToken) {
    let (synced, _) = watch::channel(false);
    Box::pin(controllers::run(client, Arc::new(Metrics::default()), settings, synced, stop)).await;
}
