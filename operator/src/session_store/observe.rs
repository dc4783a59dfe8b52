//! Reads what there is of a managed store.

use coditect_crds::IdePool;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod};
use kube::api::{Api, ListParams};
use kube::{Client, ResourceExt as _};

use crate::apply::{self, ApplyError, failed};
use crate::names::{LABEL_REVISION, Ordinal, PoolKey};
use crate::session_store::build::Shape;
use crate::session_store::cluster_file::ClusterFile;
use crate::session_store::names::{COORDINATORS, LABEL_STORE, STORE, claim};
use crate::session_store::plan::PodView;

/// What was read.
#[derive(Clone, Debug)]
pub struct Live {
    /// The processes' StatefulSet.
    pub stateful_set: Option<StatefulSet>,
    /// Its pods, by ordinal.
    pub pods: Vec<PodView>,
    /// What the pods themselves are, for the moment in which the StatefulSet is replaced.
    orphaned: Option<Shape>,
    /// Why a pod does not start, in the words of who knows.
    pub trouble: Option<String>,
    /// The volumes' claims.
    pub claims: Vec<PersistentVolumeClaim>,
}

/// Reads all of it.
pub async fn live(client: &Client, key: &PoolKey) -> Result<Live, ApplyError> {
    let namespace = &key.namespace;
    let stateful_set = apply::live::<StatefulSet>(client, namespace, STORE).await?;
    let ours = ListParams::default().labels(&format!("app={STORE},{LABEL_STORE}={STORE}"));
    let pods = Api::<Pod>::namespaced(client.clone(), namespace).list(&ours).await;
    let mut pods = pods.map_err(|e| failed::<Pod>("list", STORE, e))?.items;
    pods.sort_by_key(|pod| Ordinal::of(&pod.name_any()));
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), namespace);
    let claims = claims.list(&ours).await;
    Ok(Live {
        pods: pods.iter().map(|pod| view(pod, stateful_set.as_ref())).collect(),
        orphaned: pods.iter().max_by_key(|pod| Ordinal::of(&pod.name_any())).and_then(orphaned),
        trouble: pods.iter().find_map(trouble),
        stateful_set,
        claims: claims.map_err(|e| failed::<PersistentVolumeClaim>("list", STORE, e))?.items,
    })
}

impl Live {
    /// Whether the StatefulSet of this name is somebody else's.
    #[must_use]
    pub fn is_name_taken(&self) -> bool {
        self.stateful_set.as_ref().is_some_and(|set| !set.labels().contains_key(LABEL_STORE))
    }

    /// The StatefulSet's replicas and image, or those that it must have had.
    #[must_use]
    pub fn shape(&self) -> Option<Shape> {
        let Some(set) = &self.stateful_set else { return self.orphaned.clone() };
        let spec = &set.spec;
        let container = spec.template.spec.as_ref()?.containers.first()?;
        Some(Shape {
            replicas: u32::try_from(spec.replicas?).ok()?,
            image: container.image.clone()?,
        })
    }

    /// The coordinators' volumes that are not those that the database was made on.
    #[must_use]
    pub fn new_coordinator_volumes(&self, file: &ClusterFile) -> Vec<String> {
        let Some(configured) = file.configured_at else { return vec![] };
        let is_old = |name: &String| {
            let claim = self.claims.iter().find(|claim| claim.name_any() == *name);
            let created = claim.and_then(|claim| claim.metadata.creation_timestamp.as_ref());
            created.is_some_and(|created| created.0 <= configured)
        };
        (0..COORDINATORS).map(claim).filter(|name| !is_old(name)).collect()
    }
}

/// Whether the pool's own status remembers that the database was made.
#[must_use]
pub fn was_configured(pool: &IdePool) -> bool {
    let status = pool.status.as_ref().and_then(|status| status.session_store.as_ref());
    status.is_some_and(|store| store.configured)
}

fn view(pod: &Pod, set: Option<&StatefulSet>) -> PodView {
    let newest = set
        .filter(|set| {
            let seen = set.status.as_ref().and_then(|status| status.observed_generation);
            seen == set.metadata.generation
        })
        .and_then(|set| set.status.as_ref()?.update_revision.as_ref());
    PodView {
        name: pod.name_any(),
        uid: pod.uid().unwrap_or_default(),
        ready: is_true(pod, "Ready"),
        terminating: pod.metadata.deletion_timestamp.is_some(),
        // Not known is no reason to replace it.
        up_to_date: newest.is_none_or(|newest| pod.labels().get(LABEL_REVISION) == Some(newest)),
    }
}

fn orphaned(top: &Pod) -> Option<Shape> {
    Some(Shape {
        replicas: Ordinal::of(&top.name_any())?.0 + 1,
        image: top.spec.as_ref()?.containers.first()?.image.clone()?,
    })
}

fn is_true(pod: &Pod, type_: &str) -> bool {
    let conditions = pod.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.into_iter().any(|c| c.type_ == type_ && c.status == "True")
}

/// Why a pod does not start: no node for it, or no image, or it ends at once.
fn trouble(pod: &Pod) -> Option<String> {
    let status = pod.status.as_ref()?;
    let unscheduled = status.conditions.iter().flatten().find(|condition| {
        condition.type_ == "PodScheduled" && condition.reason.as_deref() == Some("Unschedulable")
    });
    let waiting = || {
        let init = status.init_container_statuses.iter().flatten();
        let mut all = init.chain(status.container_statuses.iter().flatten());
        let waiting = all.find_map(|container| container.state.as_ref()?.waiting.as_ref())?;
        let reason = waiting.reason.as_deref()?;
        let is_trouble = !matches!(reason, "ContainerCreating" | "PodInitializing");
        is_trouble.then(|| {
            format!("{reason}: {}", waiting.message.as_deref().unwrap_or("see its events"))
        })
    };
    let why = unscheduled.and_then(|condition| condition.message.clone()).or_else(waiting)?;
    Some(format!("{}: {why}", pod.name_any()))
}
