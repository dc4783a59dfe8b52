//! Suspends workspaces that nobody uses, and those that have run long enough; says whose volumes are
//! full.
//!
//! Every period it looks at all that run, asks the API once what their pods have told it, and acts
//! on those whose time has come. A workspace is suspended by its own `spec.running`, so that whoever
//! resumes it does so as always.

mod activity;
mod policy;
mod pressure;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use coditect_crds::condition::{UP_TO_DATE, reason};
use coditect_crds::{IdePool, IdePoolStatus, Workspace};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use crate::context::{Context, PARALLEL};
use crate::idle::policy::{Heard, Life, Limits, Step, step};
use crate::names::{ANNOTATION_SUSPENDED, PoolKey, SlotKey, WorkspaceUid};
use crate::news::News;
use crate::slot::{self, Announcement, GateError, PodView, SuspendReason, WorkspaceView};

pub use activity::{ActivityApi, ActivityError};
pub use policy::Wanted;
pub use pressure::FullVolumes;

/// The longest between two looks. People are told minutes before, so this is soon enough.
const PERIOD: Duration = Duration::from_secs(30);

/// Suspending a workspace failed; the next period tries again.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Announce(#[from] GateError),
    #[error("failed to suspend workspace {workspace}")]
    Suspend {
        workspace: String,
        #[source]
        source: kube::Error,
    },
}

/// A workspace that runs and has limits, or was told of some.
struct Running {
    slot: SlotKey,
    pod: PodView,
    uid: WorkspaceUid,
    workspace: WorkspaceView,
    limits: Limits,
}

/// Looks again and again, for as long as it is polled.
pub async fn run(ctx: &Context, api: Option<&ActivityApi>) {
    loop {
        tokio::time::sleep(period(&ctx.pools.state())).await;
        let pools = ctx.pools.state().into_iter();
        let by_key = |pool: Arc<IdePool>| (PoolKey::of(&pool), pool);
        look(ctx, &pools.map(by_key).collect(), api).await;
    }
}

/// Short beside the shortest warning.
fn period(pools: &[Arc<IdePool>]) -> Duration {
    let warnings = pools.iter().map(|pool| pool.spec.idle.warn_before.get() / 2);
    warnings.min().unwrap_or(PERIOD).clamp(Duration::from_secs(1), PERIOD)
}

async fn look(ctx: &Context, pools: &HashMap<PoolKey, Arc<IdePool>>, api: Option<&ActivityApi>) {
    let running = running(ctx, pools);
    let heard = match api {
        Some(api) if ctx.slots.read(|index| index.owned().next().is_some()) => {
            api.ask().await.map_err(|error| report(ctx, "activity", &error)).ok()
        }
        _ => None,
    };
    if let Some(heard) = &heard {
        pressure::tell(ctx, heard).await;
    }
    let now = Timestamp::now();
    let steps = running.into_iter().filter_map(|running| {
        let step = step(&running.limits, &running.life(heard.as_ref()), now);
        (step != Step::Wait).then_some((running, step))
    });
    stream::iter(steps.collect::<Vec<_>>())
        .for_each_concurrent(PARALLEL, |(running, step)| async move {
            if let Err(error) = act(ctx, &running, step).await {
                report(ctx, "suspend", &error);
            }
        })
        .await;
}

fn report(ctx: &Context, stage: &'static str, error: &dyn std::error::Error) {
    ctx.metrics.failed("idle", stage);
    tracing::warn!(controller = "idle", "{}", coditect_service::logs::chain(error));
}

fn running(ctx: &Context, pools: &HashMap<PoolKey, Arc<IdePool>>) -> Vec<Running> {
    ctx.slots.read(|index| {
        index
            .owned()
            .filter_map(|(slot, pod, uid, workspace)| {
                let pool = pools.get(&slot.pool)?;
                let mut limits = Limits::of(&pool.spec, workspace.wanted, is_outdated(pool, pod));
                if would_fail_anew(pool, pod) {
                    limits = limits.lifted();
                }
                let runs = workspace.running && !pod.gated && !pod.terminating;
                let is_concerned = limits.any() || pod.notice.suspend.is_some();
                (runs && is_concerned).then(|| Running {
                    slot: slot.clone(),
                    pod: pod.clone(),
                    uid: uid.clone(),
                    workspace: workspace.clone(),
                    limits,
                })
            })
            .collect()
    })
}

/// Whether it is known to be outdated, and by a revision that is known to work.
fn is_outdated(pool: &IdePool, pod: &PodView) -> bool {
    let Some(status) = &pool.status else { return false };
    !stands(status, &[reason::ROLLOUT_PAUSED, reason::ROLLOUT_HALTED])
        && status.observed_generation == pool.metadata.generation
        && status.rollout.as_ref().is_some_and(|rollout| {
            rollout.proven_at.is_some() && pod.is_outdated(&rollout.revision)
        })
}

/// Whether a pod in its place would be of a revision that fails and has never been seen to work: who
/// came back would find a workspace that does not start.
fn would_fail_anew(pool: &IdePool, pod: &PodView) -> bool {
    let Some(status) = &pool.status else { return false };
    stands(status, &[reason::ROLLOUT_HALTED])
        && status.rollout.as_ref().is_some_and(|rollout| {
            rollout.proven_at.is_none() && pod.is_outdated(&rollout.revision)
        })
}

/// Whether the rollout stands still for one of these reasons.
fn stands(status: &IdePoolStatus, reasons: &[&str]) -> bool {
    let is_said = |c: &Condition| c.type_ == UP_TO_DATE && reasons.contains(&c.reason.as_str());
    status.conditions.iter().any(is_said)
}

impl Running {
    /// A warm pod ran before its owner had it, and one that has not begun has not been idle.
    fn life(&self, heard: Option<&HashMap<WorkspaceUid, Heard>>) -> Life {
        let started = self.pod.started_at.unwrap_or(Timestamp::MAX);
        Life {
            since: started.max(self.workspace.claimed),
            heard: heard.map(|heard| heard.get(&self.uid).copied().unwrap_or_default()),
            told: self.pod.notice.suspend,
        }
    }
}

async fn act(ctx: &Context, running: &Running, step: Step) -> Result<(), Error> {
    match step {
        Step::Wait => {}
        Step::Tell(suspend) => {
            let what = Announcement::Suspend(suspend);
            if slot::announce(ctx, &running.slot, &running.pod, what).await? {
                publish(ctx, running, told(suspend)).await;
            }
        }
        Step::Suspend(reason) => {
            if suspend(ctx, running, reason).await? {
                publish(ctx, running, suspended(reason)).await;
            }
        }
    }
    Ok(())
}

/// Why a workspace is suspended though nobody asked for it.
const fn done(reason: SuspendReason) -> &'static str {
    match reason {
        SuspendReason::Idle => "it was suspended since nobody used it",
        SuspendReason::MaxLifetime => {
            "it was suspended since its pod had run as long as it may at a stretch"
        }
        SuspendReason::Outdated => {
            "it was suspended since nobody used it and there is a new version of the IDE, which it \
             has when it is resumed"
        }
    }
}

/// On condition that nobody changed the workspace meanwhile. The reason goes with the generation
/// that this write makes: what its owner asks for afterwards has another.
async fn suspend(ctx: &Context, running: &Running, reason: SuspendReason) -> Result<bool, Error> {
    let WorkspaceView { key, version, generation, .. } = &running.workspace;
    let why = json!({"reason": done(reason), "generation": generation + 1});
    let patch = json!({
        "metadata": {
            "uid": running.uid.0,
            "resourceVersion": version.to_string(),
            "annotations": {ANNOTATION_SUSPENDED: why.to_string()},
        },
        "spec": {"running": false},
    });
    let workspaces: Api<Workspace> = Api::namespaced(ctx.client.clone(), &key.namespace);
    match workspaces.patch(&key.name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(false),
        Err(source) => Err(Error::Suspend { workspace: key.name.clone(), source }),
    }
}

/// Why the operator has suspended `workspace`, if that is why it is.
#[must_use]
pub fn suspended_because(workspace: &Workspace) -> Option<String> {
    let why = workspace.annotations().get(ANNOTATION_SUSPENDED)?;
    let why: serde_json::Value = serde_json::from_str(why).ok()?;
    let is_latest = why.get("generation")?.as_i64() == workspace.metadata.generation;
    is_latest.then(|| why.get("reason")?.as_str().map(str::to_owned)).flatten()
}

/// A warning: who does nothing loses what runs in the terminal.
fn told(suspend: Option<(Timestamp, SuspendReason)>) -> News<'static> {
    let (is_warning, reason, note) = match suspend {
        Some((at, why)) => (true, "SuspensionPending", why.announcement(at)),
        None => (false, "SuspensionCancelled", "it is not suspended after all".to_owned()),
    };
    News { is_warning, reason, action: "Suspend", note }
}

fn suspended(reason: SuspendReason) -> News<'static> {
    let note = done(reason).to_owned();
    News { is_warning: false, reason: reason.as_str(), action: "Suspend", note }
}

async fn publish(ctx: &Context, running: &Running, news: News<'static>) {
    news.publish(&ctx.client, &running.workspace.key.reference(&running.uid)).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slot::samples;

    fn pool(reason: &str, proven_at: Option<&str>) -> IdePool {
        serde_json::from_value(json!({
            "metadata": {"name": "p", "generation": 2},
            "spec": {"image": "i"},
            "status": {
                "observedGeneration": 2,
                "conditions": [{
                    "type": "UpToDate", "status": "False", "reason": reason, "message": "",
                    "lastTransitionTime": "2026-01-01T00:00:00Z",
                }],
                "rollout": {
                    "revision": "new", "startedAt": "2026-01-01T00:00:00Z",
                    "provenAt": proven_at, "updated": 1, "outdated": 1,
                },
            },
        }))
        .unwrap()
    }

    fn pod(revision: &str) -> PodView {
        PodView { revision: Some(revision.to_owned()), ..samples::pod("u", 1) }
    }

    #[test]
    fn nobody_is_suspended_whose_workspace_would_not_start_again() {
        let halted = pool(reason::ROLLOUT_HALTED, None);
        assert!(would_fail_anew(&halted, &pod("old")));
        assert!(!would_fail_anew(&halted, &pod("new")), "it is no better as it is");
        let proven = pool(reason::ROLLOUT_HALTED, Some("2026-01-01T00:01:00Z"));
        assert!(!would_fail_anew(&proven, &pod("old")), "others run with it");
        assert!(!would_fail_anew(&pool(reason::ROLLING_OUT, None), &pod("old")));
    }

    #[test]
    fn an_outdated_one_is_replaced_sooner_only_while_the_rollout_goes_on() {
        let proven = Some("2026-01-01T00:01:00Z");
        assert!(is_outdated(&pool(reason::ROLLING_OUT, proven), &pod("old")));
        assert!(!is_outdated(&pool(reason::ROLLING_OUT, None), &pod("old")));
        assert!(!is_outdated(&pool(reason::ROLLOUT_PAUSED, proven), &pod("old")));
        assert!(!is_outdated(&pool(reason::ROLLOUT_HALTED, proven), &pod("old")));
    }
}
