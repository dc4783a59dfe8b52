//! A workspace's status, from what was decided.

use coditect_crds::{
    Phase, SlotRef, VolumeNames, Workspace, WorkspaceStatus,
    condition::{self, reason},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::names::{SlotKey, Volume};
use crate::slot::{Notice, PodView, Resources, Slot};
use crate::workspace::decide::{Decision, Intent};

/// The status of a workspace that owns `slot`.
#[must_use]
pub fn settled(
    workspace: &Workspace,
    (key, slot): (&SlotKey, &Slot),
    intent: &Intent,
    decision: &Decision,
    url: String,
    now: &Time,
) -> WorkspaceStatus {
    let volume = |volume| slot.claim(volume).and_then(|claim| claim.volume.clone());
    let known = workspace.status.clone().unwrap_or_default();
    let claim_uid = slot.workspace.as_ref().map(|claim| claim.uid.clone());
    let status = WorkspaceStatus {
        slot: claim_uid.map(|claim_uid| SlotRef { name: key.pod(), claim_uid }).or(known.slot),
        volumes: VolumeNames {
            workspace: volume(Volume::Workspace).or(known.volumes.workspace),
            config: volume(Volume::Config).or(known.volumes.config),
        },
        url: Some(url),
        ..workspace.status.clone().unwrap_or_default()
    };
    let claimed = Claimed { is: true, reason: reason::SLOT_CLAIMED, message: String::new() };
    let status = with_conditions(workspace, status, decision, &claimed, now);
    let pod = slot.pod.as_ref().filter(|pod| !pod.terminating);
    let status = with_notice(workspace, status, pod.map(|pod| &pod.notice), now);
    match pod.filter(|pod| intent.running && !pod.gated) {
        Some(pod) => {
            let over_quota = decision.over_quota.as_deref();
            with_resources(workspace, status, pod, (intent.resources, over_quota), now)
        }
        // The next pod begins with the pool's and is given its own as soon as it runs.
        None => status,
    }
}

const ADOPTED_POD: &str =
    "its pod is still that of the original system; the next one after a stop has them";

/// A workspace that never asked for resources of its own has no condition for it.
fn with_resources(
    workspace: &Workspace,
    mut status: WorkspaceStatus,
    pod: &PodView,
    (wanted, over_quota): (Option<Resources>, Option<&str>),
    now: &Time,
) -> WorkspaceStatus {
    let has_asked = status.conditions.iter().any(|c| c.type_ == condition::RESOURCES_UP_TO_DATE);
    if workspace.spec.resources.is_none() && !has_asked {
        return status;
    }
    let granted = pod.granted.zip(wanted);
    let is_granted = granted.is_none_or(|(granted, wanted)| granted.has_limits_of(&wanted));
    let said = match &pod.resizing {
        Some(trouble) => (false, trouble.reason.as_str(), trouble.message.as_str()),
        None if over_quota.is_some() => {
            (false, reason::QUOTA_EXCEEDED, over_quota.unwrap_or_default())
        }
        None if pod.resources.is_none() => (false, reason::RESIZING, ADOPTED_POD),
        // It is asked for before the kubelet begins.
        None if pod.resources != wanted || !is_granted => (false, reason::RESIZING, ""),
        None => (true, reason::CONVERGED, ""),
    };
    let type_ = condition::RESOURCES_UP_TO_DATE;
    condition::say(&mut status.conditions, type_, said, workspace.metadata.generation, now);
    status
}

/// Repeats what stands on the pod. A workspace that was never told of anything has no condition
/// for it.
fn with_notice(
    workspace: &Workspace,
    mut status: WorkspaceStatus,
    notice: Option<&Notice>,
    now: &Time,
) -> WorkspaceStatus {
    let suspend = notice.and_then(|notice| notice.suspend);
    let restart_at = notice.and_then(|notice| notice.restart_at);
    status.suspend_at = suspend.map(|(at, _)| Time(at));
    status.restart_at = restart_at.map(Time);
    let said = match (suspend, restart_at) {
        (Some((at, why)), _) => (true, why.as_str(), why.announcement(at)),
        (None, Some(at)) => {
            (true, reason::ROLLOUT, format!("its pod is outdated; restarted at {at}"))
        }
        (None, None) => (false, reason::NONE_PENDING, String::new()),
    };
    let was_told = status.conditions.iter().any(|c| c.type_ == condition::DISRUPTION_PENDING);
    if said.0 || was_told {
        let type_ = condition::DISRUPTION_PENDING;
        condition::say(&mut status.conditions, type_, said, workspace.metadata.generation, now);
    }
    status
}

/// The status of a workspace that owns no slot, or has lost it.
#[must_use]
pub fn without_slot(workspace: &Workspace, decision: &Decision, now: &Time) -> WorkspaceStatus {
    let status = workspace.status.clone().unwrap_or_default();
    let claimed =
        Claimed { is: false, reason: &decision.reason, message: decision.message.clone() };
    with_conditions(workspace, status, decision, &claimed, now)
}

/// A decision for those whose slot says nothing: they wait, or have lost theirs.
#[must_use]
pub fn decision(phase: Phase, reason: &str, message: impl Into<String>) -> Decision {
    Decision {
        phase,
        reason: reason.to_owned(),
        message: message.into(),
        endpoint: None,
        act: None,
        over_quota: None,
    }
}

struct Claimed<'a> {
    is: bool,
    reason: &'a str,
    message: String,
}

fn with_conditions(
    workspace: &Workspace,
    mut status: WorkspaceStatus,
    decision: &Decision,
    claimed: &Claimed<'_>,
    now: &Time,
) -> WorkspaceStatus {
    let generation = workspace.metadata.generation;
    let at_rest = matches!(decision.phase, Phase::Running | Phase::Suspended | Phase::Failed);
    let progressing = if at_rest { reason::CONVERGED } else { decision.reason.as_str() };
    status.phase = Some(decision.phase);
    status.observed_generation = generation;
    status.endpoint.clone_from(&decision.endpoint);
    let mut set = |type_, is, reason: &str, message: &str| {
        let said = (is, reason, message);
        condition::say(&mut status.conditions, type_, said, generation, now);
    };
    set(condition::READY, decision.endpoint.is_some(), &decision.reason, &decision.message);
    set(condition::CLAIMED, claimed.is, claimed.reason, &claimed.message);
    set(condition::PROGRESSING, !at_rest, progressing, "");
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Time {
        Time(jiff::Timestamp::from_second(second).unwrap())
    }

    fn workspace() -> Workspace {
        serde_json::from_value(serde_json::json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "Workspace",
            "metadata": {"name": "w", "namespace": "ns", "generation": 3},
            "spec": {"owner": "u"},
        }))
        .unwrap()
    }

    #[test]
    fn the_same_decision_later_is_the_same_status() {
        let decision = decision(Phase::Pending, reason::POOL_AT_MAXIMUM, "wait");
        let mut workspace = workspace();
        let first = without_slot(&workspace, &decision, &at(1));
        workspace.status = Some(first.clone());
        assert_eq!(without_slot(&workspace, &decision, &at(2)), first);
    }

    #[test]
    fn a_workspace_that_loses_its_endpoint_is_not_ready() {
        let mut workspace = workspace();
        workspace.status = Some(WorkspaceStatus {
            endpoint: Some("10.0.0.1:80".to_owned()),
            ..WorkspaceStatus::default()
        });
        let decision = decision(Phase::Suspending, reason::SUSPENDING, "");
        workspace.status = Some(without_slot(&workspace, &decision, &at(1)));
        assert!(!workspace.is_ready());
        assert_eq!(workspace.endpoint(), None);
    }
}
