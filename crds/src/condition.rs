//! Condition types and reasons: the words in which status speaks to machines.
//!
//! They are API: `kubectl wait --for=condition=Ready` and dashboards depend on them.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};

/// The workspace answers at its endpoint; the pool has its warm spares.
pub const READY: &str = "Ready";
/// The workspace owns a slot, and with it its volumes.
pub const CLAIMED: &str = "Claimed";
/// Something is still on its way to what `spec` asks for.
pub const PROGRESSING: &str = "Progressing";
/// The workspace's pod is going to be stopped or restarted at a time that the message says.
pub const DISRUPTION_PENDING: &str = "DisruptionPending";
/// The workspace's pod has the CPU and memory that it asks for.
pub const RESOURCES_UP_TO_DATE: &str = "ResourcesUpToDate";
/// A volume of the workspace is full: hardly anything can be written to it.
pub const DISK_PRESSURE: &str = "DiskPressure";
/// The last snapshot that was to be taken of the workspace can be used.
pub const SNAPSHOT_READY: &str = "SnapshotReady";
/// All pods of the pool are as its spec asks.
pub const UP_TO_DATE: &str = "UpToDate";
/// All volumes of the pool's slots are as large as its spec asks.
pub const STORAGE_UP_TO_DATE: &str = "StorageUpToDate";
/// What was there under the pool's names before it has been taken over.
pub const ADOPTED: &str = "Adopted";
/// The pool's session store takes transactions.
pub const SESSION_STORE_READY: &str = "SessionStoreReady";
/// Something about the pool's session store needs a person.
pub const SESSION_STORE_DEGRADED: &str = "SessionStoreDegraded";

/// Why a condition has the status it has.
pub mod reason {
    /// The pod runs and passes its probes.
    pub const POD_READY: &str = "PodReady";
    /// A slot is owned.
    pub const SLOT_CLAIMED: &str = "SlotClaimed";
    /// No slot is free yet; the pool is creating some.
    pub const WAITING_FOR_SLOT: &str = "WaitingForSlot";
    /// No slot is free and the pool may not grow; waits until one is released.
    pub const POOL_AT_MAXIMUM: &str = "PoolAtMaximum";
    /// The owner, or all together, take as much of the pool as its quota allows; waits until they
    /// take less.
    pub const QUOTA_EXCEEDED: &str = "QuotaExceeded";
    /// `spec.pool` names a pool that does not exist (yet).
    pub const POOL_NOT_FOUND: &str = "PoolNotFound";
    /// The pod was let go and is not ready yet.
    pub const POD_STARTING: &str = "PodStarting";
    /// A container has used more memory than its limit, and is being started again.
    pub const OOM_KILLED: &str = "OOMKilled";
    /// The pod's node does not answer, so nobody knows how the pod is.
    pub const NODE_NOT_READY: &str = "NodeNotReady";
    /// The scheduler finds no node with room for the pod.
    pub const UNSCHEDULABLE: &str = "Unschedulable";
    /// The pod is being stopped because `spec.running` is false.
    pub const SUSPENDING: &str = "Suspending";
    /// The pod is stopped because `spec.running` is false; the volumes are kept.
    pub const SUSPENDED: &str = "Suspended";
    /// The workspace is being deleted, and its volumes with it.
    pub const RELEASING: &str = "Releasing";
    /// A volume that the workspace owned is gone or is not the one it claimed.
    pub const VOLUME_LOST: &str = "VolumeLost";
    /// Everything is as `spec` asks.
    pub const CONVERGED: &str = "Converged";
    /// The pool has fewer warm slots than it should and is adding some.
    pub const FILLING: &str = "Filling";

    // Of a workspace with `spec.storage`; also `SnapshotsNotInstalled`.

    /// Its slot is being given the volumes that it continues from.
    pub const RESTORING: &str = "Restoring";
    /// There is no volume of that name.
    pub const VOLUME_NOT_FOUND: &str = "VolumeNotFound";
    /// The volume was not left by a workspace of the same owner and namespace.
    pub const VOLUME_NOT_OWNED: &str = "VolumeNotOwned";
    /// A workspace has the volume.
    pub const VOLUME_IN_USE: &str = "VolumeInUse";
    /// There is no snapshot, or no workspace, of that name.
    pub const SOURCE_NOT_FOUND: &str = "SourceNotFound";
    /// The snapshot is not of a workspace of the same owner, or the workspace to clone is another's.
    pub const SOURCE_NOT_OWNED: &str = "SourceNotOwned";

    // Of `DiskPressure`.

    /// The volume with the files is full.
    pub const WORKSPACE_VOLUME_FULL: &str = "WorkspaceVolumeFull";
    /// The volume with the IDE's settings is full.
    pub const CONFIG_VOLUME_FULL: &str = "ConfigVolumeFull";
    /// Both are.
    pub const VOLUMES_FULL: &str = "VolumesFull";
    /// Neither is any more.
    pub const HAS_ROOM: &str = "HasRoom";

    // Of `SnapshotReady`.

    /// It is being taken.
    pub const TAKING_SNAPSHOT: &str = "TakingSnapshot";
    /// It was taken.
    pub const SNAPSHOT_TAKEN: &str = "SnapshotTaken";
    /// It could not be taken.
    pub const SNAPSHOT_FAILED: &str = "SnapshotFailed";
    /// The cluster has no `VolumeSnapshot`s.
    pub const SNAPSHOTS_NOT_INSTALLED: &str = "SnapshotsNotInstalled";

    // Of what was there before the pool: `Adopted`, and `Ready` of a workspace.

    /// A StatefulSet, pods or volumes have the pool's names, and `spec.adoption` does not say that
    /// they are to be taken over.
    pub const ADOPTION_REQUIRED: &str = "AdoptionRequired";
    /// They cannot be taken over as they are, or not by this workspace; nothing was changed.
    pub const ADOPTION_REFUSED: &str = "AdoptionRefused";
    /// They are being taken over.
    pub const ADOPTING: &str = "Adopting";
    /// Slots that were taken over are not assigned to a workspace, or it is not there yet.
    pub const WAITING_FOR_WORKSPACES: &str = "WaitingForWorkspaces";

    // Of `DisruptionPending`.

    /// Nobody has used the workspace for a while.
    pub const IDLE: &str = "Idle";
    /// The pod has run almost as long as it may at a stretch.
    pub const MAX_LIFETIME: &str = "MaxLifetime";
    /// Nobody uses the workspace, and its pod is not of the pool's present revision.
    pub const OUTDATED: &str = "Outdated";
    /// The pod is outdated, and the rollout's deadline is near.
    pub const ROLLOUT: &str = "Rollout";
    /// Nothing is going to stop it.
    pub const NONE_PENDING: &str = "NonePending";

    // Of `ResourcesUpToDate`; also `Deferred` and `Infeasible`, which are the kubelet's.

    /// The kubelet is changing what the pod has.
    pub const RESIZING: &str = "Resizing";

    // Of `UpToDate`.

    /// Pods are being replaced, or wait for their workspaces to be suspended.
    pub const ROLLING_OUT: &str = "RollingOut";
    /// `spec.rollout.paused` is true.
    pub const ROLLOUT_PAUSED: &str = "RolloutPaused";
    /// Pods of the new revision fail; no more are replaced.
    pub const ROLLOUT_HALTED: &str = "RolloutHalted";

    // Of `StorageUpToDate`; also `StorageNotResizable`.

    /// Volumes have been asked to grow and have not yet.
    pub const GROWING: &str = "Growing";

    // Of `SessionStoreReady`.

    /// The database takes transactions.
    pub const AVAILABLE: &str = "Available";
    /// The database, or its client, does not answer.
    pub const UNAVAILABLE: &str = "Unavailable";
    /// Pods of the store are not ready yet.
    pub const WAITING_FOR_PROCESSES: &str = "WaitingForProcesses";
    /// The processes run and the database is being made.
    pub const CONFIGURING: &str = "Configuring";
    /// The cluster is somebody else's to make and is not there yet.
    pub const WAITING_FOR_CLUSTER: &str = "WaitingForCluster";
    /// `sessionStore.operator` is asked for, and the official operator's CRD is not installed.
    pub const OPERATOR_NOT_INSTALLED: &str = "OperatorNotInstalled";
    /// The namespace's store follows another pool's spec.
    pub const OWNED_BY_ANOTHER_POOL: &str = "OwnedByAnotherPool";
    /// The pool is being deleted; the volumes and the cluster file are kept.
    pub const STORE_RETAINED: &str = "StoreRetained";

    // Of `SessionStoreDegraded`.

    /// Nothing needs a person.
    pub const AS_EXPECTED: &str = "AsExpected";
    /// The database was made once and is blank, or lacks most of its volumes: data is lost. It is
    /// never made anew by itself.
    pub const DATA_LOST: &str = "DataLost";
    /// The database was made once, and the Secret with its cluster file is gone.
    pub const CLUSTER_FILE_LOST: &str = "ClusterFileLost";
    /// Making the database failed.
    pub const CONFIGURE_FAILED: &str = "ConfigureFailed";
    /// An object of the store's name is there that is not the store's.
    pub const NAME_TAKEN: &str = "NameTaken";
    /// The version asked for cannot take over while the database runs.
    pub const UPGRADE_REFUSED: &str = "UpgradeRefused";
    /// Fewer processes are asked for, and the database does not give them up.
    pub const SHRINK_BLOCKED: &str = "ShrinkBlocked";
    /// A volume cannot be made larger.
    pub const STORAGE_NOT_RESIZABLE: &str = "StorageNotResizable";
    /// One more failure would stop the database.
    pub const NO_FAULT_TOLERANCE: &str = "NoFaultTolerance";
    /// The backup does not run.
    pub const BACKUP_STOPPED: &str = "BackupStopped";
}

/// Sets `wanted` in `conditions`. `lastTransitionTime` moves only when the status does, so that
/// writing the same state twice is no change.
pub fn set(conditions: &mut Vec<Condition>, wanted: Condition) {
    match conditions.iter_mut().find(|c| c.type_ == wanted.type_) {
        Some(current) => {
            let since = if current.status == wanted.status {
                current.last_transition_time.clone()
            } else {
                wanted.last_transition_time.clone()
            };
            *current = Condition { last_transition_time: since, ..wanted };
        }
        None => conditions.push(wanted),
    }
}

/// Sets the condition `type_` to what is said of it: whether it holds, why, and a sentence.
pub fn say(
    conditions: &mut Vec<Condition>,
    type_: &str,
    (is_true, reason, message): (bool, &str, impl Into<String>),
    generation: Option<i64>,
    now: &Time,
) {
    set(conditions, new(type_, is_true, reason, message, generation, now.clone()));
}

/// A condition that is true or false as of `now`.
#[must_use]
pub fn new(
    type_: &str,
    is_true: bool,
    reason: &str,
    message: impl Into<String>,
    generation: Option<i64>,
    now: Time,
) -> Condition {
    Condition {
        type_: type_.to_owned(),
        status: if is_true { "True" } else { "False" }.to_owned(),
        reason: reason.to_owned(),
        message: message.into(),
        observed_generation: generation,
        last_transition_time: now,
    }
}

/// Whether the condition `type_` is there and true.
#[must_use]
pub fn is_true(conditions: &[Condition], type_: &str) -> bool {
    conditions.iter().any(|c| c.type_ == type_ && c.status == "True")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Time {
        Time(k8s_openapi::jiff::Timestamp::from_second(second).unwrap())
    }

    #[test]
    fn the_transition_time_moves_only_with_the_status() {
        let mut conditions = vec![];
        set(&mut conditions, new(READY, false, reason::POD_STARTING, "", Some(1), at(1)));
        set(&mut conditions, new(READY, false, reason::UNSCHEDULABLE, "no room", Some(1), at(2)));
        assert_eq!(conditions[0].last_transition_time, at(1));
        assert_eq!(conditions[0].reason, reason::UNSCHEDULABLE);
        set(&mut conditions, new(READY, true, reason::POD_READY, "", Some(1), at(3)));
        assert_eq!(conditions[0].last_transition_time, at(3));
        assert!(is_true(&conditions, READY));
    }
}
