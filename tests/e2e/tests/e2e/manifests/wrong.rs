//! Manifests that are wrong in one place each.

use serde_json::{Value, json};

/// A change to a good object at a path, and what the refusal must say.
pub struct Wrong(pub &'static str, pub Value, pub &'static str);

pub fn workspaces() -> Vec<Wrong> {
    let resources = |cpu: &str, memory: &str| {
        let amounts = |cpu: &str, memory: &str| json!({"cpu": cpu, "memory": memory});
        json!({"requests": amounts(cpu, memory), "limits": amounts("2", "2Gi")})
    };
    vec![
        Wrong("/spec/owner", Value::Null, "spec.owner: Required value"),
        Wrong("/spec/owner", json!(""), "spec.owner"),
        Wrong("/spec/owner", json!(7), "spec.owner"),
        Wrong("/spec/owner", json!("a b"), "spec.owner"),
        Wrong("/spec/owner", json!("-a"), "spec.owner"),
        Wrong("/spec/owner", json!("a".repeat(129)), "spec.owner"),
        Wrong("/spec/pool", json!(""), "spec.pool"),
        Wrong("/spec/pool", json!("Upper"), "spec.pool"),
        Wrong("/spec/pool", json!("a.b"), "spec.pool"),
        Wrong("/spec/pool", json!("a".repeat(41)), "spec.pool"),
        Wrong("/spec/pool", json!(["p"]), "spec.pool"),
        Wrong("/spec/running", json!("yes"), "spec.running"),
        Wrong("/spec/running", json!(1), "spec.running"),
        Wrong("/spec/reclaimPolicy", json!("Keep"), "spec.reclaimPolicy"),
        Wrong("/spec/reclaimPolicy", json!(""), "spec.reclaimPolicy"),
        Wrong("/spec/displayName", json!(""), "spec.displayName"),
        Wrong("/spec/displayName", json!("a".repeat(101)), "spec.displayName"),
        Wrong("/spec/color", json!("red"), "spec.color"),
        Wrong("/spec/idle", json!({"suspendAfter": "soon"}), "spec.idle.suspendAfter"),
        Wrong("/spec/idle", json!({"suspendAfter": "0s"}), "a length of time above zero"),
        Wrong("/spec/maxLifetime", json!("1d"), "spec.maxLifetime"),
        Wrong("/spec/maxLifetime", json!(3600), "spec.maxLifetime"),
        Wrong("/spec/resources", json!({"limits": {}}), "spec.resources.requests: Required"),
        Wrong("/spec/resources", resources("3", "1Gi"), "limits.cpu must not be below"),
        Wrong("/spec/resources", resources("1", "3Gi"), "limits.memory must not be below"),
        Wrong("/spec/storage", json!({"fromVolume": {}}), "fromVolume.workspace: Required"),
        Wrong("/spec/storage", json!({"fromVolume": {"workspace": "A"}}), "fromVolume.workspace"),
        Wrong("/spec/storage", json!({}), "exactly one of fromVolume"),
        Wrong(
            "/spec/storage",
            json!({"fromWorkspace": "w", "fromSnapshot": {"workspace": "s"}}),
            "exactly one of fromVolume",
        ),
        Wrong("/spec/snapshot", json!("a.b"), "spec.snapshot"),
        Wrong("/metadata/name", json!("a".repeat(41)), "metadata.name"),
        Wrong("/metadata/name", json!("a.b"), "metadata.name"),
        Wrong("/metadata/name", json!("a--b"), "metadata.name"),
        Wrong("/metadata/name", json!("A"), "metadata.name"),
        Wrong("/spec", Value::Null, "spec: Required value"),
    ]
}

pub fn pools() -> Vec<Wrong> {
    let window = |field: &str, value: Value| {
        let mut window = json!({"from": "08:00", "to": "10:00", "warmSpares": 5});
        window[field] = value;
        json!([window])
    };
    vec![
        Wrong("/spec/image", Value::Null, "spec.image: Required value"),
        Wrong("/spec/image", json!(""), "spec.image"),
        Wrong("/spec/image", json!("a b"), "spec.image"),
        Wrong("/spec/imagePullPolicy", json!("Sometimes"), "spec.imagePullPolicy"),
        Wrong("/spec/capacity/warmSpares", json!(-1), "spec.capacity.warmSpares"),
        Wrong("/spec/capacity/warmSpares", json!(1001), "spec.capacity.warmSpares"),
        Wrong("/spec/capacity/warmSpares", json!("two"), "spec.capacity.warmSpares"),
        Wrong("/spec/capacity/coldSpares", json!(-1), "spec.capacity.coldSpares"),
        Wrong("/spec/capacity/maximum", json!(0), "spec.capacity.maximum"),
        Wrong("/spec/capacity/maximum", json!(10001), "spec.capacity.maximum"),
        Wrong(
            "/spec/capacity",
            json!({"warmSpares": 9, "maximum": 3}),
            "warmSpares must not be above",
        ),
        Wrong("/spec/storage/workspace", json!("ten"), "spec.storage.workspace"),
        Wrong("/spec/storage/workspace", json!("-1Gi"), "spec.storage.workspace"),
        Wrong("/spec/storage/workspace", json!("0"), "spec.storage.workspace"),
        Wrong("/spec/storage/config", json!(true), "spec.storage.config"),
        Wrong("/spec/storage/storageClassName", json!("A b"), "spec.storage.storageClassName"),
        Wrong("/spec/resources/requests/cpu", json!("two"), "spec.resources.requests.cpu"),
        Wrong("/spec/resources/limits/memory", json!("8Gigs"), "spec.resources.limits.memory"),
        Wrong("/spec/resources/requests/cpu", json!("9"), "limits.cpu must not be below"),
        Wrong("/spec/resources/requests/memory", json!("9Gi"), "limits.memory must not be below"),
        Wrong("/spec/maxResources", json!({"cpu": 0, "memory": "1Gi"}), "spec.maxResources.cpu"),
        Wrong("/spec/scheduling", json!({"nodeSelector": {"a b": "c"}}), "names of labels"),
        Wrong(
            "/spec/scheduling",
            json!({"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]}),
            "value must be empty",
        ),
        Wrong("/spec/maxLifetime", json!("1h 30m"), "spec.maxLifetime"),
        Wrong("/spec/idle/suspendAfter", json!("30"), "spec.idle.suspendAfter"),
        Wrong("/spec/idle/suspendAfter", json!("10m"), "warnBefore must be shorter"),
        Wrong("/spec/idle/warnBefore", json!("-5m"), "spec.idle.warnBefore"),
        Wrong(
            "/spec/idle",
            json!({"minSuspendAfter": "2h", "maxSuspendAfter": "1h"}),
            "minSuspendAfter must not be longer",
        ),
        Wrong("/spec/snapshots", json!({"every": "59s"}), "every must be at least 1m"),
        Wrong("/spec/snapshots", json!({"keep": 0}), "spec.snapshots.keep"),
        Wrong("/spec/rollout/deadline", json!("0m"), "a length of time above zero"),
        Wrong("/spec/rollout/paused", json!("yes"), "spec.rollout.paused"),
        Wrong("/spec/demand", json!({"maxWarmSpares": 0}), "spec.demand.maxWarmSpares"),
        Wrong("/spec/schedule", window("from", json!("7:30")), "spec.schedule[0].from"),
        Wrong("/spec/schedule", window("to", json!("24:00")), "spec.schedule[0].to"),
        Wrong("/spec/schedule", window("to", json!("08:00")), "from and to must differ"),
        Wrong("/spec/schedule", window("days", json!(["Monday"])), "spec.schedule[0].days"),
        Wrong(
            "/spec/schedule",
            window("timeZone", json!("Mars/Base")),
            "spec.schedule[0].timeZone",
        ),
        Wrong("/spec/schedule", window("warmSpares", json!(-1)), "spec.schedule[0].warmSpares"),
        Wrong("/spec/livenessProbe/path", json!("health"), "spec.livenessProbe.path"),
        Wrong("/spec/livenessProbe/port", json!(0), "spec.livenessProbe.port"),
        Wrong("/spec/livenessProbe/port", json!(65536), "spec.livenessProbe.port"),
        Wrong("/spec/livenessProbe/periodSeconds", json!(0), "spec.livenessProbe.periodSeconds"),
        Wrong("/metadata/name", json!("a".repeat(41)), "metadata.name"),
        Wrong("/metadata/name", json!("a.b"), "metadata.name"),
    ]
}

pub fn setups() -> Vec<Wrong> {
    let url = |url: &str, said| Wrong("/spec/setup/repository/url", json!(url), said);
    let git_ref = |name: &str| Wrong("/spec/setup/repository/ref", json!(name), "a branch, a tag");
    let (no_url, secret) = ("must be an https://", "must not contain credentials");
    vec![
        Wrong("/spec/setup/repository/url", Value::Null, "repository.url: Required value"),
        url("", "spec.setup.repository.url"),
        url("file:///etc/passwd", no_url),
        url("ext::sh -c id", no_url),
        url("-oProxyCommand=id", no_url),
        url("ssh://-oProxyCommand=id/x", no_url),
        url("git@-oProxyCommand=id:x", no_url),
        url("git@git.example:-x", no_url),
        url("https://git.example", no_url),
        url("https://git.example/a b", no_url),
        url("https://ada:secret@git.example/x.git", secret),
        url("https://ghp_token@git.example/x.git", secret),
        url("ssh://git:secret@git.example/x.git", secret),
        url(&format!("https://git.example/{}", "a".repeat(1024)), "spec.setup.repository.url"),
        git_ref("-x"),
        git_ref("--upload-pack=id"),
        git_ref("a..b"),
        git_ref("a b"),
        git_ref("a/"),
        Wrong("/spec/setup/repository/ref", json!("a".repeat(256)), "repository.ref"),
        Wrong("/spec/setup/repository/depth", json!(0), "spec.setup.repository.depth"),
        Wrong("/spec/setup/repository/depth", json!(1_000_001), "spec.setup.repository.depth"),
        Wrong("/spec/setup/repository/branch", json!("main"), "spec.setup.repository.branch"),
        Wrong("/spec/setup/dotfiles", json!({"url": "-x"}), no_url),
        Wrong("/spec/setup/dotfiles", json!({"url": "https://a/b", "ref": "-x"}), "a branch"),
        Wrong("/spec/setup/identity/name", json!("Ada <ada>"), "name must not contain"),
        Wrong("/spec/setup/identity/name", json!("a\nb"), "name must not contain"),
        Wrong("/spec/setup/identity/email", json!("ada"), "email must be an e-mail address"),
        Wrong("/spec/setup/startCommand", json!(""), "spec.setup.startCommand"),
        Wrong("/spec/setup/startCommand", json!("a".repeat(4097)), "spec.setup.startCommand"),
        Wrong("/spec/setup/attempt", json!(-1), "spec.setup.attempt"),
        Wrong("/spec/setup/attempt", json!(1_000_001), "spec.setup.attempt"),
    ]
}

pub fn stores() -> Vec<Wrong> {
    let store = |store: Value, said| Wrong("/spec/sessionStore", store, said);
    let managed = |field: &str, value: Value, said| {
        Wrong("/spec/sessionStore", json!({"managed": {field: value}}), said)
    };
    let backup = |field: &str, value: Value, said| {
        let mut backup = json!({"destination": "blobstore://key@host/name?bucket=b"});
        backup[field] = value;
        Wrong("/spec/sessionStore", json!({"managed": {"backup": backup}}), said)
    };
    let (one, tag) = ("exactly one of managed, operator and external", "a tag that begins with");
    vec![
        store(json!({}), one),
        store(json!({"managed": {}, "external": {"clusterFileSecretName": "s"}}), one),
        store(json!({"managed": {}, "operator": {}}), one),
        store(json!({"hosted": {}}), "spec.sessionStore.hosted"),
        store(json!({"external": {}}), "external.clusterFileSecretName: Required value"),
        store(json!({"external": {"clusterFileSecretName": ""}}), "clusterFileSecretName"),
        store(json!({"external": {"clusterFileSecretName": "A b"}}), "clusterFileSecretName"),
        store(json!({"external": {"clusterFileSecretName": "s", "tls": {}}}), "tls.secretName"),
        store(json!({"operator": {"version": "7.4"}}), "spec.sessionStore.operator.version"),
        store(json!({"operator": {"storage": "0"}}), "spec.sessionStore.operator.storage"),
        managed("image", json!("foundationdb"), tag),
        managed("image", json!("docker.io/coditect/foundationdb:latest"), tag),
        managed("image", json!("a b:7.4.6"), "spec.sessionStore.managed.image"),
        managed("imagePullPolicy", json!("Sometimes"), "managed.imagePullPolicy"),
        managed("processes", json!(2), "spec.sessionStore.managed.processes"),
        managed("processes", json!(101), "spec.sessionStore.managed.processes"),
        managed("storage", json!("fifty"), "spec.sessionStore.managed.storage"),
        managed("storageClassName", json!("A b"), "managed.storageClassName"),
        managed("resources", json!({"memory": "0"}), "managed.resources.memory"),
        managed("nodeSpread", json!("Never"), "managed.nodeSpread"),
        managed("tls", json!({"secretName": ""}), "managed.tls.secretName"),
        backup("destination", json!("s3://bucket"), "destination must be a blobstore:// URL"),
        backup("destination", json!("file:///etc"), "destination must be a blobstore:// URL"),
        backup("destination", json!("blobstore://a:secret@h/n"), "must not contain a secret"),
        backup("snapshotIntervalSeconds", json!(59), "backup.snapshotIntervalSeconds"),
        backup("secretName", json!("A b"), "backup.secretName"),
        backup("agents", json!(0), "backup.agents"),
    ]
}

/// Changes to a stored object that must be refused.
pub fn changes() -> [(&'static str, Value, &'static str); 21] {
    let store = |managed: Value| json!({"spec": {"sessionStore": {"managed": managed}}});
    let external = json!({"spec": {"sessionStore": {
        "managed": null, "external": {"clusterFileSecretName": "s"},
    }}});
    let storage = |field: &str, value: &str| json!({"spec": {"storage": {field: value}}});
    let setup = |setup: Value| json!({"spec": {"setup": setup}});
    [
        ("Workspace", json!({"spec": {"owner": "other"}}), "owner is immutable"),
        ("Workspace", json!({"spec": {"owner": null}}), "spec.owner"),
        ("Workspace", json!({"spec": {"pool": "other"}}), "pool is immutable"),
        ("Workspace", json!({"spec": {"pool": ""}}), "spec.pool"),
        ("Workspace", setup(Value::Null), "setup is immutable"),
        ("Workspace", setup(json!({"repository": null})), "repository is immutable"),
        ("Workspace", setup(json!({"repository": {"depth": 2}})), "repository is immutable"),
        ("Workspace", setup(json!({"startCommand": "id"})), "startCommand is immutable"),
        ("Workspace", setup(json!({"identity": {"name": "Eve"}})), "identity is immutable"),
        ("Workspace", setup(json!({"attempt": 2})), "attempt may only grow"),
        ("Workspace", storage("fromVolume", "v"), "spec.storage"),
        ("IdePool", storage("workspace", "9Gi"), "workspace may only grow"),
        ("IdePool", storage("config", "4999Mi"), "config may only grow"),
        ("IdePool", storage("storageClassName", "other"), "storageClassName is immutable"),
        ("IdePool", json!({"spec": {"image": null}}), "spec.image"),
        ("IdePool", store(json!({"storage": "49Gi"})), "storage may only grow"),
        ("IdePool", store(json!({"storageClassName": "other"})), "storageClassName is immutable"),
        ("IdePool", store(json!({"tls": {"secretName": "s"}})), "tls can neither be added"),
        ("IdePool", store(json!({"processes": 1})), "managed.processes"),
        ("IdePool", store(Value::Null), "exactly one of managed"),
        ("IdePool", external, "managed, operator and external are immutable"),
    ]
}
