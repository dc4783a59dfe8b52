//! What `status json` of `fdbcli` says, reduced to what decisions and conditions need.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::session_store::version::Version;

/// The database as its own status describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// It takes transactions.
    pub available: bool,
    /// All data has all its copies, and every process is as it should be.
    pub healthy: bool,
    /// It was made: a blank cluster has no configuration.
    pub configured: bool,
    /// Machines that may fail with neither data nor availability lost.
    pub fault_tolerance: i32,
    /// The processes by pod; those without a pod's name are under their address.
    pub processes: BTreeMap<String, Process>,
    /// Localities that were excluded.
    pub excluded: Vec<String>,
    /// What it says about itself, for people.
    pub messages: Vec<String>,
    /// Whether the continuous backup goes on; none where there was never one, or its agents have
    /// not said anything yet.
    pub backup_runs: Option<bool>,
}

/// One process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// What it runs.
    pub version: Option<Version>,
    /// It is to be taken away.
    pub excluded: bool,
    /// It holds data or a part of the transaction log.
    pub holds_data: bool,
}

impl Report {
    /// Reads it.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        let Status { client, cluster } = serde_json::from_str(json)?;
        let mut messages: Vec<_> = client.messages.into_iter().map(|m| m.description).collect();
        messages.extend(cluster.messages.into_iter().map(|m| m.description));
        let data = cluster.data.state.unwrap_or_default();
        let data_is_healthy = data.healthy == Some(true);
        if !data_is_healthy && !data.description.is_empty() {
            messages.push(data.description);
        }
        let tolerance = cluster.fault_tolerance.unwrap_or_default();
        let configuration = cluster.configuration;
        Ok(Self {
            available: client.database_status.available,
            healthy: client.database_status.healthy && cluster.full_replication && data_is_healthy,
            configured: configuration.is_some(),
            fault_tolerance: tolerance.data.min(tolerance.availability),
            processes: cluster.processes.into_values().map(RawProcess::named).collect(),
            excluded: configuration
                .map(|c| c.excluded_servers.into_iter().filter_map(|e| e.locality).collect())
                .unwrap_or_default(),
            messages,
            backup_runs: cluster
                .layers
                .backup
                .and_then(|backup| backup.tags.default?.running_backup),
        })
    }

    /// The oldest version that a process runs.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.processes.values().filter_map(|process| process.version).min()
    }

    /// Processes that take part.
    #[must_use]
    pub fn members(&self) -> i32 {
        let members = self.processes.values().filter(|process| !process.excluded).count();
        i32::try_from(members).unwrap_or(i32::MAX)
    }

    /// One more process may be stopped without anybody noticing.
    #[must_use]
    pub fn spares_one(&self) -> bool {
        self.available && self.healthy && self.fault_tolerance >= 1
    }

    /// Whether all of these processes have been excluded and hold nothing any more; one that is
    /// gone holds nothing either.
    #[must_use]
    pub fn is_drained(&self, pods: &[String], localities: &[String]) -> bool {
        localities.iter().all(|locality| self.excluded.contains(locality))
            && pods.iter().filter_map(|pod| self.processes.get(pod)).all(|p| !p.holds_data)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    client: ClientPart,
    cluster: ClusterPart,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientPart {
    database_status: DatabaseStatus,
    messages: Vec<Message>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DatabaseStatus {
    available: bool,
    healthy: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    description: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClusterPart {
    configuration: Option<Configuration>,
    data: Data,
    fault_tolerance: Option<FaultTolerance>,
    full_replication: bool,
    layers: Layers,
    messages: Vec<Message>,
    processes: BTreeMap<String, RawProcess>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Configuration {
    excluded_servers: Vec<Excluded>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Excluded {
    locality: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    state: Option<DataState>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DataState {
    healthy: Option<bool>,
    description: String,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct FaultTolerance {
    #[serde(rename = "max_zone_failures_without_losing_data")]
    data: i32,
    #[serde(rename = "max_zone_failures_without_losing_availability")]
    availability: i32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Layers {
    backup: Option<BackupLayer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BackupLayer {
    tags: BackupTags,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BackupTags {
    default: Option<BackupTag>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BackupTag {
    running_backup: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawProcess {
    address: String,
    version: String,
    excluded: bool,
    locality: BTreeMap<String, Option<String>>,
    roles: Vec<Role>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Role {
    role: String,
}

impl RawProcess {
    fn named(self) -> (String, Process) {
        let name = self.locality.get("instance_id").cloned().flatten().unwrap_or(self.address);
        let holds_data = self.roles.iter().any(|r| matches!(&*r.role, "storage" | "log"));
        let version = self.version.parse().ok();
        (name, Process { version, excluded: self.excluded, holds_data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a real 7.4.6 said, without the parts that nobody reads here.
    fn sample(json: &str) -> Report {
        Report::parse(json).unwrap()
    }

    #[test]
    fn a_cluster_of_five_says_what_it_is() {
        let report = sample(include_str!("samples/healthy.json"));
        assert!(report.available && report.healthy && report.configured);
        assert_eq!((report.members(), report.fault_tolerance), (5, 1));
        assert_eq!(report.version(), "7.4.6".parse().ok());
        assert!(report.processes.contains_key("foundationdb-4"));
        assert!(report.spares_one());
    }

    #[test]
    fn a_cluster_that_lacks_one_is_available_and_spares_no_other() {
        let report = sample(include_str!("samples/one-down.json"));
        assert!(report.available && !report.spares_one());
    }

    #[test]
    fn a_process_that_was_excluded_and_emptied_may_go() {
        let report = sample(include_str!("samples/excluded.json"));
        let is_drained = |pod: &str| {
            report.is_drained(&[pod.to_owned()], &[format!("locality_instance_id:{pod}")])
        };
        assert!(is_drained("foundationdb-4"));
        assert!(!is_drained("foundationdb-3"));
    }

    #[test]
    fn a_blank_cluster_is_not_configured_and_one_without_a_quorum_says_so() {
        let blank = sample(include_str!("samples/blank.json"));
        assert!(!blank.available && !blank.configured);
        let no_quorum = sample(include_str!("samples/noquorum.json"));
        assert_eq!(no_quorum.messages, ["Unable to reach a quorum of coordinators."]);
    }
}
