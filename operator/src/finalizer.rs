//! Finalizers of pools, which several controllers set and remove.

use coditect_crds::IdePool;
use kube::ResourceExt as _;
use kube::api::{Api, Patch, PatchParams};
use serde_json::json;

/// Whether the pool has it.
#[must_use]
pub fn is_set(pool: &IdePool, finalizer: &str) -> bool {
    pool.finalizers().iter().any(|present| present == finalizer)
}

/// Sets or removes it, if that is a change.
pub async fn set(
    pools: &Api<IdePool>,
    pool: &IdePool,
    finalizer: &str,
    present: bool,
) -> kube::Result<()> {
    if is_set(pool, finalizer) == present {
        return Ok(());
    }
    let mut finalizers = pool.finalizers().to_vec();
    finalizers.retain(|other| other != finalizer);
    if present {
        finalizers.push(finalizer.to_owned());
    }
    // Conditional on the version: another controller's finalizer must not get lost.
    let patch = json!({"metadata": {
        "resourceVersion": pool.resource_version(),
        "finalizers": finalizers,
    }});
    pools
        .patch_metadata(&pool.name_any(), &PatchParams::default(), &Patch::Merge(patch))
        .await
        .map(drop)
}
