use super::*;
use crate::slot::samples::{self, workspace};
use crate::slot::{Free, Resources, SlotSnapshot};

fn pool() -> PoolKey {
    PoolKey::new("ns", "p")
}

fn slot(ordinal: u32) -> SlotKey {
    SlotKey { pool: pool(), ordinal: Ordinal(ordinal) }
}

fn uid(name: &str) -> WorkspaceUid {
    WorkspaceUid(name.to_owned())
}

fn claim(uid: &str, version: u64, holder: Holder) -> ClaimView {
    ClaimView { holder, ..samples::claim(uid, version) }
}

fn pod(uid: &str, version: u64, gated: bool, ready: bool) -> PodView {
    let ready_at = ready.then(|| "10.0.0.1".to_owned());
    PodView { gated, ready_at, ..samples::pod(uid, version) }
}

/// An index with the given slots, `w` warm, `c` cold, and some workspaces that want one.
fn index(states: &str) -> Index {
    let mut index = Index::default();
    for name in ["a", "b", "c", "d", "early", "late"] {
        let _ = index.apply_workspace(uid(name), workspace(name, 0));
    }
    for (ordinal, state) in (0..).zip(states.chars()) {
        let _ = make(&mut index, ordinal, state == 'w');
    }
    index
}

/// A slot comes to be; the triggers are those of the last event, which makes it free.
fn make(index: &mut Index, ordinal: u32, warm: bool) -> Triggers {
    let (key, free) = (slot(ordinal), Holder::Free);
    let _ =
        index.apply_claim(&key, Volume::Workspace, claim(&format!("w{ordinal}"), 1, free.clone()));
    let _ = index.apply_claim(&key, Volume::Config, claim(&format!("c{ordinal}"), 1, free));
    index.apply_pod(&key, pod(&format!("p{ordinal}"), 1, !warm, warm))
}

/// Which workspaces are woken.
fn woken(triggers: &Triggers) -> Vec<&str> {
    triggers.workspaces.iter().map(|key| key.name.as_str()).collect()
}

fn reserve(
    index: &mut Index,
    name: &str,
    created: i64,
    running: bool,
) -> Result<(SlotKey, Slot), NotNow> {
    index.reserve(&pool(), Claimant { uid: &uid(name), created, running, quotas: None })
}

fn hold(index: &mut Index, ordinal: u32, by: &str, version: u64) {
    let _ = index.apply_claim(
        &slot(ordinal),
        Volume::Workspace,
        claim(&format!("w{ordinal}"), version, Holder::Workspace(uid(by))),
    );
}

#[test]
fn a_running_workspace_gets_the_lowest_warm_slot() {
    let mut index = index("cwcw");
    assert_eq!(reserve(&mut index, "a", 0, true).unwrap().0, slot(1));
    assert_eq!(reserve(&mut index, "b", 0, true).unwrap().0, slot(3));
    assert_eq!(reserve(&mut index, "c", 0, true).unwrap().0, slot(0));
}

#[test]
fn a_suspended_workspace_leaves_the_warm_slots_to_others() {
    let mut index = index("wc");
    assert_eq!(reserve(&mut index, "a", 0, false).unwrap().0, slot(1));
}

#[test]
fn a_reserved_slot_is_not_given_twice_and_comes_back() {
    let mut index = index("w");
    let (key, _) = reserve(&mut index, "a", 0, true).unwrap();
    assert!(reserve(&mut index, "b", 1, true).is_err());
    let _ = index.unreserve(&key);
    assert!(reserve(&mut index, "b", 1, true).is_ok());
}

#[test]
fn a_pool_hears_of_each_who_comes_to_wait_and_of_each_only_once() {
    let mut index = index("");
    let mut woken = |name| match reserve(&mut index, name, 0, true) {
        Err(NotNow::Queued(triggers)) => triggers.pool,
        _ => None,
    };
    assert_eq!(["a", "a", "b", "b"].map(&mut woken), [Some(pool()), None, Some(pool()), None]);
}

#[test]
fn with_each_slot_that_becomes_free_one_more_is_woken_and_with_each_who_leaves() {
    let mut index = index("");
    for (created, name) in (0..).zip(["a", "b", "c", "d"]) {
        assert!(reserve(&mut index, name, created, true).is_err());
    }
    assert_eq!(woken(&make(&mut index, 0, false)), ["a"]);
    assert_eq!(woken(&make(&mut index, 1, false)), ["b"]);
    // What else becomes of a slot that was free before is nothing to them.
    assert!(woken(&index.apply_pod(&slot(1), pod("p1", 2, true, false))).is_empty());
    assert!(woken(&index.remove_workspace(&uid("b"))).contains(&"c"));
    assert!(reserve(&mut index, "c", 2, true).is_ok());
    assert!(reserve(&mut index, "d", 3, true).is_err());
    assert!(reserve(&mut index, "a", 0, true).is_ok());
}

#[test]
fn who_came_first_is_served_first() {
    let mut index = index("");
    assert!(reserve(&mut index, "late", 20, true).is_err());
    assert!(reserve(&mut index, "early", 10, true).is_err());
    assert_eq!(woken(&make(&mut index, 0, false)), ["early"]);
    assert!(reserve(&mut index, "late", 20, true).is_err());
    assert!(reserve(&mut index, "early", 10, true).is_ok());
}

#[test]
fn whom_another_operator_served_keeps_no_place_in_the_queue() {
    let mut index = index("");
    assert!(reserve(&mut index, "early", 10, true).is_err());
    assert!(reserve(&mut index, "late", 20, true).is_err());
    hold(&mut index, 0, "early", 1);
    assert_eq!(index.snapshot(&pool()).waiting, 1);
    assert_eq!(woken(&make(&mut index, 1, false)), ["late"]);
    assert!(reserve(&mut index, "late", 20, true).is_ok());
    // Nor does one come back that asks before it has heard of its luck.
    assert!(reserve(&mut index, "early", 10, true).is_err());
    assert_eq!(index.snapshot(&pool()).waiting, 0);
}

#[test]
fn who_is_gone_does_not_come_back_into_the_queue() {
    let mut index = index("");
    let _ = index.remove_workspace(&uid("early"));
    // By a reconcile that had begun before.
    assert!(reserve(&mut index, "early", 10, true).is_err());
    assert_eq!(index.snapshot(&pool()).waiting, 0);
}

#[test]
fn an_event_from_before_ones_own_write_is_ignored() {
    let mut index = index("w");
    hold(&mut index, 0, "a", 5);
    let _ = index.apply_claim(&slot(0), Volume::Workspace, claim("w0", 4, Holder::Free));
    assert_eq!(index.held_by(&uid("a")).len(), 1);
    assert!(reserve(&mut index, "b", 0, true).is_err());
}

#[test]
fn a_slot_whose_workspace_is_gone_is_orphaned() {
    let mut index = index("w");
    hold(&mut index, 0, "a", 2);
    let _ = index.apply_workspace(uid("a"), workspace("a", 3));
    assert_eq!(index.snapshot(&pool()).slots[0].1, SlotSnapshot::Claimed);
    let triggers = index.remove_workspace(&uid("a"));
    assert_eq!(triggers.pool, Some(pool()));
    assert_eq!(index.snapshot(&pool()).slots[0].1, SlotSnapshot::Orphaned);
}

#[test]
fn a_second_slot_of_one_workspace_is_surplus() {
    let mut index = index("ww");
    hold(&mut index, 0, "a", 2);
    hold(&mut index, 1, "a", 3);
    let mut view = workspace("a", 4);
    view.claim_uid = Some("w1".to_owned());
    let _ = index.apply_workspace(uid("a"), view);
    let standing: Vec<_> = index.snapshot(&pool()).slots.into_iter().map(|(_, s)| s).collect();
    assert_eq!(standing, [SlotSnapshot::Surplus, SlotSnapshot::Claimed]);
}

#[test]
fn a_relist_removes_what_is_gone() {
    let mut index = index("ww");
    let listed = HashSet::from(["p1".to_owned()]);
    let triggers = index.retain_pods(&listed);
    assert_eq!(triggers.len(), 1);
    assert_eq!(index.snapshot(&pool()).slots[0].1, SlotSnapshot::Incomplete);
    assert_eq!(index.snapshot(&pool()).slots[1].1, SlotSnapshot::Free(Free::Warm));
}

#[test]
fn a_pod_that_outlived_its_volumes_is_half_released() {
    let mut index = index("w");
    let _ = index.remove_claim(&slot(0), Volume::Config, "c0");
    assert_eq!(index.snapshot(&pool()).slots[0].1, SlotSnapshot::HalfReleased);
}

#[test]
fn the_claim_of_a_successor_is_free_again() {
    let mut index = index("w");
    hold(&mut index, 0, "a", 2);
    let _ = index.remove_claim(&slot(0), Volume::Workspace, "w0");
    assert!(index.held_by(&uid("a")).is_empty());
    let _ = index.apply_claim(&slot(0), Volume::Workspace, claim("w0-new", 9, Holder::Free));
    assert!(reserve(&mut index, "b", 0, true).is_ok());
}

fn quotas(quota: &serde_json::Value) -> Quotas {
    let pool = serde_json::json!({"image": "i", "quota": quota});
    Quotas::of(&serde_json::from_value(pool).unwrap()).unwrap()
}

fn ask(index: &mut Index, name: &str, running: bool, quotas: &Quotas) -> Result<SlotKey, NotNow> {
    let claimant = Claimant { uid: &uid(name), created: 0, running, quotas: Some(quotas) };
    index.reserve(&pool(), claimant).map(|(key, _)| key)
}

/// A gated pod and one that runs, each with two cores.
fn with_pod(index: &mut Index, ordinal: u32, version: u64, gated: bool) {
    let resources = Some(Resources::of_pool(
        &serde_json::from_value(serde_json::json!({"image": "i"})).unwrap(),
    ));
    let pod = PodView { resources, ..pod(&format!("p{ordinal}"), version, gated, !gated) };
    let _ = index.apply_pod(&slot(ordinal), pod);
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

#[test]
fn only_what_runs_takes_cores() {
    let mut index = index("cc");
    with_pod(&mut index, 0, 2, true);
    with_pod(&mut index, 1, 2, true);
    let two_cores = quotas(&serde_json::json!({"total": {"cpu": 3}}));
    hold(&mut index, 0, "a", 2);
    hold(&mut index, 1, "b", 2);
    let wanted = index.slot(&slot(1)).unwrap().pod.clone().unwrap().resources.unwrap();
    assert_eq!(index.admit(&slot(0), &uid("a"), &two_cores, wanted), Ok(()));
    // Its gate is not open yet, and the cores are gone.
    let why = index.admit(&slot(1), &uid("b"), &two_cores, wanted).unwrap_err();
    assert_eq!(why, "the pool's quota.total.cpu is 3, of which 2 are taken, and this needs 2");
    assert_eq!(index.admit(&slot(0), &uid("a"), &two_cores, wanted), Ok(()), "it has them");
    with_pod(&mut index, 0, 3, false);
    assert!(index.admit(&slot(1), &uid("b"), &two_cores, wanted).is_err());
    let stopped = index.slot(&slot(0)).unwrap().pod.clone().unwrap();
    let stopped = PodView { version: Version(4), terminating: true, ..stopped };
    let woken = index.apply_pod(&slot(0), stopped).workspaces;
    assert!(woken.iter().any(|key| key.name == "b"), "{woken:?}");
    assert_eq!(index.admit(&slot(1), &uid("b"), &two_cores, wanted), Ok(()));
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
