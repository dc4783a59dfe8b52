//! Two hundred workspaces at once get two hundred different slots, whatever happens to the
//! operator meanwhile.

use std::collections::HashMap;
use std::time::Duration;

use coditect_crds::{Capacity, Workspace};
use coditect_harness::{Node, System, workspace};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::ResourceExt as _;
use kube::api::{Api, ListParams, PostParams};

const WORKSPACES: usize = 200;
const CAPACITY: Capacity = Capacity { warm_spares: 250, cold_spares: 0, maximum: 250 };

#[tokio::test]
async fn claims_stay_unique_while_the_operator_is_killed_ten_times() -> anyhow::Result<()> {
    let system = System::start("killed", Node::Fake, &[]).await?;
    let (mut operator, _) = system.operator(false).await?;
    system.pool("p", CAPACITY).await?;
    let creating = tokio::spawn(create_all(Api::namespaced(system.client.clone(), "default")));
    for kill in 1..=10 {
        // A little further into the burst each time.
        await_claims(&system, kill * 12).await?;
        operator.kill().await?;
        (operator, _) = system.operator(false).await?;
    }
    creating.await??;
    assert_all_claimed_once(&system).await?;
    operator.kill().await?;
    system.cluster.stop().await
}

#[tokio::test]
async fn claims_stay_unique_with_two_operators_and_no_election() -> anyhow::Result<()> {
    let system = System::start("two", Node::Fake, &[]).await?;
    let (first, _) = system.operator(false).await?;
    let (second, _) = system.operator(false).await?;
    system.pool("p", CAPACITY).await?;
    create_all(Api::namespaced(system.client.clone(), "default")).await?;
    assert_all_claimed_once(&system).await?;
    first.kill().await?;
    second.kill().await?;
    system.cluster.stop().await
}

async fn create_all(workspaces: Api<Workspace>) -> anyhow::Result<()> {
    stream::iter(0..WORKSPACES)
        .map(Ok)
        .try_for_each_concurrent(20, |i| {
            let workspaces = workspaces.clone();
            async move {
                let workspace = workspace(&format!("w{i}"), "p", &format!("owner-{i}"))?;
                workspaces.create(&PostParams::default(), &workspace).await?;
                Ok(())
            }
        })
        .await
}

/// Waits until that many locks are taken, or all workspaces are served.
async fn await_claims(system: &System, count: usize) -> anyhow::Result<()> {
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(system.client.clone(), "default");
    let held = ListParams::default().labels("coditect.ai/workspace-uid");
    let counted = async {
        while claims.list_metadata(&held).await?.items.len() < count {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_mins(1), counted).await?
}

async fn assert_all_claimed_once(system: &System) -> anyhow::Result<()> {
    let workspaces: Api<Workspace> = Api::namespaced(system.client.clone(), "default");
    let names = (0..WORKSPACES).map(|i| format!("w{i}"));
    let ready: Vec<_> = stream::iter(names)
        .map(|name| async move {
            coditect_harness::await_workspace(&system.client, &name, "Ready", Workspace::is_ready)
                .await
        })
        .buffered(20)
        .try_collect()
        .await?;
    assert_eq!(ready.len(), WORKSPACES);
    let all = workspaces.list(&ListParams::default()).await?;
    let mut owner_of: HashMap<String, String> = HashMap::new();
    let mut slots: HashMap<String, String> = HashMap::new();
    for workspace in all {
        let slot = workspace.status.clone().and_then(|status| status.slot).expect("it is ready");
        let name = workspace.name_any();
        slots.insert(slot.claim_uid.clone(), workspace.uid().expect("it is stored"));
        let other = owner_of.insert(slot.name.clone(), name.clone());
        assert_eq!(other, None, "{name} has the slot {} of another", slot.name);
    }
    assert_eq!(owner_of.len(), WORKSPACES);
    // The lock of each slot says the same as the status of its workspace.
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(system.client.clone(), "default");
    let held = claims.list(&ListParams::default().labels("coditect.ai/workspace-uid")).await?;
    for claim in held {
        let holder = claim.labels().get("coditect.ai/workspace-uid").cloned();
        if let Some(owner) = claim.uid().and_then(|uid| slots.remove(&uid)) {
            assert_eq!(holder, Some(owner));
        }
    }
    assert!(slots.is_empty(), "slots without a lock: {slots:?}");
    Ok(())
}
