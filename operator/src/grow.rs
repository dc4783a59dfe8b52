//! Makes volumes larger. Claims are the StatefulSet's only when it creates them.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::Client;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

use crate::apply::{ApplyError, failed};

/// Asks for `wanted` for a claim that asks for less. Gives why it cannot be had: not every
/// StorageClass can do it.
pub async fn claim(
    client: &Client,
    namespace: &str,
    name: &str,
    uid: Option<&str>,
    wanted: &str,
) -> Result<Option<String>, ApplyError> {
    let api: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), namespace);
    let patch = json!({
        "metadata": {"uid": uid},
        "spec": {"resources": {"requests": {"storage": wanted}}},
    });
    match api.patch(name, &PatchParams::default(), &Patch::Merge(patch)).await {
        Ok(_) => Ok(None),
        // Forbidden by the apiserver's rules, not by ours: the StorageClass cannot.
        Err(kube::Error::Api(status)) if matches!(status.code, 403 | 422) => {
            Ok(Some(format!("the volume of {name} stays as it is: {}", status.message)))
        }
        // It is gone, or another one: the next look sees that.
        Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => Ok(None),
        Err(error) => Err(failed::<PersistentVolumeClaim>("resize", name, error)),
    }
}
