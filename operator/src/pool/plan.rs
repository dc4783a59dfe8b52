//! What a pool needs next: a pure decision over a snapshot of its slots.
//!
//! The pool keeps `warmSpares + coldSpares` free slots ahead of those who claim them, never more
//! than `maximum` in all, and gives back only what nobody holds, from the top, after locking it.

use coditect_crds::{Capacity, SlotCounts};

use crate::names::Ordinal;
use crate::pool::rollout::{Rollout, RolloutState};
use crate::slot::{Free, PoolSnapshot, SlotSnapshot};

/// The next step towards what the pool's capacity asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What the StatefulSet's `spec.replicas` should be now.
    pub replicas: u32,
    /// Slots to lock if nobody has done so, since there are too many or too many warm ones.
    pub retire: Vec<Ordinal>,
    /// Slots to empty, so that they come back cold with new volumes.
    pub release: Vec<Ordinal>,
    /// Locked slots that the StatefulSet no longer has: their claims go.
    pub remove: Vec<Ordinal>,
    /// Slots that the StatefulSet no longer has and that never had a claim to lock: what there is of
    /// them goes, if nobody can have used it.
    pub remains: Vec<Ordinal>,
    /// Slots at the top that keep it from being scaled down, as nothing was seen of them that could be
    /// locked: to be looked at live. A quota may be what keeps them from being made.
    pub doubtful: Vec<Ordinal>,
    /// Cold slots whose gate to open.
    pub open: Vec<Ordinal>,
    /// How many slots are in which state now.
    pub counts: SlotCounts,
    /// Warm slots that are still missing.
    pub warm_missing: usize,
    /// Workspaces that wait for a slot.
    pub waiting: usize,
}

/// Decides the next step for a pool whose StatefulSet has `replicas` now.
#[must_use]
pub fn plan(
    capacity: &Capacity,
    replicas: u32,
    snapshot: &PoolSnapshot,
    rollout: &Rollout,
) -> Plan {
    let wanted = wanted_slots(capacity, snapshot);
    let Scale { keep, replicas, mut retire, doubtful } = scale(wanted, replicas, snapshot);
    let warm = warm_ordinals(snapshot, replicas);
    let warm_spares = to_usize(capacity.warm_spares);
    let warm_wanted = warm_spares.max(usize::from(rollout.needs_canary));
    let surplus = warm.iter().skip(warm_wanted).chain(&rollout.retire);
    for ordinal in surplus {
        if !retire.contains(ordinal) {
            retire.push(*ordinal);
        }
    }
    let (mut cold, outdated) = cold_ordinals(snapshot, replicas, &retire, rollout);
    if is_hopeless(rollout, warm_wanted) {
        cold.clear();
    }
    let open = cold.into_iter().take(warm_wanted.saturating_sub(warm.len())).collect::<Vec<_>>();
    let missing = warm_spares.saturating_sub(warm.len() + open.len());
    Plan {
        replicas,
        release: releases(snapshot, keep),
        remove: ordinals(snapshot, |o, s| s == SlotSnapshot::Retired && o.0 >= replicas),
        remains: ordinals(snapshot, |o, s| s == SlotSnapshot::Lockless && o.0 >= replicas),
        doubtful,
        open: open.into_iter().chain(outdated.into_iter().take(missing)).collect(),
        counts: counts(snapshot),
        warm_missing: warm_spares.saturating_sub(ready(snapshot)),
        waiting: snapshot.waiting,
        retire,
    }
}

/// Slots in use, those that somebody waits for, and the spares; within the maximum.
fn wanted_slots(capacity: &Capacity, snapshot: &PoolSnapshot) -> u32 {
    let busy = ordinals(snapshot, |_, s| {
        matches!(s, SlotSnapshot::Claimed | SlotSnapshot::Reserved | SlotSnapshot::Adopted)
    });
    let busy = busy.len();
    let spares = to_usize(capacity.warm_spares) + to_usize(capacity.cold_spares);
    let wanted = (busy + snapshot.waiting + spares).min(to_usize(capacity.maximum));
    u32::try_from(wanted).unwrap_or(u32::MAX)
}

/// How large the StatefulSet should be.
struct Scale {
    /// In the end: slots below this are wanted.
    keep: u32,
    /// For now: fewer only once all above are locked, or were never made.
    replicas: u32,
    /// The slots at the top to lock before there can be fewer, and those beyond.
    retire: Vec<Ordinal>,
    /// The slots at the top that may never have been made.
    doubtful: Vec<Ordinal>,
}

fn scale(wanted: u32, replicas: u32, snapshot: &PoolSnapshot) -> Scale {
    // A slot beyond the StatefulSet that is held must come back, whatever was wanted.
    let held = snapshot.slots.iter().rev().find(|(_, s)| {
        use SlotSnapshot::{Adopted, Claimed, Orphaned, Reserved};
        matches!(s, Claimed | Reserved | Adopted | Orphaned)
    });
    let keep = wanted.max(held.map_or(0, |(ordinal, _)| ordinal.0 + 1));
    let (lowered, doubtful) = lower(keep, replicas, snapshot);
    // A slot may lack its pod for long, as on a node that is gone, and have the claim to lock. One
    // beyond the StatefulSet was on its way while that was scaled down.
    let surplus = snapshot.slots.iter().rev().filter(|(ordinal, standing)| {
        ordinal.0 >= keep && (standing.is_free() || *standing == SlotSnapshot::Incomplete)
    });
    let retire = surplus.map(|(ordinal, _)| *ordinal).collect();
    Scale { keep, replicas: lowered, retire, doubtful }
}

/// How far the scale can go down to `keep` now, and whose absence is in the way.
fn lower(keep: u32, replicas: u32, snapshot: &PoolSnapshot) -> (u32, Vec<Ordinal>) {
    if keep >= replicas {
        return (keep, vec![]);
    }
    let (mut lowered, mut doubtful) = (replicas, vec![]);
    for ordinal in (keep..replicas).rev().map(Ordinal) {
        match snapshot.standing(ordinal) {
            Some(SlotSnapshot::Retired) => {}
            None | Some(SlotSnapshot::Lockless) if snapshot.unmade.contains(&ordinal) => {}
            None | Some(SlotSnapshot::Lockless) => doubtful.push(ordinal),
            Some(_) => break,
        }
        if doubtful.is_empty() {
            lowered = ordinal.0;
        }
    }
    (lowered, doubtful)
}

/// Slots to empty: those whose holder is gone, those never routed, those half way, and locked
/// ones that are wanted again. Of the others, locked ones wait for those above them: emptied, they
/// would come back only to be locked anew.
pub fn releases(snapshot: &PoolSnapshot, keep: u32) -> Vec<Ordinal> {
    ordinals(snapshot, |ordinal, standing| match standing {
        SlotSnapshot::Orphaned | SlotSnapshot::Surplus | SlotSnapshot::HalfReleased => true,
        SlotSnapshot::Retired => ordinal.0 < keep,
        _ => false,
    })
}

/// Free slots that run or start, within the StatefulSet, the lowest first.
fn warm_ordinals(snapshot: &PoolSnapshot, replicas: u32) -> Vec<Ordinal> {
    ordinals(snapshot, |ordinal, standing| {
        ordinal.0 < replicas && matches!(standing, SlotSnapshot::Free(Free::Warm | Free::Starting))
    })
}

/// Whether to let go no more pods that are up to date. One that fails says so of a revision that
/// is not known to work; where it is, only as many as there should be warm ones do.
const fn is_hopeless(rollout: &Rollout, warm_wanted: usize) -> bool {
    rollout.failing > if rollout.is_proven { warm_wanted } else { 0 }
}

/// Free slots behind the gate that stay, ascending: those whose pod is up to date, and those whose
/// pod is outdated, none if it is about to be replaced.
fn cold_ordinals(
    snapshot: &PoolSnapshot,
    replicas: u32,
    retire: &[Ordinal],
    rollout: &Rollout,
) -> (Vec<Ordinal>, Vec<Ordinal>) {
    let cold = ordinals(snapshot, |ordinal, standing| {
        ordinal.0 < replicas
            && standing == SlotSnapshot::Free(Free::Cold)
            && !retire.contains(&ordinal)
    });
    let (mut outdated, current): (Vec<_>, Vec<_>) =
        cold.into_iter().partition(|ordinal| rollout.cold_outdated.binary_search(ordinal).is_ok());
    if rollout.state == RolloutState::Progressing {
        outdated.clear();
    }
    (current, outdated)
}

fn ready(snapshot: &PoolSnapshot) -> usize {
    ordinals(snapshot, |_, standing| standing == SlotSnapshot::Free(Free::Warm)).len()
}

fn counts(snapshot: &PoolSnapshot) -> SlotCounts {
    let mut counts = SlotCounts::default();
    for (_, standing) in &snapshot.slots {
        let count = match standing {
            SlotSnapshot::Free(Free::Warm) => &mut counts.warm,
            SlotSnapshot::Free(Free::Starting) => &mut counts.starting,
            SlotSnapshot::Free(Free::Cold) => &mut counts.cold,
            SlotSnapshot::Free(Free::Failing) => &mut counts.failing,
            SlotSnapshot::Claimed | SlotSnapshot::Reserved => &mut counts.claimed,
            SlotSnapshot::Adopted => &mut counts.adopted,
            _ => &mut counts.releasing,
        };
        *count += 1;
    }
    counts
}

fn ordinals(snapshot: &PoolSnapshot, pick: impl Fn(Ordinal, SlotSnapshot) -> bool) -> Vec<Ordinal> {
    let picked = snapshot.slots.iter().filter(|(ordinal, standing)| pick(*ordinal, *standing));
    picked.map(|(ordinal, _)| *ordinal).collect()
}

/// The schema keeps these numbers from being negative.
fn to_usize(number: i32) -> usize {
    usize::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    use SlotSnapshot::{Adopted, Claimed, HalfReleased, Incomplete, Orphaned, Retired};

    const WARM: SlotSnapshot = SlotSnapshot::Free(Free::Warm);
    const COLD: SlotSnapshot = SlotSnapshot::Free(Free::Cold);

    fn plan(capacity: &Capacity, replicas: u32, snapshot: &PoolSnapshot) -> Plan {
        super::plan(capacity, replicas, snapshot, &Rollout::default())
    }

    fn capacity(warm: i32, cold: i32, maximum: i32) -> Capacity {
        Capacity { warm_spares: warm, cold_spares: cold, maximum }
    }

    fn snapshot(slots: &[SlotSnapshot], waiting: usize) -> PoolSnapshot {
        let slots = (0..).map(Ordinal).zip(slots.iter().copied()).collect();
        PoolSnapshot { slots, waiting, unmade: vec![] }
    }

    fn numbers(ordinals: &[Ordinal]) -> Vec<u32> {
        ordinals.iter().map(|o| o.0).collect()
    }

    #[test]
    fn an_empty_pool_starts_with_its_spares() {
        assert_eq!(plan(&capacity(1, 2, 10), 0, &snapshot(&[], 0)).replicas, 3);
    }

    #[test]
    fn each_claim_is_followed_by_a_new_spare() {
        let plan = plan(&capacity(1, 2, 10), 3, &snapshot(&[Claimed, COLD, COLD], 0));
        assert_eq!(plan.replicas, 4);
        assert_eq!(numbers(&plan.open), [1]);
    }

    #[test]
    fn the_maximum_is_never_exceeded() {
        let plan = plan(&capacity(1, 2, 3), 3, &snapshot(&[Claimed, Claimed, COLD], 50));
        assert_eq!(plan.replicas, 3);
    }

    #[test]
    fn those_who_wait_count_as_demand() {
        assert_eq!(plan(&capacity(0, 0, 10), 0, &snapshot(&[], 4)).replicas, 4);
    }

    #[test]
    fn surplus_slots_are_locked_before_the_scale_goes_down() {
        let capacity = capacity(0, 1, 10);
        let first = plan(&capacity, 3, &snapshot(&[COLD, COLD, COLD], 0));
        assert_eq!((first.replicas, numbers(&first.retire)), (3, vec![2, 1]));
        let second = plan(&capacity, 3, &snapshot(&[COLD, Retired, Retired], 0));
        assert_eq!((second.replicas, numbers(&second.retire)), (1, vec![]));
        assert_eq!(numbers(&second.remove), [1, 2]);
    }

    #[test]
    fn a_claimed_slot_at_the_top_keeps_all_below_it() {
        let plan = plan(&capacity(0, 0, 10), 3, &snapshot(&[COLD, COLD, Claimed], 0));
        assert_eq!((plan.replicas, plan.retire), (3, vec![]));
    }

    #[test]
    fn a_slot_that_was_there_before_is_kept_and_takes_no_spare() {
        let plan = plan(&capacity(0, 1, 10), 0, &snapshot(&[Adopted, Incomplete, Adopted], 0));
        assert_eq!((plan.replicas, plan.counts.adopted), (3, 2));
        assert_eq!((plan.retire, plan.release, plan.open), (vec![], vec![], vec![]));
    }

    #[test]
    fn a_locked_slot_that_is_wanted_again_is_emptied_first() {
        let plan = plan(&capacity(0, 2, 10), 2, &snapshot(&[COLD, Retired], 0));
        assert_eq!((plan.replicas, numbers(&plan.release)), (2, vec![1]));
    }

    #[test]
    fn a_locked_slot_below_one_that_is_not_there_waits_and_is_not_made_anew() {
        let capacity = capacity(0, 1, 10);
        let waits = plan(&capacity, 3, &snapshot(&[COLD, Retired, Incomplete], 0));
        assert_eq!((waits.replicas, &*waits.release, &*waits.remove), (3, &[][..], &[][..]));
        assert_eq!(numbers(&waits.retire), [2], "its claim may be there already");
        let locked = plan(&capacity, 3, &snapshot(&[COLD, Retired, Retired], 0));
        assert_eq!(locked.replicas, 1);
    }

    #[test]
    fn a_slot_that_was_never_made_keeps_the_scale_until_a_live_read_agrees() {
        let capacity = capacity(0, 1, 10);
        for top in [&[][..], &[SlotSnapshot::Lockless][..]] {
            let mut slots = snapshot(&[&[COLD, Retired], top].concat(), 0);
            let unsure = plan(&capacity, 4, &slots);
            assert_eq!((unsure.replicas, &*unsure.release), (4, &[][..]));
            assert_eq!(numbers(&unsure.doubtful), [3, 2]);
            slots.unmade = vec![Ordinal(3)];
            let one = plan(&capacity, 4, &slots);
            assert_eq!((one.replicas, numbers(&one.doubtful)), (3, vec![2]));
            slots.unmade = vec![Ordinal(3), Ordinal(2)];
            let sure = plan(&capacity, 4, &slots);
            assert_eq!((sure.replicas, numbers(&sure.doubtful)), (1, vec![]));
        }
    }

    #[test]
    fn what_came_while_the_scale_went_down_goes_as_well() {
        let slots = snapshot(&[COLD, Incomplete, SlotSnapshot::Lockless], 0);
        let plan = plan(&capacity(0, 1, 10), 1, &slots);
        assert_eq!((plan.replicas, numbers(&plan.retire)), (1, vec![1]));
        assert_eq!(numbers(&plan.remains), [2]);
    }

    #[test]
    fn a_held_slot_beyond_the_scale_comes_back() {
        let plan = plan(&capacity(0, 0, 10), 1, &snapshot(&[COLD, COLD, Claimed], 0));
        assert_eq!(plan.replicas, 3);
    }

    #[test]
    fn too_many_warm_slots_are_recycled_not_killed() {
        let plan = plan(&capacity(1, 1, 10), 2, &snapshot(&[WARM, WARM], 0));
        assert_eq!((plan.replicas, numbers(&plan.retire)), (2, vec![1]));
        assert!(plan.open.is_empty());
    }

    #[test]
    fn what_nobody_holds_any_more_is_released() {
        let slots = [Orphaned, HalfReleased, SlotSnapshot::Surplus, Incomplete];
        let plan = plan(&capacity(0, 4, 10), 4, &snapshot(&slots, 0));
        assert_eq!(numbers(&plan.release), [0, 1, 2]);
    }

    #[test]
    fn an_up_to_date_slot_is_let_go_before_an_outdated_one_and_not_at_all_when_such_fail() {
        let slots = snapshot(&[COLD, COLD], 0);
        let rollout = Rollout { cold_outdated: vec![Ordinal(0)], ..Rollout::default() };
        let first = super::plan(&capacity(1, 1, 10), 2, &slots, &rollout);
        assert_eq!(numbers(&first.open), [1]);
        let halted = Rollout { failing: 1, ..rollout };
        let second = super::plan(&capacity(1, 1, 10), 2, &slots, &halted);
        assert_eq!(numbers(&second.open), [0]);
    }

    #[test]
    fn a_spare_that_fails_is_replaced_if_the_revision_is_known_to_work() {
        let slots = snapshot(&[SlotSnapshot::Free(Free::Failing), COLD, COLD], 0);
        let open = |failing, is_proven| {
            let rollout = Rollout { is_proven, failing, ..Rollout::default() };
            super::plan(&capacity(1, 2, 10), 3, &slots, &rollout).open
        };
        assert_eq!(numbers(&open(1, true)), [1]);
        assert_eq!(open(1, false), vec![]);
        assert_eq!(open(2, true), vec![], "what replaced it fails as well");
    }

    #[test]
    fn a_pool_without_warm_spares_tries_a_new_revision_in_one_slot() {
        let slots = snapshot(&[COLD, COLD], 0);
        let rollout =
            Rollout { needs_canary: true, cold_outdated: vec![Ordinal(0)], ..Rollout::default() };
        let plan = super::plan(&capacity(0, 2, 10), 2, &slots, &rollout);
        assert_eq!(numbers(&plan.open), [1]);
    }
}
