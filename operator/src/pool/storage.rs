//! The sizes of a pool's volumes: those of slots that were made before follow the pool's spec.

use coditect_crds::IdePool;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::storage::v1::StorageClass;
use kube::api::Api;

use crate::apply::{self, failed};
use crate::context::{Context, PARALLEL};
use crate::grow;
use crate::names::{Ordinal, PoolKey, SlotKey, Volume};
use crate::pool::{Error, act};
use crate::quantity::bytes;
use crate::slot::{Free, Index};

/// Cold slots that are made anew at a time, so that a claim finds others.
const RENEWED_AT_A_TIME: usize = 10;

/// How far the volumes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Volumes that have been asked to grow, or will be, and have not yet.
    pub growing: usize,
    /// Why some stay as they are.
    pub refused: Option<String>,
}

/// Asks for larger volumes where the pool does, and makes free slots anew that have none yet: a
/// claim without a volume cannot be changed. What cannot grow is not asked for again and again: its
/// StorageClass says so.
pub async fn grow(ctx: &Context, key: &PoolKey, pool: &IdePool) -> Result<Storage, Error> {
    let mut storage = Storage::default();
    for volume in Volume::ALL {
        let wanted = volume.size(&pool.spec.storage).to_string();
        let look = ctx.slots.read(|index| look(index, key, volume, bytes(&wanted)));
        storage.growing += look.growing + look.small.len() + look.unbound.len();
        act::retire(ctx, key, look.unbound.get(..RENEWED_AT_A_TIME).unwrap_or(&look.unbound))
            .await?;
        let Some((first, _)) = look.small.first() else { continue };
        let first = SlotKey { pool: key.clone(), ordinal: *first }.claim(volume);
        if let Some(why) = refusal(ctx, key, &first, look.small.len()).await? {
            storage.refused = Some(why);
            continue;
        }
        let asked = stream::iter(look.small).map(|(ordinal, uid)| {
            let (name, wanted) = (SlotKey { pool: key.clone(), ordinal }.claim(volume), &wanted);
            async move { grow::claim(&ctx.client, &key.namespace, &name, Some(&uid), wanted).await }
        });
        let refused: Vec<_> = asked.buffer_unordered(PARALLEL).try_collect().await?;
        storage.refused = storage.refused.or(refused.into_iter().flatten().next());
    }
    Ok(storage)
}

/// What is not as large as it should be.
#[derive(Default)]
struct Look {
    /// Claims that ask for less, with their UIDs.
    small: Vec<(Ordinal, String)>,
    /// Free slots whose claim asks for less and has no volume.
    unbound: Vec<Ordinal>,
    /// Volumes that have less than their claims ask for, or are on their way and will have.
    growing: usize,
}

fn look(index: &Index, key: &PoolKey, volume: Volume, wanted: u64) -> Look {
    let mut look = Look::default();
    for (ordinal, slot) in index.slots(key) {
        let Some(claim) = slot.claim(volume).filter(|claim| !claim.terminating) else { continue };
        let is_bound = claim.volume.is_some();
        let starts = slot.pod.as_ref().is_some_and(|pod| !pod.gated);
        match claim.requested < wanted {
            true if is_bound => look.small.push((ordinal, claim.uid.clone())),
            true if slot.free() == Some(Free::Cold) => look.unbound.push(ordinal),
            // It gets its volume any moment now.
            true if starts => look.growing += 1,
            false if claim.capacity > 0 && claim.capacity < claim.requested => look.growing += 1,
            // Somebody's, and not used yet: it grows as soon as it is there.
            _ => {}
        }
    }
    look
}

/// Why the StorageClass of a claim refuses that it grows.
async fn refusal(
    ctx: &Context,
    key: &PoolKey,
    claim: &str,
    count: usize,
) -> Result<Option<String>, Error> {
    let live = apply::live::<PersistentVolumeClaim>(&ctx.client, &key.namespace, claim).await?;
    let class = live.and_then(|claim| claim.spec?.storage_class_name);
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
