//! Taking over what is there under the pool's names already: the StatefulSet, pods and volumes of
//! the original system, or what it has left.
//!
//! ```text
//! looked at ─► claims labelled and locked ─► pods labelled ─► StatefulSet deleted without its pods
//!                                                  └─► the pool makes its own, which takes the pods
//! ```
//!
//! Nothing is touched before all of it was looked at and can be taken over. The lock says
//! [`HOLDER_ADOPTED`] until the workspace comes that `spec.adoption` assigns the slot to: the
//! volumes are somebody's, so the slot is never free. Each write is conditional on what was looked
//! at, and after a crash all of it begins anew with what is left to do.

mod found;

use std::collections::BTreeMap;
use std::time::Duration;

use coditect_crds::IdePool;
use coditect_crds::condition::reason;
use k8s_openapi::api::apps::v1::StatefulSet;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use crate::apply::{ApplyError, Namespaced, failed, orphan};
use crate::context::Context;
use crate::names::{
    ANNOTATION_ADOPTED, ANNOTATION_HOLDER, HOLDER_ADOPTED, LABEL_HOLDER, LABEL_POOL, LABEL_VOLUME,
    PoolKey, SlotKey, Volume,
};
use crate::pool::adopt::found::{Found, Refusal, look};
use crate::pool::build::selector_labels;
use crate::slot::{claim_view, pod_view};

/// Nothing tells of objects that do not have the pool's label yet: between two steps.
const NEXT_STEP: Duration = Duration::from_secs(1);

/// Likewise of what a person has to change first.
const REFUSED: Duration = Duration::from_secs(30);

/// How far it is.
#[derive(Debug, PartialEq, Eq)]
pub enum Adoption {
    /// There is nothing to take over, or no more.
    Done,
    /// The next step brings more.
    OnTheWay,
    /// Somebody must look: a reason and a message. Nothing was touched.
    Refused(Refusal),
}

impl Adoption {
    /// When to look again.
    #[must_use]
    pub const fn ask_again(&self) -> Duration {
        match self {
            Self::Done | Self::OnTheWay => NEXT_STEP,
            Self::Refused(_) => REFUSED,
        }
    }

    /// Why the pool makes nothing yet: a reason and a message.
    #[must_use]
    pub fn waits(&self) -> Option<Refusal> {
        match self {
            Self::Done => None,
            Self::OnTheWay => Some((
                reason::ADOPTING,
                "the StatefulSet that was there before is being taken over".to_owned(),
            )),
            Self::Refused(refusal) => Some(refusal.clone()),
        }
    }
}

/// Does what is left to do, if the StatefulSet that is `live` is not the pool's own.
pub async fn adopt(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    live: Option<&StatefulSet>,
) -> Result<Adoption, ApplyError> {
    if live.is_some_and(is_own) {
        return Ok(Adoption::Done);
    }
    let found = look(&ctx.client, key).await?;
    if live.is_none() && found.is_nothing() {
        return Ok(Adoption::Done);
    }
    if pool.metadata.deletion_timestamp.is_some() && !found.is_begun() {
        let message = "what was there before stays as it is".to_owned();
        return Ok(Adoption::Refused((reason::RELEASING, message)));
    }
    if let Err(refusal) = found.check(key, pool, live) {
        return Ok(Adoption::Refused(refusal));
    }
    if !label_all(ctx, key, &found).await? {
        return Ok(Adoption::OnTheWay);
    }
    match live {
        // Deleted without its pods: sessions go on.
        Some(live) => {
            if live.metadata.deletion_timestamp.is_none()
                && let Err(error) = orphan(&ctx.client, live).await
                && !error.is_superseded()
            {
                return Err(error);
            }
            Ok(Adoption::OnTheWay)
        }
        None => Ok(Adoption::Done),
    }
}

/// Its pods have the label by which the pool's pods are selected.
fn is_own(set: &StatefulSet) -> bool {
    set.labels().contains_key(LABEL_POOL)
}

/// Makes the claims and pods the pool's. The index learns of each at once, also of those that were
/// labelled before: by it the pool's StatefulSet gets as many replicas as there are pods.
/// False: something has changed since it was looked at.
async fn label_all(ctx: &Context, key: &PoolKey, found: &Found) -> Result<bool, ApplyError> {
    for (slot, volume, claim) in &found.claims {
        let live = if claim.labels().contains_key(LABEL_POOL) {
            Some(claim.clone())
        } else {
            let (labels, annotations) = claim_metadata(slot, *volume);
            label(ctx, key, claim, &labels, &annotations).await?
        };
        let Some(live) = live else { return Ok(false) };
        if let Some((key, volume, view)) = claim_view(&live) {
            ctx.slots.update(|index| index.apply_claim(&key, volume, view));
        }
    }
    for pod in &found.pods {
        if pod.labels().contains_key(LABEL_POOL) {
            continue;
        }
        let labelled = label(ctx, key, pod, &selector_labels(key), &BTreeMap::new()).await?;
        let Some(live) = labelled else { return Ok(false) };
        if let Some((key, view)) = pod_view(&live) {
            ctx.slots.update(|index| index.apply_pod(&key, view));
        }
    }
    // Those that slots are assigned to need not wait any longer.
    ctx.slots.update(|index| index.wake_all(key));
    Ok(true)
}

type Pairs = BTreeMap<String, String>;

/// Labels and annotations.
fn claim_metadata(slot: &SlotKey, volume: Volume) -> (Pairs, Pairs) {
    let (mut labels, mut annotations) = (selector_labels(&slot.pool), Pairs::new());
    labels.insert(LABEL_VOLUME.to_owned(), volume.as_str().to_owned());
    if volume == Volume::Workspace {
        labels.insert(LABEL_HOLDER.to_owned(), HOLDER_ADOPTED.to_owned());
        annotations.insert(ANNOTATION_HOLDER.to_owned(), HOLDER_ADOPTED.to_owned());
        annotations.insert(ANNOTATION_ADOPTED.to_owned(), "true".to_owned());
    }
    (labels, annotations)
}

/// Adds to an object's metadata on condition that `object` is still as it was read. `None`: it is not.
async fn label<K: Namespaced>(
    ctx: &Context,
    key: &PoolKey,
    object: &K,
    labels: &Pairs,
    annotations: &Pairs,
) -> Result<Option<K>, ApplyError> {
    let api: Api<K> = Api::namespaced(ctx.client.clone(), &key.namespace);
    let name = object.name_any();
    let patch = json!({"metadata": {
        "uid": object.uid(),
        "resourceVersion": object.resource_version(),
        "labels": labels,
        "annotations": annotations,
    }});
    match api.patch(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(written) => Ok(Some(written)),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(None),
        Err(source) => Err(failed::<K>("take over", &name, source)),
    }
}

/// What the pool's status says while, and after, something was taken over.
pub fn standing(pool: &IdePool, adopted: i32) -> Option<(bool, &'static str, String)> {
    let slots = &pool.spec.adoption.as_ref()?.slots;
    Some(if adopted == 0 {
        let message = "nothing is left that waits for its workspace".to_owned();
        (true, reason::CONVERGED, message)
    } else {
        let message = format!(
            "{adopted} slots keep the files that were there before until their workspaces come; \
             spec.adoption.slots assigns {}",
            slots.len()
        );
        (true, reason::WAITING_FOR_WORKSPACES, message)
    })
}
