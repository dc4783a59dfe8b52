//! Many workspaces that are suspended from the first, as most are at any time.

use coditect_crds::{Capacity, IdePool, Workspace};
use coditect_harness::{System, pool, workspace};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kube::api::{Api, PostParams};

/// Creates pools, and in each as many workspaces as it may have; returns when all have their slot.
pub async fn pools(system: &System, pools: u32, each: u32) -> anyhow::Result<()> {
    let maximum = i32::try_from(each)?;
    let capacity = Capacity { warm_spares: 0, cold_spares: 0, maximum };
    let api: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
    for number in 0..pools {
        api.create(&PostParams::default(), &pool(&format!("scale-{number}"), &capacity)?).await?;
    }
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let all = (0..pools).flat_map(|pool| (0..each).map(move |i| (pool, i)));
    stream::iter(all)
        .map(Ok)
        .try_for_each_concurrent(20, |(pool, i)| {
            let workspaces = &workspaces;
            async move {
                let name = format!("rests-{pool}-{i}");
                let mut workspace = workspace(&name, &format!("scale-{pool}"), "bench")?;
                workspace.spec.running = false;
                workspaces.create(&PostParams::default(), &workspace).await?;
                anyhow::Ok(())
            }
        })
        .await?;
    for number in 0..pools {
        let name = format!("scale-{number}");
        let claimed = |pool: &IdePool| {
            pool.status.as_ref().is_some_and(|status| status.slots.claimed == maximum)
        };
        system.await_pool(&name, "fully claimed", claimed).await?;
        eprintln!("  all {each} workspaces of {name} have their slot");
    }
    Ok(())
}
