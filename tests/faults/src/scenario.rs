//! What platform teams and users do, and what they see at the end.

use coditect_crds::{IdePool, Phase, Workspace, condition};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::json;

use crate::node;
use crate::world::{POOL, World};

/// One story.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// What it is called.
    pub name: &'static str,
    pub(crate) operators: Operators,
    pub(crate) play: for<'a> fn(&'a World) -> BoxFuture<'a, anyhow::Result<()>>,
}

/// Who acts in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operators {
    /// One.
    One,
    /// Two, of which one leads.
    Elected,
    /// Two, none of which leads.
    Rivals,
}

macro_rules! scenarios {
    ($($operators:ident: $($name:ident),+;)+) => {
        /// All stories.
        pub const SCENARIOS: &[Scenario] =
            &[$($(Scenario {
                name: stringify!($name),
                operators: Operators::$operators,
                play: |world| $name(world).boxed(),
            }),+),+];
    };
}

scenarios!(
    One:
    pool_is_created,
    warm_claim,
    cold_claim,
    queued_claim,
    suspend_and_resume,
    release_with_retain,
    release_with_delete,
    scale_down,
    scale_down_over_unmade,
    rollout,
    restore,
    scale_up,
    adoption,
    grow,
    resize,
    end_of_lifetime;
    Elected:
    leader_change,
    leader_leaves;
);

/// Two operators after the same slots. How often they write is not the same twice.
pub const RIVALS: Scenario =
    Scenario { name: "rivals", operators: Operators::Rivals, play: |world| rivals(world).boxed() };

async fn rivals(world: &World) -> anyhow::Result<()> {
    world.pool(0, 8, 16).await?;
    for name in ["a", "b", "c", "d", "e", "f"] {
        world.workspace(name, json!({})).await?;
        // Not until it runs: by then the other operator, which acts next, has learnt who has it.
        world
            .until::<Workspace>(name, "given a slot", |found| {
                found.and_then(|workspace| workspace.status.as_ref()?.slot.as_ref()).is_some()
            })
            .await?;
    }
    for name in ["a", "b", "c", "d", "e", "f"] {
        world.phase(name, Phase::Running).await?;
    }
    world.settled().await
}

async fn pool_is_created(world: &World) -> anyhow::Result<()> {
    world.pool(1, 1, 5).await
}

async fn warm_claim(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 3).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.settled().await
}

async fn cold_claim(world: &World) -> anyhow::Result<()> {
    world.pool(0, 1, 3).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.settled().await
}

async fn queued_claim(world: &World) -> anyhow::Result<()> {
    world.pool(0, 1, 1).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.workspace("b", json!({})).await?;
    world.phase("b", Phase::Pending).await?;
    world.delete("a").await?;
    world.phase("b", Phase::Running).await?;
    world.settled().await
}

async fn suspend_and_resume(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 2).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.set("a", json!({"running": false})).await?;
    world.phase("a", Phase::Suspended).await?;
    world.set("a", json!({"running": true})).await?;
    world.phase("a", Phase::Running).await?;
    world.settled().await
}

async fn release_with_retain(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 2).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.delete("a").await?;
    world.settled().await
}

async fn release_with_delete(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 2).await?;
    world.workspace("a", json!({"reclaimPolicy": "Delete"})).await?;
    world.phase("a", Phase::Running).await?;
    world.delete("a").await?;
    world.settled().await
}

async fn scale_down(world: &World) -> anyhow::Result<()> {
    world.pool(0, 3, 5).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.set_pool(json!({"capacity": {"coldSpares": 0}})).await?;
    world.settled().await
}

/// A quota has kept the slots at the top from being made.
async fn scale_down_over_unmade(world: &World) -> anyhow::Result<()> {
    world.limit_claims(2).await?;
    world.pool(0, 1, 5).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.set_pool(json!({"capacity": {"coldSpares": 2}})).await?;
    world.replicas(3).await?;
    world.set_pool(json!({"capacity": {"coldSpares": 0}})).await?;
    world.settled().await?;
    world.replicas(1).await
}

async fn rollout(world: &World) -> anyhow::Result<()> {
    world.pool(1, 1, 4).await?;
    // It has run: one that never did gets the cold slot, or the warm one where a late watch has not
    // told of the other yet, and ends with a volume or without.
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.set("a", json!({"running": false})).await?;
    world.phase("a", Phase::Suspended).await?;
    world.settled().await?;
    world.set_pool(json!({"livenessProbe": {"periodSeconds": 11}})).await?;
    world.settled().await
}

async fn restore(world: &World) -> anyhow::Result<()> {
    world.pool(0, 1, 3).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    let volume = world.volume("a").await?;
    world.delete("a").await?;
    world.settled().await?;
    world.workspace("b", json!({"storage": {"fromVolume": {"workspace": volume}}})).await?;
    world.phase("b", Phase::Running).await?;
    world.settled().await
}

async fn scale_up(world: &World) -> anyhow::Result<()> {
    world.pool(0, 1, 5).await?;
    world.set_pool(json!({"capacity": {"warmSpares": 2}})).await?;
    world.settled().await
}

async fn adoption(world: &World) -> anyhow::Result<()> {
    world.original(2).await?;
    world
        .pool_of(json!({
            "capacity": {"warmSpares": 0, "coldSpares": 1, "maximum": 4},
            "adoption": {"slots": [
                {"ordinal": 0, "workspace": "a", "owner": "ada"},
                {"ordinal": 1, "workspace": "b", "owner": "ada"},
            ]},
        }))
        .await?;
    world.workspace("a", json!({})).await?;
    world.workspace("b", json!({"running": false})).await?;
    world.phase("a", Phase::Running).await?;
    world.phase("b", Phase::Suspended).await?;
    // Its pod is not of the pool's template until it has been suspended.
    world.set("a", json!({"running": false})).await?;
    world.phase("a", Phase::Suspended).await?;
    world.settled().await
}

async fn grow(world: &World) -> anyhow::Result<()> {
    let _node = node::keep_playing(world);
    world.pool(1, 1, 4).await?;
    world.workspace("a", json!({})).await?;
    world.phase("a", Phase::Running).await?;
    world.set_pool(json!({"storage": {"workspace": "20Gi", "config": "6Gi"}})).await?;
    world.pool_condition(condition::STORAGE_UP_TO_DATE).await?;
    world.settled().await
}

async fn resize(world: &World) -> anyhow::Result<()> {
    let amounts = |cpu| json!({"cpu": cpu, "memory": "1Gi"});
    let resources = |cpu| json!({"requests": amounts(cpu), "limits": amounts(cpu)});
    let _node = node::keep_playing(world);
    world
        .pool_of(json!({
            "capacity": {"warmSpares": 1, "coldSpares": 0, "maximum": 2},
            "resources": resources("1"),
            "maxResources": amounts("4"),
        }))
        .await?;
    world.settled().await?;
    world.workspace("a", json!({"resources": resources("2")})).await?;
    world.phase("a", Phase::Running).await?;
    world.set("a", json!({"resources": resources("3")})).await?;
    world.condition("a", condition::RESOURCES_UP_TO_DATE).await?;
    world.settled().await
}

async fn end_of_lifetime(world: &World) -> anyhow::Result<()> {
    world
        .pool_of(json!({
            "capacity": {"warmSpares": 1, "coldSpares": 0, "maximum": 2},
            "idle": {"warnBefore": "1s"},
        }))
        .await?;
    world.settled().await?;
    world.workspace("a", json!({"maxLifetime": "3s"})).await?;
    world.phase("a", Phase::Suspended).await?;
    world.settled().await
}

async fn leader_change(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 3).await?;
    world.workspace("a", json!({})).await?;
    // Whatever it is about to do now, another has to do.
    world.depose_leader().await?;
    world.phase("a", Phase::Running).await?;
    // The pool may look as it did before, until there is a leader again.
    world.until(POOL, "counted", |found| found.is_some_and(has_claimed_one)).await?;
    world.settled().await?;
    world.workspace("b", json!({})).await?;
    world.phase("b", Phase::Running).await?;
    world.settled().await
}

async fn leader_leaves(world: &World) -> anyhow::Result<()> {
    world.pool(1, 0, 3).await?;
    world.workspace("a", json!({})).await?;
    world.retire_leader();
    world.phase("a", Phase::Running).await?;
    world.until(POOL, "counted", |found| found.is_some_and(has_claimed_one)).await?;
    world.settled().await
}

fn has_claimed_one(pool: &IdePool) -> bool {
    pool.status.as_ref().is_some_and(|status| status.slots.claimed == 1)
}
