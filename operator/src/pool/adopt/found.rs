//! What is there under a pool's names, and whether it can be taken over.

use std::collections::BTreeSet;

use coditect_crds::IdePool;
use coditect_crds::condition::reason;
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Service};
use kube::api::{Api, ListParams};
use kube::{Client, ResourceExt as _};

use crate::apply::{ApplyError, failed, live};
use crate::names::{HOLDER_ADOPTED, LABEL_HOLDER, LABEL_POOL, Ordinal, PoolKey, SlotKey, Volume};

/// The live claims and pods that have the names of the pool's.
#[derive(Debug, Default)]
pub struct Found {
    /// The claims of workspaces first.
    pub claims: Vec<(SlotKey, Volume, PersistentVolumeClaim)>,
    pub pods: Vec<Pod>,
    service: Option<Service>,
}

/// A reason and a message.
pub type Refusal = (&'static str, String);

pub async fn look(client: &Client, key: &PoolKey) -> Result<Found, ApplyError> {
    let all = ListParams::default();
    let api: Api<PersistentVolumeClaim> = Api::namespaced(client.clone(), &key.namespace);
    let claims =
        api.list(&all).await.map_err(|e| failed::<PersistentVolumeClaim>("list", "all", e))?;
    let api: Api<Pod> = Api::namespaced(client.clone(), &key.namespace);
    let pods = api.list(&all).await.map_err(|e| failed::<Pod>("list", "all", e))?;
    let mut named = vec![];
    for claim in claims {
        let name = claim.name_any();
        let Some(ordinal) = Ordinal::of(&name) else { continue };
        let slot = SlotKey { pool: key.clone(), ordinal };
        let volume = Volume::ALL.into_iter().find(|volume| slot.claim(*volume) == name);
        named.extend(volume.map(|volume| (slot, volume, claim)));
    }
    // The lock before all else: what has it is nobody's to take.
    named.sort_by_key(|(slot, volume, _)| (*volume != Volume::Workspace, slot.ordinal));
    let is_named = |pod: &Pod| {
        let slot = Ordinal::of(&pod.name_any())
            .map(|ordinal| SlotKey { pool: key.clone(), ordinal }.pod());
        slot == Some(pod.name_any())
    };
    let pods = pods.into_iter().filter(is_named).collect();
    let service = live::<Service>(client, &key.namespace, &key.service()).await?;
    Ok(Found { claims: named, pods, service })
}

impl Found {
    /// Whether nothing is there but what is the pool's already.
    pub fn is_nothing(&self) -> bool {
        self.claims.iter().all(|(.., claim)| is_pools(claim)) && self.pods.iter().all(is_pools)
    }

    /// Whether some of it was taken over already.
    pub fn is_begun(&self) -> bool {
        let holder = |claim: &PersistentVolumeClaim| claim.labels().get(LABEL_HOLDER).cloned();
        self.claims.iter().any(|(.., claim)| holder(claim).as_deref() == Some(HOLDER_ADOPTED))
    }

    /// Whether all of it can be taken over as it is.
    pub fn check(
        &self,
        key: &PoolKey,
        pool: &IdePool,
        set: Option<&StatefulSet>,
    ) -> Result<(), Refusal> {
        let Some(adoption) = &pool.spec.adoption else {
            let message = format!(
                "{} is there already, with {} pods and {} volume claims; set spec.adoption to take \
                 them over, or give the pool another name",
                key.stateful_set(),
                self.pods.len(),
                self.claims.len()
            );
            return Err((reason::ADOPTION_REQUIRED, message));
        };
        set.map_or(Ok(()), check_templates)?;
        self.service.as_ref().map_or(Ok(()), check_service)?;
        self.check_claims()?;
        self.check_maximum(pool.spec.capacity.maximum)?;
        let assigned = adoption.slots.iter().map(|slot| Ordinal(slot.ordinal));
        match assigned
            .into_iter()
            .find(|ordinal| !self.ordinals(Volume::Workspace).contains(ordinal))
        {
            None => Ok(()),
            Some(ordinal) => {
                let slot = SlotKey { pool: key.clone(), ordinal };
                refuse(format!(
                    "spec.adoption.slots assigns ordinal {}, and there is no volume claim {}",
                    ordinal.0,
                    slot.claim(Volume::Workspace)
                ))
            }
        }
    }

    fn check_claims(&self) -> Result<(), Refusal> {
        let locked = self.ordinals(Volume::Workspace);
        for (slot, volume, claim) in &self.claims {
            if claim.metadata.deletion_timestamp.is_some() {
                return refuse(format!("volume claim {} is being deleted", claim.name_any()));
            }
            // The other volume would be an empty one, and the slot free for anybody.
            if *volume == Volume::Config && !locked.contains(&slot.ordinal) {
                return refuse(format!(
                    "volume claim {} is there without {}; rename or delete it",
                    claim.name_any(),
                    slot.claim(Volume::Workspace)
                ));
            }
        }
        Ok(())
    }

    fn check_maximum(&self, maximum: i32) -> Result<(), Refusal> {
        let pods = self.pods.iter().filter_map(|pod| Ordinal::of(&pod.name_any()));
        let highest = self.claims.iter().map(|(slot, ..)| slot.ordinal).chain(pods).max();
        let needed = highest.map_or(0, |ordinal| i64::from(ordinal.0) + 1);
        if needed <= i64::from(maximum) {
            return Ok(());
        }
        refuse(format!("{needed} slots are there; raise spec.capacity.maximum to at least that"))
    }

    fn ordinals(&self, volume: Volume) -> BTreeSet<Ordinal> {
        let claims = self.claims.iter().filter(|(_, of, _)| *of == volume);
        claims.map(|(slot, ..)| slot.ordinal).collect()
    }
}

/// The pool's StatefulSet has these two, and its controller does not put up with pods that have
/// others.
fn check_templates(set: &StatefulSet) -> Result<(), Refusal> {
    let templates = set.spec.volume_claim_templates.iter().flatten();
    let names: BTreeSet<_> = templates.filter_map(|t| t.metadata.name.as_deref()).collect();
    let wanted: BTreeSet<_> = Volume::ALL.iter().map(|volume| volume.as_str()).collect();
    if names == wanted {
        return Ok(());
    }
    refuse(format!(
        "StatefulSet {} has the volume claim templates {names:?}, and only {wanted:?} can be taken \
         over; continue from its volumes by spec.storage.fromVolume of each Workspace",
        set.name_any()
    ))
}

/// What cannot become, or should not become, the pool's ClusterIP Service.
fn check_service(service: &Service) -> Result<(), Refusal> {
    let spec = service.spec.clone().unwrap_or_default();
    let type_ = spec.type_.as_deref().unwrap_or("ClusterIP");
    let is_headless = spec.cluster_ip.as_deref() == Some("None");
    if is_pools(service) || (type_ == "ClusterIP" && !is_headless) {
        return Ok(());
    }
    let kind = if is_headless { "headless" } else { type_ };
    refuse(format!(
        "Service {} is {kind}, and the pool makes one of type ClusterIP of that name; give yours \
         another name, with the same selector",
        service.name_any()
    ))
}

fn is_pools(object: &impl kube::ResourceExt) -> bool {
    object.labels().contains_key(LABEL_POOL)
}

fn refuse(message: String) -> Result<(), Refusal> {
    Err((reason::ADOPTION_REFUSED, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::{Value, json};

    fn key() -> PoolKey {
        PoolKey::new("ns", "p")
    }

    fn pool(adoption: &Value) -> IdePool {
        serde_json::from_value(json!({
            "apiVersion": "coditect.ai/v1alpha1",
            "kind": "IdePool",
            "metadata": {"name": "p", "namespace": "ns"},
            "spec": {"image": "i", "capacity": {"maximum": 3}, "adoption": adoption},
        }))
        .unwrap()
    }

    fn claim(volume: Volume, ordinal: u32) -> (SlotKey, Volume, PersistentVolumeClaim) {
        let slot = SlotKey { pool: key(), ordinal: Ordinal(ordinal) };
        let claim = json!({"metadata": {"name": slot.claim(volume), "namespace": "ns"}});
        (slot, volume, serde_json::from_value(claim).unwrap())
    }

    fn found(claims: &[(Volume, u32)]) -> Found {
        Found {
            claims: claims.iter().map(|(volume, ordinal)| claim(*volume, *ordinal)).collect(),
            ..Found::default()
        }
    }

    const BOTH: [(Volume, u32); 2] = [(Volume::Workspace, 0), (Volume::Config, 0)];

    fn set(templates: &[&str]) -> StatefulSet {
        let templates: Vec<_> =
            templates.iter().map(|name| json!({"metadata": {"name": name}, "spec": {}})).collect();
        serde_json::from_value(json!({
            "metadata": {"name": "p-hybrid"},
            "spec": {
                "selector": {}, "template": {}, "serviceName": "p",
                "volumeClaimTemplates": templates,
            },
        }))
        .unwrap()
    }

    #[test]
    fn what_is_whole_is_taken_over() {
        let assigned = json!({"slots": [{"ordinal": 0, "workspace": "a", "owner": "ada"}]});
        let set = set(&["config", "workspace"]);
        assert_eq!(found(&BOTH).check(&key(), &pool(&assigned), Some(&set)), Ok(()));
    }

    #[test]
    fn nothing_is_taken_over_without_consent() {
        let (reason, message) = found(&BOTH).check(&key(), &pool(&Value::Null), None).unwrap_err();
        assert_eq!(reason, reason::ADOPTION_REQUIRED);
        assert!(message.contains("0 pods and 2 volume claims"), "{message}");
    }

    #[rstest]
    #[case::a_slot_that_is_not_there(&BOTH, json!({"slots": [
        {"ordinal": 1, "workspace": "a", "owner": "ada"}]}), None, "workspace-p-hybrid-1")]
    #[case::half_a_slot(&[(Volume::Config, 2)], json!({}), None, "config-p-hybrid-2")]
    #[case::more_than_the_maximum(&[(Volume::Workspace, 3)], json!({}), None, "capacity.maximum")]
    #[case::other_templates(&BOTH, json!({}), Some(&["data"][..]), "\"data\"")]
    fn what_is_not_whole_is_left_alone(
        #[case] claims: &[(Volume, u32)],
        #[case] adoption: Value,
        #[case] templates: Option<&[&str]>,
        #[case] says: &str,
    ) {
        let set = templates.map(set);
        let refused = found(claims).check(&key(), &pool(&adoption), set.as_ref());
        let (reason, message) = refused.unwrap_err();
        assert_eq!(reason, reason::ADOPTION_REFUSED);
        assert!(message.contains(says), "{message}");
    }

    #[rstest]
    #[case(json!({"type": "LoadBalancer"}), false)]
    #[case(json!({"clusterIP": "None"}), false)]
    #[case(json!({"type": "ClusterIP", "clusterIP": "10.0.0.1"}), true)]
    fn a_service_that_cannot_be_the_pools_is_left_alone(
        #[case] spec: Value,
        #[case] is_fine: bool,
    ) {
        let service = json!({"metadata": {"name": "p-service"}, "spec": spec});
        let service = serde_json::from_value(service).unwrap();
        let found = Found { service: Some(service), ..found(&BOTH) };
        assert_eq!(found.check(&key(), &pool(&json!({})), None).is_ok(), is_fine);
    }
}
