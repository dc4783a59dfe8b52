//! The claim, in every order of its steps: two replicas of the operator, and up to three slots and
//! three workspaces, in scenarios that are each checked exhaustively.
//!
//! ```text
//!  watches ─► Replica ── own, Index::reserve ──► lock ─► status        Cluster: claims,
//!  (late)        └────── releases, ownership ──► config ─► lock goes   statuses, made anew
//! ```
//!
//! What is decided is decided by the operator's own functions. The model adds what lies between
//! them: each request is a step of its own, what a replica has seen of the claims and of the
//! workspaces is each as old as may be, but for its own writes, and a reconcile may run at any
//! time. A crash loses what a replica did, and the new process lists how things are.
//!
//! Not modelled: a pod and what it runs (it comes and goes with its claims), volumes, quotas,
//! retired slots, a workspace that continues from volumes, answers that get lost, and a watch that
//! is ahead on one slot and behind on another. Each request is written here once more, so that it
//! is the protocol that is checked, and not each call; `tests/faults` has what a single step may
//! meet.

#![expect(clippy::option_option, reason = "gone, alive, alive and naming a slot")]

mod cluster;
mod replica;
mod scenarios;
mod steps;

use stateright::{Model, Property};

use cluster::{ClaimId, Cluster, SIZE};
use replica::{Release, ReleaseStep, Replica, Writing};

/// Who is to be found wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    None,
    /// The lock is written whatever the claim has become.
    LockUnconditional,
    /// The status is written whatever it has become, and the schema lets it.
    StatusUnconditional,
    /// A release believes the cache.
    ReleaseByCache,
    /// What is deleted need not be what was read.
    ReleaseUnconditional,
    /// A lock whose workspace names no slot yet counts as surplus.
    UnnamedIsSurplus,
    /// The other claim is read after the one with the lock.
    ConfigReadLate,
}

struct Claims {
    mistake: Mistake,
    slots: usize,
    workspaces: usize,
    /// How many workspaces' requests one replica has under way at once.
    at_once: usize,
    crashes: u8,
    deletions: u8,
    /// How often each slot may be made anew. A replica that never hears of a deletion locks slots
    /// for the deleted workspace for ever, and others release them.
    made_anew: u8,
    /// What is to happen in some order.
    goals: &'static [Goal],
}

/// Its name, and where it is reached.
type Goal = (&'static str, fn(&Claims, &State) -> bool);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    cluster: Cluster,
    replicas: [Replica; 2],
    crashes_left: u8,
    deletions_left: u8,
    /// Whose status the crash kept from being written.
    interrupted: Option<(usize, ClaimId)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    SeeClaims(usize),
    SeeWorkspaces(usize),
    Reconcile(usize, usize),
    Write(usize, usize),
    BeginRelease(usize, usize),
    GoOnReleasing(usize),
    /// The StatefulSet controller makes a slot anew.
    Remake(usize),
    Crash(usize),
    DeleteWorkspace(usize),
}

impl Action {
    /// Not the system's own doing.
    const fn is_from_outside(self) -> bool {
        matches!(self, Self::Crash(_) | Self::DeleteWorkspace(_))
    }
}

impl Model for Claims {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let cluster = Cluster::new(self.slots, self.workspaces);
        // It has listed the claims; its other watch has yet to tell of the workspaces.
        let replica = Replica { claims: cluster.locks(), ..Replica::default() };
        vec![State {
            cluster,
            replicas: [replica.clone(), replica],
            crashes_left: self.crashes,
            deletions_left: self.deletions,
            interrupted: None,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for (who, replica) in state.replicas.iter().enumerate() {
            let writing = replica.writing.iter().flatten().count();
            let is_busy = writing > 0 || replica.release.is_some();
            let is_behind = replica.claims != state.cluster.locks();
            actions.extend(is_behind.then_some(Action::SeeClaims(who)));
            let is_behind = replica.workspaces != state.cluster.living();
            actions.extend(is_behind.then_some(Action::SeeWorkspaces(who)));
            actions.extend((0..SIZE).filter_map(|workspace| {
                match replica.writing[workspace] {
                    Some(_) => Some(Action::Write(who, workspace)),
                    None => (writing < self.at_once && replica.workspaces[workspace] == Some(None))
                        .then_some(Action::Reconcile(who, workspace)),
                }
            }));
            if replica.release.is_some() {
                actions.push(Action::GoOnReleasing(who));
            } else {
                let slots = replica.to_release().into_iter();
                actions.extend(slots.map(|slot| Action::BeginRelease(who, slot)));
            }
            actions.extend((is_busy && state.crashes_left > 0).then_some(Action::Crash(who)));
        }
        let slots = state.cluster.slots.iter().enumerate().take(self.slots);
        let missing = slots.filter(|(_, slot)| !slot.has_lock && !slot.has_config);
        actions.extend(missing.map(|(slot, _)| Action::Remake(slot)));
        if state.deletions_left > 0 {
            let living = (0..SIZE).filter(|i| !state.cluster.workspaces[*i].is_gone);
            actions.extend(living.map(Action::DeleteWorkspace));
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::SeeClaims(who) => state.replicas[who].see_claims(&last.cluster),
            Action::SeeWorkspaces(who) => state.replicas[who].see_workspaces(&last.cluster),
            Action::Reconcile(who, workspace) => state.replicas[who].reconcile(workspace),
            Action::Write(who, workspace) => self.write(&mut state, who, workspace),
            Action::BeginRelease(who, slot) => state.begin_release(who, slot),
            Action::GoOnReleasing(who) => self.go_on_releasing(&mut state, who),
            Action::Remake(slot) => state.remake(slot),
            Action::Crash(who) => state.crash(who),
            Action::DeleteWorkspace(workspace) => state.delete(workspace),
        }
        (state != *last).then_some(state)
    }

    fn within_boundary(&self, state: &State) -> bool {
        state.cluster.slots.iter().all(|slot| slot.life <= self.made_anew)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(ONE_WORKSPACE, |_, state: &State| state.is_each_slot_of_one()),
            Property::always(ONE_SLOT, |_, state: &State| {
                !state.cluster.workspaces.iter().any(|workspace| workspace.was_moved)
            }),
            Property::always(NOTHING_LOST, |_, state: &State| {
                state.named().all(|(_, claim)| state.cluster.is_whole(claim))
            }),
            Property::always(SETTLED, |model: &Self, state: &State| {
                !model.is_at_rest(state) || model.is_settled(state)
            }),
        ];
        let goals = self.goals.iter();
        properties.extend(goals.map(|(name, is_reached)| Property::sometimes(name, *is_reached)));
        properties
    }
}

const ONE_WORKSPACE: &str = "a slot is one workspace's at most";
const ONE_SLOT: &str = "a workspace that has named a slot names no other";
const NOTHING_LOST: &str = "what a living workspace names is whole and stays";
const SETTLED: &str = "at rest nobody waits beside a free slot or has a surplus one";

impl Claims {
    /// Nothing is on its way, and nobody has anything to do.
    fn is_at_rest(&self, state: &State) -> bool {
        let is_idle = |replica: &Replica| {
            replica.claims == state.cluster.locks()
                && replica.workspaces == state.cluster.living()
                && replica.release.is_none()
                && replica.writing.iter().all(Option::is_none)
        };
        if !state.replicas.iter().all(is_idle) {
            return false;
        }
        let mut actions = vec![];
        self.actions(state, &mut actions);
        let mut own = actions.into_iter().filter(|action| !action.is_from_outside());
        own.all(|action| self.next_state(state, action).is_none())
    }

    fn is_settled(&self, state: &State) -> bool {
        let held = state.cluster.slots.iter().filter(|slot| slot.holder.is_some()).count();
        let served = state.lives().min(self.slots);
        state.named().count() == served && held == served
    }
}

impl State {
    /// The same, whichever replica is which.
    fn with_replicas_in_order(&self) -> Self {
        let mut state = self.clone();
        state.replicas.sort();
        state
    }

    /// The living workspaces that name a slot.
    fn named(&self) -> impl Iterator<Item = (usize, ClaimId)> {
        (0..SIZE).filter_map(|workspace| Some((workspace, self.cluster.named(workspace)?)))
    }

    fn lives(&self) -> usize {
        self.cluster.workspaces.iter().filter(|workspace| !workspace.is_gone).count()
    }

    fn is_each_slot_of_one(&self) -> bool {
        self.named().all(|(workspace, claim)| {
            let is_locked_for = self.cluster.slots[claim.slot].holder == Some(workspace);
            let others = self.named().filter(|(_, other)| *other == claim).count() > 1;
            is_locked_for && !others
        })
    }
}
