//! Takes one snapshot of both volumes.
//!
//! ```text
//! asked for by claim name ─► cut ─► the claims are still those that were meant ─► sealed
//! ```
//!
//! A `VolumeSnapshot` names its claim, and names are used again: a driver that comes late could cut
//! the files of a slot's next owner. So one is nobody's until it was cut and the claims that it was
//! made for were then seen to be there still, by their UIDs. Only one that is sealed is ever given
//! to anybody.

use coditect_crds::{SnapshotNames, Workspace};
use jiff::Timestamp;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::ResourceExt as _;
use kube::api::Api;
use serde_json::{Value, json};

use super::volume_snapshot::{VolumeSnapshot, VolumeSnapshots};
use super::{Reason, Trigger};
use crate::context::Context;
use crate::names::{
    ANNOTATION_CLAIM_UID, FIELD_MANAGER, LABEL_HOLDER, LABEL_SNAPSHOT, LABEL_VOLUME,
    LABEL_WORKSPACE, SlotKey, Volume, WorkspaceUid,
};
use crate::slot::{Holder, Slot, claim_view};

/// How far a snapshot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The cluster has no `VolumeSnapshot`s.
    NotInstalled,
    /// Not all of it is cut and sealed, since this long; and what the driver complains of.
    Pending {
        /// When the first of it was asked for.
        since: Option<Timestamp>,
        /// What the driver says.
        trouble: Option<String>,
    },
    /// What is written from now on is not in it. Whether volumes can be made from it yet.
    Cut {
        /// All of it is ready.
        is_ready: bool,
    },
    /// It never will be.
    Failed(String),
}

/// What is to be taken.
pub struct Plan<'a> {
    /// Whose.
    pub workspace: &'a Workspace,
    /// The slot that the status of the workspace names.
    pub key: &'a SlotKey,
    /// What is known of it.
    pub slot: &'a Slot,
    /// Why, and which.
    pub trigger: &'a Trigger,
    /// The `VolumeSnapshotClass`.
    pub class: Option<&'a str>,
    /// The object that it goes with, if it is to go with one.
    pub dependent_on: Option<Value>,
}

impl Plan<'_> {
    /// Their names; the same whenever they are asked for.
    pub fn names(&self) -> SnapshotNames {
        let name = |volume| self.name(volume);
        SnapshotNames { workspace: name(Volume::Workspace), config: Some(name(Volume::Config)) }
    }

    fn name(&self, volume: Volume) -> String {
        self.trigger.name(self.workspace, volume)
    }
}

/// Does the next step of all of it.
pub async fn take(ctx: &Context, plan: &Plan<'_>) -> kube::Result<Taken> {
    let snapshots = VolumeSnapshots::of(&ctx.client, &plan.key.pool.namespace);
    let mut since: Option<Timestamp> = None;
    let (mut trouble, mut is_cut, mut is_ready) = (None, true, true);
    for volume in Volume::ALL {
        match take_one(ctx, &snapshots, plan, volume).await? {
            One::There(one) => {
                since = [since, one.created].into_iter().flatten().min();
                is_cut &= one.is_cut && one.owner().is_some();
                is_ready &= one.is_ready;
                trouble = trouble.or_else(|| one.error.clone());
            }
            One::Asked => is_cut = false,
            One::NoVolume(why) => (is_cut, trouble) = (false, Some(why)),
            One::NotInstalled => return Ok(Taken::NotInstalled),
            One::Failed(why) => return Ok(Taken::Failed(why)),
        }
    }
    Ok(if is_cut { Taken::Cut { is_ready } } else { Taken::Pending { since, trouble } })
}

enum One {
    There(Box<VolumeSnapshot>),
    Asked,
    NoVolume(String),
    NotInstalled,
    Failed(String),
}

async fn take_one(
    ctx: &Context,
    snapshots: &VolumeSnapshots,
    plan: &Plan<'_>,
    volume: Volume,
) -> kube::Result<One> {
    let name = plan.name(volume);
    let Some(found) = snapshots.get(&name).await? else {
        let Some(claim) = plan.slot.claim(volume).filter(|claim| claim.volume.is_some()) else {
            return Ok(One::NoVolume(format!("the {} volume is not there yet", volume.as_str())));
        };
        let asked = snapshots.create(wanted(plan, volume, &claim.uid)).await?;
        return Ok(if asked { One::Asked } else { One::NotInstalled });
    };
    if found.label(LABEL_HOLDER) != plan.workspace.metadata.uid.as_deref() {
        return Ok(One::Failed(format!("VolumeSnapshot {name} is another's; ask by a new value")));
    }
    if !found.is_cut || found.owner().is_some() {
        return Ok(One::There(Box::new(found)));
    }
    if !is_of(ctx, plan, volume, &found).await? {
        let why =
            format!("the claim that VolumeSnapshot {name} was made for is not there any more");
        return Ok(One::Failed(why));
    }
    snapshots.seal(&found, &plan.workspace.spec.owner).await?;
    Ok(One::Asked)
}

/// Whether the claim that a snapshot was made for, and the lock of its slot, are there still. They
/// were there before it was made, so its name has meant them all the while.
async fn is_of(
    ctx: &Context,
    plan: &Plan<'_>,
    volume: Volume,
    snapshot: &VolumeSnapshot,
) -> kube::Result<bool> {
    let claims: Api<PersistentVolumeClaim> =
        Api::namespaced(ctx.client.clone(), &plan.key.pool.namespace);
    let lock = claims.get_opt(&plan.key.claim(Volume::Workspace)).await?;
    let Some(lock) = lock else { return Ok(false) };
    let holder = claim_view(&lock).map(|(_, _, view)| view.holder);
    let uid = WorkspaceUid(plan.workspace.uid().unwrap_or_default());
    let named = plan.workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    if holder != Some(Holder::Workspace(uid))
        || lock.uid().as_deref() != named.map(|slot| slot.claim_uid.as_str())
    {
        return Ok(false);
    }
    let of = match volume {
        Volume::Workspace => lock.uid(),
        Volume::Config => {
            claims.get_opt(&plan.key.claim(volume)).await?.and_then(|claim| claim.uid())
        }
    };
    Ok(of.is_some() && of.as_deref() == snapshot.claim_uid())
}

fn wanted(plan: &Plan<'_>, volume: Volume, claim_uid: &str) -> Value {
    let Plan { workspace, key, trigger, class, .. } = plan;
    json!({
        "apiVersion": "snapshot.storage.k8s.io/v1",
        "kind": "VolumeSnapshot",
        "metadata": {
            "name": plan.name(volume),
            "namespace": key.pool.namespace,
            "labels": {
                "app.kubernetes.io/managed-by": FIELD_MANAGER,
                LABEL_WORKSPACE: workspace.name_any(),
                LABEL_HOLDER: workspace.metadata.uid,
                LABEL_VOLUME: volume.as_str(),
                LABEL_SNAPSHOT: Reason::as_str(trigger.reason()),
            },
            "annotations": {ANNOTATION_CLAIM_UID: claim_uid},
            "ownerReferences": plan.dependent_on.as_ref().map(|of| [of]),
        },
        "spec": {
            "source": {"persistentVolumeClaimName": key.claim(volume)},
            "volumeSnapshotClassName": class,
        },
    })
}
