//! What must hold at every instant, watched while a scenario plays.

use std::collections::HashMap;
use std::sync::Arc;

use coditect_crds::{IdePool, Workspace};
use coditect_operator::Namespaced;
use coditect_operator::slot::version;
use futures::{StreamExt as _, TryStreamExt as _};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::ResourceExt as _;
use kube::api::ListParams;
use kube::runtime::watcher::{self, watcher};
use parking_lot::Mutex;
use tokio::task::JoinSet;

use crate::world::World;

const HOLDER: &str = "coditect.ai/workspace-uid";

/// Watches until it is asked what was broken.
pub struct Invariants {
    seen: Arc<Mutex<Seen>>,
    _watches: JoinSet<()>,
}

#[derive(Default)]
struct Seen {
    /// Of each claim, by UID: who holds it.
    holders: HashMap<String, String>,
    /// Of each living workspace, by UID: the claim that its status names.
    slots: HashMap<String, String>,
    maximum: Option<i32>,
    broken: Vec<String>,
}

impl Invariants {
    pub fn watch(world: &World) -> Self {
        let seen = Arc::<Mutex<Seen>>::default();
        let mut watches = JoinSet::new();
        watches.spawn(each(world.clone(), seen.clone(), Seen::pool));
        watches.spawn(each(world.clone(), seen.clone(), Seen::stateful_set));
        watches.spawn(each(world.clone(), seen.clone(), Seen::workspace));
        watches.spawn(each(world.clone(), seen.clone(), Seen::claim));
        watches.spawn(leaving(world.clone(), seen.clone(), is_its_claim));
        watches.spawn(leaving(world.clone(), seen.clone(), is_its_pod));
        Self { seen, _watches: watches }
    }

    pub fn broken(&self) -> Vec<String> {
        self.seen.lock().broken.clone()
    }
}

async fn each<K: Namespaced>(
    world: World,
    seen: Arc<Mutex<Seen>>,
    look: fn(&mut Seen, &K, is_gone: bool),
) {
    let events = watcher(world.api::<K>(), watcher::Config::default());
    let mut events = std::pin::pin!(events.into_stream());
    while let Some(event) = events.next().await {
        match event {
            Ok(watcher::Event::InitApply(object) | watcher::Event::Apply(object)) => {
                look(&mut seen.lock(), &object, false);
            }
            Ok(watcher::Event::Delete(object)) => look(&mut seen.lock(), &object, true),
            _ => {}
        }
    }
}

impl Seen {
    fn pool(&mut self, pool: &IdePool, _: bool) {
        // A smaller maximum than is in use is nobody's fault.
        self.maximum = self.maximum.max(Some(pool.spec.capacity.maximum));
    }

    fn stateful_set(&mut self, set: &StatefulSet, _: bool) {
        let replicas = set.spec.replicas.unwrap_or_default();
        if self.maximum.is_some_and(|maximum| replicas > maximum) {
            self.broken.push(format!("{replicas} replicas, more than {:?}", self.maximum));
        }
    }

    /// A slot belongs to at most one workspace, a workspace to at most one slot.
    fn workspace(&mut self, workspace: &Workspace, is_gone: bool) {
        let Some(uid) = workspace.uid() else { return };
        let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
        let Some(slot) = slot.filter(|_| !is_gone) else {
            self.slots.remove(&uid);
            return;
        };
        let taken =
            self.slots.iter().any(|(other, claim)| *other != uid && *claim == slot.claim_uid);
        if taken {
            self.broken.push(format!(
                "{} has the slot {} of another",
                workspace.name_any(),
                slot.name
            ));
        }
        let before = self.slots.insert(uid, slot.claim_uid.clone());
        if before.is_some_and(|before| before != slot.claim_uid) {
            self.broken.push(format!("{} has changed its slot", workspace.name_any()));
        }
    }

    /// The lock is taken once in the life of a claim; one that was there before the pool is first
    /// kept for somebody.
    fn claim(&mut self, claim: &PersistentVolumeClaim, _: bool) {
        let (Some(uid), holder) = (claim.uid(), claim.labels().get(HOLDER).cloned()) else {
            return;
        };
        let before = self.holders.get(&uid).filter(|holder| *holder != "adopted");
        if before.is_some() && before != holder.as_ref() {
            let name = claim.name_any();
            self.broken.push(format!("the lock of {name} went from {before:?} to {holder:?}"));
        }
        if let Some(holder) = holder {
            self.holders.insert(uid, holder);
        }
    }
}

/// Whatever is on its way out is compared with the workspaces, live: none may miss it.
async fn leaving<K: Namespaced>(
    world: World,
    seen: Arc<Mutex<Seen>>,
    is_missed: fn(&K, &Workspace) -> bool,
) {
    let events = watcher(world.api::<K>(), watcher::Config::default());
    // What runs, or has a volume, is told to go before it is gone; later its address may be that of
    // another.
    let objects = events.try_filter_map(|event| async move {
        Ok(match event {
            watcher::Event::Apply(object) => Some(object),
            _ => None,
        })
    });
    let mut objects = std::pin::pin!(objects);
    while let Some(object) = objects.next().await {
        let Ok(object) = object else { continue };
        if object.meta().deletion_timestamp.is_none() {
            continue;
        }
        let Ok(workspaces) = world.api::<Workspace>().list(&ListParams::default()).await else {
            continue;
        };
        let living = workspaces.into_iter().filter(|w| w.metadata.deletion_timestamp.is_none());
        for owner in living.filter(|workspace| is_missed(&object, workspace)) {
            let (kind, name) = (K::kind(&()), object.name_any());
            let broken = format!("{kind} {name} goes, and workspace {} has it", owner.name_any());
            seen.lock().broken.push(broken);
        }
    }
}

fn is_its_claim(claim: &PersistentVolumeClaim, workspace: &Workspace) -> bool {
    let slot = workspace.status.as_ref().and_then(|status| status.slot.as_ref());
    slot.is_some_and(|slot| Some(&slot.claim_uid) == claim.metadata.uid.as_ref())
}

/// The one that its owner is routed to, and should be. A workspace that was written after the pod was
/// may be routed to another that has got its address.
fn is_its_pod(pod: &Pod, workspace: &Workspace) -> bool {
    let address = pod.status.as_ref().and_then(|status| status.pod_ip.as_deref());
    let endpoint = workspace.endpoint().filter(|_| workspace.spec.running);
    version(workspace) < version(pod)
        && endpoint.zip(address).is_some_and(|(endpoint, ip)| endpoint == format!("{ip}:80"))
}
