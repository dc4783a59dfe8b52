//! The route table: workspaces by name and by owner.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use coditect_crds::condition::READY;
use coditect_crds::{Phase, Workspace};
use http::uri::Authority;
use kube::runtime::watcher::Event;
use tokio_util::sync::CancellationToken;

use super::{Readiness, Route, WorkspaceKey};

/// All workspaces that are known. It answers from memory and never waits.
#[derive(Debug, Default)]
pub struct RouteTable {
    routes: HashMap<WorkspaceKey, Arc<Route>>,
    owners: HashMap<String, BTreeSet<WorkspaceKey>>,
    listed: HashSet<WorkspaceKey>,
    synced: bool,
}

impl RouteTable {
    /// Takes in what the watch has seen. While a list runs, what was known stays routed; what the
    /// list did not name goes at its end.
    pub fn apply(&mut self, event: Event<Workspace>) {
        match event {
            Event::Init => self.listed.clear(),
            Event::InitApply(workspace) => {
                self.listed.extend(key(&workspace));
                self.upsert(&workspace);
            }
            Event::InitDone => self.retain_listed(),
            Event::Apply(workspace) => self.upsert(&workspace),
            Event::Delete(workspace) => {
                if let Some(key) = key(&workspace) {
                    self.remove(&key);
                }
            }
        }
    }

    /// The route of one workspace.
    #[must_use]
    pub fn get(&self, key: &WorkspaceKey) -> Option<Arc<Route>> {
        self.routes.get(key).cloned()
    }

    /// The workspaces of one user that are not on their way out, by namespace and name.
    #[must_use]
    pub fn owned_by(&self, owner: &str) -> Vec<Arc<Route>> {
        self.owners
            .get(owner)
            .into_iter()
            .flatten()
            .filter_map(|key| self.routes.get(key))
            .filter(|route| !route.deleting)
            .cloned()
            .collect()
    }

    /// How many workspaces are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.routes.len()
    }

    /// Whether no workspace is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
    }

    /// Whether the first list is complete.
    #[must_use]
    pub const fn is_synced(&self) -> bool {
        self.synced
    }

    fn upsert(&mut self, workspace: &Workspace) {
        let Some(key) = key(workspace) else { return };
        let mut route = route(key.clone(), workspace);
        match self.routes.get(&key) {
            Some(known) if same_place(known, &route) => route.live = known.live.clone(),
            _ => self.remove(&key),
        }
        self.owners.entry(route.owner.clone()).or_default().insert(key.clone());
        self.routes.insert(key, Arc::new(route));
    }

    fn remove(&mut self, key: &WorkspaceKey) {
        let Some(route) = self.routes.remove(key) else { return };
        route.live.cancel();
        if let Some(keys) = self.owners.get_mut(&route.owner) {
            keys.remove(key);
            if keys.is_empty() {
                self.owners.remove(&route.owner);
            }
        }
    }

    fn retain_listed(&mut self) {
        let listed = std::mem::take(&mut self.listed);
        let gone: Vec<_> =
            self.routes.keys().filter(|key| !listed.contains(key)).cloned().collect();
        for key in gone {
            self.remove(&key);
        }
        self.synced = true;
    }
}

/// Whether a tunnel to `known` may live on under `now`.
fn same_place(known: &Route, now: &Route) -> bool {
    known.uid == now.uid && known.owner == now.owner && known.endpoint == now.endpoint
}

fn key(workspace: &Workspace) -> Option<WorkspaceKey> {
    let metadata = &workspace.metadata;
    Some(WorkspaceKey::new(metadata.namespace.clone()?, metadata.name.clone()?))
}

fn route(key: WorkspaceKey, workspace: &Workspace) -> Route {
    Route {
        endpoint: endpoint(&key, workspace),
        key,
        uid: workspace.metadata.uid.clone().unwrap_or_default(),
        owner: workspace.spec.owner.clone(),
        phase: workspace.status.as_ref().and_then(|s| s.phase).unwrap_or(Phase::Pending),
        readiness: readiness(workspace),
        deleting: workspace.metadata.deletion_timestamp.is_some(),
        live: CancellationToken::new(),
    }
}

fn endpoint(key: &WorkspaceKey, workspace: &Workspace) -> Option<Authority> {
    let endpoint = workspace.endpoint()?;
    endpoint
        .parse()
        .inspect_err(|error| tracing::warn!(workspace = %key, endpoint, %error, "no endpoint"))
        .ok()
}

fn readiness(workspace: &Workspace) -> Readiness {
    let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
    conditions.into_iter().find(|condition| condition.type_ == READY).map_or_else(
        Readiness::default,
        |ready| Readiness { reason: ready.reason.clone(), message: ready.message.clone() },
    )
}
