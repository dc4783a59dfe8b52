//! What workspaces take of their pool, and how much of it they may.
//!
//! All of it is counted under the index's lock, from what the slots are seen to have and from what
//! has been promised and not been seen yet: two workspaces that start at once do not both get the
//! last core.

use std::iter::Sum;

use coditect_crds::{IdePoolSpec, Quota};

use crate::names::{PoolKey, SlotKey, WorkspaceKey, WorkspaceUid};
use crate::quantity::{bytes, millicores};
use crate::slot::{Index, Resources, Slot};

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

/// What a pod may have before it is seen to have it.
#[derive(Debug)]
pub(super) struct Promise {
    pub(super) pod_uid: String,
    pub(super) resources: Resources,
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

    /// What the slot takes of its pool; nothing while nobody holds it.
    pub(super) fn of_held(slot: &Slot) -> Self {
        if slot.holder().is_some() { Self::of(slot) } else { Self::default() }
    }

    /// What the slot takes, as it is seen, of whoever has it or is about to.
    fn of(slot: &Slot) -> Self {
        let running = slot.pod.as_ref().filter(|pod| !pod.terminating && !pod.gated);
        let pod = running.and_then(|pod| pod.resources.as_ref()).map(Self::of_pod);
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

    /// With at least what was promised to the pod, unless it has gone.
    fn at_least(self, promise: &Promise, slot: &Slot) -> Self {
        let promised = Self::of_pod(&promise.resources);
        let is_same =
            slot.pod.as_ref().is_some_and(|pod| !pod.terminating && pod.uid == promise.pod_uid);
        if !is_same {
            return self;
        }
        Self {
            millicores: self.millicores.max(promised.millicores),
            memory: self.memory.max(promised.memory),
            ..self
        }
    }
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
        self.pools.entry(pool.clone()).or_default().over_quota.insert(uid.clone());
        Some(refusal)
    }

    /// Lets the pod of a slot run with `resources`. An error says why it may not; the workspace is
    /// woken when others take less.
    pub fn admit(
        &mut self,
        key: &SlotKey,
        uid: &WorkspaceUid,
        quotas: &Quotas,
        resources: Resources,
    ) -> Result<(), String> {
        let others = self.others(&key.pool, uid);
        let slots = self.pools.entry(key.pool.clone()).or_default();
        match quotas.refusal(&others, &Usage::of_pod(&resources)) {
            None => {
                slots.promise(key, Some(resources));
                Ok(())
            }
            Some(refusal) => {
                slots.over_quota.insert(uid.clone());
                Err(refusal)
            }
        }
    }

    /// Those who wait for others to take less: they ask again.
    pub(super) fn take_over_quota(&mut self, pool: &PoolKey) -> Vec<WorkspaceKey> {
        let slots = self.pools.get_mut(pool);
        let waiting = slots.map(|slots| std::mem::take(&mut slots.over_quota)).unwrap_or_default();
        waiting.iter().filter_map(|uid| Some(self.workspaces.get(uid)?.key.clone())).collect()
    }

    fn others(&self, pool: &PoolKey, uid: &WorkspaceUid) -> Others {
        let (Some(slots), Some(this)) = (self.pools.get(pool), self.workspaces.get(uid)) else {
            return Others::default();
        };
        let taken = slots.slots.iter().filter_map(|(ordinal, slot)| {
            let reserved = slots.reserved.get(ordinal);
            let holder = slot.holder().or(reserved).filter(|holder| *holder != uid)?;
            let holder = self.workspaces.get(holder)?;
            // A surplus slot is on its way back.
            let claim_uid = slot.workspace.as_ref().map(|claim| &claim.uid);
            let is_own = holder.claim_uid.is_none() || holder.claim_uid.as_ref() == claim_uid;
            let promise = slots.promises.get(ordinal).filter(|_| holder.running);
            let usage = Usage::of(slot);
            let usage = promise.map_or(usage, |promise| usage.at_least(promise, slot));
            is_own.then_some((holder.owner == this.owner, usage))
        });
        let taken: Vec<_> = taken.collect();
        Others {
            of_owner: taken.iter().filter(|(is_owners, _)| *is_owners).map(|(_, u)| *u).sum(),
            all: taken.iter().map(|(_, usage)| *usage).sum(),
        }
    }
}
