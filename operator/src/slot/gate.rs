//! The scheduling gate: opening it starts a slot, deleting the pod closes it again.
//!
//! And what a slot that is open is told of its workspace.
//!
//! Each write is of the pod that was seen. False: that one has changed or gone, and what is to be
//! done must be decided anew.

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, DeleteParams, Patch, PatchParams, Preconditions};
use serde_json::{Value, json};

use crate::context::Context;
use crate::names::SlotKey;
use crate::slot::{Announcement, PodView, Resources, Told, apply_pod, look_at_pod};

/// Starting or stopping a slot's pod failed.
#[derive(Debug, thiserror::Error)]
#[error("failed to {verb} pod {pod}")]
pub struct GateError {
    verb: &'static str,
    pod: String,
    #[source]
    source: kube::Error,
}

impl GateError {
    /// What the apiserver says, if it refuses what is asked for: a quota, a rule, a right.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let kube::Error::Api(status) = &self.source else { return None };
        let is_refused = status.is_forbidden() || status.is_invalid();
        is_refused.then(|| format!("{self}: {}", status.message))
    }
}

/// Lets the pod go to the scheduler, knowing its workspace if it has one.
pub async fn open_gate(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
    told: &Told,
) -> Result<bool, GateError> {
    let opened = json!({
        "metadata": {
            "uid": pod.uid,
            "resourceVersion": pod.version.to_string(),
            "annotations": told.annotations(),
        },
        // The operator's gate is the only one that its template sets.
        "spec": {"schedulingGates": null},
    });
    // Before the answer: a pod may be ready before it comes.
    ctx.metrics.gate_opened(&slot.pool, &pod.uid);
    patch(ctx, slot, opened, "open the gate of").await
}

/// Tells a pod that runs which workspace it has. Unlike the gate, this does not depend on the state
/// that the pod was seen in, which changes often while it starts: it must only be the same pod.
pub async fn tell(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
    told: &Told,
) -> Result<bool, GateError> {
    let informed = json!({"metadata": {"uid": pod.uid, "annotations": told.annotations()}});
    patch(ctx, slot, informed, "inform").await
}

/// Tells the owner what is going to become of the pod that runs, or that it is not any more.
pub async fn announce(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
    what: Announcement,
) -> Result<bool, GateError> {
    let announced = json!({"metadata": {"uid": pod.uid, "annotations": what.annotations()}});
    patch(ctx, slot, announced, "announce the end of").await
}

/// Changes CPU and memory of the pod while it runs.
pub async fn resize(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
    resources: &Resources,
) -> Result<bool, GateError> {
    let patch = Patch::Strategic(resources.patch(&pod.uid));
    let patched = pods(ctx, slot).patch_resize(&slot.pod(), &PatchParams::default(), &patch).await;
    learn(ctx, slot, patched, "resize").await
}

/// Has a pod that waits behind its gate made anew. One that was let go meanwhile stays.
pub async fn replace_gated(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
) -> Result<bool, GateError> {
    delete(ctx, slot, pod, Some(pod.version.to_string()), "replace").await
}

/// Stops the slot: the StatefulSet controller makes the pod anew, behind its gate.
pub async fn stop(ctx: &Context, slot: &SlotKey, pod: &PodView) -> Result<bool, GateError> {
    delete(ctx, slot, pod, None, "stop").await
}

async fn delete(
    ctx: &Context,
    slot: &SlotKey,
    pod: &PodView,
    resource_version: Option<String>,
    verb: &'static str,
) -> Result<bool, GateError> {
    let same = Preconditions { uid: Some(pod.uid.clone()), resource_version };
    let params = DeleteParams::default().preconditions(same);
    let deleted = pods(ctx, slot).delete(&slot.pod(), &params).await;
    unless_superseded(ctx, slot, deleted.map(drop), verb).await
}

async fn patch(
    ctx: &Context,
    slot: &SlotKey,
    change: Value,
    verb: &'static str,
) -> Result<bool, GateError> {
    let change = Patch::Merge(change);
    let patched = pods(ctx, slot).patch(&slot.pod(), &PatchParams::default(), &change).await;
    learn(ctx, slot, patched, verb).await
}

/// The answer to one's own write is known at once.
async fn learn(
    ctx: &Context,
    slot: &SlotKey,
    patched: kube::Result<Pod>,
    verb: &'static str,
) -> Result<bool, GateError> {
    let patched = patched.map(|pod| ctx.slots.update(|index| apply_pod(index, &pod)));
    unless_superseded(ctx, slot, patched, verb).await
}

fn pods(ctx: &Context, slot: &SlotKey) -> Api<Pod> {
    Api::namespaced(ctx.client.clone(), &slot.pool.namespace)
}

/// False, and the index knows what is there now, if the pod is not the one that was seen.
async fn unless_superseded(
    ctx: &Context,
    slot: &SlotKey,
    result: kube::Result<()>,
    verb: &'static str,
) -> Result<bool, GateError> {
    let failed = |source| GateError { verb, pod: slot.pod(), source };
    match result {
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => {
            look_at_pod(ctx, slot).await.map_err(failed)?;
            Ok(false)
        }
        other => other.map(|()| true).map_err(failed),
    }
}
