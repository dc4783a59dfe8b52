//! A cluster whose session stores are looked after, by this process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use coditect_crds::{Capacity, IdePool, SessionStore};
use coditect_harness::{Node, System, pool};
use coditect_operator::Scope;
use coditect_operator::session_store::{self, Fdbcli};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret, Service};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use kube::api::{Api, ListParams, Patch, PatchParams, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::runtime::wait::await_condition;
use kube::{Client, Config, ResourceExt};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::script::Script;

pub const POOL: &str = "coditect-combined";
pub const OTHER: &str = "other";
pub const SECRET: &str = "foundationdb-cluster-file";
const CAPACITY: Capacity = Capacity { warm_spares: 0, cold_spares: 0, maximum: 1 };
pub const LIMIT: Duration = Duration::from_mins(2);

/// A cluster whose session stores are looked after, by this process.
pub struct Stores {
    pub system: System,
    pub script: Arc<Script>,
    pub controller: JoinHandle<()>,
    pub stop: DropGuard,
}

impl Stores {
    pub async fn start(name: &str) -> anyhow::Result<Self> {
        let system = System::start(name, Node::Fake, &[]).await?;
        // With the rights of the chart's operator alone.
        let kubeconfig = Kubeconfig::read_from(system.operator_kubeconfig().await?)?;
        let config =
            Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await?;
        let client = Client::try_from(config)?;
        let script = Arc::new(Script {
            client: system.client.clone(),
            database: Mutex::default(),
            asked: AtomicUsize::default(),
        });
        let stop = CancellationToken::new();
        let ctx = session_store::Context {
            client,
            metrics: Arc::default(),
            fdbcli: Arc::clone(&script) as Arc<dyn Fdbcli>,
            api_namespace: "coditect".to_owned(),
        };
        let token = stop.clone();
        let run = async move { session_store::run(ctx, &Scope::Cluster, token).await };
        Ok(Self { system, script, controller: tokio::spawn(run), stop: stop.drop_guard() })
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.stop);
        self.controller.await?;
        self.system.cluster.stop().await
    }

    pub fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.system.client.clone(), "default")
    }

    pub async fn create(&self, name: &str, store: Value) -> anyhow::Result<()> {
        let mut pool = pool(name, &CAPACITY)?;
        pool.spec.session_store = Some(serde_json::from_value::<SessionStore>(store)?);
        self.api::<IdePool>().create(&PostParams::default(), &pool).await?;
        Ok(())
    }

    pub async fn change(&self, name: &str, managed: Value) -> anyhow::Result<()> {
        let patch = json!({"spec": {"sessionStore": {"managed": managed}}});
        let pools = self.api::<IdePool>();
        pools.patch(name, &PatchParams::default(), &Patch::Merge(patch)).await?;
        Ok(())
    }

    /// Waits until the pool's condition `type_` has this status and reason, and gives its message.
    pub async fn condition(
        &self,
        name: &str,
        type_: &str,
        status: &str,
        reason: &str,
    ) -> anyhow::Result<String> {
        let message = |pool: &IdePool| {
            let conditions = &pool.status.as_ref()?.conditions;
            let found = conditions.iter().find(|c| c.type_ == type_)?;
            (found.status == status && found.reason == reason).then(|| found.message.clone())
        };
        let is_so = |pool: Option<&IdePool>| pool.and_then(message).is_some();
        let reached = await_condition(self.api::<IdePool>(), name, is_so);
        if let Ok(pool) = tokio::time::timeout(LIMIT, reached).await {
            return Ok(pool?.as_ref().and_then(message).unwrap_or_default());
        }
        let now = self.api::<IdePool>().get(name).await?.status;
        anyhow::bail!("{name} is not {type_}={status} with {reason}: {now:?}")
    }

    pub async fn ready(&self, name: &str) -> anyhow::Result<IdePool> {
        self.condition(name, "SessionStoreReady", "True", "Available").await?;
        Ok(self.api::<IdePool>().get(name).await?)
    }

    pub async fn finalizer(&self, name: &str, present: bool) -> anyhow::Result<()> {
        let pools = self.api::<IdePool>();
        let mut finalizers = pools.get(POOL).await?.finalizers().to_vec();
        finalizers.retain(|other| other != name);
        finalizers.extend(present.then(|| name.to_owned()));
        let patch = json!({"metadata": {"finalizers": finalizers}});
        pools.patch(POOL, &PatchParams::default(), &Patch::Merge(patch)).await?;
        Ok(())
    }

    /// Waits until the database was asked how it is some more times.
    pub async fn passes(&self, more: usize) -> anyhow::Result<()> {
        let wanted = self.script.asked.load(Ordering::SeqCst) + more;
        let poll = async {
            while self.script.asked.load(Ordering::SeqCst) < wanted {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        Ok(tokio::time::timeout(LIMIT, poll).await?)
    }

    /// Waits until the StatefulSet has so many replicas, all of them ready.
    pub async fn replicas(&self, wanted: i32) -> anyhow::Result<()> {
        let has = |set: Option<&StatefulSet>| {
            set.is_some_and(|set| {
                let ready = set.status.as_ref().and_then(|status| status.ready_replicas);
                set.spec.replicas == Some(wanted) && ready == Some(wanted)
            })
        };
        let reached = await_condition(self.api(), "foundationdb", has);
        tokio::time::timeout(LIMIT, reached).await??;
        Ok(())
    }

    /// The versions of all objects of the store, by kind and name.
    pub async fn versions(&self) -> anyhow::Result<BTreeMap<String, Option<String>>> {
        let mut versions = BTreeMap::new();
        let ours = ListParams::default().labels("coditect.ai/session-store");
        macro_rules! collect {
            ($($kind:ty),*) => {$(
                for object in self.api::<$kind>().list(&ours).await? {
                    let name = format!("{} {}", stringify!($kind), object.name_any());
                    versions.insert(name, object.resource_version());
                }
            )*};
        }
        collect!(StatefulSet, Service, PodDisruptionBudget, NetworkPolicy, Secret, Job);
        collect!(Pod, PersistentVolumeClaim);
        let pool = self.api::<IdePool>().get(POOL).await?;
        versions.insert("IdePool".to_owned(), pool.resource_version());
        Ok(versions)
    }
}
