//! A database that follows the pods that there are, in the place of `fdbcli`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use coditect_operator::session_store::{Fdbcli, FdbcliError};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ListParams};
use kube::{Client, ResourceExt};
use serde_json::{Value, json};

/// A database that follows the pods that there are: what `fdbcli` would say of it.
pub struct Script {
    pub client: Client,
    pub database: Mutex<Database>,
    pub asked: AtomicUsize,
}

#[derive(Default)]
pub struct Database {
    /// It takes no transactions.
    pub is_down: bool,
    /// One more failure would stop it.
    pub is_strained: bool,
    /// Excluded localities, and how often that was asked for: the second time finds them empty.
    pub excluded: BTreeMap<String, usize>,
    /// Commands that change something, each with how many pods there were at that time.
    pub commands: Vec<(String, usize)>,
}

impl Script {
    pub fn with<T>(&self, change: impl FnOnce(&mut Database) -> T) -> T {
        change(&mut self.database.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub async fn processes(&self) -> kube::Result<Vec<(String, String)>> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), "default");
        let pods = pods.list(&ListParams::default().labels("app=foundationdb")).await?;
        let version = |pod: &Pod| {
            let image = pod.spec.as_ref()?.containers.first()?.image.clone()?;
            Some(image.rsplit_once(':')?.1.to_owned())
        };
        Ok(pods.iter().map(|pod| (pod.name_any(), version(pod).unwrap_or_default())).collect())
    }

    pub async fn status(&self) -> kube::Result<Value> {
        let processes = self.processes().await?;
        Ok(self.with(|database| {
            let processes: serde_json::Map<_, _> = processes
                .into_iter()
                .map(|(pod, version)| {
                    let times = database.excluded.get(&format!("locality_instance_id:{pod}"));
                    let roles = if times.is_some_and(|times| *times > 1) {
                        json!([])
                    } else {
                        json!([{"role": "storage"}])
                    };
                    let process = json!({
                        "address": "10.0.0.1:4500", "version": version, "roles": roles,
                        "excluded": times.is_some(), "locality": {"instance_id": pod},
                    });
                    (pod, process)
                })
                .collect();
            let excluded: Vec<_> =
                database.excluded.keys().map(|locality| json!({"locality": locality})).collect();
            let tolerance = i32::from(!database.is_strained);
            json!({
                "client": {
                    "database_status": {"available": !database.is_down, "healthy": true},
                    "coordinators": {"coordinators": [{"reachable": true}]},
                },
                "cluster": {
                    "configuration": {"excluded_servers": excluded},
                    "full_replication": true,
                    "data": {"state": {"healthy": true, "description": ""}},
                    "fault_tolerance": {
                        "max_zone_failures_without_losing_data": tolerance,
                        "max_zone_failures_without_losing_availability": tolerance,
                    },
                    "processes": processes,
                },
            })
        }))
    }
}

#[async_trait::async_trait]
impl Fdbcli for Script {
    async fn run(&self, namespace: &str, command: &str) -> Result<String, FdbcliError> {
        assert_eq!(namespace, "default");
        if command == "status json" {
            let status = self.status().await;
            self.asked.fetch_add(1, Ordering::SeqCst);
            return status
                .map(|status| status.to_string())
                .map_err(|error| FdbcliError::Unreachable(error.to_string()));
        }
        let there = self.processes().await.map(|processes| processes.len()).unwrap_or_default();
        self.with(|database| {
            database.commands.push((command.to_owned(), there));
            let (verb, localities) = command.split_once(' ').expect("a command has arguments");
            for locality in localities.split(' ') {
                match verb {
                    "exclude" => {
                        *database.excluded.entry(locality.to_owned()).or_default() += 1;
                    }
                    "include" => drop(database.excluded.remove(locality)),
                    other => panic!("{other} is not a command that is sent"),
                }
            }
        });
        Ok(String::new())
    }
}
