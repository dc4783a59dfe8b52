//! What becomes of a store when its pool is deleted, or asks for none any more: the processes go,
//! the data stays.

use coditect_crds::IdePool;
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use kube::Resource as _;
use kube::ResourceExt as _;
use kube::api::DeleteParams;

use crate::apply::{self, ApplyError, Namespaced};
use crate::finalizer;
use crate::names::PoolKey;
use crate::news::News;
use crate::session_store::conditions::StorePart;
use crate::session_store::names::{BACKUP, CLI, CLUSTER_FILE_SECRET, FINALIZER_STORE, STORE};
use crate::session_store::{Context, Error, observe, pools, write_status};

/// Keeps a pool that is deleted until it was said where its data is. One that is being deleted
/// already can be held by nobody new.
pub async fn hold(ctx: &Context, pool: &IdePool) -> Result<(), Error> {
    if pool.metadata.deletion_timestamp.is_some() {
        return Ok(());
    }
    set_finalizer(ctx, pool, true).await
}

/// Stops the store's processes and says where its data is kept.
pub async fn release(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<(), Error> {
    let has_status = pool.status.as_ref().is_some_and(|status| status.session_store.is_some());
    let is_held = finalizer::is_set(pool, FINALIZER_STORE);
    if !is_held && !has_status {
        return Ok(());
    }
    if is_held {
        announce(ctx, key, pool).await?;
    }
    stop(ctx, key, pool).await?;
    // First: it goes on condition of the version that was read, which the status changes.
    set_finalizer(ctx, pool, false).await?;
    if pool.metadata.deletion_timestamp.is_none() {
        write_status(ctx, pool, &StorePart::default()).await?;
    }
    Ok(())
}

async fn announce(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<(), Error> {
    let claims = observe::live(&ctx.client, key).await?.claims;
    let mut names: Vec<_> = claims.iter().map(kube::ResourceExt::name_any).collect();
    names.sort_unstable();
    if names.is_empty() {
        return Ok(());
    }
    let news = News {
        is_warning: false,
        reason: "SessionStoreRetained",
        action: "Release",
        note: format!(
            "the session store stops; its data is kept in the volume claims {} and opened by the \
             Secret {CLUSTER_FILE_SECRET}. A pool of this namespace that asks for a managed store \
             continues it; to be rid of it, delete all of them",
            names.join(", ")
        ),
    };
    news.publish(&ctx.client, &pool.object_ref(&())).await;
    Ok(())
}

/// Deletes what runs, if it is this pool's. Volumes are retained by the StatefulSet's own policy.
async fn stop(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<(), ApplyError> {
    stop_one::<Deployment>(ctx, key, pool, BACKUP).await?;
    stop_one::<StatefulSet>(ctx, key, pool, CLI).await?;
    stop_one::<StatefulSet>(ctx, key, pool, STORE).await
}

async fn stop_one<K: Namespaced>(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    name: &str,
) -> Result<(), ApplyError> {
    let live = apply::live::<K>(&ctx.client, &key.namespace, name).await?;
    let is_ours = |object: &K| {
        object.owner_references().iter().any(|owner| Some(&owner.uid) == pool.uid().as_ref())
    };
    let Some(live) = live.filter(is_ours) else { return Ok(()) };
    let params = DeleteParams::background();
    apply::delete_same::<K>(&ctx.client, &key.namespace, (name, live.uid()), params).await
}

async fn set_finalizer(ctx: &Context, pool: &IdePool, present: bool) -> Result<(), Error> {
    finalizer::set(&pools(&ctx.client, pool), pool, FINALIZER_STORE, present)
        .await
        .map_err(|source| Error::Write { what: "finalizer", source })
}
