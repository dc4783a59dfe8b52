//! `IdePool.spec.sessionStore`: the FoundationDB cluster that keeps accounts and sessions.
//!
//! One of three ways: `managed` (this operator runs it), `operator` (FoundationDB's own operator
//! does), `external` (somebody else does). What a change would lose cannot be changed: the way
//! itself, the storage class, and whether connections are encrypted.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ImagePullPolicy, Quantity};

/// The rule that an optional field of `oldSelf` is neither set, nor changed, nor removed.
const SAME_STORAGE_CLASS: &str = "has(self.storageClassName) == has(oldSelf.storageClassName) \
    && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)";
/// The rule that storage only grows; what is no quantity is refused by its own rule.
const STORAGE_GROWS: &str = "!isQuantity(string(self)) \
    || quantity(string(self)).compareTo(quantity(string(oldSelf))) >= 0";
/// The patterns of the names of other objects, and of image references.
const NAME: &str = r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
const IMAGE: &str = r"^[^\s]+$";

/// Where accounts and sessions are kept: exactly one of the three.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(
        "[has(self.managed), has(self.operator), has(self.external)].filter(set, set).size() == 1"
    ).message("sessionStore must have exactly one of managed, operator and external"),
    validation = Rule::new(
        "has(self.managed) == has(oldSelf.managed) && has(self.operator) == has(oldSelf.operator)"
    ).message("managed, operator and external are immutable: the data would stay behind"),
)]
pub struct SessionStore {
    /// This operator runs FoundationDB in the pool's namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<ManagedStore>,

    /// FoundationDB's own operator runs it, told by a `FoundationDBCluster` that this one writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<OperatorStore>,

    /// Somebody else runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<ExternalStore>,
}

/// A FoundationDB cluster of this operator's making: triple replication, three coordinators.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(SAME_STORAGE_CLASS).message("storageClassName is immutable"),
    validation = Rule::new("has(self.tls) == has(oldSelf.tls)").message(
        "tls can neither be added nor removed: all processes and clients would have to change at once"
    ),
)]
pub struct ManagedStore {
    /// The image of all its pods. Its tag begins with the version of FoundationDB; another patch
    /// version is rolled out, another minor version is refused by a condition.
    #[serde(default = "default_image")]
    #[schemars(length(min = 1, max = 512), regex(pattern = IMAGE))]
    #[x_kube(validation = Rule::new(r"self.matches(r':[0-9]+\.[0-9]+\.[0-9]+([-.][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?$')")
        .message("image must have a tag that begins with the version of FoundationDB, such as :7.4.6"))]
    pub image: String,

    /// When the kubelet pulls the image.
    #[serde(default)]
    pub image_pull_policy: ImagePullPolicy,

    /// Processes, one a pod. The first three are the coordinators.
    #[serde(default = "default_processes")]
    #[schemars(range(min = 3, max = 100))]
    pub processes: i32,

    /// Size of each process's volume. It only grows.
    #[serde(default = "default_storage")]
    #[x_kube(validation = Rule::new(STORAGE_GROWS).message("storage may only grow"))]
    pub storage: Quantity,

    /// The StorageClass of the volumes, an SSD; the cluster's default when absent. Cannot be
    /// changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    pub storage_class_name: Option<String>,

    /// CPU and memory of each process.
    #[serde(default)]
    pub resources: ProcessResources,

    /// Whether two processes may share a node.
    #[serde(default)]
    pub node_spread: NodeSpread,

    /// Mutual TLS between all processes and clients. Can neither be added nor removed later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<StoreTls>,

    /// A continuous backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<StoreBackup>,
}

/// CPU and memory of one FoundationDB process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProcessResources {
    /// Cores that the scheduler reserves. A process uses one at most.
    pub cpu: Quantity,
    /// Bytes, both reserved and allowed. FoundationDB's documentation asks for 4 GiB in
    /// production.
    pub memory: Quantity,
}

impl Default for ProcessResources {
    fn default() -> Self {
        Self { cpu: "1".into(), memory: "4Gi".into() }
    }
}

/// How a store's processes are spread over nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum NodeSpread {
    /// One process a node; a node is what may fail as a whole.
    #[default]
    Required,
    /// Several may share a node, and each counts as failing by itself: the loss of one node may
    /// then be more than the replication survives. For trying it out.
    Preferred,
}

/// Certificates, from a Secret with `ca.crt`, `tls.crt` and `tls.key` as cert-manager writes them.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreTls {
    /// The Secret's name.
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    pub secret_name: String,
    /// What a peer's certificate must say besides being of the same authority, in FoundationDB's
    /// words, such as `Check.Valid=1,S.CN=foundationdb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512), regex(pattern = r"^[!-~]+$"))]
    pub verify_peers: Option<String>,
}

/// A continuous backup, from which any moment since its first snapshot can be restored.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreBackup {
    /// Where it goes: `blobstore://KEY@HOST/NAME?bucket=BUCKET` or `file:///backup/…`.
    #[schemars(length(min = 1, max = 1024))]
    #[x_kube(
        validation = Rule::new(r"self.matches(r'^(blobstore://[!-~]+|file:///backup(/[!-~]*)?)$')")
            .message("destination must be a blobstore:// URL, or below file:///backup"),
        validation = Rule::new(r"!self.matches(r'^blobstore://[^/]*:[^/@]*@')")
            .message("destination must not contain a secret: put it into the Secret of secretName"),
    )]
    pub destination: String,

    /// Seconds in which a whole snapshot is taken, again and again.
    #[serde(default = "default_snapshot_interval")]
    #[schemars(range(min = 60, max = 31_536_000))]
    pub snapshot_interval_seconds: i32,

    /// A Secret whose key `credentials.json` has the destination's accounts, in FoundationDB's
    /// blob credential format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    pub secret_name: Option<String>,

    /// A PersistentVolumeClaim that is mounted at `/backup`, which several pods must be able to
    /// write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    pub claim_name: Option<String>,

    /// Backup agents, which share the work.
    #[serde(default = "default_agents")]
    #[schemars(range(min = 1, max = 16))]
    pub agents: i32,
}

/// A cluster that the official operator runs; its CRD `FoundationDBCluster` must be installed.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new(SAME_STORAGE_CLASS).message("storageClassName is immutable"))]
pub struct OperatorStore {
    /// The version of FoundationDB.
    #[serde(default = "default_version")]
    #[schemars(length(min = 5, max = 32), regex(pattern = r"^[0-9]+\.[0-9]+\.[0-9]+$"))]
    pub version: String,

    /// Size of each process's volume. It only grows.
    #[serde(default = "default_storage")]
    #[x_kube(validation = Rule::new(STORAGE_GROWS).message("storage may only grow"))]
    pub storage: Quantity,

    /// The StorageClass of the volumes; the cluster's default when absent. Cannot be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    pub storage_class_name: Option<String>,

    /// The image of the pod that asks the cluster how it is.
    #[serde(default = "default_image")]
    #[schemars(length(min = 1, max = 512), regex(pattern = IMAGE))]
    pub image: String,

    /// When the kubelet pulls the image.
    #[serde(default)]
    pub image_pull_policy: ImagePullPolicy,
}

/// A cluster that is there already.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalStore {
    /// The Secret whose key `cluster-file` has the cluster file. Cannot be changed.
    #[schemars(length(min = 1, max = 253), regex(pattern = NAME))]
    #[x_kube(validation = Rule::new("self == oldSelf").message(
        "clusterFileSecretName is immutable: another cluster has other data"
    ))]
    pub cluster_file_secret_name: String,

    /// Certificates, where the cluster wants TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<StoreTls>,

    /// The image of the pod that asks the cluster how it is.
    #[serde(default = "default_image")]
    #[schemars(length(min = 1, max = 512), regex(pattern = IMAGE))]
    pub image: String,

    /// When the kubelet pulls the image.
    #[serde(default)]
    pub image_pull_policy: ImagePullPolicy,
}

/// What the operator knows about the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionStoreStatus {
    /// Which of the three ways it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<StoreMode>,

    /// Whether the database was made. Once true, a database that is empty has lost its data, and
    /// is never made anew.
    #[serde(default)]
    pub configured: bool,

    /// The version that its processes run; the oldest while an upgrade is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub version: Option<String>,

    /// Processes that take part, without those being taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processes: Option<i32>,

    /// Machines that may fail at once with neither data nor availability lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault_tolerance: Option<i32>,
}

/// Who runs a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum StoreMode {
    /// This operator.
    Managed,
    /// FoundationDB's own operator.
    Operator,
    /// Somebody else.
    External,
}

fn default_image() -> String {
    "docker.io/coditect/foundationdb:7.4.6".to_owned()
}

fn default_version() -> String {
    "7.4.6".to_owned()
}

/// Three coordinators and two more, as in the original system.
const fn default_processes() -> i32 {
    5
}

fn default_storage() -> Quantity {
    "50Gi".into()
}

/// FoundationDB's own default: ten days.
const fn default_snapshot_interval() -> i32 {
    864_000
}

const fn default_agents() -> i32 {
    2
}
