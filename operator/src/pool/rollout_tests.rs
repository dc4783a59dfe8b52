use super::*;

const FREE_WARM: SlotSnapshot = SlotSnapshot::Free(Free::Warm);
const FREE_COLD: SlotSnapshot = SlotSnapshot::Free(Free::Cold);
const FREE_FAILING: SlotSnapshot = SlotSnapshot::Free(Free::Failing);
const CLAIMED: SlotSnapshot = SlotSnapshot::Claimed;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

fn old(standing: SlotSnapshot, state: PodState) -> PodSnapshot {
    PodSnapshot { ordinal: Ordinal(0), standing, state, is_outdated: true, restart_at: None }
}

fn new(standing: SlotSnapshot, state: PodState) -> PodSnapshot {
    PodSnapshot { is_outdated: false, ..old(standing, state) }
}

fn numbered(pods: &[PodSnapshot]) -> Vec<PodSnapshot> {
    (0..).map(Ordinal).zip(pods).map(|(ordinal, pod)| PodSnapshot { ordinal, ..*pod }).collect()
}

fn capacity(warm_spares: i32) -> Capacity {
    Capacity { warm_spares, cold_spares: 0, maximum: 100 }
}

/// A rollout that began at minute zero, half an hour ago.
fn decide(policy: &RolloutPolicy, warm_spares: i32, pods: &[PodSnapshot]) -> Rollout {
    let revision = Revision { started_at: at(0), is_proven: false };
    rollout(policy, &capacity(warm_spares), revision, &numbered(pods), at(30))
}

fn by_default(warm_spares: i32, pods: &[PodSnapshot]) -> Rollout {
    decide(&RolloutPolicy::default(), warm_spares, pods)
}

fn numbers(ordinals: &[Ordinal]) -> Vec<u32> {
    ordinals.iter().map(|ordinal| ordinal.0).collect()
}

#[test]
fn warm_spares_change_first_and_most_of_them_stay_ready() {
    let warm = [old(FREE_WARM, PodState::Ready); 4];
    let pods = [&warm[..], &[old(FREE_COLD, PodState::Gated), old(CLAIMED, PodState::Gated)]];
    let first = by_default(4, &pods.concat());
    assert_eq!((numbers(&first.retire), first.replace), (vec![0, 1], vec![]));
    // While those two are missing, no more.
    let rest = [&warm[..2], &[old(SlotSnapshot::Retired, PodState::Gated); 2]].concat();
    assert_eq!(by_default(4, &rest).retire, vec![]);
}

#[test]
fn once_one_is_ready_cold_and_suspended_ones_follow_and_running_ones_stay() {
    let pods = [
        new(FREE_WARM, PodState::Ready),
        old(CLAIMED, PodState::Gated),
        old(FREE_COLD, PodState::Gated),
        old(CLAIMED, PodState::Ready),
    ];
    let rollout = by_default(1, &pods);
    assert_eq!(numbers(&rollout.replace), [2, 1]);
    assert_eq!((rollout.restart, rollout.announce), (vec![], vec![]));
    assert_eq!((rollout.updated, rollout.outdated), (1, 3));
}

#[test]
fn a_revision_that_fails_touches_nothing_else() {
    let pods = [
        new(FREE_FAILING, PodState::Failing),
        old(FREE_WARM, PodState::Ready),
        old(CLAIMED, PodState::Gated),
        old(CLAIMED, PodState::Failing),
    ];
    let policy = RolloutPolicy { deadline: Some("1m".into()), ..RolloutPolicy::default() };
    let halted = decide(&policy, 2, &pods);
    assert_eq!(halted.state, RolloutState::Halted);
    let Rollout { retire, replace, restart, announce, .. } = halted;
    assert_eq!((retire, replace, restart, announce), (vec![], vec![], vec![], vec![]));
}

#[test]
fn one_workspace_whose_pod_fails_halts_only_what_is_not_proven() {
    let failing = [new(CLAIMED, PodState::Failing), old(CLAIMED, PodState::Gated)];
    assert_eq!(by_default(0, &failing).state, RolloutState::Halted);
    let proven = [&failing[..], &[new(FREE_WARM, PodState::Ready)]].concat();
    assert_eq!(by_default(0, &proven).state, RolloutState::Progressing);
}

#[test]
fn without_warm_spares_one_cold_slot_is_tried_before_the_others_change() {
    let cold = old(FREE_COLD, PodState::Gated);
    let first = by_default(0, &[cold, cold]);
    assert_eq!((numbers(&first.replace), first.needs_canary), (vec![0], true));
    let trying = [new(SlotSnapshot::Free(Free::Starting), PodState::Starting), cold];
    let second = by_default(0, &trying);
    assert_eq!((second.replace, second.needs_canary), (vec![], true));
    let third = by_default(0, &[new(FREE_WARM, PodState::Ready), cold]);
    assert_eq!((numbers(&third.replace), third.needs_canary), (vec![1], false));
}

#[test]
fn without_free_slots_one_suspended_workspace_is_the_first() {
    let suspended = old(CLAIMED, PodState::Gated);
    assert_eq!(numbers(&by_default(0, &[suspended, suspended]).replace), [0]);
    assert_eq!(by_default(0, &[new(CLAIMED, PodState::Gated), suspended]).replace, vec![]);
}

#[test]
fn owners_are_told_before_the_deadline_and_restarted_when_the_time_has_passed() {
    let policy = RolloutPolicy {
        deadline: Some("35m".into()),
        warn_before: "10m".into(),
        ..RolloutPolicy::default()
    };
    let proof = new(FREE_WARM, PodState::Ready);
    let running = old(CLAIMED, PodState::Ready);
    // Half an hour in, five minutes before the deadline: everybody has ten minutes.
    let told = decide(&policy, 1, &[proof, running]);
    assert_eq!(told.announce, [(Ordinal(1), Some(at(40)))]);
    assert_eq!((told.restart, told.next), (vec![], Some(at(40))));
    let passed = RolloutPolicy { deadline: Some("30m".into()), ..policy };
    let waiting = PodSnapshot { restart_at: Some(at(31)), ..running };
    assert_eq!(decide(&passed, 1, &[proof, waiting]).next, Some(at(31)));
    let due = PodSnapshot { restart_at: Some(at(30)), ..running };
    assert_eq!(numbers(&decide(&passed, 1, &[proof, due]).restart), [1]);
}

#[test]
fn a_deadline_that_is_put_off_puts_off_what_was_announced() {
    let proof = new(FREE_WARM, PodState::Ready);
    let told =
        |minute| PodSnapshot { restart_at: Some(at(minute)), ..old(CLAIMED, PodState::Ready) };
    let until = |deadline: &str, told| {
        let policy = RolloutPolicy {
            deadline: Some(deadline.into()),
            warn_before: "10m".into(),
            ..RolloutPolicy::default()
        };
        let Rollout { restart, announce, next, .. } = decide(&policy, 1, &[proof, told]);
        (numbers(&restart), announce, next)
    };
    let soon = (vec![], vec![(Ordinal(1), Some(at(40)))], Some(at(40)));
    assert_eq!(until("35m", told(30)), soon, "though its time has come");
    assert_eq!(until("40m", told(35)), soon);
    let later = (vec![], vec![(Ordinal(1), None)], Some(at(110)));
    assert_eq!(until("2h", told(35)), later, "it is told again when it is time");
    assert_eq!(until("20m", told(35)), (vec![], vec![], Some(at(35))), "never sooner");
}

#[test]
fn what_was_announced_is_taken_back_when_it_will_not_happen() {
    let told = PodSnapshot { restart_at: Some(at(29)), ..old(CLAIMED, PodState::Ready) };
    let policy =
        RolloutPolicy { deadline: Some("1m".into()), paused: true, ..RolloutPolicy::default() };
    let proof = new(FREE_WARM, PodState::Ready);
    let paused = decide(&policy, 1, &[proof, told]);
    assert_eq!((paused.state, paused.restart), (RolloutState::Paused, vec![]));
    assert_eq!(paused.announce, [(Ordinal(1), None)]);
    let rolled_back = PodSnapshot { is_outdated: false, ..told };
    assert_eq!(by_default(1, &[proof, rolled_back]).announce, [(Ordinal(1), None)]);
}

#[test]
fn a_workspace_that_cannot_start_changes_at_once() {
    let proof = new(FREE_WARM, PodState::Ready);
    let broken = [PodState::Failing, PodState::Unschedulable].map(|state| old(CLAIMED, state));
    assert_eq!(numbers(&by_default(1, &[proof, broken[0], broken[1]]).restart), [1, 2]);
}

#[test]
fn where_no_slot_is_free_one_workspace_is_the_first_and_the_others_wait_for_it() {
    let broken = old(CLAIMED, PodState::Failing);
    assert_eq!(numbers(&by_default(0, &[broken, broken]).restart), [0]);
    let trying = new(CLAIMED, PodState::Starting);
    assert_eq!(by_default(0, &[trying, broken]).restart, vec![]);
    let leaving = old(CLAIMED, PodState::Leaving);
    assert_eq!(by_default(0, &[leaving, broken]).restart, vec![]);
    assert_eq!(numbers(&by_default(0, &[new(CLAIMED, PodState::Ready), broken]).restart), [1]);
    let failed = by_default(0, &[new(CLAIMED, PodState::Failing), broken]);
    assert_eq!((failed.state, failed.restart), (RolloutState::Halted, vec![]));
    let has_free = [old(FREE_COLD, PodState::Gated), broken];
    assert_eq!(by_default(0, &has_free).restart, vec![], "it is tried there");
}

#[test]
fn where_no_slot_is_free_the_deadline_holds_for_one_at_first() {
    let policy = RolloutPolicy { deadline: Some("1m".into()), ..RolloutPolicy::default() };
    let due = PodSnapshot { restart_at: Some(at(30)), ..old(CLAIMED, PodState::Ready) };
    assert_eq!(numbers(&decide(&policy, 0, &[due, due]).restart), [0]);
    assert_eq!(decide(&policy, 0, &[new(CLAIMED, PodState::Starting), due]).restart, vec![]);
}
