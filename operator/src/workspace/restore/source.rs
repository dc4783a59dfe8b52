//! Where the files of one volume come from, and the claim that says so.

use std::collections::BTreeMap;

use coditect_crds::{IdePool, Workspace};
use k8s_openapi::api::core::v1::{
    PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference,
    VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{Refusal, RestoreError, snapshot, volume};
use crate::context::Context;
use crate::names::{LABEL_VOLUME, SlotKey, Volume, WorkspaceUid};
use crate::pool::selector_labels;
use crate::quantity::bytes;
use crate::snapshots::{GROUP, KIND, Trigger, VolumeSnapshot};
use crate::workspace::claim::{lock_annotations, lock_labels};

/// Where the files of one volume come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// This PersistentVolume, which a workspace has left.
    Volume(String),
    /// This `VolumeSnapshot` of the workspace's namespace.
    Snapshot(String),
}

/// What is there of a source.
pub enum Found {
    /// A volume that is nobody's.
    Volume(Box<PersistentVolume>),
    /// A snapshot that is ready.
    Snapshot(Box<VolumeSnapshot>),
    /// It is not ready yet.
    Waiting(String),
    /// Somebody must look.
    Refused(Refusal),
}

impl Source {
    /// Whether the files may be given to `workspace` now.
    pub async fn find(
        &self,
        ctx: &Context,
        workspace: &Workspace,
        volume: Volume,
    ) -> Result<Found, RestoreError> {
        match self {
            Self::Volume(name) => {
                let live = volume::live_volume(ctx, name).await?;
                Ok(match volume::check_one(live.as_ref(), name, volume, workspace) {
                    Ok(found) => Found::Volume(Box::new(found.clone())),
                    Err(refusal) => Found::Refused(refusal),
                })
            }
            Self::Snapshot(name) => snapshot::find(ctx, workspace, volume, name).await,
        }
    }
}

/// The sources that `workspace` names; none for one that begins empty.
pub fn wanted(workspace: &Workspace) -> Vec<(Volume, Source)> {
    let Some(storage) = &workspace.spec.storage else { return vec![] };
    // The claim with the lock first: from then on the slot is the workspace's whatever happens to
    // its pod, and only then does it get another volume.
    let pair = |files: Source, config: Option<Source>| {
        let config = config.map(|config| (Volume::Config, config));
        [(Volume::Workspace, files)].into_iter().chain(config).collect()
    };
    if let Some(from) = &storage.from_volume {
        return pair(
            Source::Volume(from.workspace.clone()),
            from.config.clone().map(Source::Volume),
        );
    }
    if let Some(from) = &storage.from_snapshot {
        return pair(
            Source::Snapshot(from.workspace.clone()),
            from.config.clone().map(Source::Snapshot),
        );
    }
    if storage.from_workspace.is_some() {
        let trigger = Trigger::clone_for(workspace);
        let name = |volume| Source::Snapshot(trigger.name(workspace, volume));
        return pair(name(Volume::Workspace), Some(name(Volume::Config)));
    }
    vec![]
}

/// Whether a claim names this source.
pub fn is_made_from(claim: &PersistentVolumeClaim, source: &Source) -> bool {
    let Some(spec) = &claim.spec else { return false };
    match source {
        Source::Volume(name) => spec.volume_name.as_ref() == Some(name),
        Source::Snapshot(name) => {
            spec.data_source.as_ref().is_some_and(|from| from.kind == KIND && from.name == *name)
        }
    }
}

/// The claim that takes the place of the slot's own. None: its pool is not known.
pub fn claim_of(
    found: &Found,
    workspace: &Workspace,
    uid: &WorkspaceUid,
    (key, volume): (&SlotKey, Volume),
    pool: Option<&IdePool>,
) -> Option<PersistentVolumeClaim> {
    let mut labels = selector_labels(&key.pool);
    labels.insert(LABEL_VOLUME.to_owned(), volume.as_str().to_owned());
    let mut annotations = BTreeMap::new();
    if volume == Volume::Workspace {
        labels.extend(lock_labels(workspace, uid));
        annotations.extend(lock_annotations(workspace, uid));
    }
    let spec = match found {
        Found::Volume(found) => over(found),
        Found::Snapshot(found) => anew(found, pool?, volume),
        Found::Waiting(_) | Found::Refused(_) => return None,
    };
    Some(PersistentVolumeClaim {
        metadata: ObjectMeta {
            name: Some(key.claim(volume)),
            namespace: Some(key.pool.namespace.clone()),
            labels: Some(labels),
            annotations: Some(annotations),
            ..ObjectMeta::default()
        },
        spec: Some(spec),
        status: None,
    })
}

/// Over a volume that is there.
fn over(source: &PersistentVolume) -> PersistentVolumeClaimSpec {
    let spec = source.spec.clone().unwrap_or_default();
    PersistentVolumeClaimSpec {
        access_modes: spec.access_modes,
        // Empty, not absent: the cluster's default would be another class.
        storage_class_name: Some(spec.storage_class_name.unwrap_or_default()),
        volume_name: source.metadata.name.clone(),
        volume_mode: spec.volume_mode,
        resources: Some(VolumeResourceRequirements { requests: spec.capacity, limits: None }),
        ..PersistentVolumeClaimSpec::default()
    }
}

/// For a new volume, as large as the pool's are and the snapshot asks for.
fn anew(source: &VolumeSnapshot, pool: &IdePool, volume: Volume) -> PersistentVolumeClaimSpec {
    let storage = &pool.spec.storage;
    let size = volume.size(storage).to_string();
    let least = source.restore_size.clone().filter(|least| bytes(least) > bytes(&size));
    let requests = BTreeMap::from([("storage".to_owned(), Quantity(least.unwrap_or(size)))]);
    PersistentVolumeClaimSpec {
        access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
        storage_class_name: storage.storage_class_name.clone(),
        data_source: Some(TypedLocalObjectReference {
            api_group: Some(GROUP.to_owned()),
            kind: KIND.to_owned(),
            name: source.name.clone(),
        }),
        resources: Some(VolumeResourceRequirements { requests: Some(requests), limits: None }),
        ..PersistentVolumeClaimSpec::default()
    }
}
