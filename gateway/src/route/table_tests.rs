//! What the route table does with events.

use coditect_crds::{Phase, Workspace};
use kube::runtime::watcher::Event;
use serde_json::json;

use super::{RouteTable, WorkspaceKey};

fn workspace(name: &str, owner: &str, endpoint: Option<&str>) -> Workspace {
    let ready = if endpoint.is_some() { "True" } else { "False" };
    serde_json::from_value(json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": { "namespace": "ns", "name": name, "uid": format!("uid-{name}") },
        "spec": { "owner": owner },
        "status": {
            "phase": if endpoint.is_some() { "Running" } else { "Starting" },
            "endpoint": endpoint,
            "conditions": [{
                "type": "Ready", "status": ready, "reason": "PodStarting", "message": "soon",
                "lastTransitionTime": "2026-01-01T00:00:00Z"
            }]
        }
    }))
    .unwrap()
}

fn running(name: &str, owner: &str) -> Workspace {
    workspace(name, owner, Some("10.0.0.1:80"))
}

fn key(name: &str) -> WorkspaceKey {
    WorkspaceKey::new("ns", name)
}

fn synced(workspaces: impl IntoIterator<Item = Workspace>) -> RouteTable {
    let mut table = RouteTable::default();
    relist(&mut table, workspaces);
    table
}

fn relist(table: &mut RouteTable, workspaces: impl IntoIterator<Item = Workspace>) {
    table.apply(Event::Init);
    for workspace in workspaces {
        table.apply(Event::InitApply(workspace));
    }
    table.apply(Event::InitDone);
}

#[test]
fn it_is_synced_after_the_first_full_list_only() {
    let mut table = RouteTable::default();
    table.apply(Event::Init);
    table.apply(Event::InitApply(running("a", "u1")));
    assert!(!table.is_synced());
    table.apply(Event::InitDone);
    assert!(table.is_synced());
    assert_eq!(table.len(), 1);
}

#[test]
fn a_workspace_that_is_not_ready_has_no_endpoint_but_a_reason() {
    let table = synced([workspace("a", "u1", None)]);
    let route = table.get(&key("a")).unwrap();
    assert_eq!(route.endpoint, None);
    assert_eq!(route.phase, Phase::Starting);
    assert_eq!(route.readiness.reason, "PodStarting");
    assert_eq!(route.readiness.message, "soon");
}

#[test]
fn an_endpoint_without_readiness_is_not_used() {
    let mut stale = workspace("a", "u1", None);
    stale.status.as_mut().unwrap().endpoint = Some("10.0.0.1:80".to_owned());
    assert_eq!(synced([stale]).get(&key("a")).unwrap().endpoint, None);
}

#[test]
fn a_list_drops_what_it_does_not_name_and_keeps_the_rest_alive() {
    let mut table = synced([running("a", "u1"), running("b", "u1")]);
    let (a, b) = (table.get(&key("a")).unwrap(), table.get(&key("b")).unwrap());
    table.apply(Event::Init);
    table.apply(Event::InitApply(running("a", "u1")));
    assert!(table.get(&key("b")).is_some(), "known routes serve while a list runs");
    table.apply(Event::InitDone);
    assert!(table.get(&key("b")).is_none());
    assert!(b.live.is_cancelled());
    assert!(!a.live.is_cancelled());
    assert_eq!(table.owned_by("u1").len(), 1);
}

#[test]
fn a_change_to_one_workspace_does_not_touch_another() {
    let mut table = synced([running("a", "u1")]);
    let a = table.get(&key("a")).unwrap();
    table.apply(Event::Apply(workspace("b", "u2", None)));
    table.apply(Event::Apply(running("b", "u2")));
    table.apply(Event::Delete(running("b", "u2")));
    assert!(!a.live.is_cancelled());
    assert!(table.owned_by("u2").is_empty());
}

#[test]
fn a_new_condition_alone_keeps_tunnels_and_a_new_endpoint_ends_them() {
    let mut table = synced([running("a", "u1")]);
    let before = table.get(&key("a")).unwrap();
    let mut told = running("a", "u1");
    told.status.as_mut().unwrap().conditions[0].message = "other words".to_owned();
    table.apply(Event::Apply(told));
    assert!(!before.live.is_cancelled());
    assert_eq!(table.get(&key("a")).unwrap().readiness.message, "other words");
    table.apply(Event::Apply(workspace("a", "u1", Some("10.0.0.2:80"))));
    assert!(before.live.is_cancelled());
    assert!(!table.get(&key("a")).unwrap().live.is_cancelled());
}

#[test]
fn a_workspace_of_the_same_name_is_not_the_same() {
    let mut table = synced([running("a", "u1")]);
    let before = table.get(&key("a")).unwrap();
    let mut other = running("a", "u2");
    other.metadata.uid = Some("another".to_owned());
    relist(&mut table, [other]);
    assert!(before.live.is_cancelled());
    assert!(table.owned_by("u1").is_empty());
    assert_eq!(table.owned_by("u2").len(), 1);
}

#[test]
fn one_that_is_being_deleted_is_not_routed_nor_counted_as_owned() {
    let mut leaving = running("a", "u1");
    leaving.metadata.deletion_timestamp =
        Some(serde_json::from_value(json!("2026-01-01T00:00:00Z")).unwrap());
    let table = synced([leaving, running("b", "u1")]);
    assert_eq!(table.get(&key("a")).unwrap().endpoint, None);
    let owned = table.owned_by("u1");
    assert_eq!(owned.iter().map(|r| r.key.name.as_str()).collect::<Vec<_>>(), ["b"]);
}
