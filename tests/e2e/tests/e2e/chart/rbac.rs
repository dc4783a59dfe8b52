//! Compares the roles of the chart with the apiserver's audit log.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use kube::api::{Api, ListParams};
use kube::{Client, ResourceExt as _};
use serde_json::Value;

/// `verb group/resource`, such as `list coditect.ai/workspaces`.
type Rights = BTreeSet<String>;

/// Granted for what the audit log of a short test does not show, each with its reason.
const UNSEEN: &[(&str, &str)] = &[
    // The admission plugin OwnerReferencesPermissionEnforcement asks for it where it is on.
    ("coditect-operator", "update coditect.ai/idepools/finalizers"),
    // An event that is repeated within some minutes becomes a series.
    ("coditect-operator", "patch events.k8s.io/events"),
    // Whose own tests run with these rights alone: `lifecycle.rs`, `rollout.rs`, `restore.rs`.
    ("coditect-operator", "get storage.k8s.io/storageclasses"),
    ("coditect-operator", "patch /pods/resize"),
    ("coditect-operator", "create /persistentvolumeclaims"),
    // Whose own test runs with these rights alone: `snapshots.rs`.
    ("coditect-operator", "get snapshot.storage.k8s.io/volumesnapshots"),
    ("coditect-operator", "list snapshot.storage.k8s.io/volumesnapshots"),
    ("coditect-operator", "create snapshot.storage.k8s.io/volumesnapshots"),
    ("coditect-operator", "patch snapshot.storage.k8s.io/volumesnapshots"),
    ("coditect-operator", "delete snapshot.storage.k8s.io/volumesnapshots"),
    // For session stores, whose own tests run with these rights alone: `session_store.rs` at the
    // apiserver, `foundationdb.rs` with a real database.
    ("coditect-operator", "get coditect.ai/idepools"),
    ("coditect-operator", "create /secrets"),
    ("coditect-operator", "get /secrets"),
    ("coditect-operator", "patch /secrets"),
    ("coditect-operator", "create /pods/exec"),
    ("coditect-operator", "get /pods/exec"),
    ("coditect-operator", "get batch/jobs"),
    ("coditect-operator", "create batch/jobs"),
    ("coditect-operator", "delete batch/jobs"),
    ("coditect-operator", "get apps/deployments"),
    ("coditect-operator", "create apps/deployments"),
    ("coditect-operator", "patch apps/deployments"),
    ("coditect-operator", "delete apps/deployments"),
    ("coditect-operator", "get networking.k8s.io/networkpolicies"),
    ("coditect-operator", "create networking.k8s.io/networkpolicies"),
    ("coditect-operator", "patch networking.k8s.io/networkpolicies"),
    ("coditect-operator", "get apps.foundationdb.org/foundationdbclusters"),
    ("coditect-operator", "create apps.foundationdb.org/foundationdbclusters"),
    ("coditect-operator", "patch apps.foundationdb.org/foundationdbclusters"),
];

/// Fails with what our programs were not let do.
pub fn refused_nothing(audit: &str) -> anyhow::Result<()> {
    let mut refused = BTreeSet::new();
    for request in requests(audit) {
        let request = request?;
        if request.is_refused {
            refused.insert(format!("{}: {}", request.account, request.right));
        }
    }
    anyhow::ensure!(refused.is_empty(), "the apiserver has refused: {refused:#?}");
    Ok(())
}

/// Fails with what was granted and never used.
pub async fn grants_what_is_used(client: &Client, audit: &str) -> anyhow::Result<()> {
    let mut used = BTreeMap::<String, Rights>::new();
    for request in requests(audit) {
        let request = request?;
        let rights = used.entry(request.account).or_default();
        // An apply that creates is allowed by both verbs.
        if request.has_created {
            rights.insert(request.right.replace("patch ", "create "));
        }
        rights.insert(request.right);
    }
    let mut unused = BTreeMap::new();
    for (account, granted) in granted(client).await? {
        let used = used.remove(&account).unwrap_or_default();
        let is_unused = |right: &&String| {
            !used.contains(*right) && !UNSEEN.contains(&(account.as_str(), right.as_str()))
        };
        let left: Rights = granted.iter().filter(is_unused).cloned().collect();
        if !left.is_empty() {
            unused.insert(account, left);
        }
    }
    anyhow::ensure!(unused.is_empty(), "granted, and used by nobody: {unused:#?}");
    Ok(())
}

/// What one of our service accounts has asked.
struct Request {
    account: String,
    right: String,
    is_refused: bool,
    has_created: bool,
}

fn requests(audit: &str) -> impl Iterator<Item = serde_json::Result<Request>> {
    audit.lines().filter_map(|line| serde_json::from_str(line).map(|e| request(&e)).transpose())
}

fn request(event: &Value) -> Option<Request> {
    let account = event["user"]["username"].as_str()?;
    let account = account.strip_prefix("system:serviceaccount:default:")?;
    let object = event.get("objectRef").filter(|_| account.starts_with("coditect-"))?;
    let verb = event["verb"].as_str()?;
    let group = object["apiGroup"].as_str().unwrap_or_default();
    let resource = object["resource"].as_str()?;
    let subresource = object["subresource"].as_str().map(|name| format!("/{name}"));
    Some(Request {
        account: account.to_owned(),
        right: format!("{verb} {group}/{resource}{}", subresource.unwrap_or_default()),
        is_refused: event["annotations"]["authorization.k8s.io/decision"] == "forbid",
        has_created: event["responseStatus"]["code"] == 201,
    })
}

/// What the roles of the chart grant, by service account.
async fn granted(client: &Client) -> anyhow::Result<BTreeMap<String, Rights>> {
    let ours = ListParams::default().labels("app.kubernetes.io/name=coditect");
    let mut granted = BTreeMap::<String, Rights>::new();
    let mut grant = |subjects: Option<Vec<Subject>>, rules: Option<Vec<PolicyRule>>| {
        let rights: Rights = rules.into_iter().flatten().flat_map(|rule| rights(&rule)).collect();
        for subject in subjects.into_iter().flatten() {
            granted.entry(subject.name).or_default().extend(rights.clone());
        }
    };
    let roles = Api::<Role>::all(client.clone()).list(&ours).await?.items;
    let cluster_roles = Api::<ClusterRole>::all(client.clone()).list(&ours).await?.items;
    let of_cluster = |reference: &RoleRef| {
        let role = cluster_roles.iter().find(|role| role.name_any() == reference.name);
        role.and_then(|role| role.rules.clone())
    };
    for binding in Api::<RoleBinding>::all(client.clone()).list(&ours).await? {
        let role = roles.iter().find(|role| role.name_any() == binding.role_ref.name);
        grant(binding.subjects, role.and_then(|role| role.rules.clone()));
    }
    for binding in Api::<ClusterRoleBinding>::all(client.clone()).list(&ours).await? {
        let granted = of_cluster(&binding.role_ref);
        grant(binding.subjects, granted);
    }
    anyhow::ensure!(granted.len() >= 3, "the roles of the chart were not found: {granted:?}");
    Ok(granted)
}

fn rights(rule: &PolicyRule) -> Rights {
    let mut rights = Rights::new();
    for group in rule.api_groups.iter().flatten() {
        for resource in rule.resources.iter().flatten() {
            rights.extend(rule.verbs.iter().map(|verb| format!("{verb} {group}/{resource}")));
        }
    }
    rights
}
