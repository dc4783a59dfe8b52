//! The sizes of a pool's volumes: those of slots that were made before follow the pool's spec.

use coditect_crds::IdePool;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::Api;

use crate::apply::{ApplyError, failed};
use crate::context::Context;
use crate::grow;
use crate::names::{Ordinal, PoolKey, SlotKey, Volume};
use crate::quantity::bytes;

/// Claims that are patched at a time, as of other actions on slots.
const PARALLEL: usize = 16;

/// How far the volumes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Volumes that have been asked to grow and have not yet.
    pub growing: usize,
    /// Why some stay as they are.
    pub refused: Option<String>,
}

/// Asks for larger volumes where the pool does. What cannot grow is not asked for again and again:
/// its StorageClass says so.
pub async fn grow(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<Storage, ApplyError> {
    let mut storage = Storage::default();
    for volume in Volume::ALL {
        let sizes = &pool.spec.storage;
        let wanted = match volume {
            Volume::Workspace => &sizes.workspace,
            Volume::Config => &sizes.config,
        };
        let wanted = wanted.to_string();
        let (small, growing) = look(ctx, key, volume, bytes(&wanted));
        storage.growing += growing;
        let Some((first, _)) = small.first() else { continue };
        let first = SlotKey { pool: key.clone(), ordinal: *first }.claim(volume);
        if let Some(why) = refusal(ctx, key, &first, small.len()).await? {
            storage.refused = Some(why);
            continue;
        }
        storage.growing += small.len();
        let asked = stream::iter(small).map(|(ordinal, uid)| {
            let (name, wanted) = (SlotKey { pool: key.clone(), ordinal }.claim(volume), &wanted);
            async move { grow::claim(&ctx.client, &key.namespace, &name, Some(&uid), wanted).await }
        });
        let refused: Vec<_> = asked.buffer_unordered(PARALLEL).try_collect().await?;
        storage.refused = storage.refused.or(refused.into_iter().flatten().next());
    }
    Ok(storage)
}

/// The claims that ask for less, with their UIDs, and how many have less than they ask for.
fn look(
    ctx: &Context,
    key: &PoolKey,
    volume: Volume,
    wanted: u64,
) -> (Vec<(Ordinal, String)>, usize) {
    ctx.slots.read(|index| {
        let small = index.claims(key, volume).filter(|(_, claim)| claim.requested < wanted);
        let small = small.map(|(ordinal, claim)| (ordinal, claim.uid.clone())).collect();
        let growing = |(_, claim): &(Ordinal, &crate::slot::ClaimView)| {
            claim.requested >= wanted && claim.capacity > 0 && claim.capacity < claim.requested
        };
        (small, index.claims(key, volume).filter(growing).count())
    })
}

/// Why the StorageClass of a claim refuses that it grows.
async fn refusal(
    ctx: &Context,
    key: &PoolKey,
    claim: &str,
    count: usize,
) -> Result<Option<String>, ApplyError> {
    let live = crate::apply::live::<k8s_openapi::api::core::v1::PersistentVolumeClaim>(
        &ctx.client,
        &key.namespace,
        claim,
    );
    let class = live.await?.and_then(|claim| claim.spec?.storage_class_name);
    let Some(name) = class.filter(|name| !name.is_empty()) else {
        return Ok(Some(format!("{count} volumes stay as they are: they have no StorageClass")));
    };
    let classes: Api<StorageClass> = Api::all(ctx.client.clone());
    let class = classes
        .get_opt(&name)
        .await
        .map_err(|source| failed::<StorageClass>("read", &name, source))?;
    let can = class.is_some_and(|class| class.allow_volume_expansion == Some(true));
    Ok((!can).then(|| {
        format!(
            "{count} volumes stay as they are: StorageClass {name} does not say \
             allowVolumeExpansion: true"
        )
    }))
}
