//! A pool and its workspaces in a namespace of their own, with specs as the apiserver has them.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::condition::{self, reason};
use coditect_crds::{IdePool, Workspace};
use k8s_openapi::api::core::v1::PersistentVolume;
use kube::Client;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::core::ApiResource;
use serde_json::{Value, json};

use crate::node;
use crate::sequences::ground::Specs;
use crate::sequences::schema::{Kind, patch};
use crate::sequences::sequence::Object;
use crate::sequences::state;
use crate::world::{POOL, World};

/// Twice the same this long apart is the end.
const PAUSE: Duration = Duration::from_millis(700);

/// How long the end may take to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// Makes all that `specs` say, and waits until it is at rest. The state in which it is then.
pub async fn deploy(
    client: &Client,
    namespace: &str,
    specs: &Specs,
) -> anyhow::Result<(World, Value)> {
    let world = World::create(client.clone(), namespace.to_owned()).await?;
    create(&world, Object::Pool, POOL, &specs.pool, false).await?;
    for (name, spec) in &specs.workspaces {
        // Each finds the same spares.
        until_at_rest(&world).await?;
        create(&world, Object::Workspace(name), name, spec, false).await?;
        world.until::<Workspace>(name, "seen", |found| found.is_some_and(is_seen)).await?;
    }
    let state = rest(&world).await.context("of a fresh deployment")?;
    Ok((world, state))
}

/// Lets the pool go.
pub async fn remove(world: &World) -> anyhow::Result<()> {
    world.api::<IdePool>().delete(POOL, &DeleteParams::default()).await?;
    Ok(())
}

/// Looks for volumes that have lost their claims and are kept.
pub async fn no_volume_is_left(client: &Client) -> anyhow::Result<()> {
    let volumes: Api<PersistentVolume> = Api::all(client.clone());
    let mut left = volumes.list(&ListParams::default()).await?.items;
    left.retain(|volume| {
        volume.spec.as_ref().and_then(|s| s.persistent_volume_reclaim_policy.as_deref())
            != Some("Delete")
    });
    anyhow::ensure!(left.is_empty(), "volumes are left: {left:#?}");
    Ok(())
}

/// Makes one of them, or asks whether it could be made.
pub async fn create(
    world: &World,
    object: Object,
    name: &str,
    spec: &Value,
    dry_run: bool,
) -> anyhow::Result<()> {
    let kind = object.kind();
    let made = serde_json::from_value(json!({
        "apiVersion": resource(kind).api_version,
        "kind": resource(kind).kind,
        "metadata": {"name": name},
        "spec": spec,
    }))?;
    let params = PostParams { dry_run, ..PostParams::default() };
    api(world, kind).create(&params, &made).await?;
    Ok(())
}

/// Changes its spec from `before` to `after`.
pub async fn change(
    world: &World,
    object: Object,
    before: &Value,
    after: &Value,
) -> anyhow::Result<()> {
    let patch = Patch::Merge(json!({"spec": patch(before, after)}));
    api(world, object.kind()).patch(name(object), &PatchParams::default(), &patch).await?;
    Ok(())
}

/// Its spec as the apiserver has it, and how often that was changed.
pub async fn live(world: &World, object: Object) -> anyhow::Result<(Value, Option<i64>)> {
    let found = api(world, object.kind()).get(name(object)).await?;
    let spec = found.data.get("spec").cloned().unwrap_or_default();
    Ok((spec, found.metadata.generation))
}

/// All specs as the apiserver has them.
pub async fn specs(world: &World, like: &Specs) -> anyhow::Result<Specs> {
    let mut specs = Specs { pool: live(world, Object::Pool).await?.0, workspaces: vec![] };
    for (name, _) in &like.workspaces {
        specs.workspaces.push((name, live(world, Object::Workspace(name)).await?.0));
    }
    Ok(specs)
}

/// The state, once it does not change any more.
pub async fn rest(world: &World) -> anyhow::Result<Value> {
    let started = tokio::time::Instant::now();
    let mut before = Value::Null;
    loop {
        node::play(world).await?;
        let pool = world.api::<IdePool>().get(POOL).await?;
        if is_at_rest(&pool) && state::is_observed(world).await? {
            let now = state::of(world).await?;
            if now == before {
                return Ok(now);
            }
            before = now;
        }
        let status = pool.status;
        anyhow::ensure!(started.elapsed() < PATIENCE, "it is not at rest: {status:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// And knows of all slots that workspaces have.
async fn until_at_rest(world: &World) -> anyhow::Result<()> {
    let workspaces = world.api::<Workspace>().list(&ListParams::default()).await?.items;
    let has_slot = |w: &&Workspace| w.status.as_ref().is_some_and(|status| status.slot.is_some());
    let claimed = workspaces.iter().filter(has_slot).count();
    let knows = |pool: &IdePool| {
        let counted = pool.status.as_ref().map(|status| status.slots.claimed);
        is_at_rest(pool) && counted.and_then(|count| usize::try_from(count).ok()) == Some(claimed)
    };
    world.until::<IdePool>(POOL, "at rest", |pool| pool.is_some_and(&knows)).await
}

fn is_at_rest(pool: &IdePool) -> bool {
    let Some(status) = &pool.status else { return false };
    // Of a session store.
    let on_its_way = [reason::WAITING_FOR_PROCESSES, reason::CONFIGURING];
    if status.conditions.iter().any(|c| on_its_way.contains(&&*c.reason)) {
        return false;
    }
    let progressing = status.conditions.iter().find(|c| c.type_ == condition::PROGRESSING);
    let is_over = progressing
        .is_some_and(|c| c.status == "False" && c.observed_generation == pool.metadata.generation);
    is_over && status.observed_generation == pool.metadata.generation && status.rollout.is_some()
}

fn is_seen(workspace: &Workspace) -> bool {
    workspace.status.as_ref().is_some_and(|status| status.observed_generation.is_some())
}

const fn name(object: Object) -> &'static str {
    match object {
        Object::Pool => POOL,
        Object::Workspace(name) => name,
    }
}

fn resource(kind: Kind) -> ApiResource {
    match kind {
        Kind::IdePool => ApiResource::erase::<IdePool>(&()),
        Kind::Workspace => ApiResource::erase::<Workspace>(&()),
    }
}

/// Without types: they would leave out what they do not know.
fn api(world: &World, kind: Kind) -> Api<DynamicObject> {
    Api::namespaced_with(world.client.clone(), &world.namespace, &resource(kind))
}
