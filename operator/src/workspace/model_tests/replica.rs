//! One replica of the operator: what it has seen, what it is doing, and its index made from that.

use super::cluster::{ClaimId, Cluster, Lock, SIZE};
use crate::names::{Ordinal, PoolKey, SlotKey, Volume, WorkspaceUid};
use crate::pool::releases;
use crate::slot::{ClaimView, Claimant, Holder, Index, Slot, WorkspaceView, samples};

/// The next request of a workspace's reconcile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Writing {
    /// The lock on the claim that was set aside.
    Lock(ClaimId),
    /// The status that names it, over one that named nothing.
    Status(ClaimId),
}

/// A release under way, with what it has read so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    pub slot: usize,
    /// The life of the slot's other claim.
    pub config: Option<u8>,
    pub step: ReleaseStep,
}

/// The next request of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReleaseStep {
    ReadLock,
    ReadHolder(Lock),
    /// Only where a mistake is tried: the right order has it before the lock.
    ReadConfig(Lock),
    DeleteConfig(Lock),
    DeleteLock(Lock),
}

/// One replica.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Replica {
    pub claims: [Option<Lock>; SIZE],
    /// Those that it has seen, with the claim that the status named.
    pub workspaces: [Option<Option<ClaimId>>; SIZE],
    /// Those in its queue.
    pub queued: [bool; SIZE],
    /// It has given a place to each who has no slot, as it does once after its start.
    pub is_lined_up: bool,
    pub writing: [Option<Writing>; SIZE],
    pub release: Option<Release>,
}

impl Replica {
    /// A new process, which lists how things are.
    pub fn new(cluster: &Cluster) -> Self {
        Self { claims: cluster.locks(), workspaces: cluster.living(), ..Self::default() }
    }

    /// The slots that hold somebody whom, by what it has seen, they should not.
    pub fn to_release(&self) -> Vec<usize> {
        if !self.claims.iter().flatten().any(|lock| lock.is_held()) {
            return vec![];
        }
        let replicas = u32::try_from(SIZE).unwrap();
        let slots = releases(&self.index().snapshot(&pool()), replicas);
        let slots = slots.into_iter().map(|ordinal| usize::try_from(ordinal.0).unwrap());
        slots.filter(|slot| self.claims[*slot].is_some_and(Lock::is_held)).collect()
    }

    /// Does something to the index and keeps what it knows afterwards.
    pub fn with_index<T>(&mut self, change: impl FnOnce(&mut Index) -> T) -> T {
        let mut index = self.index();
        let result = change(&mut index);
        self.keep(&index);
        result
    }

    /// The index that has seen the same.
    pub fn index(&self) -> Index {
        let mut index = Index::default();
        // First what is set aside, while nothing else is free.
        for (workspace, writing) in self.writing.iter().enumerate() {
            let Some(Writing::Lock(id)) = *writing else { continue };
            apply_workspace(&mut index, workspace, None);
            see(&mut index, Lock { id, holder: None });
            let reserved = reserve(&mut index, workspace);
            assert!(reserved.is_some_and(|slot| slot == id), "it was set aside before");
        }
        for (workspace, seen) in self.workspaces.iter().enumerate() {
            if let Some(named) = seen {
                apply_workspace(&mut index, workspace, *named);
            } else {
                let _ = index.remove_workspace(&uid(workspace));
            }
        }
        for workspace in (0..SIZE).filter(|workspace| self.queued[*workspace]) {
            assert_eq!(reserve(&mut index, workspace), None, "nothing is free yet");
        }
        for slot in 0..SIZE {
            match self.claims[slot] {
                Some(lock) => see(&mut index, lock),
                None => forget(&mut index, slot),
            }
        }
        index
    }

    fn keep(&mut self, index: &Index) {
        for slot in 0..SIZE {
            let claim = index.slot(&key(slot)).and_then(|slot| slot.workspace.as_ref());
            self.claims[slot] = claim.map(|claim| lock_of(slot, claim));
        }
        self.workspaces = [None; SIZE];
        for view in index.workspaces(&pool()) {
            let workspace = view.key.name.parse::<usize>().unwrap();
            self.workspaces[workspace] = Some(view.claim_uid.as_deref().map(claim_id));
        }
        self.queued = std::array::from_fn(|i| index.place(&pool(), &uid(i)).is_some());
    }
}

pub fn pool() -> PoolKey {
    PoolKey::new("ns", "p")
}

pub fn key(slot: usize) -> SlotKey {
    SlotKey { pool: pool(), ordinal: Ordinal(u32::try_from(slot).unwrap()) }
}

pub fn uid(workspace: usize) -> WorkspaceUid {
    WorkspaceUid(workspace.to_string())
}

pub fn claim_uid(id: ClaimId) -> String {
    format!("{}.{}", id.slot, id.life)
}

pub fn claim_id(uid: &str) -> ClaimId {
    let (slot, life) = uid.split_once('.').unwrap();
    ClaimId { slot: slot.parse().unwrap(), life: life.parse().unwrap() }
}

fn lock_of(slot: usize, claim: &ClaimView) -> Lock {
    let holder = match &claim.holder {
        Holder::Workspace(uid) => Some(uid.0.parse().unwrap()),
        Holder::Free | Holder::Retired | Holder::Adopted => None,
    };
    let id = claim_id(&claim.uid);
    assert_eq!(id.slot, slot);
    Lock { id, holder }
}

pub fn claim_of(slot: &Slot) -> ClaimId {
    claim_id(&slot.workspace.as_ref().unwrap().uid)
}

pub fn claim_view(lock: Lock) -> ClaimView {
    let free = samples::claim(&claim_uid(lock.id), lock.version());
    match lock.holder {
        Some(holder) => free.held_by(Holder::Workspace(uid(holder)), None, free.version),
        None => free,
    }
}

/// The claim, and what the StatefulSet controller makes with it.
pub fn see(index: &mut Index, lock: Lock) {
    let key = key(lock.id.slot);
    let config = ClaimView { uid: format!("{}c", claim_uid(lock.id)), ..claim_view(lock) };
    let pod = samples::pod(&format!("{}p", claim_uid(lock.id)), lock.version());
    let _ = index.apply_pod(&key, pod);
    let _ = index.apply_claim(&key, Volume::Config, ClaimView { holder: Holder::Free, ..config });
    let _ = index.apply_claim(&key, Volume::Workspace, claim_view(lock));
}

/// All of the slot is gone, of whichever life.
pub fn forget(index: &mut Index, slot: usize) {
    let key = key(slot);
    let Some(known) = index.slot(&key).cloned() else { return };
    for volume in Volume::ALL {
        if let Some(claim) = known.claim(volume) {
            let _ = index.remove_claim(&key, volume, &claim.uid);
        }
    }
    if let Some(pod) = known.pod {
        let _ = index.remove_pod(&key, &pod.uid);
    }
}

pub fn apply_workspace(index: &mut Index, workspace: usize, named: Option<ClaimId>) {
    let version = 1 + u64::from(named.is_some());
    let claim_uid = named.map(claim_uid);
    let view = WorkspaceView { claim_uid, ..samples::workspace(&workspace.to_string(), version) };
    let _ = index.apply_workspace(uid(workspace), view);
}

/// The slot that the index sets aside. All workspaces were made in the same second.
pub fn reserve(index: &mut Index, workspace: usize) -> Option<ClaimId> {
    let uid = uid(workspace);
    let claimant = Claimant { uid: &uid, created: 0, running: true, quotas: None, maximum: None };
    index.reserve(&pool(), claimant).ok().map(|(_, slot)| claim_of(&slot))
}
