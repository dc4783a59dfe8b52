//! What is tried, and who is found wrong.

use rstest::rstest;
use stateright::{Checker, HasDiscoveries, Model};

use super::{Claims, Goal, Mistake, NOTHING_LOST, ONE_SLOT, ONE_WORKSPACE, State};

const ALL_CLAIMED: Goal =
    ("all have a slot", |model, state| state.named().count() == model.workspaces);
const MADE_ANEW: Goal = ("a surplus slot is made anew", |_, state| {
    state.cluster.slots.iter().any(|slot| slot.life > 0)
});
const COMPLETED: Goal = ("what a crash left between lock and status is completed", |_, state| {
    state
        .interrupted
        .is_some_and(|(workspace, claim)| state.cluster.named(workspace) == Some(claim))
});
const PASSED_ON: Goal = ("a deleted workspace's slot is claimed by another", |_, state| {
    let gone = state.cluster.workspaces.iter().filter(|workspace| workspace.is_gone);
    gone.filter_map(|workspace| workspace.named)
        .any(|left| state.named().any(|(_, claim)| claim.slot == left.slot && claim != left))
});

/// Nobody is wrong and nothing happens.
const QUIET: Claims = Claims {
    mistake: Mistake::None,
    slots: 2,
    workspaces: 2,
    at_once: 1,
    crashes: 0,
    deletions: 0,
    made_anew: u8::MAX,
    goals: &[ALL_CLAIMED],
};

#[rstest]
#[case::three_slots_and_a_crash(
    Claims { slots: 3, workspaces: 3, crashes: 1, goals: &[ALL_CLAIMED, COMPLETED], ..QUIET }
)]
#[case::a_deletion(Claims { slots: 1, deletions: 1, made_anew: 1, goals: &[PASSED_ON], ..QUIET })]
#[case::two_requests_at_once(Claims { at_once: 2, goals: &[ALL_CLAIMED, MADE_ANEW], ..QUIET })]
fn no_order_of_steps_gives_a_slot_to_two_or_two_to_one_or_loses_one(#[case] model: Claims) {
    let checker = model.checker().threads(2).symmetry_fn(State::with_replicas_in_order);
    let checker = checker.spawn_dfs().join();
    println!("{} states, {} deep", checker.unique_state_count(), checker.max_depth());
    assert!(checker.is_done());
    checker.assert_properties();
}

/// The smallest in which each can show.
#[rstest]
#[case::lock_without_its_version(
    Claims { mistake: Mistake::LockUnconditional, slots: 1, ..QUIET },
    ONE_WORKSPACE
)]
#[case::release_by_the_cache(
    Claims { mistake: Mistake::ReleaseByCache, slots: 1, workspaces: 1, ..QUIET },
    NOTHING_LOST
)]
#[case::one_that_names_no_slot_yet_has_a_surplus_one(
    Claims { mistake: Mistake::UnnamedIsSurplus, slots: 1, workspaces: 1, ..QUIET },
    NOTHING_LOST
)]
#[case::status_without_its_version(
    Claims { mistake: Mistake::StatusUnconditional, at_once: 2, ..QUIET },
    ONE_SLOT
)]
#[case::release_of_what_was_not_read(
    Claims { mistake: Mistake::ReleaseUnconditional, slots: 1, deletions: 1, made_anew: 1, ..QUIET },
    NOTHING_LOST
)]
#[case::other_claim_read_after_the_lock(
    Claims { mistake: Mistake::ConfigReadLate, slots: 1, deletions: 1, made_anew: 1, ..QUIET },
    NOTHING_LOST
)]
fn a_mistake_is_found(#[case] model: Claims, #[case] broken: &'static str) {
    // It need not be tried to the end.
    let checker = model.checker().threads(2).finish_when(HasDiscoveries::AnyOf([broken].into()));
    let way = checker.spawn_bfs().join().assert_any_discovery(broken).into_actions();
    println!("{} steps: {way:?}", way.len());
}
