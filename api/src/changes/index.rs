//! All workspaces by owner, as last seen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use coditect_crds::Workspace;
use kube::ResourceExt as _;
use kube::runtime::watcher::Event;
use tokio::sync::watch;

/// What one user has. Two looks at it differ in an `Arc` where a workspace has changed between.
#[derive(Clone, Debug, Default)]
pub struct Belongings {
    /// Their workspaces by name.
    pub workspaces: BTreeMap<String, Arc<Workspace>>,
    /// Counts the changes of their sessions.
    pub sessions: u64,
}

/// All users who have or hear something.
#[derive(Default)]
pub struct Index {
    owners: HashMap<String, watch::Sender<Belongings>>,
    /// What the list under way has named: owner and name.
    listed: HashSet<(String, String)>,
}

impl Index {
    /// While a list runs, what was known stays; what the list did not name goes at its end.
    pub fn apply(&mut self, event: Event<Workspace>) {
        match event {
            Event::Init => self.listed.clear(),
            Event::InitApply(workspace) => {
                self.listed.insert((workspace.spec.owner.clone(), workspace.name_any()));
                self.put(workspace);
            }
            Event::InitDone => self.retain_listed(),
            Event::Apply(workspace) => self.put(workspace),
            Event::Delete(workspace) => {
                self.retain(&workspace.spec.owner, |name| *name != workspace.name_any());
            }
        }
    }

    /// Makes the workspace look changed.
    pub fn touch(&mut self, owner: &str, name: &str) {
        let Some(channel) = self.owners.get(owner) else { return };
        channel.send_if_modified(|theirs| match theirs.workspaces.get_mut(name) {
            Some(workspace) => {
                *workspace = Arc::new(Workspace::clone(workspace));
                true
            }
            None => false,
        });
    }

    /// Makes the sessions look changed. Whom nobody listens to needs no telling.
    pub fn sessions(&mut self, user: &str) {
        if let Some(channel) = self.owners.get(user) {
            channel.send_modify(|theirs| theirs.sessions = theirs.sessions.wrapping_add(1));
        }
    }

    /// Where `owner` is told.
    pub fn channel(&mut self, owner: &str) -> &watch::Sender<Belongings> {
        self.owners.entry(owner.to_owned()).or_default()
    }

    /// Forgets `owner` if they have nothing and nobody listens.
    pub fn prune(&mut self, owner: &str) {
        let is_idle = |channel: &watch::Sender<Belongings>| {
            channel.receiver_count() == 0 && channel.borrow().workspaces.is_empty()
        };
        if self.owners.get(owner).is_some_and(is_idle) {
            self.owners.remove(owner);
        }
    }

    /// Whether nobody has or hears anything.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    fn put(&mut self, workspace: Workspace) {
        let version = workspace.resource_version();
        self.channel(&workspace.spec.owner).send_if_modified(|theirs| {
            let name = workspace.name_any();
            // A list names again what is known already.
            let is_new = theirs
                .workspaces
                .get(&name)
                .is_none_or(|known| version.is_none() || known.resource_version() != version);
            if is_new {
                theirs.workspaces.insert(name, Arc::new(workspace));
            }
            is_new
        });
    }

    fn retain_listed(&mut self) {
        let listed = std::mem::take(&mut self.listed);
        let owners: Vec<String> = self.owners.keys().cloned().collect();
        for owner in owners {
            self.retain(&owner, |name| listed.contains(&(owner.clone(), name.to_owned())));
        }
    }

    fn retain(&mut self, owner: &str, keep: impl Fn(&str) -> bool) {
        if let Some(channel) = self.owners.get(owner) {
            channel.send_if_modified(|theirs| {
                let before = theirs.workspaces.len();
                theirs.workspaces.retain(|name, _| keep(name));
                theirs.workspaces.len() < before
            });
        }
        self.prune(owner);
    }
}
