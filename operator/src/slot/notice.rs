//! What the owner of a running workspace is told before its pod is stopped or restarted.
//!
//! It stands on the pod, as annotations: the IDE shows it within a second, it dies with the pod
//! that it is about, and whoever stops the pod can see that its owner was told. The workspace's
//! status repeats it.

use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use serde_json::{Value, json};

use crate::names::{
    ANNOTATION_RESTART_AT, ANNOTATION_RESTART_REASON, ANNOTATION_SUSPEND_AT,
    ANNOTATION_SUSPEND_REASON,
};

/// Announced disruptions of one pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// When and why it is going to be stopped.
    pub suspend: Option<(Timestamp, SuspendReason)>,
    /// When it is going to be restarted, up to date.
    pub restart_at: Option<Timestamp>,
}

/// Why a workspace is suspended though it should run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuspendReason {
    /// Nobody used it.
    Idle,
    /// It ran as long as it may.
    MaxLifetime,
    /// Nobody used it, and its pod is not of the pool's present revision.
    Outdated,
}

impl SuspendReason {
    const ALL: [Self; 3] = [Self::Idle, Self::MaxLifetime, Self::Outdated];

    /// The word of the annotation, the condition and the event.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => coditect_crds::condition::reason::IDLE,
            Self::MaxLifetime => coditect_crds::condition::reason::MAX_LIFETIME,
            Self::Outdated => coditect_crds::condition::reason::OUTDATED,
        }
    }

    /// Whether it holds no longer once somebody uses the workspace.
    #[must_use]
    pub const fn is_disuse(self) -> bool {
        matches!(self, Self::Idle | Self::Outdated)
    }

    /// What its owner is told before.
    #[must_use]
    pub fn announcement(self, at: Timestamp) -> String {
        match self {
            Self::Idle => format!("nobody uses it; it is suspended at {at} unless used"),
            Self::MaxLifetime => {
                format!("its pod has run almost as long as it may; it is suspended at {at}")
            }
            Self::Outdated => format!(
                "there is a new version of the IDE, and nobody uses this one; it is suspended at \
                 {at} unless used"
            ),
        }
    }
}

/// What the owner is told of a restart.
pub const RESTART_REASON: &str = "a new version of the IDE";

impl Notice {
    /// What stands on `pod`. What is no time was not written here and is nothing.
    #[must_use]
    pub fn of(pod: &Pod) -> Self {
        let text = |name| pod.annotations().get(name).map(String::as_str);
        let time = |name| text(name)?.parse().ok();
        let reason = text(ANNOTATION_SUSPEND_REASON);
        let reason = SuspendReason::ALL.into_iter().find(|known| Some(known.as_str()) == reason);
        let reason = reason.unwrap_or(SuspendReason::Idle);
        Self {
            suspend: time(ANNOTATION_SUSPEND_AT).map(|at| (at, reason)),
            restart_at: time(ANNOTATION_RESTART_AT),
        }
    }
}

/// One of the two, to be written without touching the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// It is going to be stopped, or is not any more.
    Suspend(Option<(Timestamp, SuspendReason)>),
    /// It is going to be restarted, or is not any more.
    Restart(Option<Timestamp>),
}

impl Announcement {
    /// For a merge: what is not announced is taken back.
    #[must_use]
    pub fn annotations(self) -> Value {
        match self {
            Self::Suspend(suspend) => json!({
                ANNOTATION_SUSPEND_AT: suspend.map(|(at, _)| at.to_string()),
                ANNOTATION_SUSPEND_REASON: suspend.map(|(_, reason)| reason.as_str()),
            }),
            Self::Restart(at) => json!({
                ANNOTATION_RESTART_AT: at.map(|at| at.to_string()),
                ANNOTATION_RESTART_REASON: at.map(|_| RESTART_REASON),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(annotations: &Value) -> Notice {
        let pod = json!({"metadata": {"annotations": annotations}});
        Notice::of(&serde_json::from_value(pod).unwrap())
    }

    #[test]
    fn what_is_written_is_read() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let suspend = Some((at("2026-01-02T03:04:05Z"), SuspendReason::MaxLifetime));
        let restart_at = Some(at("2026-01-02T04:04:05Z"));
        let of_suspension = read(&Announcement::Suspend(suspend).annotations());
        assert_eq!(of_suspension, Notice { suspend, restart_at: None });
        let of_restart = read(&Announcement::Restart(restart_at).annotations());
        assert_eq!(of_restart, Notice { suspend: None, restart_at });
    }

    #[test]
    fn what_is_no_time_is_no_notice() {
        assert_eq!(read(&json!({"coditect.ai/restart-at": "soon"})), Notice::default());
    }
}
