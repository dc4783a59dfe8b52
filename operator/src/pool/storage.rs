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
use crate::slot::{Free, Slot};

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
        let look = ctx.slots.read(|index| look(index.slots(key), volume, bytes(&wanted)));
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
#[derive(Debug, Default, PartialEq, Eq)]
struct Look {
    /// Claims that ask for less, with their UIDs.
    small: Vec<(Ordinal, String)>,
    /// Free slots whose claim asks for less and has no volume.
    unbound: Vec<Ordinal>,
    /// Volumes that have less than their claims ask for, or are on their way and will have.
    growing: usize,
}

fn look<'a>(slots: impl Iterator<Item = (Ordinal, &'a Slot)>, volume: Volume, wanted: u64) -> Look {
    let mut look = Look::default();
    for (ordinal, slot) in slots {
        let Some(claim) = slot.claim(volume).filter(|claim| !claim.terminating) else { continue };
        if claim.requested >= wanted {
            let is_bound = claim.capacity > 0;
            look.growing += usize::from(is_bound && claim.capacity < claim.requested);
        } else if claim.volume.is_some() {
            look.small.push((ordinal, claim.uid.clone()));
        } else if slot.free() == Some(Free::Cold) {
            look.unbound.push(ordinal);
        } else if slot.pod.as_ref().is_some_and(|pod| !pod.gated) {
            // It gets its volume any moment now.
            look.growing += 1;
        }
        // Else it is somebody's and not used yet: it grows as soon as it is there.
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::names::WorkspaceUid;
    use crate::slot::{ClaimView, Holder, PodView, samples};

    const OLD: u64 = 10;
    const WANTED: u64 = 20;

    fn claim(requested: u64, capacity: u64) -> ClaimView {
        let volume = (capacity > 0).then(|| "pv".to_owned());
        ClaimView { volume, requested, capacity, ..samples::claim("c", 1) }
    }

    fn slot(claim: ClaimView, gated: bool) -> Slot {
        Slot {
            pod: Some(PodView { gated, ..samples::pod("p", 1) }),
            config: Some(samples::claim("other", 1)),
            workspace: Some(claim),
        }
    }

    fn held(claim: ClaimView) -> ClaimView {
        ClaimView { holder: Holder::Workspace(WorkspaceUid("w".to_owned())), ..claim }
    }

    fn small() -> Look {
        Look { small: vec![(Ordinal(0), "c".to_owned())], ..Look::default() }
    }

    fn unbound() -> Look {
        Look { unbound: vec![Ordinal(0)], ..Look::default() }
    }

    fn growing() -> Look {
        Look { growing: 1, ..Look::default() }
    }

    #[rstest]
    #[case::as_it_should_be(slot(claim(WANTED, WANTED), true), Look::default())]
    #[case::larger(slot(claim(30, 30), true), Look::default())]
    #[case::asked_for(slot(claim(WANTED, OLD), true), growing())]
    #[case::to_be_asked_for(slot(claim(OLD, OLD), true), small())]
    #[case::to_be_asked_for_while_it_is_used(slot(held(claim(OLD, OLD)), false), small())]
    #[case::made_as_it_should_be(slot(claim(WANTED, 0), true), Look::default())]
    #[case::nobodys_without_a_volume(slot(claim(OLD, 0), true), unbound())]
    #[case::about_to_get_its_volume(slot(claim(OLD, 0), false), growing())]
    #[case::somebodys_about_to_get_its_volume(slot(held(claim(OLD, 0)), false), growing())]
    #[case::somebodys_and_not_used_yet(slot(held(claim(OLD, 0)), true), Look::default())]
    #[case::on_its_way_out(
        slot(ClaimView { terminating: true, ..claim(OLD, OLD) }, true),
        Look::default()
    )]
    fn what_a_slot_lacks(#[case] slot: Slot, #[case] lacks: Look) {
        let slots = [(Ordinal(0), &slot)];
        assert_eq!(look(slots.into_iter(), Volume::Workspace, WANTED), lacks);
    }
}
