//! A namespace whose `ResourceQuota` has room for fewer volume claims than a pool wants.

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool};
use coditect_harness::{Node, System, pool};
use k8s_openapi::api::core::v1::ResourceQuota;
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::json;

use crate::lifecycle::await_soon;

const POOL: &str = "ide";
const QUOTA: &str = "claims";
/// Two slots and a half.
const ROOM: u32 = 5;
const ONE: Capacity = Capacity { warm_spares: 0, cold_spares: 1, maximum: 6 };
const FOUR: Capacity = Capacity { cold_spares: 4, ..ONE };

#[tokio::test]
async fn a_pool_that_cannot_have_all_its_volumes_is_made_smaller_and_deleted() -> anyhow::Result<()>
{
    let system = System::start("claim-quota", Node::Fake, &[]).await?;
    let quotas: Api<ResourceQuota> = Api::namespaced(system.client.clone(), "default");
    let quota = serde_json::from_value(json!({
        "metadata": {"name": QUOTA},
        "spec": {"hard": {"persistentvolumeclaims": ROOM.to_string()}},
    }))?;
    quotas.create(&PostParams::default(), &quota).await?;
    await_claims(&quotas, 0).await?;
    let (operator, _) = system.operator(false).await?;
    let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    pools.create(&PostParams::default(), &pool(POOL, &FOUR)?).await?;
    await_claims(&quotas, ROOM).await?;

    set_capacity(&pools, ONE).await?;
    await_claims(&quotas, 2).await?;
    system.await_capacity(POOL, ONE, 0).await?;

    set_capacity(&pools, FOUR).await?;
    await_claims(&quotas, ROOM).await?;
    pools.delete(POOL, &DeleteParams::default()).await?;
    await_claims(&quotas, 0).await?;
    let is_gone = await_condition(pools, POOL, |pool: Option<&IdePool>| pool.is_none());
    await_soon(Box::pin(is_gone)).await?;
    operator.kill().await?;
    system.cluster.stop().await
}

async fn set_capacity(pools: &Api<IdePool>, capacity: Capacity) -> kube::Result<()> {
    let change = Patch::Merge(json!({"spec": {"capacity": capacity}}));
    pools.patch(POOL, &PatchParams::default(), &change).await.map(drop)
}

/// Waits until there are so many volume claims, as the quota counts them.
async fn await_claims(quotas: &Api<ResourceQuota>, count: u32) -> anyhow::Result<()> {
    let is_used = |quota: Option<&ResourceQuota>| {
        let used = quota.and_then(|quota| quota.status.as_ref()?.used.as_ref());
        used.and_then(|used| used.get("persistentvolumeclaims"))
            .is_some_and(|used| used.0 == count.to_string())
    };
    await_soon(Box::pin(await_condition(quotas.clone(), QUOTA, is_used)))
        .await
        .with_context(|| format!("there are not {count} claims"))
}
