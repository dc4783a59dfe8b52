//! What workspaces take of their pool, and how much of it they may.
//!
//! All of it is counted under the index's lock, from what the slots are seen to have and from what
//! has been promised and not been seen yet: two workspaces that start at once do not both get the
//! last core.

use std::iter::Sum;

use coditect_crds::{IdePoolSpec, Quota};

use crate::names::{Ordinal, PoolKey, SlotKey, WorkspaceKey, WorkspaceUid};
use crate::quantity::{bytes, millicores};
use crate::slot::pool_slots::PoolSlots;
use crate::slot::{Index, PodView, Resources, Slot, Triggers, WorkspaceView};

/// An amount of everything that is limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    workspaces: u64,
    millicores: u64,
    memory: u64,
    storage: u64,
}

/// What a pool's spec says of it.
#[derive(Clone, Debug)]
pub struct Quotas {
    per_owner: Quota,
    total: Quota,
    /// What one slot takes once its pod runs.
    slot: Usage,
}

/// CPU and memory that a workspace may have in its slot beside what its pod is seen to have: before
/// it is let go or resized, and from one pod to the next for as long as it is to run. What a restart
/// of the pod takes from it others would get, and it would be suspended in the midst of its work.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) holder: WorkspaceUid,
    pub(super) amount: Usage,
}

impl Quotas {
    /// None where nothing is limited.
    #[must_use]
    pub fn of(pool: &IdePoolSpec) -> Option<Self> {
        let policy = pool.quota.clone()?;
        let sizes = [&pool.storage.workspace, &pool.storage.config];
        let slot = Usage {
            workspaces: 1,
            storage: sizes.iter().map(|size| bytes(&size.to_string())).sum(),
            ..Usage::of_pod(&Resources::of_pool(pool))
        };
        Some(Self {
            per_owner: policy.per_owner.unwrap_or_default(),
            total: policy.total.unwrap_or_default(),
            slot,
        })
    }

    /// What a claim takes.
    const fn claim(&self, running: bool) -> Usage {
        if running { self.slot } else { Usage { millicores: 0, memory: 0, ..self.slot } }
    }

    /// Why `more` is too much beside what others take already.
    fn refusal(&self, others: &Others, more: &Usage) -> Option<String> {
        let by_owner = exceeded(&self.per_owner, "perOwner", &others.of_owner, more);
        by_owner.or_else(|| exceeded(&self.total, "total", &others.all, more))
    }
}

/// What the workspaces take beside one.
#[derive(Debug, Default)]
struct Others {
    of_owner: Usage,
    all: Usage,
}

/// What is not asked for is never exceeded: a lowered quota keeps nobody from what costs nothing.
fn exceeded(quota: &Quota, whose: &str, taken: &Usage, more: &Usage) -> Option<String> {
    let cores = quota.cpu.as_ref().map(|cpu| millicores(&cpu.to_string()));
    let memory = quota.memory.as_ref().map(|memory| bytes(&memory.to_string()));
    let storage = quota.storage.as_ref().map(|storage| bytes(&storage.to_string()));
    let workspaces = quota.workspaces.map(u64::from);
    let limits = [
        ("workspaces", workspaces, taken.workspaces, more.workspaces, count as fn(u64) -> String),
        ("cpu", cores, taken.millicores, more.millicores, cpu),
        ("memory", memory, taken.memory, more.memory, gibibytes),
        ("storage", storage, taken.storage, more.storage, gibibytes),
    ];
    limits.into_iter().find_map(|(what, limit, taken, more, say)| {
        let limit = limit.filter(|limit| more > 0 && taken + more > *limit)?;
        Some(format!(
            "the pool's quota.{whose}.{what} is {}, of which {} are taken, and this needs {}",
            say(limit),
            say(taken),
            say(more)
        ))
    })
}

fn count(number: u64) -> String {
    number.to_string()
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn cpu(millicores: u64) -> String {
    (millicores as f64 / 1000.0).to_string()
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn gibibytes(bytes: u64) -> String {
    let rounded = (bytes as f64 / 1024_f64.powi(3) * 100.0).round() / 100.0;
    format!("{rounded}Gi")
}

impl Usage {
    fn of_pod(resources: &Resources) -> Self {
        let requests = resources.requests();
        Self { millicores: requests.millicores, memory: requests.bytes, ..Self::default() }
    }

    /// What the slot takes, as it is seen, of whoever has it or is about to.
    fn of(slot: &Slot) -> Self {
        let pod = running_pod(slot).and_then(|pod| pod.resources.as_ref()).map(Self::of_pod);
        let claims = [&slot.workspace, &slot.config].into_iter().flatten();
        Self {
            workspaces: 1,
            storage: claims.map(|claim| claim.requested.max(claim.capacity)).sum(),
            ..pod.unwrap_or_default()
        }
    }

    /// Whether something of it is less than it was.
    pub(super) const fn is_less_than(&self, before: &Self) -> bool {
        self.workspaces < before.workspaces
            || self.millicores < before.millicores
            || self.memory < before.memory
            || self.storage < before.storage
    }

    /// With at least the CPU and memory of `other`.
    pub(super) fn at_least(self, other: &Self) -> Self {
        Self {
            millicores: self.millicores.max(other.millicores),
            memory: self.memory.max(other.memory),
            ..self
        }
    }

    /// Without the CPU, or the memory, that is not more than `has`: it is not asked for.
    const fn beyond(self, has: &Self) -> Self {
        Self {
            millicores: if self.millicores > has.millicores { self.millicores } else { 0 },
            memory: if self.memory > has.memory { self.memory } else { 0 },
            ..self
        }
    }
}

/// The pod of a slot, if it takes CPU and memory.
pub(super) fn running_pod(slot: &Slot) -> Option<&PodView> {
    slot.pod.as_ref().filter(|pod| !pod.terminating && !pod.gated)
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), |sum, one| Self {
            workspaces: sum.workspaces + one.workspaces,
            millicores: sum.millicores + one.millicores,
            memory: sum.memory + one.memory,
            storage: sum.storage + one.storage,
        })
    }
}

impl Index {
    /// Why the workspace may not have a slot more; it is woken when others take less.
    pub(super) fn refuse_claim(
        &mut self,
        pool: &PoolKey,
        uid: &WorkspaceUid,
        quotas: &Quotas,
        running: bool,
    ) -> Option<String> {
        let refusal = quotas.refusal(&self.others(pool, uid), &quotas.claim(running))?;
        self.wait_for_less(pool, uid);
        Some(refusal)
    }

    /// Lets the pod of a slot run with `resources`, if that is no more than the workspace has or may
    /// have. An error says why it may not; the workspace is woken when others take less.
    pub fn admit(
        &mut self,
        key: &SlotKey,
        uid: &WorkspaceUid,
        quotas: &Quotas,
        resources: Resources,
    ) -> (Result<(), String>, Triggers) {
        let (wanted, took) = (Usage::of_pod(&resources), self.taken(key));
        let refusal = quotas.refusal(&self.others(&key.pool, uid), &wanted.beyond(&took));
        let wants_to_run = self.workspaces.get(uid).is_some_and(|workspace| workspace.running);
        let slots = self.pools.entry(key.pool.clone()).or_default();
        // With a pod that runs this is all that is wanted; one that is let go begins with less than
        // the workspace had before a restart. One that is refused waits, and keeps nothing.
        if refusal.is_some() || slots.is_running(key.ordinal) {
            slots.promises.remove(&key.ordinal);
        }
        if refusal.is_none() && wants_to_run {
            slots.promise(key.ordinal, Promise { holder: uid.clone(), amount: wanted });
        }
        let workspaces = self.woken_by_less(key, &took);
        if refusal.is_some() {
            self.wait_for_less(&key.pool, uid);
        }
        (refusal.map_or(Ok(()), Err), Triggers { workspaces, ..Triggers::default() })
    }

    /// The workspace wants no more than its pod has, if that runs: what it was promised is others'.
    pub fn keep_to_pod(&mut self, key: &SlotKey) -> Triggers {
        let took = self.taken(key);
        if let Some(slots) = self.pools.get_mut(&key.pool)
            && slots.is_running(key.ordinal)
        {
            slots.promises.remove(&key.ordinal);
        }
        Triggers { workspaces: self.woken_by_less(key, &took), ..Triggers::default() }
    }

    /// What the slot's pod is going to have once it is let go counts from now on.
    pub(super) fn promise_pod(&mut self, key: &SlotKey, uid: &WorkspaceUid) {
        let Some(slots) = self.pools.get_mut(&key.pool) else { return };
        let pod = slots.slots.get(&key.ordinal).and_then(|slot| slot.pod.as_ref());
        if let Some(resources) = pod.and_then(|pod| pod.resources) {
            let amount = Usage::of_pod(&resources);
            slots.promise(key.ordinal, Promise { holder: uid.clone(), amount });
        }
    }

    /// What the pod has that runs for the workspace which owns the slot and wants it to.
    pub(super) fn running(&self, key: &SlotKey) -> Option<Promise> {
        let slot = self.slot(key)?;
        let (uid, resources) = (slot.holder()?, running_pod(slot)?.resources?);
        let workspace = self.workspaces.get(uid).filter(|workspace| workspace.running)?;
        // What runs in a slot that is not begun in yet was a spare, and nobody's.
        let is_begun = workspace.claim_uid.as_ref() == Some(&slot.workspace.as_ref()?.uid);
        is_begun.then(|| Promise { holder: uid.clone(), amount: Usage::of_pod(&resources) })
    }

    /// The workspace is not to run any more: it has to ask before it does again.
    pub(super) fn forgo(&mut self, pool: &PoolKey, uid: &WorkspaceUid) -> Vec<WorkspaceKey> {
        let Some(slots) = self.pools.get_mut(pool) else { return vec![] };
        let before = slots.promises.len();
        slots.promises.retain(|_, promise| promise.holder != *uid);
        if slots.promises.len() < before { self.take_over_quota(pool) } else { vec![] }
    }

    /// The workspace is gone, and takes nothing any more.
    pub(super) fn leave_quota(&mut self, pool: &PoolKey, uid: &WorkspaceUid) -> Vec<WorkspaceKey> {
        let Some(slots) = self.pools.get_mut(pool) else { return vec![] };
        slots.over_quota.remove(uid);
        let took = self.held.contains_key(uid) || slots.reserved.values().any(|by| by == uid);
        if took { self.take_over_quota(pool) } else { vec![] }
    }

    /// Those who wait for others to take less, if the slot takes less than it `took`.
    pub(super) fn woken_by_less(&mut self, key: &SlotKey, took: &Usage) -> Vec<WorkspaceKey> {
        let takes_less = self.taken(key).is_less_than(took);
        if takes_less { self.take_over_quota(&key.pool) } else { vec![] }
    }

    fn wait_for_less(&mut self, pool: &PoolKey, uid: &WorkspaceUid) {
        self.pools.entry(pool.clone()).or_default().over_quota.insert(uid.clone());
    }

    /// They ask again.
    fn take_over_quota(&mut self, pool: &PoolKey) -> Vec<WorkspaceKey> {
        let slots = self.pools.get_mut(pool);
        let waiting = slots.map(|slots| std::mem::take(&mut slots.over_quota)).unwrap_or_default();
        waiting.iter().filter_map(|uid| self.key_of(uid)).collect()
    }

    /// What the slot takes of its pool; nothing while nobody has it.
    pub(super) fn taken(&self, key: &SlotKey) -> Usage {
        let taken = self.pools.get(&key.pool).and_then(|slots| self.taken_of(slots, key.ordinal));
        taken.map_or_else(Usage::default, |(.., usage)| usage)
    }

    /// Who has a slot or is about to, and what it takes of its pool for that.
    fn taken_of<'a>(
        &'a self,
        slots: &'a PoolSlots,
        ordinal: Ordinal,
    ) -> Option<(&'a WorkspaceUid, &'a WorkspaceView, Usage)> {
        let (slot, uid) = (slots.slots.get(&ordinal)?, slots.claimant(ordinal)?);
        let workspace = self.workspaces.get(uid)?;
        // A surplus slot is on its way back.
        let claim_uid = slot.workspace.as_ref().map(|claim| &claim.uid);
        let is_own = workspace.claim_uid.is_none() || workspace.claim_uid.as_ref() == claim_uid;
        let promise = slots.promises.get(&ordinal);
        let promise = promise.filter(|it| workspace.running && it.holder == *uid);
        let seen = Usage::of(slot);
        let usage = promise.map_or(seen, |promise| seen.at_least(&promise.amount));
        is_own.then_some((uid, workspace, usage))
    }

    fn others(&self, pool: &PoolKey, uid: &WorkspaceUid) -> Others {
        let (Some(slots), Some(this)) = (self.pools.get(pool), self.workspaces.get(uid)) else {
            return Others::default();
        };
        let taken = slots.slots.keys().filter_map(|ordinal| self.taken_of(slots, *ordinal));
        let taken: Vec<_> = taken
            .filter(|(holder, ..)| *holder != uid)
            .map(|(_, holder, usage)| (holder.owner == this.owner, usage))
            .collect();
        Others {
            of_owner: taken.iter().filter(|(is_owners, _)| *is_owners).map(|(_, u)| *u).sum(),
            all: taken.iter().map(|(_, usage)| *usage).sum(),
        }
    }
}
