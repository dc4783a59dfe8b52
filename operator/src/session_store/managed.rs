//! A store that this operator runs: one pass over its stages.
//!
//! ```text
//! cluster file ─► observe ─► ask ─► plan ─► empty ─► apply ─► act (grow, include, replace, make) ─► verdict
//! ```

use coditect_crds::{IdePool, ManagedStore, StoreMode};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{Pod, Service};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::DeleteParams;

use crate::apply::{self, ApplyError};
use crate::names::PoolKey;
use crate::session_store::build::{self, Objects};
use crate::session_store::build_pod::Tools;
use crate::session_store::build_tools::{self, JobOf};
use crate::session_store::cluster_file::{self, ClusterFile};
use crate::session_store::conditions::Verdict;
use crate::session_store::fdbcli::FdbcliError;
use crate::session_store::jobs::{self, JobState};
use crate::session_store::names::{CLUSTER_FILE_SECRET, derived, locality};
use crate::session_store::observe::{self, Live};
use crate::session_store::plan::{Observed, Plan, PodView, plan};
use crate::session_store::verdict::{self, Done};
use crate::session_store::{Context, Error, backup, grow};

/// What `configure new` is told: triple replication on SSDs, and of the five processes three keep
/// the transaction log, as many as there are copies.
const CONFIGURATION: [&str; 7] =
    ["new", "triple", "ssd", "grv_proxies=1", "commit_proxies=1", "resolvers=1", "logs=3"];

/// One pass.
pub async fn reconcile(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    store: &ManagedStore,
) -> Result<Verdict, Error> {
    let live = observe::live(&ctx.client, key).await?;
    let unusable = |why, configured| verdict::unusable(StoreMode::Managed, configured, why, true);
    let was_configured = observe::was_configured(pool);
    if live.is_name_taken() {
        return Ok(unusable(verdict::name_taken(), was_configured));
    }
    let Some(file) = cluster_file(ctx, key, store, &live, was_configured).await? else {
        return Ok(unusable(verdict::cluster_file_lost(), was_configured));
    };
    if !cluster_file::is_owned_by(&ctx.client, &file, key).await? {
        let owner = file.owner.as_deref().unwrap_or_default();
        return Ok(verdict::owned_by(owner, was_configured));
    }
    let pass = Pass { ctx, key, pool, store, file: &file, live: &live };
    Box::pin(pass.run(was_configured)).await
}

/// Reads the cluster file, or makes the first one.
async fn cluster_file(
    ctx: &Context,
    key: &PoolKey,
    store: &ManagedStore,
    live: &Live,
    was_configured: bool,
) -> Result<Option<ClusterFile>, Error> {
    if let Some(file) = cluster_file::read(&ctx.client, &key.namespace).await? {
        return Ok(Some(file));
    }
    // The volumes have the id of the one that is gone.
    if was_configured || !live.claims.is_empty() {
        return Ok(None);
    }
    let content = cluster_file::content(&key.namespace, rand::random(), store.tls.is_some());
    Ok(cluster_file::create(&ctx.client, key, content).await?)
}

/// What one pass works on.
struct Pass<'a> {
    ctx: &'a Context,
    key: &'a PoolKey,
    pool: &'a IdePool,
    store: &'a ManagedStore,
    file: &'a ClusterFile,
    live: &'a Live,
}

impl Pass<'_> {
    async fn run(&self, was_configured: bool) -> Result<Verdict, Error> {
        let configured = was_configured || self.file.configured_at.is_some();
        let mut done = Done { trouble: self.live.trouble.clone(), ..Done::default() };
        // A database that was never made would let one wait for half a minute.
        let report = if configured {
            let asked = self.ctx.ask(&self.key.namespace).await;
            asked.map_err(|why| done.silence = Some(why)).ok()
        } else {
            None
        };
        let mut observed =
            Observed { live: self.live.shape(), pods: self.live.pods.clone(), configured, report };
        let plan = plan(self.store, &observed);
        done.shrink = self.empty(&plan, &observed).await?;
        self.apply(&plan).await?;
        done.resize =
            grow::volumes(&self.ctx.client, self.key, self.store, &self.live.claims).await?;
        self.include(&plan).await;
        if let Some(pod) = &plan.replace {
            self.replace(pod).await?;
        }
        let tools = self.tools(&plan);
        if plan.configure {
            observed.configured = self.configure(&tools, &mut done).await?;
        }
        let work = backup::Work { ctx: self.ctx, key: self.key, pool: self.pool, file: self.file };
        let backup = self.store.backup.as_ref();
        done.backup =
            Box::pin(work.reconcile(&tools, backup, &observed, jiff::Timestamp::now())).await?;
        done.new_volumes = self.live.new_coordinator_volumes(self.file);
        Ok(verdict::managed(self.store, &observed, &plan, &done))
    }

    /// Moves all data off the pods that are to go. It takes as long as it takes; each pass asks
    /// again, which changes nothing.
    async fn empty(&self, plan: &Plan, observed: &Observed) -> Result<Option<String>, Error> {
        if plan.shrink_waits {
            let said = observed.report.iter().flat_map(|report| report.messages.clone());
            let said: Vec<_> = said.collect();
            return Ok(Some(format!(
                "fewer processes are asked for, which waits until the database can spare one. {}",
                said.join(" ")
            )));
        }
        if plan.exclude.is_empty() {
            return Ok(None);
        }
        let localities: Vec<_> = plan.exclude.iter().map(|pod| locality(pod)).collect();
        let command = format!("exclude {}", localities.join(" "));
        match self.ctx.fdbcli.run(&self.key.namespace, &command).await {
            Ok(_) => Ok(None),
            Err(FdbcliError::Refused(why)) if why.contains("timeout") => Ok(None),
            Err(error) => {
                Ok(Some(format!("the database keeps {}: {error}", plan.exclude.join(", "))))
            }
        }
    }

    async fn apply(&self, plan: &Plan) -> Result<(), ApplyError> {
        let client = &self.ctx.client;
        let desired =
            build::objects(self.key, self.pool, self.store, &plan.shape, &self.ctx.api_namespace);
        let Objects { stateful_set, headless_service, service, disruption_budget, network_policy } =
            desired;
        apply::apply_one::<NetworkPolicy>(client, network_policy).await?;
        apply::apply_one::<Service>(client, headless_service).await?;
        apply::apply_one::<Service>(client, service).await?;
        apply::apply_one::<PodDisruptionBudget>(client, disruption_budget).await?;
        let live = self.live.stateful_set.as_ref();
        apply::apply_stateful_set(client, stateful_set, live).await?;
        let tools = self.tools(plan);
        let cli = build_tools::client(self.key, self.pool, &tools, self.store.backup.as_ref());
        apply::apply_one::<StatefulSet>(client, cli).await
    }

    fn tools<'b>(&'b self, plan: &'b Plan) -> Tools<'b> {
        Tools {
            image: &plan.shape.image,
            pull_policy: self.store.image_pull_policy,
            cluster_file_secret: CLUSTER_FILE_SECRET,
            tls: self.store.tls.as_ref(),
        }
    }

    /// What fails is tried again by the next pass, and takes nothing from anybody meanwhile.
    async fn include(&self, plan: &Plan) {
        if plan.include.is_empty() {
            return;
        }
        let command = format!("include {}", plan.include.join(" "));
        if let Err(error) = self.ctx.fdbcli.run(&self.key.namespace, &command).await {
            tracing::warn!(pool = %self.key, %error, "failed to include processes again");
        }
    }

    async fn replace(&self, pod: &PodView) -> Result<(), ApplyError> {
        let (client, namespace) = (&self.ctx.client, &self.key.namespace);
        let this = (pod.name.as_str(), Some(pod.uid.clone()));
        apply::delete_same::<Pod>(client, namespace, this, DeleteParams::default()).await
    }

    /// Makes the database, once in the life of its cluster file. True once it is made.
    async fn configure(&self, tools: &Tools<'_>, done: &mut Done) -> Result<bool, ApplyError> {
        let what = JobOf {
            name: derived("foundationdb-configure", &self.file.uid),
            program: "fdb-configure",
            args: CONFIGURATION.to_vec(),
            backup: None,
        };
        let owner = self.file.owner_reference();
        let job = build_tools::job(self.key, self.pool, tools, &what, owner);
        let state = jobs::once(&self.ctx.client, &job).await?;
        done.configure = Some((what.name, state));
        if !matches!(state, JobState::Complete(_)) {
            return Ok(false);
        }
        let now = jiff::Timestamp::now();
        cluster_file::set_configured(&self.ctx.client, &self.key.namespace, self.file, now).await?;
        Ok(true)
    }
}
