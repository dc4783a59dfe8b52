//! What a workspace may have of its own in place of what its pool gives, as clients ask for it and
//! see it.
//!
//! The bounds of the pool are not looked at here: the operator keeps to them, and its conditions
//! say where it had to.

use coditect_crds::{
    Duration, ResourceAmounts, RetainedVolumes, WorkspaceIdle, WorkspaceResources, WorkspaceStorage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::amounts::{check_duration, check_quantity};
use super::pools::Amounts;
use crate::http::Violations;

/// When a workspace is suspended for lack of use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Idle)]
pub struct IdleView {
    /// After this long without activity, within the pool's bounds: hours, minutes and seconds.
    #[schema(example = "1h30m", max_length = 18)]
    pub suspend_after: Option<String>,
}

/// CPU and memory of one workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WorkspaceResources)]
pub struct ResourcesView {
    /// What is reserved for it.
    pub requests: Amounts,
    /// What it gets at most.
    pub limits: Amounts,
}

/// Where the files of a workspace come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WorkspaceStorage)]
pub struct StorageView {
    /// Volumes that another workspace of the caller has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_volume: Option<FromVolumeView>,
}

/// Retained volumes, as `GET /api/volumes` lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = FromVolume)]
pub struct FromVolumeView {
    /// The one with files.
    #[schema(example = "pvc-1c9e4c1e-7d8b-4a7e-9d43-2a1f6b0f5d11", max_length = 253)]
    pub workspace: String,
    /// The one with settings and extensions; a new one when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 253)]
    pub config: Option<String>,
}

impl IdleView {
    /// Notes what is wrong with it.
    pub fn validate(&self, violations: &mut Violations) {
        if let Some(after) = &self.suspend_after {
            violations.note("idle.suspendAfter", check_duration(after).err());
        }
    }
}

impl ResourcesView {
    /// Notes what is wrong with it.
    pub fn validate(&self, violations: &mut Violations) {
        for (field, amount) in [
            ("resources.requests.cpu", &self.requests.cpu),
            ("resources.requests.memory", &self.requests.memory),
            ("resources.limits.cpu", &self.limits.cpu),
            ("resources.limits.memory", &self.limits.memory),
        ] {
            violations.note(field, check_quantity(amount).err());
        }
    }
}

impl StorageView {
    /// Notes what is wrong with it.
    pub fn validate(&self, violations: &mut Violations) {
        let Some(volumes) = &self.from_volume else { return };
        let workspace = is_volume_name(&volumes.workspace);
        violations.note("storage.fromVolume.workspace", workspace.err());
        if let Some(config) = &volumes.config {
            violations.note("storage.fromVolume.config", is_volume_name(config).err());
        }
    }
}

/// What is wrong with the name of a volume.
fn is_volume_name(name: &str) -> Result<(), &'static str> {
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_within = |c: char| is_end(Some(c)) || c == '-' || c == '.';
    let is_name = name.len() <= 253
        && name.chars().all(is_within)
        && is_end(name.chars().next())
        && is_end(name.chars().next_back());
    if is_name { Ok(()) } else { Err("must be the name of a volume: GET /api/volumes lists yours") }
}

impl From<IdleView> for WorkspaceIdle {
    fn from(view: IdleView) -> Self {
        Self { suspend_after: view.suspend_after.as_deref().map(Duration::from) }
    }
}

impl From<WorkspaceIdle> for IdleView {
    fn from(idle: WorkspaceIdle) -> Self {
        Self { suspend_after: idle.suspend_after.map(|after| after.to_string()) }
    }
}

impl From<ResourcesView> for WorkspaceResources {
    fn from(view: ResourcesView) -> Self {
        Self { requests: view.requests.into(), limits: view.limits.into() }
    }
}

impl From<WorkspaceResources> for ResourcesView {
    fn from(resources: WorkspaceResources) -> Self {
        Self { requests: resources.requests.into(), limits: resources.limits.into() }
    }
}

impl From<Amounts> for ResourceAmounts {
    fn from(amounts: Amounts) -> Self {
        Self { cpu: (&*amounts.cpu).into(), memory: (&*amounts.memory).into() }
    }
}

impl From<StorageView> for WorkspaceStorage {
    fn from(view: StorageView) -> Self {
        let volumes = |FromVolumeView { workspace, config }| RetainedVolumes { workspace, config };
        Self { from_volume: view.from_volume.map(volumes), ..Self::default() }
    }
}

impl From<WorkspaceStorage> for StorageView {
    fn from(storage: WorkspaceStorage) -> Self {
        let view = |RetainedVolumes { workspace, config }| FromVolumeView { workspace, config };
        Self { from_volume: storage.from_volume.map(view) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("pvc-1c9e", true)]
    #[case("pv.a-1", true)]
    #[case("", false)]
    #[case("-a", false)]
    #[case("a.", false)]
    #[case("../pods", false)]
    #[case("A", false)]
    fn volumes_have_names_of_the_cluster(#[case] name: &str, #[case] taken: bool) {
        assert_eq!(is_volume_name(name).is_ok(), taken);
    }
}
