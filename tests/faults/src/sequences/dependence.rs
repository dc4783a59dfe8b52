//! What rightly depends on the way, and is left out where two states are compared; each with its
//! reason.

use serde_json::{Value, json};

use crate::sequences::ground::Specs;
use crate::sequences::schema::at;

/// Leaves out of two states of `specs`, that of a fresh deployment and that at the end of another
/// way, what may differ.
pub fn forget(specs: &Specs, fresh: &mut Value, other: &mut Value) {
    let waits = somebody_waits(fresh);
    let keeps = outdated_pods_stay(&specs.pool, other);
    for state in [fresh, other] {
        what_was_said_once(state);
        what_warm_pods_know(state);
        whether_a_suspended_slot_has_run(state);
        what_jobs_ran(state);
        sort(state, "/end/pool/finalizers");
        if at(&specs.pool, "sessionStore").is_some() {
            which_processes_are_outdated(state);
        }
        if waits {
            what_is_taken(state);
        }
        if keeps {
            which_pods_are_outdated(state);
        }
    }
}

/// Whether a fresh deployment has more workspaces than the maximum or the quota lets in.
fn somebody_waits(fresh: &Value) -> bool {
    let workspaces = fresh.pointer("/end/workspaces").and_then(Value::as_array);
    workspaces.into_iter().flatten().any(|workspace| {
        let why = workspace.pointer("/conditions/Ready/1").and_then(Value::as_str);
        why.is_some_and(|why| ["PoolAtMaximum", "QuotaExceeded"].contains(&why))
    })
}

/// A limit that is lowered takes nothing away: who has a slot keeps it, and who runs goes on.
fn what_is_taken(state: &mut Value) {
    for part in ["workspaces", "pods", "claims", "pool", "replicas"] {
        if let Some(end) = state.get_mut("end") {
            remove(end, part);
        }
    }
    remove(state, "pods");
    for (object, field) in
        [("/objects/0/0/spec", "replicas"), ("/objects/2/0/spec", "minAvailable")]
    {
        if let Some(spec) = state.pointer_mut(object) {
            remove(spec, field);
        }
    }
}

/// Whether pods of other settings are left that nothing restarts while anybody looks: the rollout is
/// paused, or its deadline is far away or none.
fn outdated_pods_stay(pool: &Value, other: &Value) -> bool {
    let is_outdated = other.pointer("/end/pool/rollout/outdated") != Some(&json!(0));
    let rollout = |field: &str| pool.pointer(&format!("/rollout/{field}"));
    let soon = [json!("1s"), json!("2s")];
    let is_soon = ["deadline", "warnBefore"]
        .iter()
        .all(|field| rollout(field).is_some_and(|time| soon.contains(time)));
    is_outdated && (rollout("paused") == Some(&json!(true)) || !is_soon)
}

/// Pods are replaced when the rollout gets to them.
fn which_pods_are_outdated(state: &mut Value) {
    remove(state, "pods");
    if let Some(pool) = state.pointer_mut("/end/pool") {
        remove(pool, "rollout");
        for said in ["conditions", "messages"] {
            if let Some(said) = pool.get_mut(said) {
                remove(said, "UpToDate");
            }
        }
    }
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
/// has run, or one that has not: then its claims grow when they have volumes.
fn whether_a_suspended_slot_has_run(state: &mut Value) {
    let mut suspended = vec![];
    for workspace in each(state, "/end/workspaces") {
        if workspace.get("phase") == Some(&json!("Suspended")) {
            remove(workspace, "has_volume");
            suspended.extend(workspace.get("name").cloned());
        }
    }
    for claim in each(state, "/end/claims") {
        if claim.get("holder").is_some_and(|holder| suspended.contains(holder)) {
            remove(claim, "phase");
            remove(claim, "asks");
        }
    }
    sort(state, "/end/claims");
}

/// A job that has run is not run again with other settings.
fn what_jobs_ran(state: &mut Value) {
    if let Some(jobs) = state.get_mut("jobs") {
        *jobs = json!(jobs.as_array().map(Vec::len));
    }
    if let Some(pods) = state.get_mut("pods").and_then(Value::as_array_mut) {
        pods.retain(|pod| pod.get("restartPolicy") != Some(&json!("Never")));
    }
}

/// Processes of FoundationDB are replaced while the database answers. On fake nodes it never does, and
/// says of it whatever the last try was told.
fn which_processes_are_outdated(state: &mut Value) {
    if let Some(pods) = state.get_mut("pods").and_then(Value::as_array_mut) {
        pods.retain(|pod| {
            let name = pod.get("hostname").and_then(Value::as_str).unwrap_or_default();
            let number = name.strip_prefix("foundationdb-").unwrap_or_default();
            number.parse::<usize>().is_err()
        });
    }
    if let Some(messages) = state.pointer_mut("/end/pool/messages") {
        remove(messages, "SessionStoreReady");
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
