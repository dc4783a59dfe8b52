//! What each step does, by the operator's own decisions.

use super::cluster::{ClaimId, Cluster, Lock, SIZE};
use super::replica::{
    apply_workspace, claim_of, claim_uid, claim_view, forget, key, pool, reserve, see, uid,
};
use super::{Claims, Mistake, Release, ReleaseStep, Replica, State, Writing};
use crate::slot::{Index, Ownership, ownership};
use crate::workspace::decide::{Own, own};

impl Replica {
    /// Its watch of claims catches up.
    pub fn see_claims(&mut self, cluster: &Cluster) {
        self.with_index(|index| {
            for slot in 0..SIZE {
                learn(index, slot, cluster.lock(slot));
            }
        });
    }

    /// Its watch of workspaces catches up.
    pub fn see_workspaces(&mut self, cluster: &Cluster) {
        self.with_index(|index| {
            for (workspace, lives) in cluster.living().into_iter().enumerate() {
                if let Some(named) = lives {
                    apply_workspace(index, workspace, named);
                } else {
                    let _ = index.remove_workspace(&uid(workspace));
                }
            }
        });
    }

    /// Up to its first request, of a workspace whose status names nothing.
    pub fn reconcile(&mut self, workspace: usize) {
        let own = own(None, self.index().held_by(&uid(workspace)));
        self.writing[workspace] = match own {
            Own::This(_, slot) => Some(Writing::Status(claim_of(&slot))),
            Own::Nothing => self.reserve(workspace).map(Writing::Lock),
            Own::Lost => None,
        };
    }

    fn reserve(&mut self, workspace: usize) -> Option<ClaimId> {
        let is_first = !std::mem::replace(&mut self.is_lined_up, true);
        self.with_index(|index| {
            if is_first {
                index.line_up(&pool());
            }
            reserve(index, workspace)
        })
    }

    /// The lock was written: the answer tells so.
    fn locked(&mut self, workspace: usize, lock: Lock) {
        self.with_index(|index| {
            let _ = index.claimed(&key(lock.id.slot), claim_view(lock));
        });
        self.writing[workspace] = Some(Writing::Status(lock.id));
    }

    /// It was not: how things are is read, and the next free slot tried.
    fn outrun(&mut self, workspace: usize, slot: usize, live: Option<Lock>) {
        self.writing[workspace] = self.with_index(|index| {
            learn(index, slot, live);
            let _ = index.unreserve(&key(slot));
            reserve(index, workspace).map(Writing::Lock)
        });
    }
}

/// How the slot is by now, whatever was known of it.
fn learn(index: &mut Index, slot: usize, live: Option<Lock>) {
    let known = index.slot(&key(slot)).map(claim_of);
    if known.is_some_and(|known| live.is_none_or(|live| live.id != known)) {
        forget(index, slot);
    }
    if let Some(lock) = live {
        see(index, lock);
    }
}

impl State {
    pub fn remake(&mut self, slot: usize) {
        let objects = &mut self.cluster.slots[slot];
        objects.life += 1;
        objects.holder = None;
        (objects.has_lock, objects.has_config) = (true, true);
    }

    pub fn crash(&mut self, who: usize) {
        let writing = self.replicas[who].writing.iter().enumerate();
        let mut interrupted = writing.filter_map(|(workspace, writing)| match writing {
            Some(Writing::Status(id)) if self.cluster.named(workspace).is_none() => {
                Some((workspace, *id))
            }
            _ => None,
        });
        self.interrupted = interrupted.next();
        self.replicas[who] = Replica::new(&self.cluster);
        self.crashes_left -= 1;
    }

    /// What goes with the lock is read before it, see `slot::release`.
    pub fn begin_release(&mut self, who: usize, slot: usize) {
        let config = self.cluster.config(slot);
        self.replicas[who].release = Some(Release { slot, config, step: ReleaseStep::ReadLock });
    }

    pub fn delete(&mut self, workspace: usize) {
        self.cluster.workspaces[workspace].is_gone = true;
        self.deletions_left -= 1;
    }
}

impl Claims {
    pub fn write(&self, state: &mut State, who: usize, workspace: usize) {
        match state.replicas[who].writing[workspace] {
            Some(Writing::Lock(id)) => self.write_lock(state, who, workspace, id),
            Some(Writing::Status(id)) => self.write_status(state, who, workspace, id),
            None => {}
        }
    }

    /// On condition of the version that is free in this life.
    fn write_lock(&self, state: &mut State, who: usize, workspace: usize, id: ClaimId) {
        let live = state.cluster.lock(id.slot);
        let is_same = match self.mistake {
            Mistake::LockUnconditional => live.is_some(),
            _ => live == Some(Lock { id, holder: None }),
        };
        if !is_same {
            return state.replicas[who].outrun(workspace, id.slot, live);
        }
        state.cluster.slots[id.slot].holder = Some(workspace);
        let lock = Lock { id, holder: Some(workspace) };
        state.replicas[who].locked(workspace, lock);
    }

    /// On condition of the version that names nothing.
    fn write_status(&self, state: &mut State, who: usize, workspace: usize, id: ClaimId) {
        state.replicas[who].writing[workspace] = None;
        let live = &mut state.cluster.workspaces[workspace];
        let is_same = live.named.is_none() || self.mistake == Mistake::StatusUnconditional;
        if live.is_gone || !is_same {
            let (is_gone, named) = (live.is_gone, live.named);
            return state.replicas[who].with_index(|index| {
                if is_gone {
                    let _ = index.remove_workspace(&uid(workspace));
                } else {
                    apply_workspace(index, workspace, named);
                }
            });
        }
        live.was_moved |= live.named.is_some_and(|named| named != id);
        live.named = Some(id);
        state.replicas[who].with_index(|index| apply_workspace(index, workspace, Some(id)));
    }

    pub fn go_on_releasing(&self, state: &mut State, who: usize) {
        let Some(mut release) = state.replicas[who].release.take() else { return };
        let next = match release.step {
            ReleaseStep::ReadLock => {
                let lock = state.cluster.lock(release.slot);
                lock.filter(|lock| lock.holder.is_some()).map(ReleaseStep::ReadHolder)
            }
            ReleaseStep::ReadHolder(lock) => {
                let may_go = self.ownership(state, who, lock) != Ownership::Owner;
                may_go.then_some(if self.mistake == Mistake::ConfigReadLate {
                    ReleaseStep::ReadConfig(lock)
                } else {
                    ReleaseStep::DeleteConfig(lock)
                })
            }
            ReleaseStep::ReadConfig(lock) => {
                release.config = state.cluster.config(release.slot);
                Some(ReleaseStep::DeleteConfig(lock))
            }
            ReleaseStep::DeleteConfig(lock) => {
                self.delete_config(state, release).then_some(ReleaseStep::DeleteLock(lock))
            }
            ReleaseStep::DeleteLock(lock) => {
                self.delete_lock(state, lock);
                None
            }
        };
        state.replicas[who].release = next.map(|step| Release { step, ..release });
    }

    fn ownership(&self, state: &State, who: usize, lock: Lock) -> Ownership {
        let Some(holder) = lock.holder else { return Ownership::Owner };
        let cached = state.replicas[who].workspaces[holder];
        let live = state.cluster.workspaces[holder];
        let (lives, named) = match self.mistake {
            Mistake::ReleaseByCache => (cached.is_some(), cached.flatten()),
            Mistake::UnnamedIsSurplus => {
                (!live.is_gone, live.named.or(Some(ClaimId { slot: SIZE, life: 0 })))
            }
            _ => (!live.is_gone, live.named),
        };
        ownership(Some(&claim_uid(lock.id)), lives, named.map(claim_uid).as_deref())
    }

    /// On condition of the UID. False: it is another one.
    fn delete_config(&self, state: &mut State, release: Release) -> bool {
        let live = state.cluster.config(release.slot);
        let is_same = live == release.config || self.mistake == Mistake::ReleaseUnconditional;
        if release.config.is_some() && live.is_some() && is_same {
            state.cluster.slots[release.slot].has_config = false;
        }
        // What is gone by now needs no deleting; what has come since it was read is another's.
        live.is_none() || (release.config.is_some() && is_same)
    }

    /// On condition of the UID and the version.
    fn delete_lock(&self, state: &mut State, lock: Lock) {
        let live = state.cluster.lock(lock.id.slot);
        let is_same = live == Some(lock) || self.mistake == Mistake::ReleaseUnconditional;
        if let Some(live) = live.filter(|_| is_same) {
            state.cluster.slots[live.id.slot].has_lock = false;
        }
    }
}
