//! What the writes of a claim cost a plain client: one create and two patches.
//!
//! They go to a resource of the same schema that nobody acts on, so that the floor can be measured
//! in turns with the claims: a machine that is busy with something else slows both.

use std::time::{Duration, Instant};

use coditect_harness::{install_crd, workspace};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceDefinitionNames,
};
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams, PostParams};
use kube::core::GroupVersionKind;
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
        install_crd(client, renamed(workspaces)).await?;
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
