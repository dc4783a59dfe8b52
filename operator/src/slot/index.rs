//! The index of all slots: a pure state machine fed by the watches.
//!
//! It answers "which slot is free" and "which slot is mine" without a request, and says whom a
//! change concerns. It never decides alone: what is claimed is decided by the conditional write
//! to the claim, whose answer is fed back here at once, so that one's own writes are never
//! unseen. An event older than what is known is ignored.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::names::{Ordinal, PoolKey, SlotKey, Volume, WorkspaceKey, WorkspaceUid};
use crate::slot::pool_slots::PoolSlots;
use crate::slot::quota::Quotas;
use crate::slot::snapshot::{PodSnapshot, PoolSnapshot};
use crate::slot::{ClaimView, Holder, PodView, Slot, Version, WorkspaceView};

/// Everything the operator knows of slots and their workspaces.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) pools: HashMap<PoolKey, PoolSlots>,
    pub(super) held: HashMap<WorkspaceUid, BTreeSet<SlotKey>>,
    pub(super) workspaces: HashMap<WorkspaceUid, WorkspaceView>,
}

/// A workspace that asks for a slot.
#[derive(Clone, Copy, Debug)]
pub struct Claimant<'a> {
    /// Its UID.
    pub uid: &'a WorkspaceUid,
    /// When it was made, in seconds.
    pub created: i64,
    /// Whether its pod is to run.
    pub running: bool,
    /// What its pool allows.
    pub quotas: Option<&'a Quotas>,
    /// How many slots of its pool may be held, where that is known.
    pub maximum: Option<usize>,
}

/// Why there is no slot for a workspace now.
#[derive(Debug)]
pub enum NotNow {
    /// It is in the queue: it is triggered when its turn comes, and its pool, which lacks a slot, and
    /// those whom it has come before are at once.
    Queued(Triggers),
    /// It would be too much. It is triggered when others take less.
    OverQuota(String, Triggers),
}

/// Whom a change concerns.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Triggers {
    /// The pool whose spares, scale or releases may need work.
    pub pool: Option<PoolKey>,
    /// The workspaces whose slot changed, or for whom one became free.
    pub workspaces: Vec<WorkspaceKey>,
}

impl Index {
    /// A pod was seen.
    pub fn apply_pod(&mut self, key: &SlotKey, pod: PodView) -> Triggers {
        self.change(key, |slot| match &slot.pod {
            Some(known) if known.version >= pod.version => false,
            _ => slot.pod.replace(pod.clone()) != Some(pod),
        })
    }

    /// The pod of this UID is gone.
    pub fn remove_pod(&mut self, key: &SlotKey, uid: &str) -> Triggers {
        self.change(key, |slot| slot.pod.take_if(|pod| pod.uid == uid).is_some())
    }

    /// A claim was seen, by a watch or in the answer to one's own write.
    pub fn apply_claim(&mut self, key: &SlotKey, volume: Volume, claim: ClaimView) -> Triggers {
        self.change(key, |slot| {
            let known = slot.claim_mut(volume);
            match known {
                Some(known) if known.version >= claim.version => false,
                _ => known.replace(claim.clone()) != Some(claim),
            }
        })
    }

    /// The claim of this UID is gone.
    pub fn remove_claim(&mut self, key: &SlotKey, volume: Volume, uid: &str) -> Triggers {
        self.change(key, |slot| slot.claim_mut(volume).take_if(|claim| claim.uid == uid).is_some())
    }

    /// A workspace was seen, by the watch or in the answer to one's own write.
    pub fn apply_workspace(&mut self, uid: WorkspaceUid, workspace: WorkspaceView) -> Triggers {
        let known = self.workspaces.get(&uid);
        if known.is_some_and(|known| known.version >= workspace.version) {
            return Triggers::default();
        }
        // A slot's standing (claimed, surplus) depends on the claim that the status names.
        let concerns_pool = known.is_none_or(|known| known.claim_uid != workspace.claim_uid)
            && self.held.contains_key(&uid);
        let stops = known.is_some_and(|known| known.running) && !workspace.running;
        let pool = PoolKey::new(&workspace.key.namespace, &workspace.pool);
        let workspaces = if stops { self.forgo(&pool, &uid) } else { vec![] };
        self.workspaces.insert(uid, workspace);
        Triggers { pool: concerns_pool.then_some(pool), workspaces }
    }

    /// The workspace of this UID is gone; what it held is to be released.
    pub fn remove_workspace(&mut self, uid: &WorkspaceUid) -> Triggers {
        let Some(workspace) = self.workspaces.remove(uid) else { return Triggers::default() };
        let pool = PoolKey::new(&workspace.key.namespace, &workspace.pool);
        let mut triggers = self.leave_queue(&pool, uid);
        triggers.workspaces.extend(self.leave_quota(&pool, uid));
        if self.held.contains_key(uid) {
            triggers.pool = Some(pool);
        }
        triggers
    }

    /// A new list of pods replaces all that was known: those not in it are gone.
    pub fn retain_pods(&mut self, listed: &HashSet<String>) -> Vec<Triggers> {
        let gone = self.collect(|slot| {
            slot.pod.as_ref().filter(|pod| !listed.contains(&pod.uid)).map(|pod| pod.uid.clone())
        });
        gone.iter().map(|(key, uid)| self.remove_pod(key, uid)).collect()
    }

    /// A new list of claims replaces all that was known: those not in it are gone.
    pub fn retain_claims(&mut self, listed: &HashSet<String>) -> Vec<Triggers> {
        let mut triggers = vec![];
        for volume in Volume::ALL {
            let gone = self.collect(|slot| {
                let claim = slot.claim(volume)?;
                (!listed.contains(&claim.uid)).then(|| claim.uid.clone())
            });
            triggers.extend(gone.iter().map(|(key, uid)| self.remove_claim(key, volume, uid)));
        }
        triggers
    }

    /// A new list of workspaces replaces all that was known: those not in it are gone.
    pub fn retain_workspaces(&mut self, listed: &HashSet<WorkspaceUid>) -> Vec<Triggers> {
        let gone: Vec<_> =
            self.workspaces.keys().filter(|uid| !listed.contains(*uid)).cloned().collect();
        gone.iter().map(|uid| self.remove_workspace(uid)).collect()
    }

    /// Whether more is known of the workspace than an object of `version` tells, or that it is gone:
    /// then whoever holds that object must wait for the newer one before acting.
    #[must_use]
    pub fn is_stale(&self, uid: &WorkspaceUid, version: Version) -> bool {
        self.workspaces.get(uid).is_none_or(|known| known.version > version)
    }

    /// The slots that the workspace holds. More than one only until the surplus is released.
    #[must_use]
    pub fn held_by(&self, uid: &WorkspaceUid) -> Vec<(SlotKey, Slot)> {
        let keys = self.held.get(uid).into_iter().flatten();
        keys.filter_map(|key| Some((key.clone(), self.slot(key)?.clone()))).collect()
    }

    /// The pods of all slots that a workspace owns by its status, with that workspace.
    pub fn owned(
        &self,
    ) -> impl Iterator<Item = (&SlotKey, &PodView, &WorkspaceUid, &WorkspaceView)> {
        let held = self.held.iter().flat_map(|(uid, keys)| keys.iter().map(move |key| (uid, key)));
        held.filter_map(|(uid, key)| {
            let (slot, workspace) = (self.slot(key)?, self.workspaces.get(uid)?);
            let claim = slot.workspace.as_ref()?;
            let owns = workspace.claim_uid.as_ref() == Some(&claim.uid);
            owns.then_some((key, slot.pod.as_ref()?, uid, workspace))
        })
    }

    /// What is known of a slot.
    #[must_use]
    pub fn slot(&self, key: &SlotKey) -> Option<&Slot> {
        self.pools.get(&key.pool)?.slots.get(&key.ordinal)
    }

    /// All slots of a pool with their standing, and how many workspaces wait for one.
    #[must_use]
    pub fn snapshot(&self, pool: &PoolKey) -> PoolSnapshot {
        let Some(slots) = self.pools.get(pool) else { return PoolSnapshot::default() };
        let standing = |(ordinal, slot): (&Ordinal, &Slot)| {
            (*ordinal, slots.standing(*ordinal, slot, |uid| self.workspaces.get(uid)))
        };
        PoolSnapshot {
            slots: slots.slots.iter().map(standing).collect(),
            waiting: slots.queue.len(),
            unmade: vec![],
        }
    }

    /// How many slots of a pool somebody holds, or has held until now.
    #[must_use]
    pub fn in_use(&self, pool: &PoolKey) -> usize {
        let Some(slots) = self.pools.get(pool) else { return 0 };
        // Whether the holder lives makes no difference.
        let standing =
            |(ordinal, slot): (&Ordinal, &Slot)| slots.standing(*ordinal, slot, |_| None);
        slots.slots.iter().map(standing).filter(|standing| standing.is_in_use()).count()
    }

    /// The pods of a pool with the standing of their slots, compared with the `revision` that they
    /// should be of.
    #[must_use]
    pub fn pods(&self, pool: &PoolKey, revision: &str) -> Vec<PodSnapshot> {
        let Some(slots) = self.pools.get(pool) else { return vec![] };
        let pods = slots.slots.iter().map(|(ordinal, slot)| {
            let standing = slots.standing(*ordinal, slot, |uid| self.workspaces.get(uid));
            PodSnapshot::of(*ordinal, standing, slot.pod.as_ref(), revision)
        });
        pods.collect()
    }

    /// The workspaces of a pool, with a slot or without.
    pub fn workspaces(&self, pool: &PoolKey) -> impl Iterator<Item = &WorkspaceView> {
        self.workspaces.values().filter(|workspace| {
            workspace.pool == pool.name && workspace.key.namespace == pool.namespace
        })
    }

    /// The spec of a pool has changed, and with it what its workspaces may have.
    pub fn wake_all(&self, pool: &PoolKey) -> Triggers {
        let workspaces = self.workspaces(pool).map(|workspace| workspace.key.clone());
        Triggers { pool: None, workspaces: workspaces.collect() }
    }

    /// The slots of a pool.
    pub fn slots(&self, pool: &PoolKey) -> impl Iterator<Item = (Ordinal, &Slot)> {
        let slots = self.pools.get(pool).into_iter().flat_map(|slots| &slots.slots);
        slots.map(|(ordinal, slot)| (*ordinal, slot))
    }

    pub(super) fn key_of(&self, uid: &WorkspaceUid) -> Option<WorkspaceKey> {
        Some(self.workspaces.get(uid)?.key.clone())
    }

    fn change(&mut self, key: &SlotKey, apply: impl FnOnce(&mut Slot) -> bool) -> Triggers {
        self.refile(key, |slots| apply(slots.slots.entry(key.ordinal).or_default()))
    }

    /// Changes what is known of one slot and files it anew: by holder, and as free or not.
    pub(super) fn refile(
        &mut self,
        key: &SlotKey,
        apply: impl FnOnce(&mut PoolSlots) -> bool,
    ) -> Triggers {
        let (took, ran) = (self.taken(key), self.running(key));
        let slots = self.pools.entry(key.pool.clone()).or_default();
        let (holder_before, claimable_before) =
            (slots.holder(key.ordinal).cloned(), slots.claimable());
        if !apply(slots) {
            slots.forget_unmade(key.ordinal);
            return Triggers::default();
        }
        let holder = slots.holder(key.ordinal).cloned();
        slots.file(key.ordinal);
        slots.keep_promise(key.ordinal, ran);
        // Another operator may have served one that waits here.
        let served = holder.as_ref().is_some_and(|uid| slots.queue.remove(uid));
        let is_turn_of_one_more = served || slots.claimable() > claimable_before;
        let next = slots.next().filter(|_| is_turn_of_one_more).cloned();
        if holder_before != holder {
            self.file_holder(key, holder_before.as_ref(), holder.as_ref());
        }
        let mut concerned: Vec<_> = next.into_iter().chain(holder_before).chain(holder).collect();
        concerned.dedup();
        let mut workspaces: Vec<_> = concerned.iter().filter_map(|uid| self.key_of(uid)).collect();
        workspaces.extend(self.woken_by_less(key, &took));
        Triggers { workspaces, pool: Some(key.pool.clone()) }
    }

    fn file_holder(
        &mut self,
        key: &SlotKey,
        before: Option<&WorkspaceUid>,
        after: Option<&WorkspaceUid>,
    ) {
        if let Some(uid) = before
            && let Some(keys) = self.held.get_mut(uid)
        {
            keys.remove(key);
            if keys.is_empty() {
                self.held.remove(uid);
            }
        }
        if let Some(uid) = after {
            self.held.entry(uid.clone()).or_default().insert(key.clone());
        }
    }

    fn collect(&self, pick: impl Fn(&Slot) -> Option<String>) -> Vec<(SlotKey, String)> {
        let slots = self.pools.iter().flat_map(|(pool, slots)| {
            slots.slots.iter().map(move |(ordinal, slot)| (pool, *ordinal, slot))
        });
        slots
            .filter_map(|(pool, ordinal, slot)| {
                Some((SlotKey { pool: pool.clone(), ordinal }, pick(slot)?))
            })
            .collect()
    }
}

impl Slot {
    /// The claim of one of its volumes.
    #[must_use]
    pub const fn claim(&self, volume: Volume) -> Option<&ClaimView> {
        match volume {
            Volume::Workspace => self.workspace.as_ref(),
            Volume::Config => self.config.as_ref(),
        }
    }

    const fn claim_mut(&mut self, volume: Volume) -> &mut Option<ClaimView> {
        match volume {
            Volume::Workspace => &mut self.workspace,
            Volume::Config => &mut self.config,
        }
    }
}

impl ClaimView {
    /// The same claim after it was given to `holder` by the write that made it `version`.
    #[must_use]
    pub fn held_by(&self, holder: Holder, name: Option<String>, version: Version) -> Self {
        Self { holder, holder_name: name, version, ..self.clone() }
    }
}

#[cfg(test)]
#[path = "quota_tests.rs"]
mod quota_tests;
#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
