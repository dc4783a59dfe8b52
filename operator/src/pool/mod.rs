//! The pool controller: keeps spares ready, and slots safe while they change hands.
//!
//! ```text
//! (adopt) ─► snapshot ─► rollout ─► plan ─► build ─► apply ─► act (lock, empty, open, replace) ─► status
//! ```

mod act;
mod adopt;
mod build;
mod build_pod;
mod plan;
mod rollout;
mod spares;
mod status;
mod storage;
mod written;

use std::sync::Arc;
use std::time::Duration;

use coditect_crds::{Capacity, IdePool, IdePoolStatus, condition};
use coditect_service::traces::stage;
use jiff::Timestamp;
use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetStatus};
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::controller::Action;
use kube::{Client, Resource as _, ResourceExt as _};
use serde_json::json;
use tracing::Instrument as _;

use crate::apply::{self, ApplyError};
use crate::context::Context;
use crate::finalizer;
use crate::names::{FIELD_MANAGER, FINALIZER_POOL, Ordinal, PoolKey};
use crate::news::News;
use crate::pool::adopt::Adoption;
use crate::pool::build::Objects;
pub use crate::pool::build::selector_labels;
use crate::pool::plan::Plan;
#[cfg(test)]
pub use crate::pool::plan::releases;
use crate::pool::rollout::Rollout;
use crate::pool::spares::Spares;
use crate::pool::status::Seen;
pub use crate::pool::written::Written;
use crate::slot::Slot;

/// How long to wait before asking again for what should have been announced by a watch.
const SAFETY_NET: Duration = Duration::from_mins(10);

/// The StatefulSet controller writes often while slots come and go.
const AFTER_CONFLICT: Duration = Duration::from_millis(50);

/// A stage of a pool's reconcile failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading or writing the pool's objects.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Locking, emptying or opening a slot.
    #[error(transparent)]
    Act(#[from] act::ActError),
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
    /// The stage, as a metric's label.
    #[must_use]
    pub const fn stage(&self) -> &'static str {
        match self {
            Self::Apply(_) => "apply",
            Self::Act(_) => "act",
            Self::Write { .. } => "status",
        }
    }
}

/// Brings one pool a step closer to its spec.
pub async fn reconcile(pool: Arc<IdePool>, ctx: Arc<Context>) -> Result<Action, Error> {
    let key = PoolKey::of(&pool);
    let pool = ctx.written_pools.newest(&key, pool);
    if !is_deleting(&pool) && !set_finalizer(&ctx, &pool, true).await? {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let live = apply::live::<StatefulSet>(&ctx.client, &key.namespace, &key.stateful_set()).await?;
    let now = Timestamp::now();
    let adoption = adopt::adopt(&ctx, &key, &pool, live.as_ref()).await?;
    match &adoption {
        Adoption::Done => {}
        Adoption::Refused(_) if is_deleting(&pool) => return let_go(&ctx, &key, &pool).await,
        _ => return wait_for_adoption(&ctx, &key, &pool, &adoption).await,
    }
    let mut step = next_step(&ctx, &key, &pool, live.as_ref(), now, vec![]);
    if !step.plan.doubtful.is_empty() {
        let unmade = act::unmade(&ctx, &key, &step.plan.doubtful).await?;
        step = next_step(&ctx, &key, &pool, live.as_ref(), now, unmade);
    }
    if is_deleting(&pool) && is_empty(&step.plan, live.as_ref()) {
        return let_go(&ctx, &key, &pool).await;
    }
    let counts = (step.plan.replicas, step.running);
    let desired = build::objects(&key, &pool, counts, ctx.workspace_api_url.as_deref());
    let written =
        match write_objects(&ctx.client, desired, live.as_ref()).instrument(stage("objects")).await
        {
            Err(error) if error.is_conflict() => return Ok(Action::requeue(AFTER_CONFLICT)),
            applied => applied?,
        };
    if written {
        begin(&ctx, &key, &pool, &step, &adoption).await
    } else {
        go_on(&ctx, &key, &pool, &step, &adoption, now).await
    }
}

/// After a write of the StatefulSet. Its event brings the next reconcile: until then neither its
/// revision is known, nor with which sizes it makes slots, and what was decided for another revision
/// is not done with this one.
async fn begin(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    Step { plan, capacity, .. }: &Step,
    adoption: &Adoption,
) -> Result<Action, Error> {
    let acted =
        act::act(ctx, key, pool, plan, &Rollout::default()).instrument(stage("slots")).await;
    let seen = Seen { plan, capacity, adoption, rollout: None, storage: None };
    update_status(ctx, key, pool, &seen).instrument(stage("status")).await?;
    acted?;
    Ok(Action::requeue(SAFETY_NET))
}

/// A slot or a volume that fails keeps neither the others nor the status from going on.
async fn go_on(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    step: &Step,
    adoption: &Adoption,
    now: Timestamp,
) -> Result<Action, Error> {
    let Step { plan, capacity, rollout, .. } = step;
    let acted = act::act(ctx, key, pool, plan, rollout).instrument(stage("slots")).await;
    let storage = storage::grow(ctx, key, pool).instrument(stage("storage")).await;
    let rolled = step.revision.as_deref().map(|name| (name, rollout));
    let seen = Seen { plan, capacity, adoption, rollout: rolled, storage: storage.as_ref().ok() };
    update_status(ctx, key, pool, &seen).instrument(stage("status")).await?;
    let acted = acted?;
    storage?;
    if !acted {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    let next = rollout.next.into_iter().chain(step.until).min();
    Ok(Action::requeue(wake(next, now)))
}

async fn let_go(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<Action, Error> {
    if !set_finalizer(ctx, pool, false).await? {
        return Ok(Action::requeue(AFTER_CONFLICT));
    }
    ctx.metrics.forget(key);
    Ok(Action::await_change())
}

/// Until what was there before is the pool's, the pool makes nothing.
async fn wait_for_adoption(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    adoption: &Adoption,
) -> Result<Action, Error> {
    let Step { plan, capacity, .. } = next_step(ctx, key, pool, None, Timestamp::now(), vec![]);
    let seen = Seen { plan: &plan, capacity: &capacity, adoption, rollout: None, storage: None };
    update_status(ctx, key, pool, &seen).await?;
    Ok(Action::requeue(adoption.ask_again()))
}

/// Whether a pool has no slots any more, and gets none either.
fn is_empty(plan: &Plan, live: Option<&StatefulSet>) -> bool {
    plan.replicas == 0
        && plan.remove.is_empty()
        && plan.retire.is_empty()
        && live.is_none_or(|set| current_status(set).is_some_and(|status| status.replicas == 0))
}

/// When to look again if nothing happens before.
fn wake(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let next =
        next.map_or(SAFETY_NET, |next| next.duration_since(now).try_into().unwrap_or_default());
    next.min(SAFETY_NET)
}

/// True: the StatefulSet was written.
async fn write_objects(
    client: &Client,
    desired: Objects,
    live: Option<&StatefulSet>,
) -> Result<bool, ApplyError> {
    let Objects { stateful_set, headless_service, service, disruption_budget } = desired;
    apply::apply_one::<Service>(client, headless_service).await?;
    apply::apply_one::<Service>(client, service).await?;
    apply::apply_one::<PodDisruptionBudget>(client, disruption_budget).await?;
    apply::apply_stateful_set(client, stateful_set, live).await
}

struct Step {
    /// With the spares of this moment.
    capacity: Capacity,
    /// When there are others.
    until: Option<Timestamp>,
    plan: Plan,
    /// Pods that are let go, whether they are ready yet or still.
    running: usize,
    rollout: Rollout,
    /// The revision that the rollout is to, as far as it is known.
    revision: Option<String>,
}

/// A pool that is being deleted is one that needs no spares: free slots go, held ones stay until
/// their workspaces are gone.
fn next_step(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    live: Option<&StatefulSet>,
    now: Timestamp,
    unmade: Vec<Ordinal>,
) -> Step {
    let replicas = live.and_then(|set| set.spec.replicas).unwrap_or_default();
    let revision = live.and_then(current_revision).filter(|_| !is_deleting(pool));
    let (mut snapshot, pods, running) = ctx.slots.read(|index| {
        let pods = revision.map(|revision| index.pods(key, revision));
        let running = index.slots(key).filter(|(_, slot)| runs(slot)).count();
        (index.snapshot(key), pods, running)
    });
    snapshot.unmade = unmade;
    let created = match pool.spec.demand {
        Some(_) => ctx.slots.read(|index| index.workspaces(key).map(|w| w.created).collect()),
        None => vec![],
    };
    let Spares { mut capacity, until } = spares::spares(&pool.spec, &created, now);
    if is_deleting(pool) {
        capacity = Capacity { warm_spares: 0, cold_spares: 0, ..capacity };
        snapshot.waiting = 0;
    }
    let rollout = match (revision, pods) {
        (Some(revision), Some(pods)) => {
            let known = status::known_revision(pool, revision, now);
            rollout::rollout(&pool.spec.rollout, &capacity, known, &pods, now)
        }
        _ => Rollout::default(),
    };
    Step {
        until,
        plan: plan::plan(
            &capacity,
            u32::try_from(replicas).unwrap_or_default(),
            &snapshot,
            &rollout,
        ),
        running,
        rollout,
        revision: revision.map(str::to_owned),
        capacity,
    }
}

fn runs(slot: &Slot) -> bool {
    slot.pod.as_ref().is_some_and(|pod| !pod.gated)
}

/// The revision that the StatefulSet's pods should be of, once its controller has seen its spec.
fn current_revision(set: &StatefulSet) -> Option<&str> {
    current_status(set)?.update_revision.as_deref()
}

/// What its controller says of its present spec.
fn current_status(set: &StatefulSet) -> Option<&StatefulSetStatus> {
    set.status.as_ref().filter(|status| status.observed_generation == set.metadata.generation)
}

async fn update_status(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    seen: &Seen<'_>,
) -> Result<(), Error> {
    ctx.metrics.set_slots(key, &seen.plan.counts);
    ctx.metrics.set_demand(key, pool.spec.capacity.maximum, seen.plan.waiting);
    let status = status::status(key, pool, seen, &Time(Timestamp::now()));
    if let Some(rollout) = &status.rollout {
        ctx.metrics.set_outdated(key, rollout.outdated);
    }
    if pool.status.as_ref().is_some_and(|current| status::own_part(current) == status) {
        return Ok(());
    }
    // Applied, not merged: the session store's conditions are in the same list.
    let applied = json!({
        "apiVersion": IdePool::api_version(&()),
        "kind": IdePool::kind(&()),
        "metadata": {"name": pool.name_any(), "uid": pool.uid()},
        "status": status,
    });
    let written = pools(ctx, pool)
        .patch_status(
            &pool.name_any(),
            &PatchParams::apply(FIELD_MANAGER).force(),
            &Patch::Apply(applied),
        )
        .await
        .map_err(|source| Error::Write { what: "status", source })?;
    ctx.written_pools.note(key, written);
    announce_adoption(ctx, pool, &status).await;
    announce_rollout(ctx, pool, &status).await;
    Ok(())
}

/// What is said of `type_` now, and the reason that was said before.
fn turn(
    pool: &IdePool,
    status: &IdePoolStatus,
    type_: &str,
) -> Option<(Option<String>, Condition)> {
    let find =
        |status: &IdePoolStatus| status.conditions.iter().find(|c| c.type_ == type_).cloned();
    let before = pool.status.as_ref().and_then(find).map(|condition| condition.reason);
    find(status).filter(|now| before.as_ref() != Some(&now.reason)).map(|now| (before, now))
}

/// Tells people what was taken over, and what cannot be.
async fn announce_adoption(ctx: &Context, pool: &IdePool, status: &IdePoolStatus) {
    let Some((_, now)) = turn(pool, status, condition::ADOPTED) else { return };
    let news = News {
        is_warning: [condition::reason::ADOPTION_REQUIRED, condition::reason::ADOPTION_REFUSED]
            .contains(&&*now.reason),
        reason: &now.reason,
        action: "Adopt",
        note: now.message,
    };
    news.publish(&ctx.client, &pool.object_ref(&())).await;
}

/// Tells people of a rollout's turns, the first one aside.
async fn announce_rollout(ctx: &Context, pool: &IdePool, status: &IdePoolStatus) {
    let Some((Some(_), now)) = turn(pool, status, condition::UP_TO_DATE) else { return };
    let is_done = now.reason == condition::reason::CONVERGED;
    let news = News {
        is_warning: now.reason == condition::reason::ROLLOUT_HALTED,
        reason: if is_done { "RolledOut" } else { &now.reason },
        action: "RollOut",
        note: now.message,
    };
    news.publish(&ctx.client, &pool.object_ref(&())).await;
}

/// False: the pool has changed since it was seen, as by another controller's finalizer.
async fn set_finalizer(ctx: &Context, pool: &IdePool, present: bool) -> Result<bool, Error> {
    match finalizer::set(&pools(ctx, pool), pool, FINALIZER_POOL, present).await {
        Ok(()) => Ok(true),
        Err(kube::Error::Api(status)) if status.is_conflict() => Ok(false),
        Err(source) => Err(Error::Write { what: "finalizer", source }),
    }
}

fn pools(ctx: &Context, pool: &IdePool) -> Api<IdePool> {
    Api::namespaced(ctx.client.clone(), &pool.namespace().unwrap_or_default())
}

fn is_deleting(pool: &IdePool) -> bool {
    pool.metadata.deletion_timestamp.is_some()
}
