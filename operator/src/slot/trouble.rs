//! What keeps a pod from being ready, in the words of the scheduler or the kubelet.

use coditect_crds::condition::reason::{NODE_NOT_READY, OOM_KILLED, UNSCHEDULABLE};
use k8s_openapi::api::core::v1::{ContainerStatus, PodCondition, PodStatus};

/// Why a pod is not ready: a reason for machines and a message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Such as `Unschedulable` or `ImagePullBackOff`.
    pub reason: String,
    /// One sentence.
    pub message: String,
}

impl Trouble {
    fn new(reason: &str, message: impl Into<String>) -> Self {
        Self { reason: reason.to_owned(), message: message.into() }
    }

    /// That of a pod that was let go and is not ready. What the scheduler says comes first; a
    /// container that cannot run says more than one that is about to run again.
    #[must_use]
    pub fn of(status: &PodStatus) -> Option<Self> {
        let containers = || status.container_statuses.iter().flatten();
        unschedulable(status)
            .or_else(|| node_not_ready(status))
            .or_else(|| containers().find_map(waiting))
            .or_else(|| containers().find_map(oom_killed))
    }
}

fn unschedulable(status: &PodStatus) -> Option<Trouble> {
    let scheduled = condition(status, "PodScheduled")?;
    let is_unschedulable =
        scheduled.status == "False" && scheduled.reason.as_deref() == Some(UNSCHEDULABLE);
    let message = scheduled.message.clone().unwrap_or_default();
    is_unschedulable.then(|| Trouble::new(UNSCHEDULABLE, message))
}

/// The kubelet says of a pod that it is ready as soon as all its containers are. Where these two
/// differ, the condition is the node controller's, and the rest is the last that the kubelet said.
fn node_not_ready(status: &PodStatus) -> Option<Trouble> {
    let containers = status.container_statuses.as_deref().unwrap_or_default();
    let differ = condition(status, "Ready")?.status != "True"
        && condition(status, "ContainersReady")?.status == "True"
        && !containers.is_empty()
        && containers.iter().all(|container| container.ready);
    differ.then(|| {
        Trouble::new(
            NODE_NOT_READY,
            "the pod's node does not answer; the files are on their volume, and the pod goes on when \
             the node is back",
        )
    })
}

fn waiting(status: &ContainerStatus) -> Option<Trouble> {
    let waiting = status.state.as_ref()?.waiting.as_ref()?;
    let reason = waiting.reason.as_deref()?;
    // Every container passes through these on its way.
    if matches!(reason, "ContainerCreating" | "PodInitializing") {
        return None;
    }
    let message = waiting.message.as_deref().unwrap_or("the kubelet gives no message");
    Some(Trouble::new(reason, format!("container {}: {message}", status.name)))
}

/// One that has been killed and is about to run again, or runs and is not ready yet.
fn oom_killed(status: &ContainerStatus) -> Option<Trouble> {
    let both = [&status.state, &status.last_state];
    let ended = both.into_iter().find_map(|state| state.as_ref()?.terminated.as_ref())?;
    let is_killed = !status.ready && ended.reason.as_deref() == Some(OOM_KILLED);
    is_killed.then(|| {
        let message = format!(
            "container {} has used more memory than its limit and is started again; \
             spec.resources.limits.memory raises the limit",
            status.name
        );
        Trouble::new(OOM_KILLED, message)
    })
}

fn condition<'a>(status: &'a PodStatus, type_: &str) -> Option<&'a PodCondition> {
    status.conditions.iter().flatten().find(|condition| condition.type_ == type_)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::*;

    fn reason(conditions: &Value, containers: &Value) -> Option<String> {
        let status = json!({"conditions": conditions, "containerStatuses": containers});
        let status: PodStatus = serde_json::from_value(status).unwrap();
        Trouble::of(&status).map(|trouble| trouble.reason)
    }

    fn container(ready: bool, state: &Value, last: &Value) -> Value {
        json!({
            "name": "theia", "image": "i", "imageID": "", "restartCount": 0,
            "ready": ready, "state": state, "lastState": last,
        })
    }

    fn killed() -> Value {
        json!({"terminated": {"exitCode": 137, "reason": "OOMKilled"}})
    }

    #[rstest]
    #[case::killed(container(false, &killed(), &json!({})), Some("OOMKilled"))]
    #[case::runs_again(container(false, &json!({"running": {}}), &killed()), Some("OOMKilled"))]
    #[case::again_and_again(
        container(false, &json!({"waiting": {"reason": "CrashLoopBackOff"}}), &killed()),
        Some("CrashLoopBackOff")
    )]
    #[case::is_over(container(true, &json!({"running": {}}), &killed()), None)]
    #[case::begins(
        container(false, &json!({"waiting": {"reason": "ContainerCreating"}}), &json!({})),
        None
    )]
    #[case::no_image(
        container(false, &json!({"waiting": {"reason": "ImagePullBackOff"}}), &json!({})),
        Some("ImagePullBackOff")
    )]
    fn a_container_tells_why(#[case] container: Value, #[case] expected: Option<&str>) {
        let fine = container_is_ready();
        assert_eq!(reason(&json!([]), &json!([fine, container])).as_deref(), expected);
    }

    fn container_is_ready() -> Value {
        container(true, &json!({"running": {}}), &json!({}))
    }

    #[test]
    fn a_pod_that_is_not_ready_though_its_containers_are_has_lost_its_node() {
        let condition = |type_, status| json!({"type": type_, "status": status});
        let lost = json!([condition("Ready", "False"), condition("ContainersReady", "True")]);
        let found = reason(&lost, &json!([container_is_ready()]));
        assert_eq!(found.as_deref(), Some(NODE_NOT_READY));
        let known = json!([condition("Ready", "False"), condition("ContainersReady", "False")]);
        assert_eq!(reason(&known, &json!([container_is_ready()])), None);
    }
}
