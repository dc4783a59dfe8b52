//! What the cluster has noted about a workspace.

use std::cmp::Reverse;

use jiff::Timestamp;
use k8s_openapi::api::events::v1::Event;
use kube::api::ListParams;
use serde::Serialize;
use utoipa::ToSchema;

use super::client::in_time;
use super::{WorkspaceError, Workspaces};
use crate::accounts::UserId;

/// Most events of one answer.
const MAX_EVENTS: usize = 100;

/// Something that happened to a workspace, once or several times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkspaceEvent)]
pub struct EventView {
    /// Whether someone should look.
    #[serde(rename = "type")]
    pub type_: EventType,
    /// What, in a word for programs.
    #[schema(example = "SlotClaimed")]
    pub reason: String,
    /// What, for people.
    pub message: String,
    /// How often.
    #[schema(example = 1, minimum = 1)]
    pub count: i32,
    /// When last.
    #[schema(value_type = String, format = DateTime)]
    pub last_seen: Timestamp,
}

/// Whether someone should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WorkspaceEventType)]
pub enum EventType {
    /// All is well.
    Normal,
    /// Something is in the way.
    Warning,
}

impl Workspaces {
    /// What was noted about the owner's workspace of that name, newest first. The cluster forgets
    /// events after a while (an hour unless it is set otherwise).
    pub async fn events(
        &self,
        owner: &UserId,
        name: &str,
    ) -> Result<Vec<EventView>, WorkspaceError> {
        let uid = self.get(owner, name).await?.metadata.uid.ok_or(WorkspaceError::NotFound)?;
        // By the UID: a workspace of the same name before this one may have been another's.
        let params = ListParams::default().fields(&format!("regarding.uid={uid}"));
        let events = in_time(self.events.list(&params)).await?.items;
        Ok(newest(events.into_iter().filter_map(view).collect()))
    }
}

fn newest(mut events: Vec<EventView>) -> Vec<EventView> {
    events.sort_by_key(|event| Reverse(event.last_seen));
    events.truncate(MAX_EVENTS);
    events
}

/// Reporters of the older kind fill in the deprecated fields.
fn view(event: Event) -> Option<EventView> {
    let last_seen = [
        event.series.as_ref().map(|series| series.last_observed_time.0),
        event.deprecated_last_timestamp.map(|time| time.0),
        event.event_time.map(|time| time.0),
        event.metadata.creation_timestamp.map(|time| time.0),
    ];
    let count = event.series.map(|series| series.count).or(event.deprecated_count);
    Some(EventView {
        type_: match event.type_.as_deref() {
            Some("Warning") => EventType::Warning,
            _ => EventType::Normal,
        },
        reason: event.reason.unwrap_or_default(),
        message: event.note.unwrap_or_default(),
        count: count.unwrap_or(1).max(1),
        last_seen: last_seen.into_iter().flatten().next()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn viewed(event: Value) -> EventView {
        view(serde_json::from_value(event).unwrap()).unwrap()
    }

    #[test]
    fn a_series_counts_and_is_as_young_as_its_last() {
        let event = viewed(json!({
            "metadata": { "creationTimestamp": "2026-11-23T12:00:00Z" },
            "type": "Warning",
            "reason": "Unschedulable",
            "note": "no room",
            "eventTime": "2026-11-23T12:00:00.000000Z",
            "series": { "count": 3, "lastObservedTime": "2026-11-23T12:10:00.000000Z" },
        }));
        assert_eq!((event.type_, event.count), (EventType::Warning, 3));
        assert_eq!(event.last_seen, "2026-11-23T12:10:00Z".parse().unwrap());
    }

    #[test]
    fn one_of_the_older_kind_is_understood() {
        let event = viewed(json!({
            "metadata": {},
            "deprecatedCount": 2,
            "deprecatedLastTimestamp": "2026-11-23T12:05:00Z",
        }));
        assert_eq!((event.type_, event.count), (EventType::Normal, 2));
        assert_eq!(event.last_seen, "2026-11-23T12:05:00Z".parse().unwrap());
    }

    #[test]
    fn the_newest_hundred_come_newest_first() {
        let event = |second| EventView {
            type_: EventType::Normal,
            reason: String::new(),
            message: String::new(),
            count: 1,
            last_seen: Timestamp::from_second(second).unwrap(),
        };
        let events = newest((0..150).map(event).collect());
        assert_eq!(events.len(), MAX_EVENTS);
        assert_eq!(events.first(), Some(&event(149)));
        assert_eq!(events.last(), Some(&event(50)));
    }
}
