//! What the writes of a claim cost a plain client: one create and two patches.
//!
//! They go to a resource of the same schema that nobody acts on, and to volume claims of no pool, so
//! that the floor can be measured in turns with the claims: a machine that is busy with something
//! else slows both. Volume claims are others' business as well: at each change of one kube-scheduler
//! goes through all pods that wait, gated ones included.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use coditect_harness::{install_crd, workspace};
use futures::future;
use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceDefinitionNames,
};
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams, PostParams};
use kube::core::GroupVersionKind;
use kube::runtime::wait::await_condition;
use serde_json::json;

/// Volume claims that are written to in turns: more than there are writes at a time.
const CLAIMS: usize = 32;

/// The plain client.
pub struct Floor {
    objects: Api<DynamicObject>,
    resource: ApiResource,
    claims: Api<PersistentVolumeClaim>,
    written: AtomicUsize,
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
        let names = (0..CLAIMS).map(claim_name);
        future::try_join_all(names.map(|name| bound_claim(client, name))).await?;
        let claims = Api::namespaced(client.clone(), "default");
        let floor = Self { objects, resource, claims, written: AtomicUsize::new(0) };
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
        let claim = claim_name(self.written.fetch_add(1, Ordering::Relaxed) % CLAIMS);
        let label = json!({"metadata": {"labels": {"floor": name}}});
        self.claims.patch_metadata(&claim, &PatchParams::default(), &Patch::Merge(label)).await?;
        let status = json!({"status": {"phase": "Running"}});
        self.objects.patch_status(name, &PatchParams::default(), &Patch::Merge(status)).await?;
        Ok(started.elapsed())
    }
}

fn claim_name(number: usize) -> String {
    format!("floor-{number}")
}

/// One that has its volume, as those of slots that have run.
async fn bound_claim(client: &Client, name: String) -> anyhow::Result<()> {
    let (modes, class, size) = (["ReadWriteOnce"], "", json!({"storage": "1Gi"}));
    let volumes: Api<PersistentVolume> = Api::all(client.clone());
    let volume = serde_json::from_value(json!({
        "metadata": {"name": name},
        "spec": {
            "accessModes": modes,
            "capacity": size,
            "storageClassName": class,
            "hostPath": {"path": "/none"},
        },
    }))?;
    volumes.create(&PostParams::default(), &volume).await?;
    // A claim that comes before its controller knows the volume is looked at again much later.
    await_condition(volumes, &name, |volume: Option<&PersistentVolume>| {
        volume.and_then(|volume| volume.status.as_ref()?.phase.as_deref()) == Some("Available")
    })
    .await?;
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), "default");
    let claim = serde_json::from_value(json!({
        "metadata": {"name": name},
        "spec": {
            "accessModes": modes,
            "resources": {"requests": size},
            "storageClassName": class,
            "volumeName": name,
        },
    }))?;
    claims.create(&PostParams::default(), &claim).await?;
    await_condition(claims, &name, |claim: Option<&PersistentVolumeClaim>| {
        claim.and_then(|claim| claim.status.as_ref()?.phase.as_deref()) == Some("Bound")
    })
    .await?;
    Ok(())
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
