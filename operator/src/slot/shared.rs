//! The index, shared: every change to it tells the controllers whom it concerns.

use futures::channel::mpsc::UnboundedSender;
use parking_lot::Mutex;

use crate::names::{PoolKey, WorkspaceKey};
use crate::slot::{Index, Triggers};

/// The one index of the process and the queues of those who act on it.
#[derive(Debug)]
pub struct Slots {
    index: Mutex<Index>,
    pools: UnboundedSender<PoolKey>,
    workspaces: UnboundedSender<WorkspaceKey>,
}

impl Slots {
    /// An empty index that triggers through the given queues.
    #[must_use]
    pub fn new(pools: UnboundedSender<PoolKey>, workspaces: UnboundedSender<WorkspaceKey>) -> Self {
        Self { index: Mutex::default(), pools, workspaces }
    }

    /// Looks something up.
    pub fn read<T>(&self, look: impl FnOnce(&Index) -> T) -> T {
        look(&self.index.lock())
    }

    /// Sets something aside without telling anybody.
    pub fn reserve<T>(&self, reserve: impl FnOnce(&mut Index) -> T) -> T {
        reserve(&mut self.index.lock())
    }

    /// Changes the index and wakes whom the change concerns.
    pub fn update<I: IntoIterator<Item = Triggers>>(&self, change: impl FnOnce(&mut Index) -> I) {
        let triggers = change(&mut self.index.lock());
        self.wake(triggers);
    }

    /// Asks the index for something, wakes whom that concerns, and tells what came of it.
    pub fn ask<T>(&self, ask: impl FnOnce(&mut Index) -> (T, Triggers)) -> T {
        let (answer, triggers) = ask(&mut self.index.lock());
        self.wake(triggers);
        answer
    }

    fn wake(&self, triggers: impl IntoIterator<Item = Triggers>) {
        for trigger in triggers {
            // A closed queue means that the process is stopping: nobody is left to be woken.
            if let Some(pool) = trigger.pool {
                let _ = self.pools.unbounded_send(pool);
            }
            for workspace in trigger.workspaces {
                let _ = self.workspaces.unbounded_send(workspace);
            }
        }
    }
}

impl IntoIterator for Triggers {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}
