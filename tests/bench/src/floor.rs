//! What the writes of a claim cost a plain client: one create and two patches.
//!
//! They go to a resource of the same schema that nobody acts on, so that the floor can be measured
//! in turns with the claims: a machine that is busy with something else slows both.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_harness::workspace;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceDefinitionNames,
};
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams, PostParams};
use kube::core::GroupVersionKind;
use kube::runtime::wait::{await_condition, conditions};
use serde_json::json;

/// The plain client.
pub struct Floor {
    objects: Api<DynamicObject>,
    resource: ApiResource,
}

impl Floor {
    /// Installs the resource, and warms up the connection and the apiserver's caches.
    pub async fn start(client: &Client) -> anyhow::Result<Self> {
        let definitions: Api<CustomResourceDefinition> = Api::all(client.clone());
        let workspaces = definitions.get("workspaces.coditect.ai").await?;
        let floors = renamed(workspaces);
        definitions.create(&PostParams::default(), &floors).await?;
        let name = floors.metadata.name.as_deref().context("it has a name")?;
        let served = await_condition(definitions, name, conditions::is_crd_established());
        tokio::time::timeout(Duration::from_secs(20), served).await??;
        let gvk = GroupVersionKind::gvk("bench.coditect.ai", "v1alpha1", "Floor");
        let resource = ApiResource::from_gvk_with_plural(&gvk, "floors");
        let objects = Api::namespaced_with(client.clone(), "default", &resource);
        let floor = Self { objects, resource };
        for i in 0..20 {
            floor.three_writes(&format!("warm-{i}")).await?;
        }
        Ok(floor)
    }

    /// How long one takes.
    pub async fn three_writes(&self, name: &str) -> anyhow::Result<Duration> {
        let spec = workspace(name, "none", "floor")?.spec;
        let object = DynamicObject::new(name, &self.resource).data(json!({"spec": spec}));
        let started = Instant::now();
        self.objects.create(&PostParams::default(), &object).await?;
        let label = json!({"metadata": {"labels": {"floor": "1"}}});
        self.objects.patch_metadata(name, &PatchParams::default(), &Patch::Merge(label)).await?;
        let status = json!({"status": {"phase": "Running"}});
        self.objects.patch_status(name, &PatchParams::default(), &Patch::Merge(status)).await?;
        Ok(started.elapsed())
    }

    /// So many, 20 at a time: how many a second.
    pub async fn burst(&self, count: u32, round: u32) -> anyhow::Result<f64> {
        let started = Instant::now();
        stream::iter(0..count)
            .map(|i| async move { self.three_writes(&format!("burst-{round}-{i}")).await })
            .buffer_unordered(20)
            .try_for_each(|_| std::future::ready(Ok(())))
            .await?;
        Ok(f64::from(count) / started.elapsed().as_secs_f64())
    }
}

/// The same schema under a name that the operator does not watch.
fn renamed(mut definition: CustomResourceDefinition) -> CustomResourceDefinition {
    definition.metadata = kube::api::ObjectMeta {
        name: Some("floors.bench.coditect.ai".to_owned()),
        ..kube::api::ObjectMeta::default()
    };
    definition.status = None;
    let spec = &mut definition.spec;
    "bench.coditect.ai".clone_into(&mut spec.group);
    spec.names = CustomResourceDefinitionNames {
        kind: "Floor".to_owned(),
        plural: "floors".to_owned(),
        ..CustomResourceDefinitionNames::default()
    };
    definition
}

/// The median.
pub fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// The smallest time that `percent` of all do not exceed.
pub fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort_unstable();
    let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(index).copied().unwrap_or_default()
}
