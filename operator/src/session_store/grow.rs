//! Makes volumes larger. Claims are the StatefulSet's only when it creates them.

use coditect_crds::ManagedStore;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::api::{Api, Patch, PatchParams};
use kube::{Client, ResourceExt as _};
use serde_json::json;

use crate::apply::{ApplyError, failed};
use crate::names::PoolKey;
use crate::quantity::amount;

/// Asks for the size of `store` where a claim asks for less. Gives why one cannot be had: not every
/// StorageClass can do it.
pub async fn volumes(
    client: &Client,
    key: &PoolKey,
    store: &ManagedStore,
    claims: &[PersistentVolumeClaim],
) -> Result<Option<String>, ApplyError> {
    let api: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), &key.namespace);
    let wanted = store.storage.to_string();
    for claim in claims.iter().filter(|claim| is_smaller(claim, &wanted)) {
        let name = claim.name_any();
        let patch = json!({
            "metadata": {"uid": claim.uid()},
            "spec": {"resources": {"requests": {"storage": wanted}}},
        });
        match api.patch(&name, &PatchParams::default(), &Patch::Merge(patch)).await {
            Ok(_) => {}
            // Forbidden by the apiserver's rules, not by ours: the StorageClass cannot.
            Err(kube::Error::Api(status)) if matches!(status.code, 403 | 422) => {
                return Ok(Some(format!(
                    "the volume of {name} stays as it is: {}",
                    status.message
                )));
            }
            Err(kube::Error::Api(status)) if status.is_not_found() => {}
            Err(error) => return Err(failed::<PersistentVolumeClaim>("resize", &name, error)),
        }
    }
    Ok(None)
}

fn is_smaller(claim: &PersistentVolumeClaim, wanted: &str) -> bool {
    let requests = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref()?.requests.as_ref());
    let has = requests.and_then(|requests| requests.get("storage"));
    match (has.and_then(|has| amount(&has.0)), amount(wanted)) {
        (Some(has), Some(wanted)) => has < wanted,
        _ => false,
    }
}
