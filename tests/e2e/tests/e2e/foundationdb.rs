//! The session store with a real FoundationDB, on a node whose pods really run: `make
//! test-foundationdb`, where `FDBSERVER`, `FDBCLI` and `LIBFDB_C` name its binaries.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool, SessionStore};
use coditect_harness::{
    Node, Program, System, can_run_pods, foundationdb_image, free_port, is_ready, pool,
};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Secret};
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};

const POOL: &str = "coditect-combined";
const IMAGE: &str = "docker.io/coditect/foundationdb:7.4.6";
const LIMIT: Duration = Duration::from_mins(10);

#[tokio::test]
#[ignore = "needs binaries of FoundationDB: make test-foundationdb"]
async fn a_real_database_outlives_what_happens_to_its_pods() -> anyhow::Result<()> {
    anyhow::ensure!(can_run_pods(), "pods run only on Linux as root");
    let store = Store::start("foundationdb", None).await?;
    store.fdb_cli("writemode on; set greeting hello").await?;
    store.each_pod_may_be_killed().await?;
    store.a_coordinator_may_lose_its_volume().await?;
    store.processes_come_and_go().await?;
    store.a_changed_template_is_rolled_out().await?;
    store.a_backup_brings_back_what_was_overwritten().await?;
    store.it_was_made_once().await?;
    store.system.cluster.stop().await
}

#[tokio::test]
#[ignore = "needs binaries of FoundationDB: make test-foundationdb"]
async fn with_mutual_tls_only_who_has_a_certificate_gets_in() -> anyhow::Result<()> {
    anyhow::ensure!(can_run_pods(), "pods run only on Linux as root");
    let store = Store::start("foundationdb-tls", Some(certificates()?)).await?;
    store.fdb_cli("writemode on; set greeting hello").await?;
    store.greeting().await?;
    let stranger = "unset FDB_TLS_CERTIFICATE_FILE FDB_TLS_KEY_FILE; \
                    fdbcli -C /tmp/fdb.cluster --timeout 10 --exec 'get greeting'";
    let said = store.run(&["/bin/dash", "-c", stranger]).await;
    anyhow::ensure!(said.is_err(), "somebody without a certificate reads {said:?}");
    let file = store.run(&["/bin/cat", "/tmp/fdb.cluster"]).await?;
    anyhow::ensure!(file.matches(":4500:tls").count() == 3, "{file}");
    store.system.cluster.stop().await
}

/// A Secret with an authority of its own and a certificate by it.
fn certificates() -> anyhow::Result<Secret> {
    let folder = tempfile::tempdir()?;
    let script = "
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority \
          -keyout ca.key -out ca.crt
        openssl req -newkey rsa:2048 -nodes -subj /CN=foundationdb -keyout tls.key -out tls.csr
        openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out tls.crt";
    let made = std::process::Command::new("bash")
        .args(["-euc", script])
        .current_dir(folder.path())
        .output()?;
    anyhow::ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut files = serde_json::Map::new();
    for name in ["ca.crt", "tls.crt", "tls.key"] {
        files.insert(name.to_owned(), std::fs::read_to_string(folder.path().join(name))?.into());
    }
    Ok(serde_json::from_value(json!({"metadata": {"name": "certificates"}, "stringData": files}))?)
}

struct Store {
    system: System,
    _operator: Program,
    cluster_file: Option<String>,
}

impl Store {
    /// A store that is healthy; with mutual TLS if there are certificates.
    async fn start(name: &str, certificates: Option<Secret>) -> anyhow::Result<Self> {
        let image = foundationdb_image().await?;
        let system = System::start(name, Node::Real, &[image]).await?;
        let operator = operator(&system).await?;
        let capacity = Capacity { warm_spares: 0, cold_spares: 0, maximum: 1 };
        let mut pool = pool(POOL, &capacity)?;
        // Small, and all on the one node that there is.
        let mut small = json!({"managed": {
            "image": IMAGE, "storage": "1Gi", "nodeSpread": "Preferred",
            "resources": {"cpu": "50m", "memory": "1Gi"},
        }});
        if let Some(certificates) = certificates {
            let secrets = Api::namespaced(system.client.clone(), "default");
            secrets.create(&PostParams::default(), &certificates).await?;
            small["managed"]["tls"] = json!({"secretName": certificates.name_any()});
        }
        pool.spec.session_store = Some(serde_json::from_value::<SessionStore>(small)?);
        let pools: Api<IdePool> = Api::namespaced(system.client.clone(), "default");
        let started = Instant::now();
        pools.create(&PostParams::default(), &pool).await?;
        let mut store = Self { system, _operator: operator, cluster_file: None };
        store.healthy().await?;
        eprintln!("from nothing to available: {:?}", started.elapsed());
        store.cluster_file = store.api::<Secret>().get("foundationdb-cluster-file").await?.uid();
        Ok(store)
    }

    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.system.client.clone(), "default")
    }

    async fn fdb_cli(&self, command: &str) -> anyhow::Result<String> {
        self.run(&["/opt/coditect/bin/fdb-cli", command]).await
    }

    async fn run(&self, command: &[&str]) -> anyhow::Result<String> {
        self.system.cluster.exec("foundationdb-cli-0", "cli", command).await
    }

    async fn greeting(&self) -> anyhow::Result<()> {
        let read = self.fdb_cli("get greeting").await?;
        anyhow::ensure!(read.contains("`hello'"), "the database says {read:?}");
        Ok(())
    }

    /// Waits until the database can lose a machine, and all that is said of it is good.
    async fn healthy(&self) -> anyhow::Result<()> {
        self.pool_is("healthy", |pool| {
            let Some(status) = &pool.status else { return false };
            let is = |type_: &str, wanted: &str| {
                status.conditions.iter().any(|c| c.type_ == type_ && c.status == wanted)
            };
            let tolerance = status.session_store.as_ref().and_then(|store| store.fault_tolerance);
            is("SessionStoreReady", "True")
                && is("SessionStoreDegraded", "False")
                && tolerance.is_some_and(|tolerance| tolerance >= 1)
        })
        .await
    }

    async fn pool_is(
        &self,
        what: &str,
        wanted: impl Fn(&IdePool) -> bool + Send + Sync,
    ) -> anyhow::Result<()> {
        self.system.await_pool(POOL, what, wanted).await.map(drop)
    }

    /// Waits until the database itself says that all of its data has all of its copies, on so many
    /// processes.
    async fn replicated(&self, processes: usize) -> anyhow::Result<()> {
        let poll = async {
            loop {
                let said = self.fdb_cli("status json").await.unwrap_or_default();
                let status: Value = serde_json::from_str(&said).unwrap_or_default();
                let cluster = &status["cluster"];
                let found = cluster["processes"].as_object().map_or(0, serde_json::Map::len);
                let is_healthy = cluster["data"]["state"]["healthy"] == true
                    && cluster["full_replication"] == true
                    && status["client"]["database_status"]["available"] == true;
                if is_healthy && found == processes {
                    return;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };
        tokio::time::timeout(LIMIT, poll).await.context("the database does not heal")
    }

    async fn pods(&self) -> anyhow::Result<Vec<Pod>> {
        let all = ListParams::default().labels("app=foundationdb");
        Ok(self.api::<Pod>().list(&all).await?.items)
    }

    /// Waits until a pod is there that is another one and ready.
    async fn returned(&self, name: &str, before: Option<&String>) -> anyhow::Result<()> {
        let is_new = |pod: Option<&Pod>| {
            pod.is_some_and(|pod| pod.uid().as_ref() != before && is_ready(pod))
        };
        let returned = await_condition(self.api::<Pod>(), name, is_new);
        tokio::time::timeout(LIMIT, returned)
            .await
            .with_context(|| format!("{name} does not come back"))??;
        Ok(())
    }

    async fn each_pod_may_be_killed(&self) -> anyhow::Result<()> {
        for ordinal in 0..5 {
            self.replicated(5).await?;
            let name = format!("foundationdb-{ordinal}");
            let before = self.api::<Pod>().get(&name).await?.uid();
            let started = Instant::now();
            self.api::<Pod>().delete(&name, &DeleteParams::default().grace_period(0)).await?;
            self.greeting().await?;
            let answered = started.elapsed();
            self.returned(&name, before.as_ref()).await?;
            self.greeting().await?;
            eprintln!("{name} killed: read after {answered:?}, back after {:?}", started.elapsed());
        }
        Ok(())
    }

    async fn a_coordinator_may_lose_its_volume(&self) -> anyhow::Result<()> {
        self.replicated(5).await?;
        let (pod, claim) = ("foundationdb-1", "data-foundationdb-1");
        let claims = self.api::<PersistentVolumeClaim>();
        let before = (self.api::<Pod>().get(pod).await?.uid(), claims.get(claim).await?.uid());
        let started = Instant::now();
        claims.delete(claim, &DeleteParams::default()).await?;
        self.api::<Pod>().delete(pod, &DeleteParams::default().grace_period(0)).await?;
        self.greeting().await?;
        self.returned(pod, before.0.as_ref()).await?;
        anyhow::ensure!(claims.get(claim).await?.uid() != before.1, "the volume is a new one");
        self.replicated(5).await?;
        eprintln!("a coordinator's volume lost: healed after {:?}", started.elapsed());
        self.greeting().await?;
        self.healthy().await
    }

    async fn change(&self, managed: Value) -> anyhow::Result<()> {
        let patch = json!({"spec": {"sessionStore": {"managed": managed}}});
        let pools = self.api::<IdePool>();
        pools.patch(POOL, &PatchParams::default(), &Patch::Merge(patch)).await?;
        Ok(())
    }

    async fn processes_come_and_go(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        for processes in [4, 5] {
            self.change(json!({"processes": processes})).await?;
            self.pool_is("resized", |pool| {
                let status = pool.status.as_ref().and_then(|s| s.session_store.as_ref());
                status.is_some_and(|store| store.processes == Some(processes))
            })
            .await?;
            self.replicated(usize::try_from(processes)?).await?;
            self.greeting().await?;
        }
        let excluded = self.fdb_cli("exclude").await?;
        anyhow::ensure!(excluded.contains("no servers or localities excluded"), "{excluded}");
        eprintln!("five processes, four, and five again: {:?}", started.elapsed());
        self.healthy().await
    }

    /// What a patch version is, too: another template, and the same data.
    async fn a_changed_template_is_rolled_out(&self) -> anyhow::Result<()> {
        let uids = |pods: Vec<Pod>| {
            pods.iter().filter_map(kube::ResourceExt::uid).collect::<BTreeSet<_>>()
        };
        let before = uids(self.pods().await?);
        let started = Instant::now();
        self.change(json!({"resources": {"memory": "1100Mi"}})).await?;
        let mut reads = 0;
        let rolled_out = async {
            loop {
                self.greeting().await?;
                reads += 1;
                let pods = self.pods().await?;
                let is_done = pods.iter().all(is_ready) && pods.len() == 5;
                if is_done && uids(pods).is_disjoint(&before) {
                    return anyhow::Ok(());
                }
            }
        };
        tokio::time::timeout(LIMIT, rolled_out).await.context("it is not rolled out")??;
        eprintln!("rolled out in {:?}; {reads} reads meanwhile, all good", started.elapsed());
        self.replicated(5).await?;
        self.healthy().await
    }

    async fn a_backup_brings_back_what_was_overwritten(&self) -> anyhow::Result<()> {
        let claim: PersistentVolumeClaim = serde_json::from_value(json!({
            "metadata": {"name": "backup"},
            "spec": {"accessModes": ["ReadWriteOnce"],
                     "resources": {"requests": {"storage": "1Gi"}}},
        }))?;
        self.api().create(&PostParams::default(), &claim).await?;
        let cli = self.api::<Pod>().get("foundationdb-cli-0").await?.uid();
        let backup = json!({
            "destination": "file:///backup/store", "claimName": "backup",
            "snapshotIntervalSeconds": 60, "agents": 1,
        });
        self.change(json!({"backup": backup})).await?;
        self.returned("foundationdb-cli-0", cli.as_ref()).await?;
        let url = self.restorable().await?;
        self.healthy().await?;
        self.fdb_cli("writemode on; set greeting goodbye; set more x").await?;
        let restore = ["/opt/coditect/bin/fdb-restore", "--replace-all-data", &url];
        // The last moment that the backup has is one before the greeting changed, or after.
        let said = self.run(&["/usr/bin/fdbbackup", "describe", "-d", &url]).await?;
        let version = field(&said, "MaxRestorableVersion:").context("no version to restore")?;
        let said = self.run(&[&restore[..], &["--version", &version]].concat()).await?;
        self.greeting().await.with_context(|| said)?;
        // It is started again when its Job is gone.
        let pool = self.system.await_pool(POOL, "told that no backup runs", |pool| {
            let conditions = pool.status.iter().flat_map(|status| &status.conditions);
            conditions.into_iter().any(|c| c.reason == "BackupStopped")
        });
        pool.await?;
        self.api::<Job>().delete("foundationdb-backup-start", &DeleteParams::background()).await?;
        self.healthy().await?;
        self.all_volumes_may_be_lost(&[&restore[..], &["--version", &version]].concat()).await?;
        self.change(json!({"backup": null})).await?;
        let gone = await_condition(
            self.api::<k8s_openapi::api::apps::v1::Deployment>(),
            "foundationdb-backup",
            |found: Option<&k8s_openapi::api::apps::v1::Deployment>| found.is_none(),
        );
        tokio::time::timeout(LIMIT, gone).await.context("the agents stay")??;
        self.healthy().await
    }

    async fn all_volumes_may_be_lost(&self, restore: &[&str]) -> anyhow::Result<()> {
        let all = ListParams::default().labels("app=foundationdb");
        let claims = self.api::<PersistentVolumeClaim>();
        claims.delete_collection(&DeleteParams::default(), &all).await?;
        let at_once = DeleteParams::default().grace_period(0);
        self.api::<Pod>().delete_collection(&at_once, &all).await?;
        self.pool_is("told that its data is lost", |pool| {
            let conditions = pool.status.iter().flat_map(|status| &status.conditions);
            conditions.into_iter().any(|c| c.reason == "DataLost" && c.status == "True")
        })
        .await?;
        for ordinal in 0..5 {
            self.returned(&format!("foundationdb-{ordinal}"), None).await?;
        }
        let said = self.run(&[restore, &["--make-database"]].concat()).await?;
        self.greeting().await.with_context(|| said)?;
        self.replicated(5).await?;
        self.healthy().await
    }

    /// Waits until there is a backup that can be restored, and gives its URL.
    async fn restorable(&self) -> anyhow::Result<String> {
        let list = ["/usr/bin/fdbbackup", "list", "-b", "file:///backup/store"];
        let poll = async {
            loop {
                let listed = self.run(&list).await.unwrap_or_default();
                if let Some(url) = listed.lines().find(|line| line.starts_with("file://")) {
                    let describe = ["/usr/bin/fdbbackup", "describe", "-d", url];
                    let said = self.run(&describe).await.unwrap_or_default();
                    if said.contains("Restorable: true") {
                        return url.to_owned();
                    }
                }
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        };
        tokio::time::timeout(LIMIT, poll).await.context("there is no restorable backup")
    }

    async fn it_was_made_once(&self) -> anyhow::Result<()> {
        let jobs = self.api::<Job>().list(&ListParams::default()).await?;
        let made: Vec<_> = jobs.iter().map(kube::ResourceExt::name_any).collect();
        let configures = made.iter().filter(|name| name.starts_with("foundationdb-configure-"));
        anyhow::ensure!(configures.count() == 1, "{made:?}");
        let file = self.api::<Secret>().get("foundationdb-cluster-file").await?.uid();
        anyhow::ensure!(file == self.cluster_file, "the cluster file is the first one");
        Ok(())
    }
}

/// The operator with the rights of the chart alone.
async fn operator(system: &System) -> anyhow::Result<Program> {
    let kubeconfig = system.operator_kubeconfig().await?;
    let args = [
        ("--listen", format!("127.0.0.1:{}", free_port()?)),
        ("--leader-elect", "false".to_owned()),
    ];
    Program::start("operator", &kubeconfig, &args)
}

/// The number after a word in what `fdbbackup` prints.
fn field(said: &str, name: &str) -> Option<String> {
    let line = said.lines().find_map(|line| line.trim().strip_prefix(name))?;
    line.split_whitespace().next().map(str::to_owned)
}
