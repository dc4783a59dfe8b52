//! Wrong manifests are refused by the apiserver itself, with a message that names the field.

mod wrong;

use coditect_harness::{Node, System};
use kube::api::{Api, ApiResource, DynamicObject, ListParams, Patch, PatchParams};
use kube::core::GroupVersionKind;
use serde_json::{Value, json};

use self::wrong::Wrong;

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
    let mut wrong_workspaces = wrong::workspaces();
    wrong_workspaces.extend(wrong::setups());
    let mut wrong_pools = wrong::pools();
    wrong_pools.extend(wrong::stores());
    for (kind, good, cases) in
        [("Workspace", good_workspace, wrong_workspaces), ("IdePool", good_pool, wrong_pools)]
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
    for (kind, patch, expected) in wrong::changes() {
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
