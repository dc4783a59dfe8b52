//! Who waits for a slot of a pool: first come, first served.

use std::collections::{BTreeSet, HashMap};

use crate::names::WorkspaceUid;

/// Ordered by creation, then by UID, so that two operators agree on the order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    order: BTreeSet<(i64, WorkspaceUid)>,
    created: HashMap<WorkspaceUid, i64>,
}

impl Queue {
    /// True: it is new, and before others.
    pub(super) fn push(&mut self, created: i64, uid: &WorkspaceUid) -> bool {
        self.created.insert(uid.clone(), created);
        let is_new = self.order.insert((created, uid.clone()));
        is_new && self.order.last().is_some_and(|(_, last)| last != uid)
    }

    /// False: it did not wait.
    pub(super) fn remove(&mut self, uid: &WorkspaceUid) -> bool {
        let Some((uid, created)) = self.created.remove_entry(uid) else { return false };
        self.order.remove(&(created, uid))
    }

    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The place of one that waits, from 1.
    pub(super) fn place(&self, uid: &WorkspaceUid) -> Option<usize> {
        let created = self.created.get(uid)?;
        let before = self.order.iter().take_while(|(at, other)| (*at, other) < (*created, uid));
        Some(before.count() + 1)
    }

    /// Those who are told another place once somebody before them has left.
    pub(super) fn moved(&self) -> impl Iterator<Item = &WorkspaceUid> {
        let places = (1..).zip(&self.order);
        places
            .filter(|(place, _)| told_place(*place) != told_place(place + 1))
            .map(|(_, (_, uid))| uid)
    }

    /// The first `count`: those for whom `count` free slots are.
    pub(super) fn first(&self, count: usize) -> impl Iterator<Item = &WorkspaceUid> {
        self.order.iter().take(count).map(|(_, uid)| uid)
    }
}

/// The place as it is told: exact among the first ten, then to the next ten, then to the next
/// hundred. Otherwise each one who is served would be a write for each one who waits.
pub(super) const fn told_place(place: usize) -> usize {
    match place {
        0..=10 => place,
        11..=100 => place.next_multiple_of(10),
        _ => place.next_multiple_of(100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uid(number: usize) -> WorkspaceUid {
        WorkspaceUid(format!("{number:04}"))
    }

    #[test]
    fn each_knows_its_place_and_few_are_told_a_new_one_when_one_leaves() {
        let mut queue = Queue::default();
        for number in 1..=1000 {
            assert!(!queue.push(7, &uid(number)), "it is the last");
        }
        assert_eq!((queue.place(&uid(1)), queue.place(&uid(321))), (Some(1), Some(321)));
        let moved: Vec<_> = queue.moved().cloned().collect();
        assert_eq!(moved.len(), 10 + 9 + 9);
        assert!(moved.contains(&uid(10)) && moved.contains(&uid(20)) && moved.contains(&uid(300)));
        assert_eq!([7, 11, 100, 101].map(told_place), [7, 20, 100, 200]);
        assert!(queue.remove(&uid(1)));
        assert_eq!(queue.place(&uid(321)), Some(320));
        assert_eq!(queue.place(&uid(1)), None);
        assert!(queue.push(6, &uid(2000)), "it is before all others");
        assert_eq!(queue.place(&uid(321)), Some(321));
    }
}
