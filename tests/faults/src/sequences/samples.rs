//! What the schema cannot tell: values that make sense, and where each field can be tried.

use serde_json::{Value, json};

use crate::sequences::schema::Kind;
use crate::sequences::sequence::Object;

/// Fields that are fixed when their object is made, with all below them.
const IMMUTABLE: [(Kind, &str); 11] = [
    (Kind::IdePool, "storage.storageClassName"),
    (Kind::IdePool, "sessionStore.managed.storageClassName"),
    (Kind::IdePool, "sessionStore.operator.storageClassName"),
    (Kind::IdePool, "sessionStore.external.clusterFileSecretName"),
    (Kind::Workspace, "owner"),
    (Kind::Workspace, "pool"),
    (Kind::Workspace, "storage"),
    (Kind::Workspace, "setup.repository"),
    (Kind::Workspace, "setup.dotfiles"),
    (Kind::Workspace, "setup.identity"),
    (Kind::Workspace, "setup.startCommand"),
];

/// Fields that only grow: nothing leads back from a change. Processes become fewer only while their
/// database answers, which on fake nodes it never does.
const GROWING: [(Kind, &str); 6] = [
    (Kind::IdePool, "sessionStore.managed.processes"),
    (Kind::IdePool, "storage.workspace"),
    (Kind::IdePool, "storage.config"),
    (Kind::IdePool, "sessionStore.managed.storage"),
    (Kind::IdePool, "sessionStore.operator.storage"),
    (Kind::Workspace, "setup.attempt"),
];

/// Whether the field cannot be changed.
#[must_use]
pub fn is_immutable(kind: Kind, path: &str) -> bool {
    IMMUTABLE.iter().any(|(of, field)| *of == kind && path.starts_with(field))
}

/// Whether the field cannot be made smaller here.
#[must_use]
pub fn is_growing(kind: Kind, path: &str) -> bool {
    GROWING.contains(&(kind, path))
}

/// Fields, with all below them, whose change does not show where these tests look: in who runs, and
/// with what.
const SILENT: [(Kind, &str); 19] = [
    // By the time of the day.
    (Kind::IdePool, "schedule"),
    // Not with the default `refillTime`.
    (Kind::IdePool, "demand.maxWarmSpares"),
    // Limits that nobody reaches, and times that do not come while anybody looks.
    (Kind::IdePool, "capacity.maximum"),
    (Kind::IdePool, "maxResources"),
    (Kind::IdePool, "quota"),
    (Kind::IdePool, "idle"),
    (Kind::IdePool, "maxLifetime"),
    (Kind::IdePool, "rollout"),
    (Kind::Workspace, "idle"),
    (Kind::Workspace, "maxLifetime"),
    // Nothing takes snapshots, and no operator of FoundationDB is there.
    (Kind::IdePool, "snapshots"),
    (Kind::Workspace, "snapshot"),
    (Kind::IdePool, "sessionStore.operator"),
    // Agents come when the database answers.
    (Kind::IdePool, "sessionStore.managed.backup.destination"),
    (Kind::IdePool, "sessionStore.managed.backup.snapshotIntervalSeconds"),
    (Kind::IdePool, "sessionStore.managed.backup.agents"),
    // For people, and for programs in pods that run.
    (Kind::Workspace, "displayName"),
    (Kind::Workspace, "setup.attempt"),
    // Nobody has left the slots.
    (Kind::IdePool, "adoption"),
];

/// Whether nothing shows a change of the field. What a pod has that does not run is not said.
#[must_use]
pub fn is_silent(object: Object, path: &str) -> bool {
    let is_off = object == Object::Workspace("off") && path.starts_with("resources");
    let is = |(kind, field): &(Kind, &str)| *kind == object.kind() && path.starts_with(field);
    is_off || SILENT.iter().any(is)
}

/// A spec with a value for each field, other than its default and than what a ground has.
#[must_use]
pub fn example(kind: Kind) -> Value {
    match kind {
        Kind::IdePool => pool(),
        Kind::Workspace => workspace(),
    }
}

fn pool() -> Value {
    let quota = json!({"workspaces": 5, "cpu": "64", "memory": "128Gi", "storage": "1Ti"});
    json!({
        "image": "j:2",
        "imagePullPolicy": "Always",
        "capacity": {"warmSpares": 2, "coldSpares": 0, "maximum": 8},
        "schedule": [{
            "days": ["Mon", "Thu", "Sat"], "from": "06:00", "to": "18:00",
            "timeZone": "Europe/Berlin", "warmSpares": 2, "coldSpares": 0,
        }],
        // The two workspaces of a ground were asked for in the last hour.
        "demand": {"maxWarmSpares": 3, "refillTime": "1h"},
        "storage": {"storageClassName": "other", "workspace": "2Gi", "config": "3Gi"},
        "resources": {
            "requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"cpu": "3", "memory": "6Gi"},
        },
        "maxResources": {"cpu": "6", "memory": "12Gi"},
        "quota": {"perOwner": quota, "total": quota},
        // All nodes have the label, and none a taint.
        "scheduling": {
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "tolerations": [
                {"key": "ide", "operator": "Exists", "value": "", "effect": "NoSchedule"},
            ],
        },
        "livenessProbe": {
            "path": "/live", "port": 8080, "initialDelaySeconds": 5, "periodSeconds": 7,
            "timeoutSeconds": 3, "failureThreshold": 5,
        },
        "idle": {
            "suspendAfter": "2h", "warnBefore": "5m",
            "minSuspendAfter": "30m", "maxSuspendAfter": "4h",
        },
        "maxLifetime": "12h",
        "snapshots": {"className": "snap", "every": "1h", "beforeSuspend": true, "keep": 3},
        "rollout": {
            "paused": true, "deadline": "2s", "suspendIdleAfter": "1h", "warnBefore": "2s",
        },
        "adoption": {"slots": [{"ordinal": 7, "workspace": "late", "owner": "ada"}]},
        "sessionStore": {"managed": managed(), "operator": official(), "external": external()},
    })
}

fn managed() -> Value {
    json!({
        "image": "f:7.4.7",
        "imagePullPolicy": "Never",
        "processes": 4,
        "storage": "2Gi",
        "storageClassName": "other",
        "resources": {"cpu": "2", "memory": "8Gi"},
        "nodeSpread": "Preferred",
        "tls": tls(),
        "backup": {
            "destination": "blobstore://key@host/name?bucket=b", "snapshotIntervalSeconds": 3600,
            "secretName": "accounts", "claimName": "shelf", "agents": 3,
        },
    })
}

fn official() -> Value {
    json!({
        "version": "7.4.7", "storage": "2Gi", "storageClassName": "other", "image": "f:7.4.7",
        "imagePullPolicy": "Never",
    })
}

fn external() -> Value {
    json!({
        "clusterFileSecretName": "other", "tls": tls(), "image": "f:7.4.7",
        "imagePullPolicy": "Never",
    })
}

fn tls() -> Value {
    json!({"secretName": "certificates", "verifyPeers": "Check.Valid=1,S.CN=foundationdb"})
}

fn workspace() -> Value {
    let names = json!({"workspace": "files", "config": "settings"});
    json!({
        "owner": "bob",
        "pool": "q",
        "displayName": "Ada's",
        "running": false,
        "idle": {"suspendAfter": "3h"},
        "maxLifetime": "6h",
        "resources": {
            "requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"cpu": "3", "memory": "6Gi"},
        },
        "storage": {"fromVolume": names, "fromSnapshot": names, "fromWorkspace": "other"},
        "snapshot": "before-lunch",
        "reclaimPolicy": "Delete",
        "setup": {
            "repository": {"url": "https://example.com/a.git", "ref": "main", "depth": 1},
            "dotfiles": {"url": "git@example.com:ada/dotfiles", "ref": "v1"},
            "identity": {"name": "Ada Lovelace", "email": "ada@example.com"},
            "startCommand": "make",
            "attempt": 3,
        },
    })
}

/// The least and the most that a field takes, where the schema does not say or where it would be too
/// much to be done for real.
#[must_use]
pub fn extremes(kind: Kind, path: &str) -> Option<Vec<Value>> {
    let (least, most): (Value, Value) = match (kind, path) {
        (Kind::IdePool, "capacity.warmSpares") => return Some(vec![json!(0), json!(6)]),
        (Kind::IdePool, "sessionStore.managed.processes") => return Some(vec![json!(3), json!(7)]),
        (Kind::Workspace, "setup.attempt") => (3.into(), 1_000_000.into()),
        (Kind::IdePool, "schedule" | "adoption.slots" | "scheduling.tolerations") => {
            return Some(vec![]);
        }
        (Kind::IdePool, "scheduling.nodeSelector") => {
            return Some(vec![json!({}), json!({"kubernetes.io/arch": "amd64"})]);
        }
        (Kind::IdePool, "scheduling.tolerations[].key") => {
            ("a".into(), format!("{}/{}", many(253), many(63)).into())
        }
        (Kind::IdePool, "scheduling.tolerations[].value") => ("a".into(), many(63).into()),
        (Kind::IdePool, "schedule[].from") => ("00:00".into(), "23:59".into()),
        (Kind::IdePool, "schedule[].to") => ("00:01".into(), "23:59".into()),
        (Kind::IdePool, "schedule[].timeZone") => ("UTC".into(), "Pacific/Kiritimati".into()),
        (Kind::IdePool, "livenessProbe.path") => ("/".into(), format!("/{}", many(255)).into()),
        (Kind::IdePool, "resources.requests.cpu") => ("1m".into(), "4".into()),
        (Kind::IdePool, "resources.requests.memory") => ("1".into(), "8Gi".into()),
        (Kind::IdePool, "resources.limits.cpu") => ("2".into(), "1000".into()),
        (Kind::IdePool, "resources.limits.memory") => ("4Gi".into(), "1Pi".into()),
        (Kind::Workspace, "resources.requests.cpu") => ("1m".into(), "3".into()),
        (Kind::Workspace, "resources.requests.memory") => ("1".into(), "6Gi".into()),
        (Kind::Workspace, "resources.limits.cpu") => ("1".into(), "1000".into()),
        (Kind::Workspace, "resources.limits.memory") => ("2Gi".into(), "1Pi".into()),
        (Kind::IdePool, "sessionStore.managed.image") => {
            ("a:7.4.6".into(), format!("{}:7.4.6", many(506)).into())
        }
        (Kind::IdePool, "sessionStore.managed.backup.destination") => {
            ("file:///backup".into(), format!("blobstore://{}", many(1012)).into())
        }
        (Kind::IdePool, "sessionStore.operator.version") => {
            ("0.0.0".into(), "1234567890.1234567890.1234567890".into())
        }
        (Kind::Workspace, "setup.repository.url" | "setup.dotfiles.url") => {
            ("http://a/b".into(), format!("https://a/{}", many(1014)).into())
        }
        (Kind::Workspace, "setup.repository.ref" | "setup.dotfiles.ref") => {
            ("a".into(), many(255).into())
        }
        (Kind::Workspace, "setup.identity.name") => ("a".into(), many(128).into()),
        (Kind::Workspace, "setup.identity.email") => {
            ("a@b".into(), format!("a@{}", many(252)).into())
        }
        (Kind::IdePool, "idle.suspendAfter") => ("10m1s".into(), LONGEST.into()),
        (Kind::IdePool, "snapshots.every") => ("1m".into(), LONGEST.into()),
        // Sooner it would be over while somebody looks.
        (_, "maxLifetime") => ("1h".into(), LONGEST.into()),
        (_, path) if is_growing(kind, path) && path.contains("storage") => {
            ("1025Mi".into(), "1Pi".into())
        }
        (_, path) if is_last(path, "cpu") => ("1m".into(), "1000".into()),
        (_, path) if is_last(path, "memory") => ("1".into(), "1Ti".into()),
        (_, path) if is_last(path, "storage") => ("1".into(), "1Pi".into()),
        _ => return None,
    };
    Some(vec![least, most])
}

fn is_last(path: &str, name: &str) -> bool {
    path.rsplit('.').next() == Some(name)
}

/// The longest time that the schema takes.
pub const LONGEST: &str = "99999h99999m99999s";

/// So many letters.
#[must_use]
pub fn many(count: usize) -> String {
    "a".repeat(count)
}
