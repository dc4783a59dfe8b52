//! The first of the two writes of a claim: the lock on a free slot.

use std::collections::BTreeMap;
use std::time::Duration;

use coditect_crds::{Workspace, condition::reason};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use crate::context::Context;
use crate::names::{
    ANNOTATION_HOLDER, ANNOTATION_OWNER, LABEL_HOLDER, LABEL_WORKSPACE, PoolKey, SlotKey, Volume,
    WorkspaceUid,
};
use crate::slot::{ClaimView, Claimant, Free, Holder, NotNow, Quotas, Slot, look_at_lock, version};
use crate::workspace::ASK_AGAIN;
use crate::workspace::assigned::{Assigned, assigned};
use crate::workspace::restore::Refusal;

/// Reading or writing the lock failed in a way that says nothing about who holds the slot now.
#[derive(Debug, thiserror::Error)]
#[error("failed to claim slot {slot}")]
pub struct ClaimError {
    pub(super) slot: String,
    #[source]
    pub(super) source: kube::Error,
}

/// What came of asking for a slot.
pub enum Claim {
    /// This one is its own.
    Slot(SlotKey, Box<Slot>),
    /// There is none, or those before it in the queue need them; it is triggered when its turn
    /// comes.
    Queued,
    /// It must wait for something else before it may have one; nothing tells when, so it is looked at
    /// again after this time.
    NotYet(Refusal, Duration),
    /// Somebody must look.
    Refused(Refusal),
    /// Why it would be too much; it is triggered when others take less.
    OverQuota(String),
}

impl Claim {
    /// As a metric's label.
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Slot(..) => "claimed",
            Self::Queued => "queued",
            Self::NotYet(..) => "not_yet",
            Self::Refused(_) => "refused",
            Self::OverQuota(_) => "over_quota",
        }
    }
}

/// Locks a slot for the workspace: the one that is assigned to it, or else a free one.
pub async fn claim(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    pool: &PoolKey,
) -> Result<Claim, ClaimError> {
    if let Some(claim) = claim_assigned(ctx, workspace, uid, pool).await? {
        return Ok(claim);
    }
    // One that is not there, or is to go, gives no slot to anybody. Its event wakes all of its own.
    let Some(found) = ctx.pool(pool) else { return Ok(Claim::Queued) };
    let created = workspace.creation_timestamp().map_or(0, |time| time.0.as_second());
    // One that continues from volumes gives those of the slot back at once: a cold one will do.
    let running = workspace.spec.running && workspace.spec.storage.is_none();
    let quotas = Quotas::of(&found.spec);
    let maximum = usize::try_from(found.spec.capacity.maximum).ok();
    let claimant = Claimant { uid, created, running, quotas: quotas.as_ref(), maximum };
    loop {
        let reserved = ctx.slots.reserve(|index| {
            index.line_up(pool);
            index.reserve(pool, claimant)
        });
        let (key, slot) = match reserved {
            Ok(reserved) => reserved,
            Err(NotNow::Queued(overtaken)) => {
                ctx.slots.update(|_| overtaken);
                return Ok(Claim::Queued);
            }
            Err(NotNow::OverQuota(why, moved)) => {
                ctx.slots.update(|_| moved);
                return Ok(Claim::OverQuota(why));
            }
        };
        match lock(ctx, workspace, uid, &key, &slot).await {
            Ok(Some(claimed)) => return Ok(take(ctx, workspace, key, slot, claimed)),
            // Somebody else changed it first. The index knows now; there may be another.
            Ok(None) => ctx.slots.update(|index| index.unreserve(&key)),
            Err(error) => {
                ctx.slots.update(|index| index.unreserve(&key));
                return Err(error);
            }
        }
    }
}

/// What one that is in the queue waits for: a reason and a message.
pub fn waits_for(ctx: &Context, uid: &WorkspaceUid, pool: &PoolKey) -> (&'static str, String) {
    let Some(found) = ctx.pool(pool) else {
        let name = &pool.name;
        let message = format!("no IdePool {name} is in this namespace; create it, or name another");
        return (reason::POOL_NOT_FOUND, message);
    };
    let (in_use, place) = ctx.slots.read(|index| (index.in_use(pool), index.place(pool, uid)));
    let place = place.map_or_else(String::new, told);
    let maximum = found.spec.capacity.maximum;
    if usize::try_from(maximum).is_ok_and(|maximum| in_use >= maximum) {
        let message = format!("all {maximum} slots of the pool are in use; {place}");
        return (reason::POOL_AT_MAXIMUM, message);
    }
    (reason::WAITING_FOR_SLOT, format!("the pool is making more slots; {place}"))
}

fn told(place: usize) -> String {
    match place {
        1 => "it is the next to get one".to_owned(),
        2..=10 => format!("it has place {place} in the queue"),
        _ => format!("it is among the first {place} in the queue"),
    }
}

/// `None`: none is assigned to it.
async fn claim_assigned(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    pool: &PoolKey,
) -> Result<Option<Claim>, ClaimError> {
    loop {
        let (key, slot) = match assigned(ctx, workspace, pool).await? {
            Assigned::Nothing => return Ok(None),
            Assigned::NotYet(message) => {
                return Ok(Some(Claim::NotYet((reason::ADOPTING, message), ASK_AGAIN)));
            }
            Assigned::Refused(message) => {
                return Ok(Some(Claim::Refused((reason::ADOPTION_REFUSED, message))));
            }
            Assigned::Slot(key, slot) => (key, slot),
        };
        // If somebody else changed it first, the index knows now.
        if let Some(claimed) = lock(ctx, workspace, uid, &key, &slot).await? {
            return Ok(Some(take(ctx, workspace, key, *slot, claimed)));
        }
    }
}

/// The lock is written.
fn take(
    ctx: &Context,
    workspace: &Workspace,
    key: SlotKey,
    slot: Slot,
    claimed: ClaimView,
) -> Claim {
    ctx.slots.update(|index| index.claimed(&key, claimed.clone()));
    count(ctx, workspace, &key, &slot);
    Claim::Slot(key, Box::new(Slot { workspace: Some(claimed), ..slot }))
}

fn count(ctx: &Context, workspace: &Workspace, key: &SlotKey, slot: &Slot) {
    let created = workspace.creation_timestamp().map(|time| time.0);
    let waited = created.map_or(Duration::ZERO, |created| {
        Duration::try_from(Timestamp::now().duration_since(created)).unwrap_or_default()
    });
    let was = if slot.is_adopted() { "adopted" } else { slot.free().map_or("none", Free::as_str) };
    ctx.metrics.claimed(&key.pool, was, waited);
}

async fn lock(
    ctx: &Context,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    key: &SlotKey,
    slot: &Slot,
) -> Result<Option<ClaimView>, ClaimError> {
    let Some(free) = &slot.workspace else { return Ok(None) };
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &key.pool.namespace);
    let name = key.claim(Volume::Workspace);
    let patch = json!({"metadata": {
        "uid": free.uid,
        "resourceVersion": free.version.to_string(),
        "labels": lock_labels(workspace, uid),
        "annotations": lock_annotations(workspace, uid),
    }});
    let failed = |source| ClaimError { slot: key.pod(), source };
    match claims.patch_metadata(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(written) => {
            let holder = Holder::Workspace(uid.clone());
            Ok(Some(free.held_by(holder, Some(workspace.name_any()), version(&written))))
        }
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => {
            look_at_lock(ctx, key).await.map(|()| None).map_err(failed)
        }
        // The answer may have got lost after the write was done: find out before another slot is
        // tried, so that this one does not stay locked for nobody.
        Err(source) => {
            look_at_lock(ctx, key).await.map_err(failed)?;
            Err(failed(source))
        }
    }
}

/// The lock.
pub(super) fn lock_labels(workspace: &Workspace, uid: &WorkspaceUid) -> BTreeMap<String, String> {
    BTreeMap::from([
        (LABEL_HOLDER.to_owned(), uid.0.clone()),
        (LABEL_WORKSPACE.to_owned(), workspace.name_any()),
    ])
}

/// The lock once more, and whose it is.
pub(super) fn lock_annotations(
    workspace: &Workspace,
    uid: &WorkspaceUid,
) -> BTreeMap<String, String> {
    BTreeMap::from([
        (ANNOTATION_HOLDER.to_owned(), uid.0.clone()),
        (ANNOTATION_OWNER.to_owned(), workspace.spec.owner.clone()),
    ])
}
