//! The slot that was there before its pool and that `spec.adoption` assigns to a workspace.

use coditect_crds::{AdoptedSlot, Workspace};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::ResourceExt as _;
use kube::api::Api;

use crate::context::Context;
use crate::names::{Ordinal, PoolKey, SlotKey, Volume};
use crate::slot::{Holder, Slot, claim_view};
use crate::workspace::claim::ClaimError;

/// What a workspace gets by assignment.
pub enum Assigned {
    /// Nothing, or what was assigned was given to a workspace before: any free slot will do.
    Nothing,
    /// This one.
    Slot(SlotKey, Box<Slot>),
    /// This one, once it is taken over.
    NotYet(String),
    /// It is another's.
    Refused(String),
}

/// Looks for the assignment by the workspace's name. What is not known of the slot is read live:
/// a workspace that got a free slot in the place of its own would never see its files.
pub async fn assigned(
    ctx: &Context,
    workspace: &Workspace,
    pool: &PoolKey,
) -> Result<Assigned, ClaimError> {
    let name = workspace.name_any();
    // Of a pool that is being deleted as well: who has files in it gets them out that way.
    let found = ctx.pools.get(&pool.object_ref()).and_then(|pool| {
        let slots = &pool.spec.adoption.as_ref()?.slots;
        slots.iter().find(|slot| slot.workspace == name).cloned()
    });
    let Some(assignment) = found else { return Ok(Assigned::Nothing) };
    let key = SlotKey { pool: pool.clone(), ordinal: Ordinal(assignment.ordinal) };
    let slot = match ctx.slots.read(|index| index.slot(&key).cloned()) {
        Some(slot) if slot.is_adopted() => slot,
        _ => {
            let claims: Api<PersistentVolumeClaim> =
                Api::namespaced(ctx.client.clone(), &pool.namespace);
            let live = claims.get_opt(&key.claim(Volume::Workspace)).await;
            let live = live.map_err(|source| ClaimError { slot: key.pod(), source })?;
            return Ok(unless_given(&key, live.as_ref()));
        }
    };
    Ok(match refusal(workspace, &assignment, &key) {
        Some(message) => Assigned::Refused(message),
        None => Assigned::Slot(key, Box::new(slot)),
    })
}

/// A slot that carries no label of the pool's yet, or that the index has not seen as it is.
fn unless_given(key: &SlotKey, live: Option<&PersistentVolumeClaim>) -> Assigned {
    let holder = live.map(|claim| claim_view(claim).map(|(.., view)| view.holder));
    match holder {
        Some(None | Some(Holder::Adopted)) => {
            Assigned::NotYet(format!("slot {} is being taken over", key.pod()))
        }
        None | Some(Some(_)) => Assigned::Nothing,
    }
}

fn refusal(workspace: &Workspace, assignment: &AdoptedSlot, key: &SlotKey) -> Option<String> {
    let (slot, owner) = (key.pod(), &workspace.spec.owner);
    if *owner != assignment.owner {
        return Some(format!(
            "slot {slot} is kept for a workspace of this name that is {}'s, and this one is \
             {owner}'s; delete it, or correct spec.adoption.slots of the pool",
            assignment.owner
        ));
    }
    let has_source = workspace.spec.storage.is_some();
    has_source.then(|| {
        format!(
            "slot {slot} with its files is kept for this workspace, and spec.storage names other \
             ones; delete it and make it without spec.storage, or under another name"
        )
    })
}
