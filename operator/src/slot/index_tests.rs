use super::*;
use crate::slot::{Notice, Told};

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
    ClaimView {
        uid: uid.to_owned(),
        version: Version(version),
        terminating: false,
        volume: None,
        requested: 0,
        capacity: 0,
        holder,
        holder_name: None,
    }
}

fn pod(uid: &str, version: u64, gated: bool, ready: bool) -> PodView {
    PodView {
        uid: uid.to_owned(),
        version: Version(version),
        terminating: false,
        gated,
        ready_at: ready.then(|| "10.0.0.1".to_owned()),
        trouble: None,
        told: Told::default(),
        revision: None,
        started_at: None,
        resources: None,
        granted: None,
        resizing: None,
        notice: Notice::default(),
    }
}

fn workspace(name: &str, version: u64) -> WorkspaceView {
    WorkspaceView {
        key: WorkspaceKey { namespace: "ns".to_owned(), name: name.to_owned() },
        pool: "p".to_owned(),
        version: Version(version),
        claim_uid: None,
        generation: 1,
        created: jiff::Timestamp::UNIX_EPOCH,
        claimed: jiff::Timestamp::UNIX_EPOCH,
        running: true,
        wanted: crate::idle::Wanted::default(),
    }
}

/// An index with the given slots, `w` warm, `c` cold, and some workspaces that want one.
fn index(states: &str) -> Index {
    let mut index = Index::default();
    for name in ["a", "b", "c", "early", "late"] {
        let _ = index.apply_workspace(uid(name), workspace(name, 0));
    }
    for (ordinal, state) in (0..).zip(states.chars()) {
        let key = slot(ordinal);
        let warm = state == 'w';
        let _ = index.apply_claim(
            &key,
            Volume::Workspace,
            claim(&format!("w{ordinal}"), 1, Holder::Free),
        );
        let _ =
            index.apply_claim(&key, Volume::Config, claim(&format!("c{ordinal}"), 1, Holder::Free));
        let _ = index.apply_pod(&key, pod(&format!("p{ordinal}"), 1, !warm, warm));
    }
    index
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
    assert_eq!(index.reserve(&pool(), &uid("a"), 0, true).unwrap().0, slot(1));
    assert_eq!(index.reserve(&pool(), &uid("b"), 0, true).unwrap().0, slot(3));
    assert_eq!(index.reserve(&pool(), &uid("c"), 0, true).unwrap().0, slot(0));
}

#[test]
fn a_suspended_workspace_leaves_the_warm_slots_to_others() {
    let mut index = index("wc");
    assert_eq!(index.reserve(&pool(), &uid("a"), 0, false).unwrap().0, slot(1));
}

#[test]
fn a_reserved_slot_is_not_given_twice_and_comes_back() {
    let mut index = index("w");
    let (key, _) = index.reserve(&pool(), &uid("a"), 0, true).unwrap();
    assert!(index.reserve(&pool(), &uid("b"), 1, true).is_err());
    let _ = index.unreserve(&key);
    assert!(index.reserve(&pool(), &uid("b"), 1, true).is_ok());
}

#[test]
fn who_came_first_is_served_first() {
    let mut index = index("");
    assert!(index.reserve(&pool(), &uid("late"), 20, true).is_err());
    assert!(index.reserve(&pool(), &uid("early"), 10, true).is_err());
    let _ = index.apply_claim(&slot(0), Volume::Workspace, claim("w0", 1, Holder::Free));
    let _ = index.apply_claim(&slot(0), Volume::Config, claim("c0", 1, Holder::Free));
    let triggers = index.apply_pod(&slot(0), pod("p0", 1, true, false));
    assert_eq!(triggers.workspaces.len(), 1);
    assert_eq!(triggers.workspaces[0].name, "early");
    assert!(index.reserve(&pool(), &uid("late"), 20, true).is_err());
    assert!(index.reserve(&pool(), &uid("early"), 10, true).is_ok());
}

#[test]
fn whom_another_operator_served_keeps_no_place_in_the_queue() {
    let mut index = index("");
    assert!(index.reserve(&pool(), &uid("early"), 10, true).is_err());
    assert!(index.reserve(&pool(), &uid("late"), 20, true).is_err());
    hold(&mut index, 0, "early", 1);
    assert_eq!(index.snapshot(&pool()).waiting, 1);
    let _ = index.apply_claim(&slot(1), Volume::Workspace, claim("w1", 1, Holder::Free));
    let _ = index.apply_claim(&slot(1), Volume::Config, claim("c1", 1, Holder::Free));
    let triggers = index.apply_pod(&slot(1), pod("p1", 1, true, false));
    assert_eq!(triggers.workspaces.len(), 1);
    assert_eq!(triggers.workspaces[0].name, "late");
    assert!(index.reserve(&pool(), &uid("late"), 20, true).is_ok());
    // Nor does one come back that asks before it has heard of its luck.
    assert!(index.reserve(&pool(), &uid("early"), 10, true).is_err());
    assert_eq!(index.snapshot(&pool()).waiting, 0);
}

#[test]
fn who_is_gone_does_not_come_back_into_the_queue() {
    let mut index = index("");
    let _ = index.remove_workspace(&uid("early"));
    // By a reconcile that had begun before.
    assert!(index.reserve(&pool(), &uid("early"), 10, true).is_err());
    assert_eq!(index.snapshot(&pool()).waiting, 0);
}

#[test]
fn an_event_from_before_ones_own_write_is_ignored() {
    let mut index = index("w");
    hold(&mut index, 0, "a", 5);
    let _ = index.apply_claim(&slot(0), Volume::Workspace, claim("w0", 4, Holder::Free));
    assert_eq!(index.held_by(&uid("a")).len(), 1);
    assert!(index.reserve(&pool(), &uid("b"), 0, true).is_err());
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
    assert!(index.reserve(&pool(), &uid("b"), 0, true).is_ok());
}
