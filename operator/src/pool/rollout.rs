//! Which pods are replaced next by ones of the present revision: a pure decision.
//!
//! ```text
//! free, running ──► one is ready: proven ──► free, cold and suspended ──► running, at the deadline
//!      │
//!      └──► one fails: halted, nothing else is touched
//! ```
//!
//! A free slot that runs is retired and comes back with the new revision, by the same lock as a
//! claim: it cannot become somebody's meanwhile. A gated pod is only made anew. One that its owner
//! may be working in goes when its time has passed that the owner was told of, not before. Where no
//! slot is free, one workspace takes the place of the free slot that proves the revision.

use std::time::Duration;

use coditect_crds::{Capacity, RolloutPolicy};
use jiff::Timestamp;

use crate::names::Ordinal;
use crate::slot::{Free, PodSnapshot, PodState, SlotSnapshot};

/// Gated pods that are made anew at a time: some seconds' work of kube-controller-manager, so that
/// a claim's new spare does not wait behind thousands.
const GATED_AT_A_TIME: usize = 50;

/// Workspaces that are restarted at a time at the deadline, so that nodes and registry keep up.
const RESTARTS_AT_A_TIME: usize = 20;

/// Where a rollout stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RolloutState {
    /// Every pod is of the present revision.
    #[default]
    Done,
    /// Pods are being replaced, or wait for their workspaces.
    Progressing,
    /// Told to wait.
    Paused,
    /// Pods of the present revision fail.
    Halted,
}

/// When the present revision came, and whether it is known to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// When it was first seen.
    pub started_at: Timestamp,
    /// A pod of it has been ready.
    pub is_proven: bool,
}

/// The next steps of a rollout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// Where it stands.
    pub state: RolloutState,
    /// A pod of the present revision has been ready.
    pub is_proven: bool,
    /// Free slots that run, to be made anew with volumes and all.
    pub retire: Vec<Ordinal>,
    /// Gated pods to be made anew.
    pub replace: Vec<Ordinal>,
    /// Pods of workspaces to be restarted now.
    pub restart: Vec<Ordinal>,
    /// What owners are to be told of a restart; `None` takes it back.
    pub announce: Vec<(Ordinal, Option<Timestamp>)>,
    /// When there is something to do even if nothing happens.
    pub next: Option<Timestamp>,
    /// Free slots whose pod fails though it is up to date: opening more is no help.
    pub failing: usize,
    /// Free slots behind the gate that are outdated, ascending.
    pub cold_outdated: Vec<Ordinal>,
    /// A cold slot of the present revision is to be let go, to see whether it works.
    pub needs_canary: bool,
    /// Pods that are up to date.
    pub updated: usize,
    /// Pods that are not.
    pub outdated: usize,
}

/// Decides the next steps.
#[must_use]
pub fn rollout(
    policy: &RolloutPolicy,
    capacity: &Capacity,
    revision: Revision,
    pods: &[PodSnapshot],
    now: Timestamp,
) -> Rollout {
    let view = View(pods);
    let warm_spares = usize::try_from(capacity.warm_spares).unwrap_or_default();
    let is_proven =
        revision.is_proven || view.any(|p| !p.is_outdated && p.state == PodState::Ready);
    let mut rollout = Rollout {
        state: state(policy, is_proven, &view),
        is_proven,
        failing: view.count(|p| !p.is_outdated && free(p) && p.state == PodState::Failing),
        cold_outdated: view.ordinals(|p| p.is_outdated && is_cold(p)),
        updated: view.count(|p| !p.is_outdated && p.state != PodState::Leaving),
        outdated: view.count(|p| p.is_outdated),
        ..Rollout::default()
    };
    let progresses = rollout.state == RolloutState::Progressing;
    if progresses {
        rollout.retire = retire(warm_spares, &view);
        rollout.replace = replace(is_proven, &view);
        rollout.needs_canary = !is_proven;
    }
    let restarts = if progresses { restarts(is_proven, &view) } else { None };
    notices(policy, revision.started_at, restarts, &view, now, &mut rollout);
    rollout
}

/// One workspace whose own fault it is that its pod fails does not halt a revision that others run.
fn state(policy: &RolloutPolicy, is_proven: bool, view: &View<'_>) -> RolloutState {
    let fails =
        |p: &PodSnapshot| !p.is_outdated && p.state == PodState::Failing && (free(p) || !is_proven);
    if !view.any(|p| p.is_outdated) {
        RolloutState::Done
    } else if policy.paused {
        RolloutState::Paused
    } else if view.any(fails) {
        RolloutState::Halted
    } else {
        RolloutState::Progressing
    }
}

/// Free slots that run. Those that are not ready are no loss; of the others a quarter and one are
/// missing at a time, so that most spares stay ready.
fn retire(warm_spares: usize, view: &View<'_>) -> Vec<Ordinal> {
    let mut retire = view.outdated(|p| match p.standing {
        SlotSnapshot::Free(Free::Failing) => Some(0),
        SlotSnapshot::Free(Free::Starting) => Some(1),
        _ => None,
    });
    let ready = view.count(|p| p.standing == SlotSnapshot::Free(Free::Warm));
    let missing = warm_spares.saturating_sub(ready);
    let warm = view.outdated(|p| (p.standing == SlotSnapshot::Free(Free::Warm)).then_some(0));
    retire.extend(warm.into_iter().take((1 + warm_spares / 4).saturating_sub(missing)));
    retire
}

/// Gated pods, cold slots before suspended ones. Before the revision is proven, only one to try
/// it, and that only if no other is about to.
fn replace(is_proven: bool, view: &View<'_>) -> Vec<Ordinal> {
    let mut gated = view.outdated(|p| match (p.state, p.standing) {
        (PodState::Gated, SlotSnapshot::Free(_)) => Some(0),
        (PodState::Gated, SlotSnapshot::Claimed | SlotSnapshot::Adopted) => Some(1),
        _ => None,
    });
    let leaving = view.count(|p| p.state == PodState::Leaving);
    let allowed = if is_proven {
        GATED_AT_A_TIME.saturating_sub(leaving)
    } else {
        let has_free = view.any(|p| p.is_outdated && free(p));
        let tries = |p: &PodSnapshot| {
            p.is_outdated && free(p) && runs(p) || !p.is_outdated && (free(p) || !has_free)
        };
        usize::from(leaving == 0 && !view.any(tries))
    };
    gated.truncate(allowed);
    gated
}

/// How many workspaces may be restarted now; `None` while none may, ever so late. Where no slot is
/// free in which the revision could prove itself, one workspace has to be the first.
fn restarts(is_proven: bool, view: &View<'_>) -> Option<usize> {
    let under_way = |p: &PodSnapshot| {
        claimed(p)
            && (p.state == PodState::Leaving || !p.is_outdated && p.state == PodState::Starting)
    };
    let under_way = view.count(under_way);
    match (is_proven, view.any(|p| free(p) || p.standing == SlotSnapshot::Retired)) {
        (true, _) => Some(RESTARTS_AT_A_TIME.saturating_sub(under_way)),
        (false, true) => None,
        (false, false) => Some(1_usize.saturating_sub(under_way)),
    }
}

/// Pods of workspaces that run: what their owners are told, and those whose time has come.
fn notices(
    policy: &RolloutPolicy,
    started_at: Timestamp,
    restarts: Option<usize>,
    view: &View<'_>,
    now: Timestamp,
    rollout: &mut Rollout,
) {
    let goes_on = restarts.is_some();
    let mut restarts = restarts.unwrap_or_default();
    let deadline = policy.deadline.as_ref().map(|deadline| add(started_at, deadline.get()));
    let warn_before = policy.warn_before.get();
    for pod in view.0.iter().filter(|p| claimed(p) && runs(p)) {
        let deadline = deadline.filter(|_| goes_on && pod.is_outdated);
        let broken = matches!(pod.state, PodState::Failing | PodState::Unschedulable);
        if goes_on && pod.is_outdated && broken && restarts > 0 {
            restarts -= 1;
            rollout.restart.push(pod.ordinal);
            continue;
        }
        // What was told is never before the deadline, unless that has been put off since.
        match (deadline, pod.restart_at) {
            (None, None) => {}
            (None, Some(_)) => rollout.announce.push((pod.ordinal, None)),
            (Some(deadline), Some(at)) if deadline <= at && at <= now => {
                if restarts > 0 {
                    restarts -= 1;
                    rollout.restart.push(pod.ordinal);
                }
            }
            (Some(deadline), Some(at)) if deadline <= at => rollout.wake(at),
            (Some(deadline), told) => rollout.tell(pod.ordinal, told, deadline, warn_before, now),
        }
    }
}

impl Rollout {
    /// Nobody has less than `warn_before`. Before it is time to tell, what was told is taken back.
    fn tell(
        &mut self,
        ordinal: Ordinal,
        told: Option<Timestamp>,
        deadline: Timestamp,
        warn_before: Duration,
        now: Timestamp,
    ) {
        let warn_at = subtract(deadline, warn_before);
        if warn_at <= now {
            let at = deadline.max(add(now, warn_before));
            self.announce.push((ordinal, Some(at)));
            self.wake(at);
            return;
        }
        if told.is_some() {
            self.announce.push((ordinal, None));
        }
        self.wake(warn_at);
    }

    fn wake(&mut self, at: Timestamp) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

struct View<'a>(&'a [PodSnapshot]);

impl View<'_> {
    fn any(&self, pick: impl Fn(&PodSnapshot) -> bool) -> bool {
        self.0.iter().any(pick)
    }

    fn count(&self, pick: impl Fn(&PodSnapshot) -> bool) -> usize {
        self.0.iter().filter(|pod| pick(pod)).count()
    }

    fn ordinals(&self, pick: impl Fn(&PodSnapshot) -> bool) -> Vec<Ordinal> {
        self.0.iter().filter(|pod| pick(pod)).map(|pod| pod.ordinal).collect()
    }

    /// Outdated pods with a rank, the lowest first.
    fn outdated(&self, rank: impl Fn(&PodSnapshot) -> Option<u8>) -> Vec<Ordinal> {
        let outdated = self.0.iter().filter(|pod| pod.is_outdated);
        let mut ranked: Vec<_> =
            outdated.filter_map(|pod| Some((rank(pod)?, pod.ordinal))).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, ordinal)| ordinal).collect()
    }
}

fn free(pod: &PodSnapshot) -> bool {
    pod.standing.is_free()
}

fn claimed(pod: &PodSnapshot) -> bool {
    pod.standing == SlotSnapshot::Claimed
}

fn is_cold(pod: &PodSnapshot) -> bool {
    pod.standing == SlotSnapshot::Free(Free::Cold)
}

fn runs(pod: &PodSnapshot) -> bool {
    !matches!(pod.state, PodState::Gated | PodState::Leaving)
}

/// A time beyond what can be told is never.
fn add(time: Timestamp, length: Duration) -> Timestamp {
    time.checked_add(length).unwrap_or(Timestamp::MAX)
}

fn subtract(time: Timestamp, length: Duration) -> Timestamp {
    time.checked_sub(length).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
#[path = "rollout_tests.rs"]
mod tests;
