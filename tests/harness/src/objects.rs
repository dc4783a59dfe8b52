//! The objects that tests create and wait for.

use std::fmt::Debug;
use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool, Phase, Workspace};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, Patch, PatchParams};
use kube::core::object::HasStatus;
use kube::runtime::wait::{await_condition, conditions};
use kube::{Client, Resource, ResourceExt as _};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{Image, repository};

/// Installs the resource definitions that the chart ships, and waits until they are served.
pub async fn apply_crds(client: &Client) -> anyhow::Result<()> {
    let yaml = std::fs::read_to_string(repository().join("charts/coditect/crds/coditect.ai.yaml"))?;
    let definitions: Vec<CustomResourceDefinition> = serde_saphyr::from_multiple(&yaml)?;
    for definition in definitions {
        install_crd(client, definition).await?;
    }
    Ok(())
}

/// Installs one, and waits until it is served.
pub async fn install_crd(
    client: &Client,
    definition: CustomResourceDefinition,
) -> anyhow::Result<()> {
    let crds: Api<CustomResourceDefinition> = Api::all(client.clone());
    let name = definition.name_any();
    let params = PatchParams::apply("harness").force();
    crds.patch(&name, &params, &Patch::Apply(definition)).await?;
    let served = await_condition(crds, &name, conditions::is_crd_established());
    tokio::time::timeout(Duration::from_secs(20), served).await??;
    Ok(())
}

/// A pool of slots that ask for next to nothing, so that many fit on a small machine.
pub fn pool(name: &str, capacity: &Capacity) -> anyhow::Result<IdePool> {
    let small = json!({"cpu": "10m", "memory": "32Mi"});
    Ok(serde_json::from_value(json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "IdePool",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "image": Image::Base.reference(),
            "imagePullPolicy": "Never",
            "capacity": capacity,
            "resources": {"requests": small, "limits": {"cpu": "2", "memory": "3Gi"}},
        },
    }))?)
}

/// A workspace of `owner` in `pool`.
pub fn workspace(name: &str, pool: &str, owner: &str) -> anyhow::Result<Workspace> {
    Ok(serde_json::from_value(json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"pool": pool, "owner": owner},
    }))?)
}

/// Whether all of a pod's containers are ready.
#[must_use]
pub fn is_ready(pod: &Pod) -> bool {
    let conditions = pod.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.into_iter().any(|c| c.type_ == "Ready" && c.status == "True")
}

/// Of a burst, some wait for slots that are emptied and made anew.
const WORKSPACE_LIMIT: Duration = Duration::from_mins(3);

/// Waits until a workspace is as `wanted` says, and returns it. `what` is for the message when it
/// does not happen in time.
pub async fn await_workspace(
    client: &Client,
    name: &str,
    what: &str,
    wanted: impl Fn(&Workspace) -> bool + Send + Sync,
) -> anyhow::Result<Workspace> {
    let workspaces = Api::namespaced(client.clone(), "default");
    await_object(workspaces, name, what, WORKSPACE_LIMIT, wanted).await
}

/// Waits until a workspace is where `phase` says, and returns it.
pub async fn await_phase(client: &Client, name: &str, phase: Phase) -> anyhow::Result<Workspace> {
    await_workspace(client, name, phase.as_str(), |workspace| {
        workspace.status.as_ref().and_then(|status| status.phase) == Some(phase)
    })
    .await
}

/// Waits until an object is as `wanted` says, and returns it.
pub(crate) async fn await_object<K>(
    api: Api<K>,
    name: &str,
    what: &str,
    limit: Duration,
    wanted: impl Fn(&K) -> bool + Send + Sync,
) -> anyhow::Result<K>
where
    K: Resource<DynamicType = ()> + HasStatus<Status: Debug>,
    K: Clone + Debug + DeserializeOwned + Send + 'static,
{
    let kind = K::kind(&());
    let condition = |found: Option<&K>| found.is_some_and(&wanted);
    // Boxed: a watch with all its types is large for a future.
    let reached = Box::pin(await_condition(api.clone(), name, condition));
    if let Ok(found) = tokio::time::timeout(limit, reached).await {
        return found?.with_context(|| format!("{kind} {name} is gone"));
    }
    let now = api.get_opt(name).await?;
    let status = now.as_ref().and_then(HasStatus::status);
    anyhow::bail!("{kind} {name} is not {what} after {limit:?}: {status:?}")
}
