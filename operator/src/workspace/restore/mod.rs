//! Continuing from the volumes that another workspace of the same owner has left, or beginning with
//! a snapshot or a clone of another.
//!
//! ```text
//! sources checked ─► slot claimed ─► pod gated and told ─► for each volume:
//!     its claim deleted ─► made anew, locked and naming the source ─► a left volume given to it
//! ```
//!
//! A clone is a snapshot of what the other has now. A claim that names another claim as its source
//! would do without, but it names it for as long as nobody provisions it, and in that time the slot of
//! the other may become somebody else's; see [`crate::snapshots`].
//!
//! The workspace's status names the slot only afterwards: nothing is routed to it before. While
//! the claim with the lock is being made anew, the gated pod says whose the slot is. A volume is
//! given away by a write that is conditional on what was seen of it, so to one claim only, and
//! it names that claim by its UID: a claim of the same name that is not ours never gets it.

mod snapshot;
mod source;
mod volume;

use coditect_crds::Workspace;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, PostParams, Preconditions};

use crate::context::Context;
use crate::names::{SlotKey, Volume, WorkspaceUid};
use crate::slot::{self, Holder, Told, claim_view, pod_view};

pub use source::wanted;
use source::{Found, Source, claim_of, is_made_from};

/// A step failed; all of them may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Stopping the pod, or telling it whose it is.
    #[error(transparent)]
    Gate(#[from] slot::GateError),
    /// Reading or writing a claim or a volume.
    #[error("failed to {verb} {what} to begin with the files of another")]
    Request {
        /// What was tried.
        verb: &'static str,
        /// The object.
        what: String,
        /// Why.
        #[source]
        source: kube::Error,
    },
}

/// Why a source cannot be used: a reason and a message.
pub type Refusal = (&'static str, String);

/// How far it is.
pub enum Restored {
    /// The slot has the volumes.
    Done,
    /// A step was done; its event brings the next.
    OnTheWay,
    /// Somebody must look.
    Refused(Refusal),
}

/// Whether a workspace may claim a slot to begin in.
pub enum Checked {
    /// It may.
    Ready,
    /// Not yet, for what the message says.
    Waiting(String),
    /// Somebody must look.
    Refused(Refusal),
}

/// Whether all sources that `workspace` names can be used by it now; a clone takes its snapshot
/// first.
pub async fn check(ctx: &Context, workspace: &Workspace) -> Result<Checked, RestoreError> {
    let cloned = snapshot::clone_first(ctx, workspace).await?;
    if !matches!(cloned, Checked::Ready) {
        return Ok(cloned);
    }
    for (volume, source) in wanted(workspace) {
        match source.find(ctx, workspace, volume).await? {
            Found::Refused(refusal) => return Ok(Checked::Refused(refusal)),
            Found::Waiting(why) => return Ok(Checked::Waiting(why)),
            Found::Volume(_) | Found::Snapshot(_) => {}
        }
    }
    Ok(Checked::Ready)
}

/// Does the next step for the slot that the workspace has locked.
pub async fn restore(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
) -> Result<Restored, RestoreError> {
    for (volume, source) in wanted(workspace) {
        let claims = claims(ctx, key);
        let claim = key.claim(volume);
        let live = claims.get_opt(&claim).await.map_err(failed("read", &claim))?;
        let made = match live {
            Some(live) if live.metadata.deletion_timestamp.is_some() => {
                return Ok(Restored::OnTheWay);
            }
            Some(live) if is_made_from(&live, &source) => live,
            Some(live) => {
                if prepare(ctx, workspace, key).await? && is_locked(&claims, key, uid).await? {
                    delete(&claims, &live).await?;
                }
                return Ok(Restored::OnTheWay);
            }
            // It may have gone to another while the claim of its config was away. While that of the
            // lock is away, the pod says whose it is.
            None if volume == Volume::Config && !is_locked(&claims, key, uid).await? => {
                return Ok(Restored::OnTheWay);
            }
            None => {
                let found = match source.find(ctx, workspace, volume).await? {
                    Found::Refused(refusal) => return Ok(Restored::Refused(refusal)),
                    Found::Waiting(_) => return Ok(Restored::OnTheWay),
                    found => found,
                };
                let pool = ctx.pool(&key.pool);
                let Some(new) = claim_of(&found, workspace, uid, (key, volume), pool.as_deref())
                else {
                    return Ok(Restored::OnTheWay);
                };
                match claims.create(&PostParams::default(), &new).await {
                    Ok(made) => made,
                    // The pod was made anew meanwhile, and its claims with it.
                    Err(kube::Error::Api(status)) if status.is_already_exists() => {
                        return Ok(Restored::OnTheWay);
                    }
                    Err(source) => return Err(failed("create", &claim)(source)),
                }
            }
        };
        if let Source::Volume(name) = &source {
            match volume::give(ctx, workspace, volume, name, &made).await? {
                Restored::Done => {}
                other => return Ok(other),
            }
        }
        learn(ctx, key, volume, &made);
    }
    Ok(Restored::Done)
}

/// Sees that the pod waits behind its gate and says whose the slot is. False: not yet.
async fn prepare(
    ctx: &Context,
    workspace: &Workspace,
    key: &SlotKey,
) -> Result<bool, RestoreError> {
    let name = key.pod();
    let pods: Api<Pod> = Api::namespaced(ctx.client.clone(), &key.pool.namespace);
    let live = pods.get_opt(&name).await.map_err(failed("read", &name))?;
    let Some((_, pod)) = live.as_ref().and_then(pod_view).filter(|(_, pod)| !pod.terminating)
    else {
        return Ok(false);
    };
    if !pod.gated {
        slot::stop(ctx, key, &pod).await?;
        return Ok(false);
    }
    let told = Told::about(workspace);
    if pod.told != told {
        slot::tell(ctx, key, &pod, &told).await?;
        return Ok(false);
    }
    Ok(true)
}

/// Whether the live lock of the slot is still this workspace's.
async fn is_locked(
    claims: &Api<PersistentVolumeClaim>,
    key: &SlotKey,
    uid: &WorkspaceUid,
) -> Result<bool, RestoreError> {
    let name = key.claim(Volume::Workspace);
    let live = claims.get_opt(&name).await.map_err(failed("read", &name))?;
    let view = live.as_ref().and_then(claim_view).map(|(_, _, view)| view);
    Ok(view.is_some_and(|view| view.holder == Holder::Workspace(uid.clone())))
}

/// The answer to one's own write is known at once: the workspace's status names this claim.
fn learn(ctx: &Context, key: &SlotKey, volume: Volume, claim: &PersistentVolumeClaim) {
    if let Some((_, _, view)) = claim_view(claim) {
        ctx.slots.update(|index| index.apply_claim(key, volume, view));
    }
}

/// On condition that it is still as it was read: locked by this workspace, and empty.
async fn delete(
    claims: &Api<PersistentVolumeClaim>,
    live: &PersistentVolumeClaim,
) -> Result<(), RestoreError> {
    let name = live.name_any();
    let unchanged = Preconditions { uid: live.uid(), resource_version: live.resource_version() };
    match claims.delete(&name, &DeleteParams::default().preconditions(unchanged)).await {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(()),
        Err(source) => Err(failed("delete", &name)(source)),
    }
}

fn claims(ctx: &Context, key: &SlotKey) -> Api<PersistentVolumeClaim> {
    Api::namespaced(ctx.client.clone(), &key.pool.namespace)
}

fn failed(verb: &'static str, what: &str) -> impl FnOnce(kube::Error) -> RestoreError {
    let what = what.to_owned();
    move |source| RestoreError::Request { verb, what, source }
}
