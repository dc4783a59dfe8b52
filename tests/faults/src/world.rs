//! A namespace in which one scenario plays.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{IdePool, Phase, Workspace, condition};
use coditect_operator::Namespaced;
use coditect_operator::lease::LEASE;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::{
    Namespace, PersistentVolume, PersistentVolumeClaim, ResourceQuota,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use kube::{Client, ResourceExt as _};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// The only pool.
pub const POOL: &str = "p";

/// The longest that a step takes, faults included: two back-offs of the operator's watches.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a scenario acts on. Its own client never fails.
#[derive(Clone)]
pub struct World {
    pub client: Client,
    pub namespace: String,
    /// Tells all operators to end.
    pub stop: CancellationToken,
    /// Tells the operator to end that leads at the time.
    retire: CancellationToken,
}

impl World {
    pub async fn create(client: Client, namespace: String) -> anyhow::Result<Self> {
        let object = json!({"metadata": {"name": namespace}});
        let namespaces: Api<Namespace> = Api::all(client.clone());
        namespaces.create(&PostParams::default(), &serde_json::from_value(object)?).await?;
        let stop = CancellationToken::new();
        Ok(Self { client, namespace, retire: stop.child_token(), stop })
    }

    pub fn api<K: Namespaced>(&self) -> Api<K> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub async fn pool(&self, warm: i32, cold: i32, maximum: i32) -> anyhow::Result<()> {
        self.pool_of(json!({
            "capacity": {"warmSpares": warm, "coldSpares": cold, "maximum": maximum},
        }))
        .await?;
        self.settled().await
    }

    pub async fn pool_of(&self, spec: Value) -> anyhow::Result<()> {
        let mut pool = json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "IdePool",
            "metadata": {"name": POOL},
            "spec": {"image": "i"},
        });
        extend(&mut pool, spec);
        let pool = serde_json::from_value(pool)?;
        self.api::<IdePool>().create(&PostParams::default(), &pool).await?;
        Ok(())
    }

    /// The StatefulSet of the original system, under the name of the pool's, with its pods ready.
    pub async fn original(&self, replicas: i32) -> anyhow::Result<()> {
        let name = format!("{POOL}-hybrid");
        let claim = |name| {
            json!({
                "metadata": {"name": name},
                "spec": {
                    "accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "1Gi"}},
                },
            })
        };
        let set = serde_json::from_value(json!({
            "metadata": {"name": name},
            "spec": {
                "serviceName": "original",
                "replicas": replicas,
                "selector": {"matchLabels": {"app": POOL}},
                "template": {
                    "metadata": {"labels": {"app": POOL}},
                    "spec": {"containers": [{
                        "name": "combined",
                        "image": "i",
                        "volumeMounts": [
                            {"name": "workspace", "mountPath": "/workspace"},
                            {"name": "config", "mountPath": "/config"},
                        ],
                    }]},
                },
                "volumeClaimTemplates": [claim("workspace"), claim("config")],
            },
        }))?;
        self.api::<StatefulSet>().create(&PostParams::default(), &set).await?;
        self.until::<StatefulSet>(&name, "ready", |set| {
            let ready = set.and_then(|set| set.status.as_ref()?.ready_replicas);
            ready == Some(replicas)
        })
        .await
    }

    /// Lets the namespace have so many volume claims, and waits until that is in force.
    pub async fn limit_claims(&self, count: u32) -> anyhow::Result<()> {
        let quota = json!({
            "metadata": {"name": "claims"},
            "spec": {"hard": {"persistentvolumeclaims": count.to_string()}},
        });
        let quotas = self.api::<ResourceQuota>();
        quotas.create(&PostParams::default(), &serde_json::from_value(quota)?).await?;
        self.until::<ResourceQuota>("claims", "in force", |found| {
            found.is_some_and(|quota| quota.status.as_ref().is_some_and(|it| it.used.is_some()))
        })
        .await
    }

    /// Waits until the StatefulSet is to have so many slots.
    pub async fn replicas(&self, count: i32) -> anyhow::Result<()> {
        let has = |set: &StatefulSet| set.spec.replicas;
        self.until::<StatefulSet>(&format!("{POOL}-hybrid"), "scaled", |found| {
            found.and_then(has) == Some(count)
        })
        .await
    }

    pub async fn set_pool(&self, spec: Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": spec}));
        self.api::<IdePool>().patch(POOL, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    pub async fn workspace(&self, name: &str, spec: Value) -> anyhow::Result<()> {
        let mut workspace = json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "Workspace",
            "metadata": {"name": name},
            "spec": {"owner": "ada", "pool": POOL},
        });
        extend(&mut workspace, spec);
        let workspace = serde_json::from_value(workspace)?;
        self.api::<Workspace>().create(&PostParams::default(), &workspace).await?;
        Ok(())
    }

    pub async fn set(&self, name: &str, spec: Value) -> anyhow::Result<()> {
        let patch = Patch::Merge(json!({"spec": spec}));
        self.api::<Workspace>().patch(name, &PatchParams::default(), &patch).await?;
        Ok(())
    }

    pub async fn delete(&self, name: &str) -> anyhow::Result<()> {
        self.api::<Workspace>().delete(name, &DeleteParams::default()).await?;
        self.until::<Workspace>(name, "gone", |found| found.is_none()).await
    }

    pub async fn phase(&self, name: &str, phase: Phase) -> anyhow::Result<()> {
        self.until::<Workspace>(name, phase.as_str(), |found| {
            found.is_some_and(|workspace| {
                let status = workspace.status.as_ref();
                let generation = status.and_then(|status| status.observed_generation);
                status.and_then(|status| status.phase) == Some(phase)
                    && generation == workspace.metadata.generation
            })
        })
        .await
    }

    /// Waits until a condition of a workspace holds for its present spec.
    pub async fn condition(&self, name: &str, type_: &str) -> anyhow::Result<()> {
        self.until::<Workspace>(name, type_, |found| {
            found.is_some_and(|workspace| {
                let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
                holds(conditions, type_, workspace.metadata.generation)
            })
        })
        .await
    }

    /// Waits until a condition of the pool holds for its present spec.
    pub async fn pool_condition(&self, type_: &str) -> anyhow::Result<()> {
        self.until::<IdePool>(POOL, type_, |found| {
            found.is_some_and(|pool| {
                let conditions = pool.status.iter().flat_map(|status| &status.conditions);
                holds(conditions, type_, pool.metadata.generation)
            })
        })
        .await
    }

    /// The PersistentVolume of a workspace's files, once the workspace says so.
    pub async fn volume(&self, name: &str) -> anyhow::Result<String> {
        let of = |workspace: &Workspace| workspace.status.as_ref()?.volumes.workspace.clone();
        self.until::<Workspace>(name, "told of its volume", |found| found.and_then(of).is_some())
            .await?;
        of(&self.api().get(name).await?).context("it has no volume any more")
    }

    /// All volumes that its claims have, or have left.
    pub async fn volumes(&self) -> anyhow::Result<Vec<PersistentVolume>> {
        let ours = |volume: &PersistentVolume| {
            let claim = volume.spec.as_ref().and_then(|spec| spec.claim_ref.as_ref());
            claim.is_some_and(|claim| claim.namespace.as_ref() == Some(&self.namespace))
        };
        let all = self.all_volumes().list(&ListParams::default()).await?;
        Ok(all.items.into_iter().filter(ours).collect())
    }

    fn all_volumes(&self) -> Api<PersistentVolume> {
        Api::all(self.client.clone())
    }

    /// Gives all of it up, for what plays next on the same cluster. No operator is left to let its
    /// objects go. The namespace stays: to remove one, each kind of object is looked for in it.
    pub async fn remove(&self) -> anyhow::Result<()> {
        let volumes = self.volumes().await?;
        self.let_go::<Workspace>().await?;
        self.let_go::<IdePool>().await?;
        // Its pods go with it, and what a pool owns with that.
        self.delete_all::<StatefulSet>().await?;
        self.delete_all::<PersistentVolumeClaim>().await?;
        for volume in volumes {
            let deleted =
                self.all_volumes().delete(&volume.name_any(), &DeleteParams::default()).await;
            // The provisioner may have been first.
            if let Err(error) = deleted
                && !matches!(&error, kube::Error::Api(status) if status.is_not_found())
            {
                return Err(error.into());
            }
        }
        Ok(())
    }

    async fn let_go<K: Namespaced>(&self) -> anyhow::Result<()> {
        let none = Patch::Merge(json!({"metadata": {"finalizers": null}}));
        for object in self.api::<K>().list(&ListParams::default()).await? {
            self.api::<K>().patch(&object.name_any(), &PatchParams::default(), &none).await?;
        }
        self.delete_all::<K>().await
    }

    async fn delete_all<K: Namespaced>(&self) -> anyhow::Result<()> {
        let all = ListParams::default();
        self.api::<K>().delete_collection(&DeleteParams::default(), &all).await?;
        Ok(())
    }

    /// Takes the Lease from whoever has it, for the first that asks.
    pub async fn depose_leader(&self) -> anyhow::Result<()> {
        let nobody = Patch::Merge(json!({"spec": {"holderIdentity": null}}));
        self.api::<Lease>().patch(LEASE, &PatchParams::default(), &nobody).await?;
        Ok(())
    }

    /// Has whoever leads finish what it has begun, and give the Lease up.
    pub fn retire_leader(&self) {
        self.retire.cancel();
    }

    /// What tells one that begins to lead now to end.
    pub fn end_of_term(&self) -> CancellationToken {
        if self.retire.is_cancelled() { self.stop.clone() } else { self.retire.clone() }
    }

    /// Waits until the pool has what its spec asks for, and nothing is on its way.
    pub async fn settled(&self) -> anyhow::Result<()> {
        self.until::<IdePool>(POOL, "settled", |found| found.is_some_and(is_settled)).await
    }

    pub async fn until<K: Namespaced>(
        &self,
        name: &str,
        what: &str,
        wanted: impl Fn(Option<&K>) -> bool + Send + Sync,
    ) -> anyhow::Result<()> {
        let reached = Box::pin(await_condition(self.api::<K>(), name, wanted));
        if let Ok(reached) = tokio::time::timeout(PATIENCE, reached).await {
            return Ok(reached.map(drop)?);
        }
        let now = self.api::<K>().get_opt(name).await?;
        anyhow::bail!("{} {name} is not {what}: {now:#?}", K::kind(&()))
    }
}

fn extend(object: &mut Value, spec: Value) {
    if let (Some(target), Value::Object(more)) =
        (object.get_mut("spec").and_then(Value::as_object_mut), spec)
    {
        target.extend(more);
    }
}

fn holds<'a>(
    conditions: impl IntoIterator<Item = &'a Condition>,
    type_: &str,
    generation: Option<i64>,
) -> bool {
    conditions.into_iter().any(|condition| {
        condition.type_ == type_
            && condition.status == "True"
            && condition.observed_generation == generation
    })
}

fn is_settled(pool: &IdePool) -> bool {
    let Some(status) = &pool.status else { return false };
    let Some(rollout) = &status.rollout else { return false };
    let slots = status.slots;
    let spares = &pool.spec.capacity;
    let missing = slots.warm < spares.warm_spares.min(spares.maximum - slots.claimed);
    let all = slots.warm + slots.cold + slots.claimed;
    let wanted = (slots.claimed + spares.warm_spares + spares.cold_spares).min(spares.maximum);
    status.observed_generation == pool.metadata.generation
        && status.conditions.iter().all(|c| c.observed_generation == pool.metadata.generation)
        && condition::is_true(&status.conditions, condition::READY)
        && (slots.starting, slots.releasing, slots.failing, rollout.outdated) == (0, 0, 0, 0)
        && !missing
        && all >= wanted
        && rollout.updated == all
}
