//! What a workspace's slot means for it: a pure decision over what was observed.

use std::net::{IpAddr, SocketAddr};

use coditect_crds::{Phase, condition::reason};

use crate::names::{HTTP_PORT, SlotKey};
use crate::slot::{PodView, Resources, Slot, Told, Trouble};

/// What to tell people and machines, and what to do to the pod afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Where the workspace is.
    pub phase: Phase,
    /// The Ready condition's reason.
    pub reason: String,
    /// The Ready condition's message.
    pub message: String,
    /// Where it answers. Some exactly when it is ready.
    pub endpoint: Option<String>,
    /// What to do once the status says so.
    pub act: Option<Act>,
    /// Why it keeps the resources that it has, by the quotas of its pool.
    pub over_quota: Option<String>,
}

impl Decision {
    /// The CPU and memory that its act takes, if it takes any.
    pub fn takes(&self, intent: &Intent, slot: &Slot) -> Option<Resources> {
        match self.act? {
            Act::OpenGate => slot.pod.as_ref()?.resources,
            Act::Resize => intent.resources,
            Act::Tell | Act::Stop => None,
        }
    }

    /// The quotas of the pool forbid its act.
    pub fn refuse(&mut self, why: String) {
        if self.act.take() == Some(Act::OpenGate) {
            self.phase = Phase::Suspended;
            reason::QUOTA_EXCEEDED.clone_into(&mut self.reason);
            self.message = why;
        } else {
            self.over_quota = Some(why);
        }
    }
}

/// A change to the slot's pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Let it run, and tell it whose it is.
    OpenGate,
    /// Tell it whose it is, and what to do first.
    Tell,
    /// Give it the CPU and memory that it should have.
    Resize,
    /// Stop it; it comes back gated.
    Stop,
}

/// Which of the slots that carry a workspace's UID is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// None yet.
    Nothing,
    /// This one.
    This(SlotKey, Box<Slot>),
    /// Its status names a slot that does not carry its UID (any more).
    Lost,
}

/// The status decides once it names a claim; before that, the lock does. Of several locked slots
/// (two operators, or an answer that got lost) the lowest is as good as any: none was routed.
#[must_use]
pub fn own(claim_uid: Option<&str>, mut held: Vec<(SlotKey, Slot)>) -> Own {
    let is_own = |slot: &Slot| {
        let uid = slot.workspace.as_ref().map(|claim| claim.uid.as_str());
        claim_uid.is_none() || uid == claim_uid
    };
    held.retain(|(_, slot)| is_own(slot));
    match held.into_iter().next() {
        Some((key, slot)) => Own::This(key, Box::new(slot)),
        None if claim_uid.is_some() => Own::Lost,
        None => Own::Nothing,
    }
}

/// What a workspace's pod should be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    /// Whether it should run.
    pub running: bool,
    /// What it should know.
    pub told: Told,
    /// What it should have, where that is known.
    pub resources: Option<Resources>,
}

/// What the state of its slot's pod means for a workspace.
#[must_use]
pub fn settle(intent: &Intent, slot: &Slot) -> Decision {
    let running = intent.running;
    let Some(pod) = &slot.pod else {
        return if running {
            starting(reason::POD_STARTING, "the StatefulSet controller is creating the pod")
        } else {
            suspended()
        };
    };
    match (running, pod.terminating, pod.gated) {
        (true, true, _) => stopping(pod),
        (true, false, true) => Decision {
            act: Some(Act::OpenGate),
            ..starting(reason::POD_STARTING, "the pod is being let go")
        },
        (true, false, false) => {
            let act = tell(&intent.told, pod).or_else(|| resize(intent.resources, pod));
            Decision { act, ..run(pod) }
        }
        // A gated pod does not run, whatever becomes of it.
        (false, _, true) => suspended(),
        (false, true, false) => suspending(lost(pod).map_or("the pod is stopping", |t| &t.message)),
        (false, false, false) => {
            Decision { act: Some(Act::Stop), ..suspending("the pod is being stopped") }
        }
    }
}

/// A pod that ran before it was claimed does not know its workspace. It need not, unless there is
/// something to be done in it: that is a write saved in every plain claim.
fn tell(told: &Told, pod: &PodView) -> Option<Act> {
    (told.setup.is_some() && pod.told != *told).then_some(Act::Tell)
}

/// A pod of the original system has another container, which stays as it is.
fn resize(wanted: Option<Resources>, pod: &PodView) -> Option<Act> {
    let differs = wanted.zip(pod.resources).is_some_and(|(wanted, has)| wanted != has);
    differs.then_some(Act::Resize)
}

fn run(pod: &PodView) -> Decision {
    match (pod.ready_at.as_deref().and_then(endpoint), &pod.trouble) {
        (Some(endpoint), _) => Decision {
            phase: Phase::Running,
            reason: reason::POD_READY.to_owned(),
            message: "the workspace answers at its endpoint".to_owned(),
            endpoint: Some(endpoint),
            act: None,
            over_quota: None,
        },
        (None, Some(trouble)) => starting(&trouble.reason, &trouble.message),
        (None, None) => starting(reason::POD_STARTING, "the pod is starting"),
    }
}

fn stopping(pod: &PodView) -> Decision {
    match lost(pod) {
        Some(trouble) => starting(&trouble.reason, &trouble.message),
        None => starting(reason::POD_STARTING, "the previous pod is still stopping"),
    }
}

/// Until its node answers nobody knows that a pod has stopped, and two must not have one volume.
fn lost(pod: &PodView) -> Option<&Trouble> {
    pod.trouble.as_ref().filter(|trouble| trouble.reason == reason::NODE_NOT_READY)
}

fn suspending(message: &str) -> Decision {
    Decision {
        phase: Phase::Suspending,
        reason: reason::SUSPENDING.to_owned(),
        message: message.to_owned(),
        endpoint: None,
        act: None,
        over_quota: None,
    }
}

fn suspended() -> Decision {
    Decision {
        phase: Phase::Suspended,
        reason: reason::SUSPENDED.to_owned(),
        message: "spec.running is false; the files are kept".to_owned(),
        endpoint: None,
        act: None,
        over_quota: None,
    }
}

fn starting(reason: &str, message: &str) -> Decision {
    Decision {
        phase: Phase::Starting,
        reason: reason.to_owned(),
        message: message.to_owned(),
        endpoint: None,
        act: None,
        over_quota: None,
    }
}

fn endpoint(ip: &str) -> Option<String> {
    let ip: IpAddr = ip.parse().ok()?;
    let port = u16::try_from(HTTP_PORT).ok()?;
    Some(SocketAddr::new(ip, port).to_string())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::names::{Ordinal, PoolKey};
    use crate::slot::samples;

    fn pod(terminating: bool, gated: bool, ready_at: Option<&str>) -> PodView {
        let ready_at = ready_at.map(str::to_owned);
        PodView { terminating, gated, ready_at, ..samples::pod("p", 1) }
    }

    fn told(setup: Option<&str>) -> Told {
        Told {
            workspace: Some("w".to_owned()),
            uid: Some(crate::names::WorkspaceUid("u".to_owned())),
            setup: setup.map(str::to_owned),
        }
    }

    fn intent(running: bool, told: Told) -> Intent {
        Intent { running, told, resources: None }
    }

    fn slot(pod: Option<PodView>) -> Slot {
        Slot { pod, ..Slot::default() }
    }

    #[rstest]
    #[case::no_pod_yet(true, None, Phase::Starting, None)]
    #[case::gated(true, Some(pod(false, true, None)), Phase::Starting, Some(Act::OpenGate))]
    #[case::starting(true, Some(pod(false, false, None)), Phase::Starting, None)]
    #[case::ready(true, Some(pod(false, false, Some("10.0.0.1"))), Phase::Running, None)]
    #[case::old_pod(true, Some(pod(true, false, Some("10.0.0.1"))), Phase::Starting, None)]
    #[case::to_stop(
        false,
        Some(pod(false, false, Some("1.1.1.1"))),
        Phase::Suspending,
        Some(Act::Stop)
    )]
    #[case::stopping(false, Some(pod(true, false, None)), Phase::Suspending, None)]
    #[case::between_pods(false, None, Phase::Suspended, None)]
    #[case::replaced(false, Some(pod(true, true, None)), Phase::Suspended, None)]
    #[case::stopped(false, Some(pod(false, true, None)), Phase::Suspended, None)]
    fn a_pod_in_this_state_means(
        #[case] running: bool,
        #[case] pod: Option<PodView>,
        #[case] phase: Phase,
        #[case] act: Option<Act>,
    ) {
        let decision = settle(&intent(running, told(None)), &slot(pod));
        assert_eq!((decision.phase, decision.act), (phase, act));
        assert_eq!(decision.endpoint.is_some(), phase == Phase::Running);
    }

    #[rstest]
    #[case::warm_and_plain(told(None), Told::default(), None)]
    #[case::warm(told(Some("{}")), Told::default(), Some(Act::Tell))]
    #[case::told_already(told(Some("{}")), told(Some("{}")), None)]
    #[case::to_try_again(told(Some("2")), told(Some("1")), Some(Act::Tell))]
    fn a_pod_that_runs_is_told_once_what_to_do(
        #[case] wanted: Told,
        #[case] known: Told,
        #[case] act: Option<Act>,
    ) {
        for ready_at in [None, Some("10.0.0.1")] {
            let pod = PodView { told: known.clone(), ..pod(false, false, ready_at) };
            assert_eq!(settle(&intent(true, wanted.clone()), &slot(Some(pod))).act, act);
        }
    }

    #[test]
    fn a_pod_that_stops_or_waits_is_told_nothing() {
        let wanted = told(Some("{}"));
        for (running, terminating, gated, act) in [
            (true, true, false, None),
            (true, false, true, Some(Act::OpenGate)),
            (false, false, false, Some(Act::Stop)),
            (false, false, true, None),
        ] {
            let decision = settle(
                &intent(running, wanted.clone()),
                &slot(Some(pod(terminating, gated, None))),
            );
            assert_eq!(decision.act, act);
        }
    }

    #[test]
    fn an_ipv6_address_becomes_a_bracketed_endpoint() {
        let decision =
            settle(&intent(true, told(None)), &slot(Some(pod(false, false, Some("fd00::1")))));
        assert_eq!(decision.endpoint.as_deref(), Some("[fd00::1]:80"));
    }

    #[test]
    fn what_keeps_a_pod_from_starting_is_said() {
        let trouble = Trouble { reason: "ImagePullBackOff".to_owned(), message: "no".to_owned() };
        let pod = PodView { trouble: Some(trouble), ..pod(false, false, None) };
        assert_eq!(settle(&intent(true, told(None)), &slot(Some(pod))).reason, "ImagePullBackOff");
    }

    fn held(ordinal: u32, claim_uid: &str) -> (SlotKey, Slot) {
        let claim = samples::claim(claim_uid, 1);
        let key = SlotKey { pool: PoolKey::new("ns", "p"), ordinal: Ordinal(ordinal) };
        (key, Slot { workspace: Some(claim), ..Slot::default() })
    }

    #[test]
    fn the_claim_that_the_status_names_wins_over_the_lowest() {
        let Own::This(key, _) = own(Some("b"), vec![held(0, "a"), held(1, "b")]) else { panic!() };
        assert_eq!(key.ordinal, Ordinal(1));
    }

    #[test]
    fn a_slot_made_anew_is_not_the_one_that_was_claimed() {
        assert_eq!(own(Some("old"), vec![held(0, "new")]), Own::Lost);
        assert_eq!(own(Some("old"), vec![]), Own::Lost);
        assert_eq!(own(None, vec![]), Own::Nothing);
    }
}
