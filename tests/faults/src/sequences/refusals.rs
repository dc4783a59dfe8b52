//! What the rules of the resources refuse, besides what breaks the type or the range of a field.

use serde_json::{Value, json};

use crate::sequences::schema::Kind;

/// Where, whose, what, and which words the refusal has.
pub type Refusal = (&'static str, Kind, &'static str, Value, &'static str);

/// Changes that the ground of this name does not take.
#[must_use]
pub fn refusals() -> Vec<Refusal> {
    [of_pools(), of_stores(), of_workspaces()].concat()
}

fn of_pools() -> Vec<Refusal> {
    let slot =
        |ordinal, workspace| json!({"ordinal": ordinal, "workspace": workspace, "owner": "a"});
    let toleration = json!([{"key": "a", "operator": "Exists", "value": "b"}]);
    let least = json!({"warnBefore": "1m", "minSuspendAfter": "2h", "maxSuspendAfter": "1h"});
    [
        ("capacity.warmSpares", json!(7), "warmSpares must not be above maximum"),
        ("schedule[].to", json!("06:00"), "from and to must differ"),
        ("schedule[].timeZone", json!("Mars/Olympus"), "timeZone"),
        ("schedule[].timeZone", json!("+02:00"), "timeZone"),
        ("schedule[].timeZone", json!("Local"), "timeZone"),
        ("storage.workspace", json!("512Mi"), "workspace may only grow"),
        ("storage.config", json!("512Mi"), "config may only grow"),
        ("resources.limits.cpu", json!("1"), "limits.cpu must not be below requests.cpu"),
        ("resources.limits.memory", json!("1Gi"), "limits.memory must not be below"),
        ("resources.requests.cpu", json!("5"), "limits.cpu must not be below requests.cpu"),
        ("resources.requests.memory", json!("9Gi"), "limits.memory must not be below"),
        ("scheduling.nodeSelector", json!({"-": "a"}), "names of labels"),
        ("scheduling.nodeSelector", json!({"a": "-"}), "spec.scheduling.nodeSelector.a"),
        ("scheduling.tolerations", toleration, "value must be empty with the operator Exists"),
        ("idle.suspendAfter", json!("10m"), "warnBefore must be shorter than suspendAfter"),
        ("idle", least, "minSuspendAfter must not be longer than maxSuspendAfter"),
        ("snapshots.every", json!("59s"), "every must be at least 1m"),
        (
            "adoption.slots",
            json!([slot(1, "a"), slot(1, "b")]),
            "each ordinal may be assigned once",
        ),
        (
            "adoption.slots",
            json!([slot(1, "a"), slot(2, "a")]),
            "spec.adoption.slots[1]: Duplicate",
        ),
    ]
    .map(|(path, value, words)| ("pool", Kind::IdePool, path, value, words))
    .into()
}

fn of_stores() -> Vec<Refusal> {
    let external = json!({"clusterFileSecretName": "a"});
    [
        ("managed", "sessionStore.external", external.clone(), "exactly one of managed, operator"),
        ("managed", "sessionStore", json!({"external": external}), "immutable"),
        ("managed", "sessionStore.managed.tls", json!({"secretName": "a"}), "tls can neither be"),
        ("managed-tls", "sessionStore.managed.tls", Value::Null, "tls can neither be"),
        ("managed", "sessionStore.managed.image", json!("f:latest"), "image must have a tag"),
        ("managed", "sessionStore.managed.storage", json!("1Mi"), "storage may only grow"),
        (
            "managed",
            "sessionStore.managed.backup.destination",
            json!("blobstore://key:secret@host/name"),
            "destination must not contain a secret",
        ),
        ("operator", "sessionStore.operator.storage", json!("1Mi"), "storage may only grow"),
    ]
    .map(|(ground, path, value, words)| (ground, Kind::IdePool, path, value, words))
    .into()
}

fn of_workspaces() -> Vec<Refusal> {
    [
        ("setup", "setup.attempt", json!(1), "attempt may only grow"),
        ("setup", "setup", Value::Null, "setup is immutable"),
        ("pool", "setup", json!({"startCommand": "make"}), "setup is immutable"),
        ("pool", "storage", json!({"fromWorkspace": "b"}), "storage is immutable"),
        ("storage", "storage", Value::Null, "storage is immutable"),
        ("storage", "storage", json!({}), "name exactly one of fromVolume, fromSnapshot"),
        (
            "pool",
            "resources.limits.cpu",
            json!("500m"),
            "limits.cpu must not be below requests.cpu",
        ),
        ("pool", "resources.limits.memory", json!("1Gi"), "limits.memory must not be below"),
        ("pool", "resources.requests.cpu", json!("4"), "limits.cpu must not be below requests.cpu"),
        ("pool", "resources.requests.memory", json!("7Gi"), "limits.memory must not be below"),
    ]
    .map(|(ground, path, value, words)| (ground, Kind::Workspace, path, value, words))
    .into()
}

/// Values that only the rule of a field refuses, of an object that is to be made.
#[must_use]
pub fn unfit(kind: Kind, path: &str) -> Vec<Value> {
    let unfit: &[&str] = match (kind, path) {
        (Kind::Workspace, "setup.repository.url" | "setup.dotfiles.url") => {
            &["https://u:p@example.com/a", "file:///etc/passwd", "--upload-pack=x"]
        }
        (Kind::Workspace, "setup.repository.ref" | "setup.dotfiles.ref") => &["-x", "a..b"],
        (Kind::Workspace, "setup.identity.name") => &["<", "a\nb"],
        (Kind::Workspace, "setup.identity.email") => &["ada", "a@b@c"],
        _ => &[],
    };
    unfit.iter().map(|text| json!(text)).collect()
}
