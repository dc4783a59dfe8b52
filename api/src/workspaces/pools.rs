//! The pools whose slots workspaces get.

use coditect_crds::{IdePool, ResourceAmounts, condition};
use kube::ResourceExt as _;
use kube::api::ListParams;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::client::in_time;
use super::{WorkspaceError, Workspaces};

/// A pool of slots that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Pool)]
pub struct PoolView {
    /// Its name.
    #[schema(example = "coditect-combined")]
    pub name: String,
    /// Whether it has the spare slots that it should.
    pub ready: bool,
    /// Why it is ready or not, for people.
    pub message: String,
    /// What its slots run.
    #[schema(example = "coditect/combined:1.0")]
    pub image: String,
    /// Whether workspaces that name no pool get a slot of this one.
    pub is_default: bool,
    /// How many slots it keeps.
    pub capacity: PoolCapacity,
    /// How many it has now.
    pub slots: PoolSlots,
    /// The volumes of each.
    pub storage: PoolStorage,
    /// CPU and memory of each.
    pub resources: PoolResources,
}

/// How many slots a pool keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PoolCapacity {
    /// Free ones that run already: a workspace has one at once.
    #[schema(example = 1)]
    pub warm_spares: i32,
    /// Free ones that have to start first.
    #[schema(example = 2)]
    pub cold_spares: i32,
    /// At most, in all.
    #[schema(example = 100)]
    pub maximum: i32,
}

/// How many slots a pool has, by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PoolSlots {
    /// Those of workspaces.
    pub claimed: i32,
    /// Free ones that run.
    pub warm: i32,
    /// Free ones that do not.
    pub cold: i32,
}

/// Sizes of the volumes of a slot, as Kubernetes quantities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PoolStorage {
    /// Files.
    #[schema(example = "10Gi")]
    pub workspace: String,
    /// Settings and extensions.
    #[schema(example = "5Gi")]
    pub config: String,
}

/// CPU and memory of a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PoolResources {
    /// What is reserved for it.
    pub requests: Amounts,
    /// What it gets at most.
    pub limits: Amounts,
}

/// An amount of each resource, as Kubernetes quantities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Resources)]
pub struct Amounts {
    /// Cores.
    #[schema(example = "2")]
    pub cpu: String,
    /// Bytes.
    #[schema(example = "4Gi")]
    pub memory: String,
}

impl Workspaces {
    /// The pools by name. They are the same for everyone.
    pub async fn pools(&self) -> Result<Vec<PoolView>, WorkspaceError> {
        // Perhaps a moment old, but it costs the cluster nothing.
        let pools = in_time(self.pools.list(&ListParams::default().match_any())).await?.items;
        Ok(pools.into_iter().map(|pool| PoolView::new(pool, &self.default_pool)).collect())
    }
}

impl PoolView {
    fn new(pool: IdePool, default_pool: &str) -> Self {
        let name = pool.name_any();
        let (spec, status) = (pool.spec, pool.status.unwrap_or_default());
        let ready = status.conditions.iter().find(|c| c.type_ == condition::READY);
        let (capacity, slots) = (spec.capacity, status.slots);
        Self {
            is_default: name == default_pool,
            name,
            ready: condition::is_true(&status.conditions, condition::READY),
            message: ready.map(|c| c.message.clone()).unwrap_or_default(),
            image: spec.image,
            capacity: PoolCapacity {
                warm_spares: capacity.warm_spares,
                cold_spares: capacity.cold_spares,
                maximum: capacity.maximum,
            },
            slots: PoolSlots { claimed: slots.claimed, warm: slots.warm, cold: slots.cold },
            storage: PoolStorage {
                workspace: spec.storage.workspace.into(),
                config: spec.storage.config.into(),
            },
            resources: PoolResources {
                requests: spec.resources.requests.into(),
                limits: spec.resources.limits.into(),
            },
        }
    }
}

impl From<ResourceAmounts> for Amounts {
    fn from(amounts: ResourceAmounts) -> Self {
        Self { cpu: amounts.cpu.into(), memory: amounts.memory.into() }
    }
}
