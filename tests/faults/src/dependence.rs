//! What rightly depends on the way, and is left out where two states are compared; each with its
//! reason.

use serde_json::{Value, json};

use crate::ground::Specs;

/// Leaves out of `state` what may depend on how it came to `specs`.
#[must_use]
pub fn forget(_specs: &Specs, mut state: Value) -> Value {
    what_was_said_once(&mut state);
    what_warm_pods_know(&mut state);
    whether_a_suspended_slot_has_run(&mut state);
    state
}

/// A workspace that was never told of an end, never had resources of its own and never asked for a
/// snapshot has no conditions for them; for another they say that there is nothing any more.
fn what_was_said_once(state: &mut Value) {
    for workspace in each(state, "/end/workspaces") {
        let conditions = workspace.get_mut("conditions").and_then(Value::as_object_mut);
        let Some(conditions) = conditions else { continue };
        conditions.retain(|type_, said| {
            let is_over = match type_.as_str() {
                "DisruptionPending" => *said == json!(["False", "NonePending"]),
                "ResourcesUpToDate" => *said == json!(["True", "Converged"]),
                kind => kind == "SnapshotReady",
            };
            !is_over
        });
    }
}

/// A pod that was warm when its workspace got it is told whose it is only if there is something to
/// do; one that is started for a workspace always.
fn what_warm_pods_know(state: &mut Value) {
    for pod in each(state, "/end/pods") {
        remove(pod, "knows");
    }
    sort(state, "/end/pods");
}

/// Volumes are made when a pod runs for the first time. A suspended workspace may have a slot that
/// has run, or one that has not.
fn whether_a_suspended_slot_has_run(state: &mut Value) {
    let mut suspended = vec![];
    for workspace in each(state, "/end/workspaces") {
        if workspace.get("phase") == Some(&json!("Suspended")) {
            remove(workspace, "has_volume");
            suspended.extend(workspace.get("name").cloned());
        }
    }
    let mut bound = 0;
    for claim in each(state, "/end/claims") {
        bound += usize::from(claim.get("phase") == Some(&json!("Bound")));
        if claim.get("holder").is_some_and(|holder| suspended.contains(holder)) {
            remove(claim, "phase");
        }
    }
    sort(state, "/end/claims");
    // That none is left over is still to be seen.
    if let Some(volumes) = state.pointer_mut("/end/volumes") {
        let count = volumes.as_array().map_or(0, Vec::len);
        *volumes = json!({"without a claim": count.abs_diff(bound)});
    }
}

fn each<'a>(state: &'a mut Value, path: &str) -> impl Iterator<Item = &'a mut Value> {
    state.pointer_mut(path).and_then(Value::as_array_mut).into_iter().flatten()
}

fn remove(object: &mut Value, field: &str) {
    if let Value::Object(fields) = object {
        fields.remove(field);
    }
}

fn sort(state: &mut Value, path: &str) {
    if let Some(items) = state.pointer_mut(path).and_then(Value::as_array_mut) {
        items.sort_by_key(ToString::to_string);
    }
}
