//! Who waits for a slot of a pool: first come, first served.

use std::collections::{BTreeSet, HashMap};

use crate::names::WorkspaceUid;

/// Ordered by creation, then by UID, so that two operators agree on the order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    order: BTreeSet<(i64, WorkspaceUid)>,
    created: HashMap<WorkspaceUid, i64>,
}

/// Where one that asks for a slot came to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// It stood there already.
    Before,
    /// It is new, and the last.
    Last,
    /// It is new, and others come after it.
    AheadOfOthers,
}

impl Queue {
    /// Where it came to stand.
    pub(super) fn push(&mut self, created: i64, uid: &WorkspaceUid) -> Joined {
        self.created.insert(uid.clone(), created);
        let is_new = self.order.insert((created, uid.clone()));
        let is_last = self.order.last().is_some_and(|(_, last)| last == uid);
        match (is_new, is_last) {
            (false, _) => Joined::Before,
            (true, true) => Joined::Last,
            (true, false) => Joined::AheadOfOthers,
        }
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

    /// Whether it is one of the first `count`: those for whom `count` free slots are.
    pub(super) fn is_among_first(&self, count: usize, uid: &WorkspaceUid) -> bool {
        self.order.iter().take(count).any(|(_, first)| first == uid)
    }

    /// The last of the first `count`: whose turn comes with the last of `count` free slots, or when
    /// somebody before it leaves. The turn of those before it had come already.
    pub(super) fn last_of_first(&self, count: usize) -> Option<&WorkspaceUid> {
        self.order.iter().nth(count.checked_sub(1)?).map(|(_, uid)| uid)
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
            assert_eq!(queue.push(7, &uid(number)), Joined::Last);
        }
        assert_eq!((queue.place(&uid(1)), queue.place(&uid(321))), (Some(1), Some(321)));
        let moved: Vec<_> = queue.moved().cloned().collect();
        assert_eq!(moved.len(), 10 + 9 + 9);
        assert!(moved.contains(&uid(10)) && moved.contains(&uid(20)) && moved.contains(&uid(300)));
        assert_eq!([7, 11, 100, 101].map(told_place), [7, 20, 100, 200]);
        assert!(queue.remove(&uid(1)));
        assert_eq!(queue.place(&uid(321)), Some(320));
        assert_eq!(queue.place(&uid(1)), None);
        assert_eq!(queue.push(6, &uid(2000)), Joined::AheadOfOthers);
        assert_eq!(queue.push(6, &uid(2000)), Joined::Before);
        assert_eq!(queue.place(&uid(321)), Some(321));
    }

    #[test]
    fn with_each_slot_the_turn_of_one_more_comes() {
        let mut queue = Queue::default();
        assert_eq!(queue.last_of_first(1), None);
        for number in 1..=3 {
            queue.push(7, &uid(number));
        }
        assert!(queue.is_among_first(2, &uid(2)) && !queue.is_among_first(2, &uid(3)));
        let turns = [0, 1, 2, 3, 4].map(|free| queue.last_of_first(free).cloned());
        assert_eq!(turns, [None, Some(uid(1)), Some(uid(2)), Some(uid(3)), None]);
    }
}
