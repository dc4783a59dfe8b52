//! A namespace has one store: the client's pod belongs to the pool whose it is.

use coditect_crds::IdePool;
use k8s_openapi::api::apps::v1::StatefulSet;
use kube::ResourceExt as _;

use crate::apply::{self, ApplyError};
use crate::names::PoolKey;
use crate::session_store::Context;
use crate::session_store::names::CLI;

/// The other pool whose store the namespace has, if there is one.
pub async fn other(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
) -> Result<Option<String>, ApplyError> {
    let Some(cli) = apply::live::<StatefulSet>(&ctx.client, &key.namespace, CLI).await? else {
        return Ok(None);
    };
    let owners = cli.owner_references().iter();
    let Some(owner) = owners.into_iter().find(|owner| owner.controller == Some(true)) else {
        return Ok(None);
    };
    if Some(&owner.uid) == pool.uid().as_ref() {
        return Ok(None);
    }
    let found = apply::live::<IdePool>(&ctx.client, &key.namespace, &owner.name).await?;
    let lives = found.is_some_and(|found| found.uid().as_ref() == Some(&owner.uid));
    Ok(lives.then(|| owner.name.clone()))
}
