//! CPU and memory of the IDE's container, changed while it runs.

use std::collections::BTreeMap;

use coditect_crds::{IdePoolSpec, ResourceAmounts, WorkspaceSpec};
use k8s_openapi::api::core::v1::{Pod, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde_json::{Value, json};

use crate::names::CONTAINER_IDE;
use crate::quantity::{bytes, millicores};

/// What a container asks for and may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    requests: Amounts,
    limits: Amounts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) millicores: u64,
    pub(super) bytes: u64,
}

impl Resources {
    /// What a workspace of a pool should have: its own wish, up to the pool's maximum.
    #[must_use]
    pub fn wanted(workspace: &WorkspaceSpec, pool: &IdePoolSpec) -> Self {
        let Some(own) = &workspace.resources else { return Self::of_pool(pool) };
        let most = Amounts::of(pool.max_resources.as_ref().unwrap_or(&pool.resources.limits));
        Self {
            requests: Amounts::of(&own.requests).at_most(most),
            limits: Amounts::of(&own.limits).at_most(most),
        }
    }

    /// What every pod of a pool begins with.
    #[must_use]
    pub fn of_pool(pool: &IdePoolSpec) -> Self {
        Self {
            requests: Amounts::of(&pool.resources.requests),
            limits: Amounts::of(&pool.resources.limits),
        }
    }

    pub(super) const fn requests(&self) -> Amounts {
        self.requests
    }

    /// What the IDE's container of `pod` is to have.
    #[must_use]
    pub fn of(pod: &Pod) -> Option<Self> {
        let containers = &pod.spec.as_ref()?.containers;
        let ide = containers.iter().find(|container| container.name == CONTAINER_IDE)?;
        Self::read(ide.resources.as_ref()?)
    }

    /// What it has, by the kubelet; none where it has not said.
    #[must_use]
    pub fn granted(pod: &Pod) -> Option<Self> {
        let containers = pod.status.as_ref()?.container_statuses.as_ref()?;
        let ide = containers.iter().find(|container| container.name == CONTAINER_IDE)?;
        Self::read(ide.resources.as_ref()?)
    }

    /// Whether these limits are those of `other`. Requests are only shares to the kubelet, which
    /// rounds them.
    #[must_use]
    pub fn has_limits_of(&self, other: &Self) -> bool {
        self.limits == other.limits
    }

    fn read(requirements: &ResourceRequirements) -> Option<Self> {
        let ResourceRequirements { requests, limits, .. } = requirements;
        let amounts = |list: &Option<BTreeMap<String, Quantity>>| {
            let text = |name| Some(list.as_ref()?.get(name)?.0.as_str());
            Some(Amounts { millicores: millicores(text("cpu")?), bytes: bytes(text("memory")?) })
        };
        Some(Self { requests: amounts(requests)?, limits: amounts(limits)? })
    }

    /// As the body of a patch of the `resize` subresource.
    #[must_use]
    pub fn patch(&self, pod_uid: &str) -> Value {
        let list = |amounts: Amounts| {
            json!({
                "cpu": format!("{}m", amounts.millicores),
                "memory": amounts.bytes.to_string(),
            })
        };
        json!({
            "metadata": {"uid": pod_uid},
            "spec": {"containers": [{
                "name": CONTAINER_IDE,
                "resources": {"requests": list(self.requests), "limits": list(self.limits)},
            }]},
        })
    }
}

impl Amounts {
    fn of(amounts: &ResourceAmounts) -> Self {
        Self {
            millicores: millicores(&amounts.cpu.to_string()),
            bytes: bytes(&amounts.memory.to_string()),
        }
    }

    fn at_most(self, most: Self) -> Self {
        Self { millicores: self.millicores.min(most.millicores), bytes: self.bytes.min(most.bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(own: &Value, most: &Value) -> Resources {
        let workspace = json!({"owner": "ada", "resources": own});
        let pool = json!({"image": "i", "maxResources": most});
        let spec = serde_json::from_value(workspace).unwrap();
        Resources::wanted(&spec, &serde_json::from_value(pool).unwrap())
    }

    #[test]
    fn a_workspace_gets_what_it_asks_for_up_to_the_pools_maximum() {
        let own = json!({
            "requests": {"cpu": "500m", "memory": "1Gi"},
            "limits": {"cpu": 100, "memory": "2Gi"},
        });
        let got = wanted(&own, &json!({"cpu": 6, "memory": "16Gi"}));
        assert_eq!((got.requests.millicores, got.limits.millicores), (500, 6000));
        assert_eq!((got.requests.bytes, got.limits.bytes), (1 << 30, 2 << 30));
        assert_eq!(wanted(&own, &Value::Null).limits.millicores, 4000, "the pool's own limit");
        let plain = wanted(&Value::Null, &Value::Null);
        assert_eq!((plain.requests.millicores, plain.limits.bytes), (2000, 8 << 30));
    }

    #[test]
    fn what_is_patched_is_what_is_read() {
        let wanted = wanted(&Value::Null, &Value::Null);
        let mut pod = wanted.patch("u");
        pod["spec"]["containers"].as_array_mut().unwrap().push(json!({"name": "frontend"}));
        assert_eq!(Resources::of(&serde_json::from_value(pod).unwrap()), Some(wanted));
    }
}
