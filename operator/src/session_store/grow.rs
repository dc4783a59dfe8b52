//! Makes the volumes of a store larger.

use coditect_crds::ManagedStore;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use kube::{Client, ResourceExt as _};

use crate::apply::ApplyError;
use crate::grow;
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
    let wanted = store.storage.to_string();
    for claim in claims.iter().filter(|claim| is_smaller(claim, &wanted)) {
        let uid = claim.metadata.uid.as_deref();
        let why = grow::claim(client, &key.namespace, &claim.name_any(), uid, &wanted).await?;
        if why.is_some() {
            return Ok(why);
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
