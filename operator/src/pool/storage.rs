//! The sizes of a pool's volumes: those of slots that were made before follow the pool's spec.

use std::collections::{BTreeMap, HashMap};

use coditect_crds::IdePool;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::storage::v1::StorageClass;
use kube::ResourceExt as _;
use kube::api::{Api, ListParams};

use crate::apply::failed;
use crate::context::{Context, PARALLEL};
use crate::grow;
use crate::names::{LABEL_POOL, LABEL_VOLUME, Ordinal, PoolKey, SlotKey, Volume};
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
        let refused = ask(ctx, key, volume, look.small, &wanted).await?;
        storage.refused = storage.refused.or(refused);
    }
    Ok(storage)
}

/// Asks for larger volumes for those claims whose StorageClass can have them. Gives why others stay
/// as they are. The slots of a pool may be of several classes: its own has changed, or they are made
/// from volumes of another.
async fn ask(
    ctx: &Context,
    key: &PoolKey,
    volume: Volume,
    small: Vec<Small>,
    wanted: &str,
) -> Result<Option<String>, Error> {
    if small.is_empty() {
        return Ok(None);
    }
    let mut why = None;
    for (class, small) in by_class(small, &classes(ctx, key, volume).await?) {
        if let Some(refusal) = refusal(ctx, &class, small.len()).await? {
            why = why.or(Some(refusal));
            continue;
        }
        let asked = stream::iter(small).map(|(ordinal, uid)| {
            let name = SlotKey { pool: key.clone(), ordinal }.claim(volume);
            async move { grow::claim(&ctx.client, &key.namespace, &name, Some(&uid), wanted).await }
        });
        let refused: Vec<_> = asked.buffer_unordered(PARALLEL).try_collect().await?;
        why = why.or(refused.into_iter().flatten().next());
    }
    Ok(why)
}

/// A claim that asks for less than it should: its slot, and its UID.
type Small = (Ordinal, String);

/// The StorageClass of each claim of a pool, by UID; empty where there is none. One list: the index
/// does not keep it, and it is asked for only while something is small.
async fn classes(
    ctx: &Context,
    key: &PoolKey,
    volume: Volume,
) -> Result<HashMap<String, String>, Error> {
    let claims: Api<PersistentVolumeClaim> = Api::namespaced(ctx.client.clone(), &key.namespace);
    let labels = format!("{LABEL_POOL}={},{LABEL_VOLUME}={}", key.name, volume.as_str());
    let listed = claims.list(&ListParams::default().labels(&labels)).await;
    let listed =
        listed.map_err(|source| failed::<PersistentVolumeClaim>("list", &key.name, source))?;
    let class_of = |claim: PersistentVolumeClaim| {
        let uid = claim.uid()?;
        Some((uid, claim.spec?.storage_class_name.unwrap_or_default()))
    };
    Ok(listed.into_iter().filter_map(class_of).collect())
}

/// The claims of each class; not those that are gone by now.
fn by_class(small: Vec<Small>, classes: &HashMap<String, String>) -> BTreeMap<String, Vec<Small>> {
    let mut by_class = BTreeMap::<_, Vec<_>>::new();
    for (ordinal, uid) in small {
        if let Some(class) = classes.get(&uid) {
            by_class.entry(class.clone()).or_default().push((ordinal, uid));
        }
    }
    by_class
}

/// What is not as large as it should be.
#[derive(Debug, Default, PartialEq, Eq)]
struct Look {
    /// Claims that ask for less.
    small: Vec<Small>,
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

/// Why the StorageClass refuses that `count` volumes of it grow.
async fn refusal(ctx: &Context, name: &str, count: usize) -> Result<Option<String>, Error> {
    if name.is_empty() {
        return Ok(Some(format!("{count} volumes stay as they are: they have no StorageClass")));
    }
    let classes: Api<StorageClass> = Api::all(ctx.client.clone());
    let class = classes
        .get_opt(name)
        .await
        .map_err(|source| failed::<StorageClass>("read", name, source))?;
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

    #[test]
    fn each_claim_is_asked_for_by_its_own_class() {
        let names = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(uid, class)| ((*uid).to_owned(), (*class).to_owned())).collect()
        };
        let small = |ordinal, uid: &str| (Ordinal(ordinal), uid.to_owned());
        let found = by_class(
            vec![small(0, "a"), small(1, "b"), small(2, "c"), small(3, "gone"), small(4, "d")],
            &names(&[("a", "fixed"), ("b", "grows"), ("c", "fixed"), ("d", "")]),
        );
        let expected = [
            (String::new(), vec![small(4, "d")]),
            ("fixed".to_owned(), vec![small(0, "a"), small(2, "c")]),
            ("grows".to_owned(), vec![small(1, "b")]),
        ];
        assert_eq!(found, BTreeMap::from(expected));
    }
}
