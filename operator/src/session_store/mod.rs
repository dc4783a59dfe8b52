//! The session-store controller: FoundationDB for the API, in one of three ways.
//!
//! ```text
//! IdePool.spec.sessionStore ─┬─ managed   ─► StatefulSet foundationdb, Services, Secret, Jobs
//!                            ├─ operator  ─► FoundationDBCluster, and its connection in the Secret
//!                            └─ external  ─► only asked how it is
//!                  fdbcli in foundationdb-cli-0 ─► status.sessionStore, SessionStoreReady/-Degraded
//! ```
//!
//! What a store needs next is asked of the cluster and of the database each time: nothing is
//! remembered here but in the Secret (that the database was made) and in the pool's status.

mod backup;
mod build;
mod build_pod;
mod build_tools;
mod cluster_file;
mod conditions;
mod fdbcli;
mod foreign;
mod grow;
mod jobs;
mod managed;
mod names;
mod observe;
mod official;
mod owner;
mod plan;
mod release;
mod report;
mod verdict;
mod version;

use std::sync::Arc;
use std::time::Duration;

use coditect_crds::{IdePool, SessionStore};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::controller::{Action, Controller};
use kube::runtime::watcher::{self, watcher};
use kube::runtime::{Predicate as _, PredicateConfig, WatchStreamExt as _, predicates, reflector};
use kube::{Client, Resource as _, ResourceExt as _};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::apply::ApplyError;
use crate::drive::{Gate, run_one, strip};
use crate::finalizer;
use crate::metrics::Metrics;
use crate::names::{FINALIZER_POOL, PoolKey};
use crate::scope::Scope;
use crate::session_store::conditions::{StorePart, Verdict};
use crate::session_store::report::Report;

pub use fdbcli::{Fdbcli, FdbcliError, InPod};
pub use names::LABEL_STORE;

/// The field manager of this controller's part of a pool's status; the other part is the pool
/// controller's.
const FIELD_MANAGER_STATUS: &str = "coditect-session-store";
/// How often a store that is as it should be is asked how it is.
const WATCHING: Duration = Duration::from_secs(15);
/// How often one is looked at that is on its way.
const WORKING: Duration = Duration::from_secs(2);

/// What every pass needs.
pub struct Context {
    /// Every request goes through it.
    pub client: Client,
    /// What there is to be seen of it.
    pub metrics: Arc<Metrics>,
    /// Talks to databases.
    pub fdbcli: Arc<dyn Fdbcli>,
    /// Where the API's pods are, which alone may reach a store.
    pub api_namespace: String,
}

impl Context {
    /// What the database of a namespace says about itself, or why it says nothing.
    async fn ask(&self, namespace: &str) -> Result<Report, String> {
        let json = self.fdbcli.run(namespace, "status json").await.map_err(|e| e.to_string())?;
        Report::parse(&json).map_err(|error| format!("fdbcli answers something else: {error}"))
    }
}

/// A stage of a store's reconcile failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading or writing the store's objects.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Talking to the official operator.
    #[error("failed to {verb} the FoundationDBCluster")]
    Official {
        /// What was tried.
        verb: &'static str,
        /// Why it failed.
        #[source]
        source: kube::Error,
    },
    /// Writing the pool itself.
    #[error("failed to write the pool's {what}")]
    Write {
        /// Its finalizer or its status.
        what: &'static str,
        /// Why.
        #[source]
        source: kube::Error,
    },
}

impl Error {
    /// Somebody else changed the object since it was read.
    fn is_conflict(&self) -> bool {
        match self {
            Self::Apply(error) => error.is_conflict(),
            Self::Official { source, .. } | Self::Write { source, .. } => {
                matches!(source, kube::Error::Api(status) if status.is_conflict())
            }
        }
    }

    /// The stage, as a metric's label.
    #[must_use]
    pub const fn stage(&self) -> &'static str {
        match self {
            Self::Apply(_) => "apply",
            Self::Official { .. } => "official",
            Self::Write { .. } => "status",
        }
    }
}

/// Runs the controller until `shutdown`, then lets the reconciles that run finish.
pub async fn run(ctx: Context, scope: &Scope, shutdown: CancellationToken) {
    let (reader, writer) = reflector::store::<IdePool>();
    let pools = watcher(scope.api::<IdePool>(&ctx.client), watcher::Config::default())
        .default_backoff()
        .modify(strip)
        .reflect(writer)
        .applied_objects()
        // Its own status is nothing new to it.
        .predicate_filter(
            predicates::generation.combine(predicates::finalizers),
            PredicateConfig::default(),
        );
    // Shows at once when pods become ready.
    let sets = scope.api::<StatefulSet>(&ctx.client);
    let controller = Controller::for_stream(pools, reader)
        .owns(sets, watcher::Config::default().labels(LABEL_STORE))
        .graceful_shutdown_on(shutdown.cancelled_owned());
    // It reads what it decides on, and needs no cache.
    let (metrics, gate) = (ctx.metrics.clone(), Gate::default());
    let ctx = Arc::new(ctx);
    run_one("session-store", controller, (&ctx, &metrics), &gate, reconcile, Error::stage).await;
}

/// Brings the store of one pool a step closer to its spec.
pub async fn reconcile(pool: Arc<IdePool>, ctx: Arc<Context>) -> Result<Action, Error> {
    let key = PoolKey::of(&pool);
    let Some(store) = pool.spec.session_store.as_ref().filter(|_| !is_over(&pool)) else {
        release::release(&ctx, &key, &pool).await?;
        ctx.metrics.forget_session_store(&key);
        return Ok(Action::await_change());
    };
    if store.external.is_none() {
        match release::hold(&ctx, &pool).await {
            // The pool controller has one to set at the same time; this one's turn comes with the
            // event of it.
            Err(error) if error.is_conflict() => return Ok(Action::requeue(WORKING)),
            held => held?,
        }
    }
    let verdict = match Box::pin(verdict(&ctx, &key, &pool, store)).await {
        Err(error) if error.is_conflict() => return Ok(Action::requeue(WORKING)),
        verdict => verdict?,
    };
    let is_settled = verdict.ready.0 && verdict.degraded.is_none();
    ctx.metrics.set_session_store(&key, verdict.ready.0, verdict.degraded.is_some());
    let part = StorePart::after(&pool, verdict, &Time(jiff::Timestamp::now()));
    write_status(&ctx, &pool, &part).await?;
    Ok(Action::requeue(if is_settled { WATCHING } else { WORKING }))
}

/// A pool that is being deleted waits for its workspaces, whose owners need the API until then.
fn is_over(pool: &IdePool) -> bool {
    pool.metadata.deletion_timestamp.is_some() && !finalizer::is_set(pool, FINALIZER_POOL)
}

/// The schema lets exactly one of the three be set.
async fn verdict(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    store: &SessionStore,
) -> Result<Verdict, Error> {
    if let Some(other) = owner::other(ctx, key, pool).await? {
        return Ok(verdict::owned_by(&other, observe::was_configured(pool)));
    }
    match (&store.managed, &store.operator, &store.external) {
        (Some(managed), _, _) => Box::pin(managed::reconcile(ctx, key, pool, managed)).await,
        (_, Some(operator), _) => official::reconcile(ctx, key, pool, operator).await,
        (_, _, Some(external)) => foreign::reconcile(ctx, key, pool, external).await,
        (None, None, None) => Ok(verdict::nothing_asked()),
    }
}

async fn write_status(ctx: &Context, pool: &IdePool, part: &StorePart) -> Result<(), Error> {
    let current = pool.status.as_ref().map(StorePart::of).unwrap_or_default();
    if current == *part {
        return Ok(());
    }
    let applied = json!({
        "apiVersion": IdePool::api_version(&()),
        "kind": IdePool::kind(&()),
        "metadata": {"name": pool.name_any(), "uid": pool.uid()},
        "status": part,
    });
    let params = PatchParams::apply(FIELD_MANAGER_STATUS).force();
    let written = pools(&ctx.client, pool)
        .patch_status(&pool.name_any(), &params, &Patch::Apply(applied))
        .await;
    written.map(drop).map_err(|source| Error::Write { what: "status", source })
}

fn pools(client: &Client, pool: &IdePool) -> Api<IdePool> {
    Api::namespaced(client.clone(), &pool.namespace().unwrap_or_default())
}
