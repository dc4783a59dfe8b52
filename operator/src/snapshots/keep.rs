//! Old snapshots that nobody asked for go.

use std::collections::{BTreeMap, HashSet};

use coditect_crds::Workspace;
use kube::ResourceExt as _;
use kube::api::{Api, ListParams};

use super::{VolumeSnapshot, VolumeSnapshots};
use crate::context::Context;
use crate::names::Volume;

/// Deletes those that are older than the last `keep` that can be used. The workspace is there: of one
/// that is gone nothing is deleted.
pub async fn prune(ctx: &Context, workspace: &Workspace, keep: i32) -> kube::Result<()> {
    let namespace = workspace.namespace().unwrap_or_default();
    let snapshots = VolumeSnapshots::of(&ctx.client, &namespace);
    let found = snapshots.automatic(&workspace.uid().unwrap_or_default()).await?;
    let mut old = superseded(found, usize::try_from(keep).unwrap_or(usize::MAX));
    if old.is_empty() {
        return Ok(());
    }
    let workspaces: Api<Workspace> = Api::namespaced(ctx.client.clone(), &namespace);
    let awaited = awaited(&workspaces.list(&ListParams::default()).await?.items);
    old.retain(|one| !awaited.contains(&one.name));
    for one in old {
        snapshots.delete(&one).await?;
    }
    Ok(())
}

/// The snapshots that workspaces without a slot are to begin with. Once one has its slot, its claims
/// name them, and the snapshot controller keeps what a claim waits for.
fn awaited(workspaces: &[Workspace]) -> HashSet<String> {
    let has_slot = |workspace: &Workspace| {
        workspace.status.as_ref().is_some_and(|status| status.slot.is_some())
    };
    let waiting = workspaces.iter().filter(|workspace| !has_slot(workspace));
    let named = waiting.filter_map(|waiting| waiting.spec.storage.as_ref()?.from_snapshot.clone());
    named.flat_map(|names| [Some(names.workspace), names.config]).flatten().collect()
}

/// Both halves of each that is older than the last `keep` of which both halves are ready.
fn superseded(found: Vec<VolumeSnapshot>, keep: usize) -> Vec<VolumeSnapshot> {
    let mut pairs = BTreeMap::<String, Vec<VolumeSnapshot>>::new();
    for one in found {
        pairs.entry(pair_of(&one.name).to_owned()).or_default().push(one);
    }
    let mut pairs: Vec<_> = pairs.into_values().collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.iter().filter_map(|one| one.created).max()));
    let mut ready = 0;
    pairs.retain(|pair| {
        let is_old = ready >= keep;
        ready += usize::from(pair.len() == Volume::ALL.len() && pair.iter().all(is_usable));
        is_old
    });
    pairs.into_iter().flatten().filter(|one| !one.is_terminating).collect()
}

fn is_usable(one: &VolumeSnapshot) -> bool {
    one.is_ready && one.owner().is_some() && !one.is_terminating
}

/// The name without the volume's.
fn pair_of(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(pair, _)| pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pair(at: &str, ready: bool) -> [VolumeSnapshot; 2] {
        Volume::ALL.map(|volume| {
            let object = json!({
                "apiVersion": "snapshot.storage.k8s.io/v1",
                "kind": "VolumeSnapshot",
                "metadata": {
                    "name": format!("w.at-{at}-{}", volume.as_str()),
                    "creationTimestamp": format!("2026-01-{at}T00:00:00Z"),
                    "annotations": {"coditect.ai/owner": "ada"},
                },
                "status": {"readyToUse": ready},
            });
            VolumeSnapshot::of(&serde_json::from_value(object).unwrap())
        })
    }

    #[test]
    fn one_that_cannot_be_used_does_not_take_the_place_of_one_that_can() {
        let found = [pair("01", true), pair("02", true), pair("03", false), pair("04", true)];
        let names = |keep| {
            let old = superseded(found.iter().flatten().cloned().collect(), keep);
            old.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(names(2), ["w.at-01-workspace", "w.at-01-config"]);
        assert_eq!(names(3), Vec::<String>::new());
        assert_eq!(names(1).len(), 6);
    }

    #[test]
    fn what_a_workspace_waits_for_is_kept_until_it_has_its_slot() {
        let workspace = |spec: serde_json::Value, status: serde_json::Value| -> Workspace {
            let object = json!({
                "apiVersion": "coditect.ai/v1alpha1",
                "kind": "Workspace",
                "metadata": {"name": "w"},
                "spec": spec,
                "status": status,
            });
            serde_json::from_value(object).unwrap()
        };
        let from = |name: &str, config: Option<&str>| {
            let names = json!({"workspace": name, "config": config});
            json!({"owner": "ada", "storage": {"fromSnapshot": names}})
        };
        let slot = json!({"slot": {"name": "p-hybrid-0", "claimUid": "c"}});
        let found = awaited(&[
            workspace(from("a-workspace", Some("a-config")), json!(null)),
            workspace(from("b-workspace", None), json!({"phase": "Pending"})),
            workspace(from("c-workspace", None), slot),
            workspace(json!({"owner": "ada"}), json!(null)),
        ]);
        let names = ["a-workspace", "a-config", "b-workspace"].map(str::to_owned);
        assert_eq!(found, HashSet::from(names));
    }
}
