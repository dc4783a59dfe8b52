//! Events: what people are told in the words of `kubectl describe`.

use k8s_openapi::api::core::v1::ObjectReference;
use kube::Client;
use kube::runtime::events::{Event, EventType, Recorder, Reporter};

use crate::names::FIELD_MANAGER;

/// Something that people should know of an object.
#[derive(Clone, Debug)]
pub struct News<'a> {
    /// Whether somebody should look.
    pub is_warning: bool,
    /// Why, in one word for machines.
    pub reason: &'a str,
    /// What was done, in one word for machines.
    pub action: &'static str,
    /// One sentence.
    pub note: String,
}

impl News<'_> {
    /// Publishes it. What cannot be published is no reason to fail what it tells of.
    pub async fn publish(self, client: &Client, about: &ObjectReference) {
        let event = Event {
            type_: if self.is_warning { EventType::Warning } else { EventType::Normal },
            reason: self.reason.to_owned(),
            note: Some(self.note),
            action: self.action.to_owned(),
            secondary: None,
        };
        // One recorder for all would remember each event for minutes, which is more than all else that
        // is known of a workspace, and would count a second one of the same kind without its note.
        let recorder = Recorder::new(client.clone(), Reporter::from(FIELD_MANAGER));
        if let Err(error) = recorder.publish(&event, about).await {
            tracing::warn!(%error, reason = event.reason, "failed to publish an event");
        }
    }
}
