use super::*;
use crate::slot::samples::{self, workspace};
use crate::slot::{Free, SlotSnapshot, Trouble};

pub(super) fn pool() -> PoolKey {
    PoolKey::new("ns", "p")
}

pub(super) fn slot(ordinal: u32) -> SlotKey {
    SlotKey { pool: pool(), ordinal: Ordinal(ordinal) }
}

pub(super) fn uid(name: &str) -> WorkspaceUid {
    WorkspaceUid(name.to_owned())
}

pub(super) fn claim(uid: &str, version: u64, holder: Holder) -> ClaimView {
    ClaimView { holder, ..samples::claim(uid, version) }
}

pub(super) fn pod(uid: &str, version: u64, gated: bool, ready: bool) -> PodView {
    let ready_at = ready.then(|| "10.0.0.1".to_owned());
    PodView { gated, ready_at, ..samples::pod(uid, version) }
}

/// An index with the given slots, `w` warm, `c` cold, and some workspaces that want one.
pub(super) fn index(states: &str) -> Index {
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
pub(super) fn make(index: &mut Index, ordinal: u32, warm: bool) -> Triggers {
    let (key, free) = (slot(ordinal), Holder::Free);
    let _ =
        index.apply_claim(&key, Volume::Workspace, claim(&format!("w{ordinal}"), 1, free.clone()));
    let _ = index.apply_claim(&key, Volume::Config, claim(&format!("c{ordinal}"), 1, free));
    index.apply_pod(&key, pod(&format!("p{ordinal}"), 1, !warm, warm))
}

/// Which workspaces are woken.
pub(super) fn woken(triggers: &Triggers) -> Vec<&str> {
    triggers.workspaces.iter().map(|key| key.name.as_str()).collect()
}

fn reserve(
    index: &mut Index,
    name: &str,
    created: i64,
    running: bool,
) -> Result<(SlotKey, Slot), NotNow> {
    let claimant = Claimant { uid: &uid(name), created, running, quotas: None, maximum: None };
    index.reserve(&pool(), claimant)
}

/// One of a pool that may have so many slots.
fn reserve_of(index: &mut Index, name: &str, maximum: usize) -> Result<(SlotKey, Slot), NotNow> {
    let (uid, maximum) = (uid(name), Some(maximum));
    let claimant = Claimant { uid: &uid, created: 0, running: true, quotas: None, maximum };
    index.reserve(&pool(), claimant)
}

pub(super) fn hold(index: &mut Index, ordinal: u32, by: &str, version: u64) {
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
fn a_suspended_workspace_leaves_all_to_others_that_are_not_cold() {
    let mut index = index("wcc");
    let trouble = Trouble { reason: "ImagePullBackOff".to_owned(), message: "no".to_owned() };
    let failing = PodView { trouble: Some(trouble), ..pod("p1", 2, false, false) };
    let _ = index.apply_pod(&slot(1), failing);
    let got = ["a", "b", "c"].map(|name| reserve(&mut index, name, 0, false).unwrap().0);
    assert_eq!(got, [slot(2), slot(1), slot(0)]);
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
fn who_cannot_have_a_slot_leaves_it_to_those_behind() {
    let mut index = index("");
    assert!(reserve(&mut index, "early", 10, true).is_err());
    assert!(reserve(&mut index, "late", 20, true).is_err());
    assert_eq!(woken(&make(&mut index, 0, false)), ["early"]);
    let left = index.leave_queue(&pool(), &uid("early"));
    assert!(woken(&left).contains(&"late") && left.pool == Some(pool()));
    assert_eq!(index.snapshot(&pool()).waiting, 1, "the pool makes no slot for it");
    assert!(reserve(&mut index, "late", 20, true).is_ok());
    assert_eq!(index.leave_queue(&pool(), &uid("early")), Triggers::default());
}

/// An index after a start, in which two are of age and the others are younger.
fn started(states: &str) -> Index {
    let mut index = index(states);
    for (name, second) in [("early", 10), ("late", 20), ("a", 30), ("b", 30), ("c", 30), ("d", 30)]
    {
        let created = jiff::Timestamp::from_second(second).unwrap();
        let _ = index.apply_workspace(uid(name), WorkspaceView { created, ..workspace(name, 1) });
    }
    hold(&mut index, 0, "a", 2);
    index.line_up(&pool());
    index
}

#[test]
fn after_a_start_who_came_first_is_served_first_whoever_is_heard_first() {
    let mut index = started("cc");
    let Err(NotNow::Queued(triggers)) = reserve(&mut index, "late", 20, true) else { panic!() };
    assert_eq!(triggers.pool, Some(pool()));
    assert_eq!(index.snapshot(&pool()).waiting, 1, "no slot is made for one that has not asked");
    // Not again with each that asks.
    index.line_up(&pool());
    assert!(reserve(&mut index, "early", 10, true).is_ok());
    assert_eq!(index.place(&pool(), &uid("late")), Some(1));
    assert_eq!(index.place(&pool(), &uid("a")), None, "it has a slot");
}

#[test]
fn after_a_start_who_does_not_want_a_slot_yet_keeps_none_from_others() {
    let mut index = started("cc");
    assert!(reserve(&mut index, "late", 20, true).is_err());
    assert!(woken(&index.leave_queue(&pool(), &uid("early"))).contains(&"late"));
    assert!(reserve(&mut index, "late", 20, true).is_ok());
    assert_eq!(index.snapshot(&pool()).waiting, 0);
}

#[test]
fn no_more_slots_are_held_than_a_lowered_maximum_allows() {
    let mut index = index("cccc");
    hold(&mut index, 1, "a", 2);
    hold(&mut index, 3, "b", 2);
    assert!(reserve_of(&mut index, "c", 2).is_err(), "two slots are free");
    assert!(reserve_of(&mut index, "d", 2).is_err());
    // What becomes of a slot that nobody holds is nothing to them.
    assert!(woken(&index.remove_claim(&slot(0), Volume::Workspace, "w0")).is_empty());
    let released = index.remove_claim(&slot(1), Volume::Workspace, "w1");
    assert_eq!(woken(&released), ["c", "a"]);
    let (reserved, _) = reserve_of(&mut index, "c", 2).unwrap();
    assert!(reserve_of(&mut index, "d", 2).is_err(), "what is about to be held counts");
    let back = index.unreserve(&reserved);
    assert_eq!(woken(&back), ["d"]);
    assert!(reserve_of(&mut index, "d", 2).is_ok());
    assert!(reserve_of(&mut index, "c", 3).is_err(), "no slot is free");
    let _ = make(&mut index, 1, false);
    assert!(reserve_of(&mut index, "c", 3).is_ok(), "the maximum was raised");
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

#[test]
fn what_was_never_there_leaves_no_slot_behind() {
    let mut index = index("w");
    assert_eq!(index.remove_pod(&slot(5), ""), Triggers::default());
    assert_eq!(index.snapshot(&pool()).slots.len(), 1);
}
