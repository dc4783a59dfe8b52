//! Who may edit in a namespace scales a pool's warm spares, by hand or by an autoscaler.

use std::time::Duration;

use coditect_crds::{Capacity, IdePool, Phase, Workspace};
use coditect_harness::{Node, System, await_phase, workspace};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::rbac::v1::ClusterRole;
use kube::Client;
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::json;

const POOL: &str = "ide";
const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 0, maximum: 6 };

#[tokio::test]
async fn spares_follow_the_scale_of_a_pool() -> anyhow::Result<()> {
    let system = System::start("scale", Node::Fake, &[]).await?;
    let (operator, _) = system.operator(false).await?;
    system.apply_template("aggregated-roles.yaml").await?;
    let editor = system.user("editor", "edit").await?;
    let viewer = system.user("viewer", "view").await?;
    for role in ["edit", "view"] {
        await_aggregated(&system.client, role).await?;
    }
    system.pool(POOL, CAPACITY).await?;
    // Another pool beside it, which nothing of this concerns.
    system.pool("other", CAPACITY).await?;

    an_editor_has_workspaces_and_spares_but_not_the_image(&system, &editor).await?;
    a_viewer_only_looks(&viewer).await?;
    an_autoscaler_keeps_its_minimum(&system, &editor).await?;
    system.await_capacity("other", CAPACITY, 0).await?;
    operator.kill().await?;
    system.cluster.stop().await
}

async fn an_editor_has_workspaces_and_spares_but_not_the_image(
    system: &System,
    editor: &Client,
) -> anyhow::Result<()> {
    let workspaces = Api::namespaced(editor.clone(), "default");
    workspaces.create(&PostParams::default(), &workspace("ada", POOL, "ada")?).await?;
    await_phase(&system.client, "ada", Phase::Running).await?;
    let pools: Api<IdePool> = Api::namespaced(editor.clone(), "default");
    scale(&pools, 3).await?;
    system.await_capacity(POOL, Capacity { warm_spares: 3, ..CAPACITY }, 1).await?;
    let scale = pools.get_scale(POOL).await?;
    assert_eq!(scale.status.map(|status| status.replicas), Some(3));
    let image = Patch::Merge(json!({"spec": {"image": "another"}}));
    assert_forbidden(pools.patch(POOL, &PatchParams::default(), &image).await);
    Ok(())
}

async fn a_viewer_only_looks(viewer: &Client) -> anyhow::Result<()> {
    let workspaces: Api<Workspace> = Api::namespaced(viewer.clone(), "default");
    assert_eq!(workspaces.list(&ListParams::default()).await?.items.len(), 1);
    let another = workspace("bob", POOL, "bob")?;
    assert_forbidden(workspaces.create(&PostParams::default(), &another).await);
    assert_forbidden(scale(&Api::namespaced(viewer.clone(), "default"), 0).await);
    Ok(())
}

async fn an_autoscaler_keeps_its_minimum(system: &System, editor: &Client) -> anyhow::Result<()> {
    let autoscaler: HorizontalPodAutoscaler = serde_json::from_value(json!({
        "metadata": {"name": POOL},
        "spec": {
            "scaleTargetRef": {"apiVersion": "coditect.ai/v1alpha1", "kind": "IdePool", "name": POOL},
            "minReplicas": 4,
            "maxReplicas": 5,
        },
    }))?;
    let autoscalers = Api::namespaced(editor.clone(), "default");
    autoscalers.create(&PostParams::default(), &autoscaler).await?;
    system.await_capacity(POOL, Capacity { warm_spares: 4, ..CAPACITY }, 1).await?;
    Ok(())
}

async fn scale(pools: &Api<IdePool>, spares: i32) -> kube::Result<()> {
    let change = Patch::Merge(json!({"spec": {"replicas": spares}}));
    pools.patch_scale(POOL, &PatchParams::default(), &change).await.map(drop)
}

/// Waits until the cluster's own role has taken over what the chart adds to it.
async fn await_aggregated(client: &Client, role: &str) -> anyhow::Result<()> {
    let is_ours = |role: Option<&ClusterRole>| {
        let rules = role.iter().flat_map(|role| role.rules.iter().flatten());
        rules.flat_map(|rule| rule.api_groups.iter().flatten()).any(|group| group == "coditect.ai")
    };
    let roles = Api::<ClusterRole>::all(client.clone());
    let aggregated = Box::pin(await_condition(roles, role, is_ours));
    tokio::time::timeout(Duration::from_mins(1), aggregated).await??;
    Ok(())
}

fn assert_forbidden<T>(result: kube::Result<T>) {
    let is_forbidden = matches!(&result, Err(kube::Error::Api(status)) if status.is_forbidden());
    assert!(is_forbidden, "{:?}", result.map(drop));
}
