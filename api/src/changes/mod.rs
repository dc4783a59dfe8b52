//! Who is to be told of what changes.
//!
//! ```text
//!   watch of Workspaces ──apply──► Index ──► one `watch` channel an owner ──► Subscription ──► SSE
//!   notes in the store ──touch──────┘                                         (what was sent)
//!        ▲
//!   handlers of every replica
//! ```
//!
//! A channel holds how things are, not what happened to them. A subscriber compares that with what
//! it has passed on: it misses nothing, and one that is slow skips what is no longer true, with
//! nothing queued up for it. A change wakes its owner's subscribers only.
//!
//! All of this is one process's, and the same in each: the watch tells every replica of Workspaces,
//! the store tells them what handlers have noted.

mod follow;
mod index;
mod notes;
mod subscription;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use coditect_crds::Workspace;
use kube::runtime::watcher::Event;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::accounts::UserId;
use index::Index;

pub use follow::follow;
pub use notes::{Noted, follow_notes, is_note, note, trim_notes};
pub use subscription::{Change, Subscription};

/// Most subscribers of one user at a time: more than anyone has windows.
const MAX_SUBSCRIBERS: usize = 32;

/// Where changes are told, and heard of.
#[derive(Clone, Default)]
pub struct Changes {
    index: Arc<Mutex<Index>>,
    synced: watch::Sender<bool>,
}

impl Changes {
    /// Takes in what the watch has seen.
    pub fn apply(&self, event: Event<Workspace>) {
        let is_listed = matches!(event, Event::InitDone);
        self.index.lock().apply(event);
        if is_listed {
            self.synced.send_replace(true);
        }
    }

    /// Says that something about the owner's workspace of that name has changed that is not in the
    /// object itself.
    pub fn touch(&self, owner: &UserId, name: &str) {
        self.index.lock().touch(owner.as_str(), name);
    }

    /// Says that the user's sessions have changed.
    pub fn sessions(&self, user: &UserId) {
        self.index.lock().sessions(user.as_str());
    }

    /// Hears of what is `owner`'s from now on; not, if too many do already.
    #[must_use]
    pub fn subscribe(&self, owner: &UserId) -> Option<Subscription> {
        let mut index = self.index.lock();
        let channel = index.channel(owner.as_str());
        let has_room = channel.receiver_count() < MAX_SUBSCRIBERS;
        has_room.then(|| Subscription::new(channel.subscribe(), self.clone(), owner.clone()))
    }

    /// Forgets an owner of nothing whom nobody listens to any more.
    fn leave(&self, owner: &UserId) {
        self.index.lock().prune(owner.as_str());
    }
}
