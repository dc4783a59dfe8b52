//! Who waits for a slot of a pool: first come, first served.
//!
//! A new process does not know who waits. It hears of the workspaces in any order, so each that has
//! no slot has its place by its age from the beginning, until it says for itself what it waits for.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::names::{PoolKey, SlotKey, Volume, WorkspaceKey, WorkspaceUid};
use crate::slot::{ClaimView, Claimant, Index, NotNow, Slot, Triggers};

/// Ordered by creation, then by UID, so that two operators agree on the order.
#[derive(Debug, Default)]
pub(super) struct Queue {
    order: BTreeSet<(i64, WorkspaceUid)>,
    created: HashMap<WorkspaceUid, i64>,
    /// Those with a place who have not asked for a slot yet: none is made for them.
    silent: HashSet<WorkspaceUid>,
}

/// Where one that asks for a slot came to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// It stood there already.
    Before,
    /// It is new, and nobody has another place for it.
    Last,
    /// It is new, and others come after it.
    AheadOfOthers,
}

impl Queue {
    /// Where it came to stand.
    pub(super) fn push(&mut self, created: i64, uid: &WorkspaceUid) -> Joined {
        if self.silent.remove(uid) {
            return Joined::Last;
        }
        self.created.insert(uid.clone(), created);
        let is_new = self.order.insert((created, uid.clone()));
        let is_last = self.order.last().is_some_and(|(_, last)| last == uid);
        match (is_new, is_last) {
            (false, _) => Joined::Before,
            (true, true) => Joined::Last,
            (true, false) => Joined::AheadOfOthers,
        }
    }

    /// Keeps a place for one that has not asked.
    fn expect(&mut self, created: i64, uid: &WorkspaceUid) {
        if self.push(created, uid) != Joined::Before {
            self.silent.insert(uid.clone());
        }
    }

    /// False: it did not wait.
    pub(super) fn remove(&mut self, uid: &WorkspaceUid) -> bool {
        self.silent.remove(uid);
        let Some((uid, created)) = self.created.remove_entry(uid) else { return false };
        self.order.remove(&(created, uid))
    }

    /// How many have asked for a slot.
    pub(super) fn len(&self) -> usize {
        self.order.len() - self.silent.len()
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

impl Index {
    /// Sets a free slot aside for the workspace, unless those who came before it need them all, or
    /// it would be too much. One that holds a slot already or is gone, as has just been learnt,
    /// does not wait for another: nobody would ever take it out of the queue.
    pub fn reserve(
        &mut self,
        pool: &PoolKey,
        claimant: Claimant<'_>,
    ) -> Result<(SlotKey, Slot), NotNow> {
        let Claimant { uid, running, quotas, .. } = claimant;
        if self.held.contains_key(uid) || !self.workspaces.contains_key(uid) {
            return Err(NotNow::Queued(Triggers::default()));
        }
        if let Some(quotas) = quotas
            && let Some(refusal) = self.refuse_claim(pool, uid, quotas, running)
        {
            return Err(NotNow::OverQuota(refusal, self.leave_queue(pool, uid)));
        }
        let joined = self.join_queue(pool, claimant);
        if let Some((key, slot)) = self.take_in_turn(pool, uid, running) {
            if quotas.is_some() && running {
                self.promise_pod(&key, uid);
            }
            return Ok((key, slot));
        }
        let workspaces = if joined == Joined::AheadOfOthers { self.moved(pool) } else { vec![] };
        // A pool at rest has no other reason to make the slot that is waited for.
        let pool = (joined != Joined::Before).then(|| pool.clone());
        Err(NotNow::Queued(Triggers { pool, workspaces }))
    }

    fn join_queue(&mut self, pool: &PoolKey, claimant: Claimant<'_>) -> Joined {
        let slots = self.pools.entry(pool.clone()).or_default();
        slots.maximum = claimant.maximum;
        slots.queue.push(claimant.created, claimant.uid)
    }

    fn take_in_turn(
        &mut self,
        pool: &PoolKey,
        uid: &WorkspaceUid,
        running: bool,
    ) -> Option<(SlotKey, Slot)> {
        let slots = self.pools.get_mut(pool)?;
        if !slots.queue.is_among_first(slots.claimable(), uid) {
            return None;
        }
        let (ordinal, slot) = slots.take(uid, running)?;
        slots.queue.remove(uid);
        Some((SlotKey { pool: pool.clone(), ordinal }, slot))
    }

    /// Before the first one of a pool is served: keeps a place for all who have no slot. Whoever
    /// must not have one yet leaves the queue when it is looked at, as each is after a start.
    pub fn line_up(&mut self, pool: &PoolKey) {
        if self.pools.get(pool).is_some_and(|slots| slots.is_lined_up) {
            return;
        }
        let uids = self.workspaces.iter().filter(|(uid, workspace)| {
            workspace.pool == pool.name
                && workspace.key.namespace == pool.namespace
                && workspace.claim_uid.is_none()
                && !self.held.contains_key(*uid)
        });
        let slots = self.pools.entry(pool.clone()).or_default();
        slots.is_lined_up = true;
        for (uid, workspace) in uids {
            slots.queue.expect(workspace.created.as_second(), uid);
        }
    }

    /// The workspace does not wait for a slot (any more): its pool needs one less, and others come
    /// up.
    pub fn leave_queue(&mut self, pool: &PoolKey, uid: &WorkspaceUid) -> Triggers {
        let Some(slots) = self.pools.get_mut(pool) else { return Triggers::default() };
        if !slots.queue.remove(uid) {
            return Triggers::default();
        }
        let next = slots.next().cloned();
        let mut workspaces = self.moved(pool);
        workspaces.extend(next.and_then(|uid| self.key_of(&uid)));
        Triggers { pool: Some(pool.clone()), workspaces }
    }

    /// A reservation ended in a claim. The claimant goes on by itself; its pool has a spare less.
    pub fn claimed(&mut self, key: &SlotKey, claim: ClaimView) -> Triggers {
        if let Some(slots) = self.pools.get_mut(&key.pool) {
            slots.reserved.remove(&key.ordinal);
        }
        let triggers = self.apply_claim(key, Volume::Workspace, claim);
        Triggers { workspaces: self.moved(&key.pool), ..triggers }
    }

    /// A reservation came to nothing. What was learnt of the slot has been applied before.
    pub fn unreserve(&mut self, key: &SlotKey) -> Triggers {
        self.refile(key, |slots| slots.reserved.remove(&key.ordinal).is_some())
    }

    /// The place in the queue of one that waits, as it is told: see [`told_place`].
    #[must_use]
    pub fn place(&self, pool: &PoolKey, uid: &WorkspaceUid) -> Option<usize> {
        self.pools.get(pool)?.queue.place(uid).map(told_place)
    }

    /// Those who wait for a slot of the pool and have come up in the queue.
    fn moved(&self, pool: &PoolKey) -> Vec<WorkspaceKey> {
        let moved = self.pools.get(pool).into_iter().flat_map(|slots| slots.queue.moved());
        moved.filter_map(|uid| self.key_of(uid)).collect()
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
