use serde_json::{Value, json};

use super::*;
use crate::slot::{ClaimView, PodView, samples};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn workspace(spec: Value, snapshots: &Value) -> Workspace {
    let mut workspace = json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": {"name": "w", "uid": "u", "generation": 3},
        "spec": {"owner": "ada"},
        "status": {"snapshots": snapshots, "conditions": [{
            "type": "Claimed", "status": "True", "reason": "SlotClaimed", "message": "",
            "lastTransitionTime": at(1000).to_string(),
        }]},
    });
    if let (Some(into), Value::Object(spec)) = (workspace["spec"].as_object_mut(), spec) {
        into.extend(spec);
    }
    serde_json::from_value(workspace).unwrap()
}

fn policy(policy: Value) -> SnapshotPolicy {
    serde_json::from_value(policy).unwrap()
}

fn slot(gated: bool) -> Slot {
    let claim = ClaimView { volume: Some("pv".to_owned()), ..samples::claim("c", 1) };
    let pod = Some(PodView { gated, ..samples::pod("p", 1) });
    Slot { pod, workspace: Some(claim.clone()), config: Some(claim) }
}

fn later(seconds: u64) -> Due {
    Due { now: None, later: Some(Duration::from_secs(seconds)) }
}

fn now(trigger: Trigger) -> Due {
    Due { now: Some(trigger), later: None }
}

#[test]
fn one_is_due_so_long_after_the_claim_and_then_after_the_last() {
    let policy = policy(json!({"every": "1m"}));
    let due = |snapshots, second| {
        let workspace = workspace(json!({}), &snapshots);
        next(&workspace, Some(&policy), &slot(false), false, at(second))
    };
    assert_eq!(due(json!(null), 1010), later(50));
    assert_eq!(due(json!(null), 1060), now(Trigger::Scheduled(at(1060))));
    // The same one, however late it is.
    assert_eq!(due(json!(null), 9000), now(Trigger::Scheduled(at(1060))));
    let last = json!({"scheduledAt": at(9000).to_string()});
    assert_eq!(due(last, 9010), later(50));
}

#[test]
fn one_that_is_suspended_has_nothing_new() {
    let policy = policy(json!({"every": "1m"}));
    let workspace = workspace(json!({}), &json!(null));
    assert_eq!(next(&workspace, Some(&policy), &slot(true), false, at(9000)), Due::default());
}

#[test]
fn a_value_asks_once() {
    let due = |answered| {
        let workspace = workspace(json!({"snapshot": "two"}), &json!({"answered": answered}));
        next(&workspace, None, &slot(true), false, at(0))
    };
    assert_eq!(due("one"), now(Trigger::Request("two".to_owned())));
    assert_eq!(due("two"), Due::default());
}

#[test]
fn a_pod_that_is_to_be_stopped_comes_first_where_the_pool_says_so() {
    let workspace = workspace(json!({"snapshot": "two"}), &json!(null));
    let due = |policy: Option<&SnapshotPolicy>| next(&workspace, policy, &slot(false), true, at(0));
    let before = Trigger::BeforeSuspend { pod: "p".to_owned(), generation: 3 };
    assert_eq!(due(Some(&policy(json!({"beforeSuspend": true})))), now(before));
    assert_eq!(due(Some(&policy(json!({})))), Due::default());
    assert_eq!(due(None), Due::default());
}

#[test]
fn no_two_triggers_have_a_name_in_common() {
    let workspace = workspace(json!({}), &json!(null));
    let triggers = [
        Trigger::Request("clone".to_owned()),
        Trigger::Request("at-1".to_owned()),
        Trigger::Scheduled(at(1)),
        Trigger::BeforeSuspend { pod: "1".to_owned(), generation: 1 },
        Trigger::clone_for(&workspace),
    ];
    let mut names: Vec<_> = triggers
        .iter()
        .flat_map(|trigger| Volume::ALL.map(|volume| trigger.name(&workspace, volume)))
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 10);
    assert!(names.contains(&"w-u-clone-config".to_owned()));
    assert!(names.contains(&"w-u.clone-config".to_owned()));
}
