//! The names of a store's objects. There is one store a namespace, so they are the same in each.

/// The StatefulSet of the processes, the headless Service's prefix, and the value of `app` on pods.
pub const STORE: &str = "foundationdb";
/// The ClusterIP Service of the original system.
pub const SERVICE: &str = "foundationdb-service";
/// Gives each process its DNS name, ready or not: coordinators are found by it.
pub const HEADLESS_SERVICE: &str = "foundationdb-headless";
/// The port of every process.
pub const PORT: i32 = 4500;
/// The processes whose names stand in the cluster file: ordinals 0 to 2, for ever.
pub const COORDINATORS: u32 = 3;

/// The Secret with the cluster file, for the API's pods and the store's own.
pub const CLUSTER_FILE_SECRET: &str = "foundationdb-cluster-file";
/// Its key.
pub const CLUSTER_FILE_KEY: &str = "cluster-file";

/// The StatefulSet of the one pod that `fdbcli` runs in.
pub const CLI: &str = "foundationdb-cli";
/// That pod.
pub const CLI_POD: &str = "foundationdb-cli-0";
/// The Deployment of the backup agents.
pub const BACKUP: &str = "foundationdb-backup";

/// On all of a store's objects, so that they can be watched and told from other people's.
pub const LABEL_STORE: &str = "coditect.ai/session-store";
/// On the cluster file's Secret: the pool whose spec the store follows.
pub const LABEL_OWNER: &str = "coditect.ai/session-store-pool";
/// On the cluster file's Secret: when the database was made.
pub const ANNOTATION_CONFIGURED: &str = "coditect.ai/configured-at";
/// On pools with a store that has data: announces where they are kept before the pool goes.
pub const FINALIZER_STORE: &str = "coditect.ai/session-store";

/// The name of a process's pod, which is also its `instance_id` in the database.
#[must_use]
pub fn pod(ordinal: u32) -> String {
    format!("{STORE}-{ordinal}")
}

/// The claim of a process's volume.
#[must_use]
pub fn claim(ordinal: u32) -> String {
    format!("data-{}", pod(ordinal))
}

/// How `fdbcli` names a process that keeps its name when its address changes.
#[must_use]
pub fn locality(pod: &str) -> String {
    format!("locality_instance_id:{pod}")
}

/// The name of an object that belongs to one other and must be there once: a part of the other's
/// UID makes it unique.
#[must_use]
pub fn derived(prefix: &str, uid: &str) -> String {
    let unique: String = uid.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    format!("{prefix}-{unique}")
}
