//! What is there before a sequence begins.

use serde_json::{Value, json};

use crate::sequences::schema::Kind;
use crate::sequences::sequence::Object;

/// The spec of the pool, and those of its workspaces by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Specs {
    /// Of the pool.
    pub pool: Value,
    /// Of each workspace, in the order in which they are made.
    pub workspaces: Vec<(&'static str, Value)>,
}

impl Specs {
    /// The same with another spec of one object.
    #[must_use]
    pub fn with(&self, object: Object, spec: Value) -> Self {
        let mut specs = self.clone();
        match object {
            Object::Pool => specs.pool = spec,
            Object::Workspace(name) => {
                let of = specs.workspaces.iter_mut().find(|(of, _)| *of == name);
                if let Some((_, of)) = of {
                    *of = spec;
                }
            }
        }
        specs
    }
}

/// All grounds.
pub const GROUNDS: [&str; 7] =
    ["pool", "setup", "storage", "managed", "managed-tls", "operator", "external"];

/// The ground on which a field can be changed.
#[must_use]
pub fn ground_of(kind: Kind, path: &str) -> &'static str {
    let grounds = match kind {
        Kind::IdePool => [
            ("sessionStore.managed.tls", "managed-tls"),
            ("sessionStore.managed", "managed"),
            ("sessionStore.operator", "operator"),
            ("sessionStore.external", "external"),
        ]
        .as_slice(),
        Kind::Workspace => &[("setup", "setup"), ("storage.fromWorkspace", "storage")],
    };
    let found = grounds.iter().find(|(field, _)| path.starts_with(field));
    found.map_or("pool", |(_, ground)| ground)
}

/// The ground of this name.
#[must_use]
pub fn ground(name: &str) -> Specs {
    let store = |store: Value| Specs {
        pool: json!({
            "image": "i",
            "capacity": {"warmSpares": 0, "coldSpares": 0, "maximum": 6},
            "storage": {"storageClassName": "standard"},
            "sessionStore": store,
        }),
        workspaces: vec![],
    };
    let managed = json!({"processes": 3, "storage": "1Gi", "storageClassName": "standard"});
    let tls = json!({"tls": {"secretName": "tls"}, "processes": 3});
    match name {
        "managed" => store(json!({"managed": managed})),
        "managed-tls" => store(json!({"managed": tls})),
        "operator" => {
            store(json!({"operator": {"storage": "1Gi", "storageClassName": "standard"}}))
        }
        "external" => store(json!({"external": {"clusterFileSecretName": "file"}})),
        "setup" => slots(vec![("on", json!({"setup": setup()}))]),
        "storage" => slots(vec![("on", json!({"storage": {"fromWorkspace": "nobody"}}))]),
        _ => slots(vec![("on", json!({})), ("off", json!({"running": false}))]),
    }
}

/// Settings of pods that change reach those that run at once, as the deadline is.
fn slots(workspaces: Vec<(&'static str, Value)>) -> Specs {
    let with_owner = |(name, mut spec): (&'static str, Value)| {
        if let Value::Object(fields) = &mut spec {
            fields.extend([("owner".to_owned(), json!("ada")), ("pool".to_owned(), json!("p"))]);
        }
        (name, spec)
    };
    Specs {
        pool: json!({
            "image": "i",
            "capacity": {"warmSpares": 1, "coldSpares": 1, "maximum": 6},
            "storage": {"workspace": "1Gi", "config": "1Gi"},
            "rollout": {"deadline": "1s", "warnBefore": "1s"},
        }),
        workspaces: workspaces.into_iter().map(with_owner).collect(),
    }
}

fn setup() -> Value {
    json!({
        "repository": {"url": "https://example.com/b.git", "ref": "b", "depth": 2},
        "dotfiles": {"url": "https://example.com/d.git", "ref": "d"},
        "identity": {"name": "Ada", "email": "ada@example.org"},
        "startCommand": "true",
        "attempt": 2,
    })
}
