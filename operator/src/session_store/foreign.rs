//! A store that somebody else runs: a client's pod asks it how it is, and no more.

use coditect_crds::{ExternalStore, IdePool, StoreMode};
use k8s_openapi::api::apps::v1::StatefulSet;

use crate::apply;
use crate::names::PoolKey;
use crate::session_store::build_pod::Tools;
use crate::session_store::conditions::Verdict;
use crate::session_store::{Context, Error, build_tools, verdict};

/// One pass over a store that `external` names.
pub async fn reconcile(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    store: &ExternalStore,
) -> Result<Verdict, Error> {
    let tools = Tools {
        image: &store.image,
        pull_policy: store.image_pull_policy,
        cluster_file_secret: &store.cluster_file_secret_name,
        tls: store.tls.as_ref(),
    };
    ask(ctx, key, pool, StoreMode::External, &tools).await
}

/// Makes the client's pod, and asks through it.
pub async fn ask(
    ctx: &Context,
    key: &PoolKey,
    pool: &IdePool,
    mode: StoreMode,
    tools: &Tools<'_>,
) -> Result<Verdict, Error> {
    let cli = build_tools::client(key, pool, tools, None);
    apply::apply_one::<StatefulSet>(&ctx.client, cli).await?;
    let asked = ctx.ask(&key.namespace).await;
    let silence = asked.as_ref().err().map(|why| {
        format!(
            "{why}; its cluster file is the key cluster-file of the Secret {}",
            tools.cluster_file_secret
        )
    });
    Ok(verdict::foreign(mode, asked.as_ref().ok(), silence.as_deref()))
}
