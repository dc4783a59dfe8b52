//! What the apiserver and the StatefulSet controller keep, as far as a claim needs it.

/// How many slots there are at most, and how many workspaces.
pub const SIZE: usize = 3;

/// A slot's workspace claim in one of its lives: the model's `metadata.uid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId {
    pub slot: usize,
    /// How many there were before it in this slot.
    pub life: u8,
}

/// The claim with the lock, as somebody read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lock {
    pub id: ClaimId,
    pub holder: Option<usize>,
}

impl Lock {
    /// It is made, and written once.
    pub const fn version(self) -> u64 {
        2 * self.id.life as u64 + self.holder.is_some() as u64 + 1
    }
}

impl Lock {
    pub const fn is_held(self) -> bool {
        self.holder.is_some()
    }
}

/// The volume claims of one slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SlotObjects {
    pub life: u8,
    pub holder: Option<usize>,
    pub has_lock: bool,
    pub has_config: bool,
}

/// A Workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WorkspaceObject {
    pub is_gone: bool,
    pub named: Option<ClaimId>,
    /// Its status named another claim before.
    pub was_moved: bool,
}

/// The live state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    pub slots: [SlotObjects; SIZE],
    pub workspaces: [WorkspaceObject; SIZE],
}

impl Cluster {
    /// Of so many slots and workspaces. The others never were.
    pub fn new(slots: usize, workspaces: usize) -> Self {
        let slot = |there| SlotObjects { has_lock: there, has_config: there, ..Default::default() };
        let workspace = |is_gone| WorkspaceObject { is_gone, ..Default::default() };
        Self {
            slots: std::array::from_fn(|i| slot(i < slots)),
            workspaces: std::array::from_fn(|i| workspace(i >= workspaces)),
        }
    }

    /// What a watch of claims tells in the end.
    pub fn locks(&self) -> [Option<Lock>; SIZE] {
        std::array::from_fn(|slot| self.lock(slot))
    }

    /// What a watch of workspaces tells in the end.
    pub fn living(&self) -> [Option<Option<ClaimId>>; SIZE] {
        self.workspaces.map(|workspace| (!workspace.is_gone).then_some(workspace.named))
    }

    pub fn lock(&self, slot: usize) -> Option<Lock> {
        let objects = self.slots[slot];
        let id = ClaimId { slot, life: objects.life };
        objects.has_lock.then_some(Lock { id, holder: objects.holder })
    }

    /// The life of a slot's other claim, which is made together with the one that has the lock.
    pub fn config(&self, slot: usize) -> Option<u8> {
        let objects = self.slots[slot];
        objects.has_config.then_some(objects.life)
    }

    /// The named claim, of a workspace that lives.
    pub fn named(&self, workspace: usize) -> Option<ClaimId> {
        let object = self.workspaces[workspace];
        object.named.filter(|_| !object.is_gone)
    }

    pub fn is_whole(&self, claim: ClaimId) -> bool {
        let objects = self.slots[claim.slot];
        objects.life == claim.life && objects.has_lock && objects.has_config
    }
}
