//! What workspaces may take of their pool, and who hears when they take less.

use super::tests::{hold, index, make, pod, pool, slot, uid, woken};
use super::*;
use crate::slot::Resources;
use crate::slot::samples::workspace;

fn quotas(quota: &serde_json::Value) -> Quotas {
    let pool = serde_json::json!({"image": "i", "quota": quota});
    Quotas::of(&serde_json::from_value(pool).unwrap()).unwrap()
}

fn ask(index: &mut Index, name: &str, running: bool, quotas: &Quotas) -> Result<SlotKey, NotNow> {
    let claimant =
        Claimant { uid: &uid(name), created: 0, running, quotas: Some(quotas), maximum: None };
    index.reserve(&pool(), claimant).map(|(key, _)| key)
}

fn resources(cores: u32) -> Resources {
    let requests = serde_json::json!({"cpu": cores, "memory": "4Gi"});
    let pool = serde_json::json!({"image": "i", "resources": {"requests": requests}});
    Resources::of_pool(&serde_json::from_value(pool).unwrap())
}

/// The slot's pod, gated or running, with two cores.
fn with_pod(index: &mut Index, ordinal: u32, version: u64, gated: bool) {
    let pod = pod(&format!("p{ordinal}"), version, gated, !gated);
    let _ = index.apply_pod(&slot(ordinal), PodView { resources: Some(resources(2)), ..pod });
}

#[test]
fn an_owner_gets_no_more_than_the_quota_and_more_once_one_is_gone() {
    let mut index = index("ccc");
    let two = quotas(&serde_json::json!({"perOwner": {"workspaces": 2}}));
    // One that is being claimed counts as well as one that is held.
    hold(&mut index, 0, "a", 2);
    assert!(ask(&mut index, "b", true, &two).is_ok());
    let Err(NotNow::OverQuota(why, _)) = ask(&mut index, "c", true, &two) else { panic!() };
    assert_eq!(
        why,
        "the pool's quota.perOwner.workspaces is 2, of which 2 are taken, and this needs 1"
    );
    assert_eq!(index.snapshot(&pool()).waiting, 0, "the pool makes no slot for it");
    let another = WorkspaceView { owner: "bob".to_owned(), ..workspace("late", 1) };
    let _ = index.apply_workspace(uid("late"), another);
    assert!(ask(&mut index, "late", true, &two).is_ok(), "it is another owner's");
    let woken = index.remove_workspace(&uid("a")).workspaces;
    assert_eq!(woken.iter().map(|key| &*key.name).collect::<Vec<_>>(), ["c"]);
}

/// Slots of `a`, `b` and so on, each with a gated pod of two cores.
fn held(names: &[&str]) -> Index {
    let mut index = index(&"c".repeat(names.len()));
    for (ordinal, name) in (0..).zip(names) {
        with_pod(&mut index, ordinal, 2, true);
        hold(&mut index, ordinal, name, 2);
        let _ = see(&mut index, name, 1, true, ordinal);
    }
    index
}

/// A workspace that names its slot.
fn see(index: &mut Index, name: &str, version: u64, running: bool, ordinal: u32) -> Triggers {
    let claim_uid = Some(format!("w{ordinal}"));
    let view = WorkspaceView { claim_uid, running, ..workspace(name, version) };
    index.apply_workspace(uid(name), view)
}

fn total_cpu(cores: u32) -> Quotas {
    quotas(&serde_json::json!({"total": {"cpu": cores}}))
}

/// May the workspace of this slot have so many cores?
fn admit(index: &mut Index, ordinal: u32, cores: u32, quotas: &Quotas) -> Result<(), String> {
    admitted(index, ordinal, cores, quotas).0
}

fn admitted(
    index: &mut Index,
    ordinal: u32,
    cores: u32,
    quotas: &Quotas,
) -> (Result<(), String>, Triggers) {
    let key = slot(ordinal);
    let uid = index.slot(&key).unwrap().holder().unwrap().clone();
    index.admit(&key, &uid, quotas, resources(cores))
}

/// The pod is deleted, and its successor waits behind the gate.
fn restart(index: &mut Index, ordinal: u32, version: u64) -> Vec<Triggers> {
    let old = index.slot(&slot(ordinal)).unwrap().pod.clone().unwrap();
    let stopping = PodView { version: Version(version), terminating: true, ..old.clone() };
    let next = PodView { uid: "next".to_owned(), gated: true, ready_at: None, ..old.clone() };
    let next = PodView { version: Version(version + 1), resources: Some(resources(2)), ..next };
    vec![
        index.apply_pod(&slot(ordinal), stopping),
        index.remove_pod(&slot(ordinal), &old.uid),
        index.apply_pod(&slot(ordinal), next),
    ]
}

#[test]
fn only_what_runs_takes_cores() {
    let mut index = held(&["a", "b"]);
    let three = total_cpu(3);
    assert_eq!(admit(&mut index, 0, 2, &three), Ok(()));
    // Its gate is not open yet, and the cores are gone.
    let why = admit(&mut index, 1, 2, &three).unwrap_err();
    assert_eq!(why, "the pool's quota.total.cpu is 3, of which 2 are taken, and this needs 2");
    assert_eq!(admit(&mut index, 0, 2, &three), Ok(()), "it has them");
    with_pod(&mut index, 0, 3, false);
    assert!(admit(&mut index, 1, 2, &three).is_err());
    // It is to run, so it has them also while its pod does not; not so once it is suspended.
    let stopped = index.slot(&slot(0)).unwrap().pod.clone().unwrap();
    let stopped = PodView { version: Version(4), terminating: true, ..stopped };
    assert!(!woken(&index.apply_pod(&slot(0), stopped)).contains(&"b"));
    assert!(admit(&mut index, 1, 2, &three).is_err());
    assert_eq!(woken(&see(&mut index, "a", 2, false, 0)), ["b"]);
    assert_eq!(admit(&mut index, 1, 2, &three), Ok(()));
}

#[test]
fn what_is_suspended_has_its_cores_until_its_pod_stops() {
    let mut index = held(&["a", "b"]);
    with_pod(&mut index, 0, 3, false);
    assert!(admit(&mut index, 1, 2, &total_cpu(3)).is_err());
    assert!(woken(&see(&mut index, "a", 2, false, 0)).is_empty());
    assert!(admit(&mut index, 1, 2, &total_cpu(3)).is_err());
    assert!(woken(restart(&mut index, 0, 4).first().unwrap()).contains(&"b"));
    assert_eq!(admit(&mut index, 1, 2, &total_cpu(3)), Ok(()));
    // It has to ask again.
    let _ = see(&mut index, "a", 3, true, 0);
    assert!(admit(&mut index, 0, 2, &total_cpu(3)).is_err());
}

#[test]
fn what_is_restarted_keeps_its_cores_also_when_the_quota_was_lowered() {
    let mut index = held(&["a", "b"]);
    // By an operator that has not seen it begin.
    let four = PodView { resources: Some(resources(4)), ..pod("p0", 3, false, true) };
    let _ = index.apply_pod(&slot(0), four);
    assert!(admit(&mut index, 1, 2, &total_cpu(4)).is_err());
    for triggers in restart(&mut index, 0, 4) {
        assert!(!woken(&triggers).contains(&"b"));
    }
    assert!(admit(&mut index, 1, 2, &total_cpu(4)).is_err());
    // The next pod begins with the pool's two cores, and is given its four once it runs.
    let lowered = total_cpu(1);
    assert_eq!(admit(&mut index, 0, 2, &lowered), Ok(()));
    let next = index.slot(&slot(0)).unwrap().pod.clone().unwrap();
    let _ =
        index.apply_pod(&slot(0), PodView { version: Version(6), gated: false, ..next.clone() });
    assert!(admit(&mut index, 1, 2, &total_cpu(5)).is_err(), "it has four");
    assert_eq!(admit(&mut index, 0, 4, &lowered), Ok(()));
    let full = PodView { resources: Some(resources(4)), gated: false, ..next };
    let _ = index.apply_pod(&slot(0), PodView { version: Version(7), ..full });
    assert_eq!(admit(&mut index, 0, 3, &lowered), Ok(()), "less is never too much");
    assert!(admit(&mut index, 0, 5, &lowered).is_err());
}

#[test]
fn a_spare_that_is_stopped_to_begin_with_other_files_leaves_no_cores() {
    let mut index = held(&["b"]);
    let _ = make(&mut index, 1, true);
    with_pod(&mut index, 1, 2, false);
    hold(&mut index, 1, "a", 2);
    assert!(admit(&mut index, 0, 2, &total_cpu(3)).is_err());
    assert!(woken(restart(&mut index, 1, 3).first().unwrap()).contains(&"b"));
    assert_eq!(admit(&mut index, 0, 2, &total_cpu(3)), Ok(()));
}

#[test]
fn what_was_promised_and_is_not_wanted_any_more_is_others() {
    let mut index = held(&["a", "b"]);
    with_pod(&mut index, 0, 3, false);
    // The pod could not be resized.
    assert_eq!(admit(&mut index, 0, 4, &total_cpu(5)), Ok(()));
    assert!(admit(&mut index, 1, 2, &total_cpu(5)).is_err());
    assert_eq!(woken(&index.keep_to_pod(&slot(0))), ["b"]);
    assert_eq!(admit(&mut index, 1, 2, &total_cpu(5)), Ok(()));
    // One whose gate is shut keeps what it is going to have.
    assert_eq!(index.keep_to_pod(&slot(1)), Triggers::default());
    assert!(admit(&mut index, 0, 4, &total_cpu(5)).is_err());
}

#[test]
fn who_wants_less_or_too_much_keeps_no_more_than_that() {
    let mut index = held(&["a", "b"]);
    with_pod(&mut index, 0, 3, false);
    assert_eq!(admit(&mut index, 0, 4, &total_cpu(5)), Ok(()));
    assert!(admit(&mut index, 1, 2, &total_cpu(5)).is_err());
    let (lowered, triggers) = admitted(&mut index, 0, 3, &total_cpu(5));
    assert_eq!((lowered, woken(&triggers)), (Ok(()), vec!["b"]));
    assert_eq!(admit(&mut index, 1, 2, &total_cpu(5)), Ok(()));
    let (refused, triggers) = admitted(&mut index, 0, 6, &total_cpu(5));
    assert!(refused.is_err() && woken(&triggers).is_empty(), "nobody waits");
    let _ = see(&mut index, "b", 2, false, 1);
    assert_eq!(admit(&mut index, 1, 3, &total_cpu(5)), Ok(()), "the other keeps its two only");
}

#[test]
fn who_waits_hears_of_a_claimant_that_is_gone() {
    let mut index = index("c");
    with_pod(&mut index, 0, 2, true);
    let two_cores = total_cpu(2);
    let key = ask(&mut index, "a", true, &two_cores).unwrap();
    assert!(matches!(ask(&mut index, "b", true, &two_cores), Err(NotNow::OverQuota(..))));
    assert!(matches!(ask(&mut index, "c", true, &two_cores), Err(NotNow::OverQuota(..))));
    // One that has nothing leaves nothing to others.
    assert!(woken(&index.remove_workspace(&uid("c"))).is_empty());
    assert_eq!(woken(&index.remove_workspace(&uid("a"))), ["b"]);
    let _ = index.unreserve(&key);
    assert!(ask(&mut index, "b", true, &two_cores).is_ok());
}

#[test]
fn who_waits_hears_of_a_claim_that_came_to_nothing() {
    let mut index = index("c");
    with_pod(&mut index, 0, 2, true);
    let key = ask(&mut index, "a", true, &total_cpu(2)).unwrap();
    assert!(ask(&mut index, "b", true, &total_cpu(2)).is_err());
    assert_eq!(woken(&index.unreserve(&key)), ["b"]);
}

#[test]
fn who_waits_hears_of_one_that_is_suspended_before_its_gate_is_open() {
    let mut index = held(&["a", "b"]);
    assert_eq!(admit(&mut index, 0, 2, &total_cpu(3)), Ok(()));
    assert!(admit(&mut index, 1, 2, &total_cpu(3)).is_err());
    assert_eq!(woken(&see(&mut index, "a", 2, false, 0)), ["b"]);
    assert_eq!(admit(&mut index, 1, 2, &total_cpu(3)), Ok(()));
    // By what was decided before that was known.
    let _ = admit(&mut index, 0, 2, &total_cpu(9));
    let _ = see(&mut index, "a", 3, true, 0);
    assert!(admit(&mut index, 0, 2, &total_cpu(3)).is_err(), "it has not asked yet");
}

#[test]
fn one_that_does_not_run_needs_no_cores() {
    let mut index = index("cw");
    let none = quotas(&serde_json::json!({"perOwner": {"cpu": "100m"}}));
    assert!(matches!(ask(&mut index, "a", true, &none), Err(NotNow::OverQuota(..))));
    assert!(ask(&mut index, "a", false, &none).is_ok());
    let small = quotas(&serde_json::json!({"total": {"storage": "14Gi"}}));
    let Err(NotNow::OverQuota(why, _)) = ask(&mut index, "b", false, &small) else { panic!() };
    assert_eq!(
        why,
        "the pool's quota.total.storage is 14Gi, of which 0Gi are taken, and this needs 15Gi"
    );
}
