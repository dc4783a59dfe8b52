//! Every name that the operator shares with the cluster, in one place.

use std::fmt;

use k8s_openapi::api::core::v1::ObjectReference;
use kube::ResourceExt as _;
use kube::runtime::reflector::ObjectRef;
use serde::Deserialize;

use coditect_crds::{IdePool, PoolStorage, Quantity, Workspace};

/// The field manager of server-side apply, and the reporter of events.
pub const FIELD_MANAGER: &str = "coditect-operator";

/// On a pool's pods and volume claims: the pool's name.
pub const LABEL_POOL: &str = "coditect.ai/pool";
/// On a pool's volume claims: which of a slot's two volumes it is.
pub const LABEL_VOLUME: &str = "coditect.ai/volume";
/// On a slot's workspace claim: who holds the slot. This label is the lock; see [`crate::slot`].
pub const LABEL_HOLDER: &str = "coditect.ai/workspace-uid";
/// The holder of a slot that is being taken away. Not a UID, so nobody's.
pub const HOLDER_RETIRED: &str = "retired";
/// The holder of a slot that was there before its pool, until the workspace comes that it is
/// assigned to. Not a UID either.
pub const HOLDER_ADOPTED: &str = "adopted";
/// On a workspace claim that was there before its pool: that it held files before anybody locked
/// it, so that it never counts as empty.
pub const ANNOTATION_ADOPTED: &str = "coditect.ai/adopted";
/// On a claimed slot's workspace claim and on a retained volume: the workspace's name.
pub const LABEL_WORKSPACE: &str = "coditect.ai/workspace";
/// On a retained volume: the namespace that the workspace was in.
pub const LABEL_NAMESPACE: &str = "coditect.ai/namespace";
/// On a retained volume: that it holds the files of a workspace that is gone.
pub const LABEL_RETAINED: &str = "coditect.ai/retained";
/// On a retained volume, and on a snapshot once it is known to be of the claim that it was made for:
/// whose files they are. An annotation, since ids of people need not be label values.
pub const ANNOTATION_OWNER: &str = "coditect.ai/owner";

/// On a claimed slot's workspace claim: the lock once more, where no label editor removes it.
pub const ANNOTATION_HOLDER: &str = "coditect.ai/claimed-by";
/// On a claim that was made for a retained volume: that volume, once it has been given to it.
pub const ANNOTATION_GIVEN_VOLUME: &str = "coditect.ai/given-volume";

/// On a snapshot: why it was taken.
pub const LABEL_SNAPSHOT: &str = "coditect.ai/snapshot";
/// On a snapshot: the UID of the claim that it was made for.
pub const ANNOTATION_CLAIM_UID: &str = "coditect.ai/claim-uid";

/// On a claimed slot's pod, for the pod itself, which reads them in a file: the workspace's name.
pub const ANNOTATION_WORKSPACE: &str = "coditect.ai/workspace";
/// Likewise: the workspace's UID.
pub const ANNOTATION_WORKSPACE_UID: &str = "coditect.ai/workspace-uid";
/// Likewise: the workspace's `spec.setup` as JSON.
pub const ANNOTATION_SETUP: &str = "coditect.ai/setup";

/// Likewise: when it is going to be stopped, in RFC 3339.
pub const ANNOTATION_SUSPEND_AT: &str = "coditect.ai/suspend-at";
/// Likewise: why, in a word.
pub const ANNOTATION_SUSPEND_REASON: &str = "coditect.ai/suspend-reason";
/// Likewise: when it is going to be restarted, in RFC 3339.
pub const ANNOTATION_RESTART_AT: &str = "coditect.ai/restart-at";
/// Likewise: what for, for people.
pub const ANNOTATION_RESTART_REASON: &str = "coditect.ai/restart-reason";

/// On a workspace that the operator has suspended: why, and the generation of that, as JSON.
pub const ANNOTATION_SUSPENDED: &str = "coditect.ai/suspended";

/// On a StatefulSet's pod: the revision of the template that it was made from.
pub const LABEL_REVISION: &str = "controller-revision-hash";

/// The scheduling gate behind which a slot's pod waits.
pub const GATE: &str = "coditect.ai/slot";
/// On workspaces with `reclaimPolicy: Delete`: volumes are deleted only in its clean-up.
pub const FINALIZER_VOLUMES: &str = "coditect.ai/delete-volumes";
/// On pools: keeps them while workspaces hold their slots.
pub const FINALIZER_POOL: &str = "coditect.ai/claimed-slots";

/// The audience of the tokens by which pods prove to the API who they are. The apiserver takes
/// none for it.
pub const AUDIENCE_API: &str = "coditect-api";

/// The container of a slot that the IDE and its owner's programs run in.
pub const CONTAINER_IDE: &str = "theia";

/// The port of NGINX in every slot.
pub const HTTP_PORT: i32 = 80;

/// A pool, by namespace and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoolKey {
    /// The namespace of the pool and of all that belongs to it.
    pub namespace: String,
    /// The pool's `metadata.name`.
    pub name: String,
}

impl PoolKey {
    /// The pool `name` of `namespace`.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }

    /// That of a pool.
    #[must_use]
    pub fn of(pool: &IdePool) -> Self {
        Self::new(pool.namespace().unwrap_or_default(), pool.name_any())
    }

    /// The StatefulSet that holds the pool's slots.
    #[must_use]
    pub fn stateful_set(&self) -> String {
        format!("{}-hybrid", self.name)
    }

    /// The ClusterIP Service in front of all slots.
    #[must_use]
    pub fn service(&self) -> String {
        format!("{}-service", self.name)
    }

    /// The headless Service that gives each pod its DNS name.
    #[must_use]
    pub fn headless_service(&self) -> String {
        format!("{}-headless", self.name)
    }

    /// What the controllers call it.
    #[must_use]
    pub fn object_ref(&self) -> ObjectRef<IdePool> {
        ObjectRef::new(&self.name).within(&self.namespace)
    }
}

impl fmt::Display for PoolKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

/// The position of a slot in its StatefulSet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ordinal(pub u32);

impl Ordinal {
    /// The ordinal at the end of a pod's or a claim's name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        name.rsplit_once('-')?.1.parse().ok().map(Self)
    }
}

/// One slot, by pool and ordinal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotKey {
    /// The pool that it is part of.
    pub pool: PoolKey,
    /// Its position there.
    pub ordinal: Ordinal,
}

impl SlotKey {
    /// The pod's name, which is also the slot's.
    #[must_use]
    pub fn pod(&self) -> String {
        format!("{}-{}", self.pool.stateful_set(), self.ordinal.0)
    }

    /// The claim of `volume`.
    #[must_use]
    pub fn claim(&self, volume: Volume) -> String {
        format!("{}-{}", volume.as_str(), self.pod())
    }
}

/// Which of a slot's two volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Volume {
    /// `/home/theia/workspace`: project files. Its claim carries the slot's lock.
    Workspace,
    /// `/home/theia/.theia`: settings and extensions of the IDE.
    Config,
}

impl Volume {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Workspace, Self::Config];

    /// The name of the claim template, and the value of [`LABEL_VOLUME`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Config => "config",
        }
    }

    /// How large a pool makes it.
    #[must_use]
    pub const fn size(self, storage: &PoolStorage) -> &Quantity {
        match self {
            Self::Workspace => &storage.workspace,
            Self::Config => &storage.config,
        }
    }

    /// Where the pod mounts it.
    #[must_use]
    pub const fn mount_path(self) -> &'static str {
        match self {
            Self::Workspace => "/home/theia/workspace",
            Self::Config => "/home/theia/.theia",
        }
    }
}

/// The `metadata.uid` of a Workspace. Names are used again; this is not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct WorkspaceUid(pub String);

impl fmt::Display for WorkspaceUid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A Workspace, by namespace and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkspaceKey {
    /// Its namespace.
    pub namespace: String,
    /// Its `metadata.name`.
    pub name: String,
}

impl WorkspaceKey {
    /// What the controllers call it.
    #[must_use]
    pub fn object_ref(&self) -> ObjectRef<Workspace> {
        ObjectRef::new(&self.name).within(&self.namespace)
    }

    /// What an event is about: this one and no other of its name.
    #[must_use]
    pub fn reference(&self, uid: &WorkspaceUid) -> ObjectReference {
        ObjectReference { uid: Some(uid.0.clone()), ..self.object_ref().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_original_system() {
        let pool = PoolKey::new("default", "coditect-combined");
        let slot = SlotKey { pool: pool.clone(), ordinal: Ordinal(0) };
        assert_eq!(pool.stateful_set(), "coditect-combined-hybrid");
        assert_eq!(pool.service(), "coditect-combined-service");
        assert_eq!(slot.pod(), "coditect-combined-hybrid-0");
        assert_eq!(slot.claim(Volume::Workspace), "workspace-coditect-combined-hybrid-0");
        assert_eq!(slot.claim(Volume::Config), "config-coditect-combined-hybrid-0");
        assert_eq!(Ordinal::of(&slot.claim(Volume::Config)), Some(Ordinal(0)));
    }
}
