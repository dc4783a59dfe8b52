//! Wrong manifests are refused by the apiserver itself, with a message that names the field.

use coditect_harness::{Node, System};
use kube::api::{Api, ApiResource, DynamicObject, ListParams, Patch, PatchParams};
use kube::core::GroupVersionKind;
use serde_json::{Value, json};

/// A change to a good object at a path, and what the refusal must say.
struct Wrong(&'static str, Value, &'static str);

fn wrong_workspaces() -> Vec<Wrong> {
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

fn wrong_pools() -> Vec<Wrong> {
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

fn wrong_setups() -> Vec<Wrong> {
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

fn wrong_stores() -> Vec<Wrong> {
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
fn wrong_changes() -> [(&'static str, Value, &'static str); 21] {
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

#[tokio::test]
async fn wrong_manifests_are_refused_with_a_message_that_names_the_field() -> anyhow::Result<()> {
    let system = System::start("manifests", Node::Fake, &[]).await?;
    let good_workspace = json!({"metadata": {"name": "w"}, "spec": {"owner": "u1", "setup": {
        "repository": {"url": "https://git.example:8443/x.git", "ref": "feature/a#1", "depth": 1},
        "identity": {"name": "Ada Lovelace", "email": "ada@example.com"},
        "attempt": 3,
    }}});
    let good_pool = json!({"metadata": {"name": "p"}, "spec": {
        "image": "i", "capacity": {}, "storage": {}, "livenessProbe": {}, "idle": {},
        "rollout": {}, "schedule": [
            {"days": ["Mon"], "from": "07:30", "to": "10:00", "timeZone": "Europe/Berlin", "warmSpares": 9},
        ],
        "resources": {"requests": {"cpu": 1, "memory": "1Gi"}, "limits": {"cpu": "4", "memory": "8Gi"}},
        "sessionStore": {"managed": {}},
    }});
    let mut refused = 0;
    let mut wrong = wrong_workspaces();
    wrong.extend(wrong_setups());
    let mut wrong_pools = wrong_pools();
    wrong_pools.extend(wrong_stores());
    for (kind, good, cases) in
        [("Workspace", good_workspace, wrong), ("IdePool", good_pool, wrong_pools)]
    {
        create(&system, kind, &with_kind(kind, &good)).await?;
        for Wrong(path, value, expected) in cases {
            let mut manifest = with_kind(kind, &good);
            // Another name, so that only the change can be what is refused.
            if let Some(name) = manifest.pointer_mut("/metadata/name") {
                *name = json!("wrong");
            }
            set(&mut manifest, path, &value);
            let said = refusal(create(&system, kind, &manifest).await);
            assert!(said.contains(expected), "{kind} {path}={value}: {said:?}, not {expected:?}");
            refused += 1;
        }
    }
    for (kind, patch, expected) in wrong_changes() {
        let api = objects(&system, kind);
        let name = if kind == "IdePool" { "p" } else { "w" };
        let before = api.get(name).await?;
        let said = refusal(api.patch(name, &PatchParams::default(), &Patch::Merge(&patch)).await);
        assert!(said.contains(expected), "{kind} {patch}: {said:?}, not {expected:?}");
        assert_eq!(api.get(name).await?, before, "a refused change changes nothing");
        refused += 1;
    }
    assert!(refused >= 40, "only {refused} cases");
    for kind in ["Workspace", "IdePool"] {
        assert_eq!(objects(&system, kind).list(&ListParams::default()).await?.items.len(), 1);
    }
    system.cluster.stop().await
}

#[tokio::test]
async fn each_way_to_name_a_repository_is_accepted_and_a_set_up_is_tried_again()
-> anyhow::Result<()> {
    let system = System::start("setups", Node::Fake, &[]).await?;
    for (i, url) in [
        "https://git.example/team/x.git",
        "http://[fd00::1]:3000/x",
        "ssh://git@git.example:2222/~ada/x",
        "ssh://git.example/x",
        "git@git.example:team/x.git",
    ]
    .into_iter()
    .enumerate()
    {
        let setup = json!({"repository": {"url": url}, "dotfiles": {"url": url, "ref": "v1.0"}});
        let object = json!({"metadata": {"name": format!("w{i}")},
                            "spec": {"owner": "u1", "setup": setup}});
        create(&system, "Workspace", &with_kind("Workspace", &object)).await?;
    }
    let again = json!({"spec": {"setup": {"attempt": 1}}});
    let workspaces = objects(&system, "Workspace");
    let stored = workspaces.patch("w0", &PatchParams::default(), &Patch::Merge(again)).await?;
    assert_eq!(stored.data.pointer("/spec/setup/attempt"), Some(&json!(1)));
    let of_slot = ListParams::default().fields("status.slot.name=coditect-combined-hybrid-0");
    assert!(
        workspaces.list(&of_slot).await?.items.is_empty(),
        "a slot's workspace can be asked for"
    );
    system.cluster.stop().await
}

#[tokio::test]
async fn storage_that_grows_and_plain_numbers_are_accepted() -> anyhow::Result<()> {
    let system = System::start("accepted", Node::Fake, &[]).await?;
    let pools = objects(&system, "IdePool");
    let pool = json!({"metadata": {"name": "p"}, "spec": {"image": "i"}});
    let stored = create(&system, "IdePool", &with_kind("IdePool", &pool)).await?;
    let spec = stored.data.pointer("/spec").cloned().unwrap_or_default();
    assert_eq!(
        spec,
        json!({
            "image": "i",
            "imagePullPolicy": "IfNotPresent",
            "capacity": {"warmSpares": 1, "coldSpares": 2, "maximum": 100},
            "storage": {"workspace": "10Gi", "config": "5Gi"},
            "resources": {
                "requests": {"cpu": "2", "memory": "4Gi"},
                "limits": {"cpu": "4", "memory": "8Gi"},
            },
            "idle": {"warnBefore": "10m"},
            "rollout": {"paused": false, "warnBefore": "10m"},
            "livenessProbe": {
                "path": "/health", "port": 80, "initialDelaySeconds": 30, "periodSeconds": 10,
                "timeoutSeconds": 5, "failureThreshold": 3,
            },
        }),
        "the defaults are the sizes of the original system"
    );
    let grown =
        json!({"spec": {"storage": {"workspace": "20Gi"}, "resources": {"limits": {"cpu": 6}}}});
    pools.patch("p", &PatchParams::default(), &Patch::Merge(grown)).await?;
    // A pool may get a store later, with the sizes of the original system.
    let with_store = json!({"spec": {"sessionStore": {"managed": {}}}});
    let stored = pools.patch("p", &PatchParams::default(), &Patch::Merge(with_store)).await?;
    assert_eq!(
        stored.data.pointer("/spec/sessionStore"),
        Some(&json!({"managed": {
            "image": "docker.io/coditect/foundationdb:7.4.6",
            "imagePullPolicy": "IfNotPresent",
            "processes": 5,
            "storage": "50Gi",
            "resources": {"cpu": "1", "memory": "4Gi"},
            "nodeSpread": "Required",
        }}))
    );
    let grown = json!({"spec": {"sessionStore": {"managed": {"storage": "60Gi", "processes": 7}}}});
    pools.patch("p", &PatchParams::default(), &Patch::Merge(grown)).await?;
    system.cluster.stop().await
}

fn objects(system: &System, kind: &str) -> Api<DynamicObject> {
    let gvk = GroupVersionKind::gvk("coditect.ai", "v1alpha1", kind);
    let resource = ApiResource::from_gvk_with_plural(&gvk, plural(kind));
    Api::namespaced_with(system.client.clone(), "default", &resource)
}

fn with_kind(kind: &str, object: &Value) -> Value {
    let mut object = object.clone();
    set(&mut object, "/apiVersion", &json!("coditect.ai/v1alpha1"));
    set(&mut object, "/kind", &json!(kind));
    object
}

/// Creates an object the way kubectl does: unknown fields are refused, not dropped.
async fn create(system: &System, kind: &str, object: &Value) -> kube::Result<DynamicObject> {
    let uri = format!(
        "/apis/coditect.ai/v1alpha1/namespaces/default/{}?fieldValidation=Strict",
        plural(kind)
    );
    let body = serde_json::to_vec(object).map_err(kube::Error::SerdeError)?;
    let request = http::Request::post(uri).header("content-type", "application/json").body(body);
    system.client.request(request.map_err(kube::Error::HttpError)?).await
}

fn plural(kind: &str) -> &'static str {
    if kind == "IdePool" { "idepools" } else { "workspaces" }
}

fn set(object: &mut Value, path: &str, value: &Value) {
    let (parent, key) = path.rsplit_once('/').expect("a path starts with a slash");
    let Some(Value::Object(fields)) = object.pointer_mut(parent) else { panic!("no {parent}") };
    if value.is_null() {
        fields.remove(key);
    } else {
        fields.insert(key.to_owned(), value.clone());
    }
}

fn refusal<T>(result: kube::Result<T>) -> String {
    match result {
        Ok(_) => "accepted".to_owned(),
        Err(kube::Error::Api(status)) => status.message,
        Err(error) => format!("failed otherwise: {error}"),
    }
}
