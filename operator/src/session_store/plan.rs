//! What a managed store needs next: a pure decision over what was observed.
//!
//! Before the database is made, pods may come and go. After that, one is only taken away when the
//! database has nothing on it any more, or, for a moment, when it spares one.

use std::collections::BTreeSet;

use coditect_crds::ManagedStore;

use crate::session_store::build::Shape;
use crate::session_store::names::{self, locality};
use crate::session_store::report::Report;
use crate::session_store::version::Version;

/// What is there now.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The StatefulSet's replicas and image; none before it is made.
    pub live: Option<Shape>,
    /// The pods, by ordinal.
    pub pods: Vec<PodView>,
    /// The database was made, at some time.
    pub configured: bool,
    /// What the database says; none while it says nothing.
    pub report: Option<Report>,
}

/// A pod of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// Its name.
    pub name: String,
    /// Its UID.
    pub uid: String,
    /// It passes its probe.
    pub ready: bool,
    /// It is being deleted.
    pub terminating: bool,
    /// It is as the StatefulSet's template says now.
    pub up_to_date: bool,
}

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How the store should be now.
    pub shape: Shape,
    /// Pods to empty, so that there can be fewer.
    pub exclude: Vec<String>,
    /// Localities that are excluded and should not be any more.
    pub include: Vec<String>,
    /// A pod to delete, so that it comes back as the template says.
    pub replace: Option<PodView>,
    /// The database may be made: all processes are there and it never was.
    pub configure: bool,
    /// The version that was asked for and is refused, and the one that is kept.
    pub refused_upgrade: Option<(Version, Version)>,
    /// Fewer processes are asked for, but now is not the time.
    pub shrink_waits: bool,
}

/// Decides it.
#[must_use]
pub fn plan(store: &ManagedStore, observed: &Observed) -> Plan {
    let (image, refused_upgrade) = image(store, observed);
    let wanted = u32::try_from(store.processes).unwrap_or_default();
    let live = observed.live.as_ref().map_or(wanted, |live| live.replicas);
    let leaving: Vec<_> = (wanted..live).map(names::pod).collect();
    let steady = observed.report.as_ref().is_some_and(Report::spares_one);
    let (replicas, exclude) = if leaving.is_empty() || !observed.configured {
        (wanted, vec![])
    } else if observed.report.as_ref().is_some_and(|report| is_drained(report, &leaving)) {
        (wanted, leaving.clone())
    } else {
        (live, if steady { leaving.clone() } else { vec![] })
    };
    Plan {
        shape: Shape { replicas, image },
        include: include(observed, &leaving, wanted),
        replace: leaving.is_empty().then(|| replace(observed, steady)).flatten(),
        configure: !observed.configured && is_complete(observed, wanted),
        shrink_waits: !leaving.is_empty() && observed.configured && exclude.is_empty(),
        exclude,
        refused_upgrade,
    }
}

/// A process of another minor version would not talk to the rest, so all would have to be replaced
/// together, with the database down.
fn image(store: &ManagedStore, observed: &Observed) -> (String, Option<(Version, Version)>) {
    let Some(live) = observed.live.as_ref().filter(|_| observed.configured) else {
        return (store.image.clone(), None);
    };
    match (Version::of_image(&store.image), Version::of_image(&live.image)) {
        (Some(wanted), Some(kept)) if !wanted.mixes_with(kept) => {
            (live.image.clone(), Some((wanted, kept)))
        }
        _ => (store.image.clone(), None),
    }
}

fn is_drained(report: &Report, leaving: &[String]) -> bool {
    let localities: Vec<_> = leaving.iter().map(|pod| locality(pod)).collect();
    report.is_drained(leaving, &localities)
}

/// Processes that are gone, or wanted again, must not stay excluded: they could never come back.
fn include(observed: &Observed, leaving: &[String], wanted: u32) -> Vec<String> {
    let Some(report) = observed.report.as_ref().filter(|report| report.available) else {
        return vec![];
    };
    let there: BTreeSet<_> = observed.pods.iter().map(|pod| pod.name.as_str()).collect();
    let ours = report.excluded.iter().filter_map(|excluded| {
        let pod = excluded.strip_prefix("locality_instance_id:")?;
        let ordinal: u32 = pod.strip_prefix("foundationdb-")?.parse().ok()?;
        Some((excluded, pod, ordinal))
    });
    ours.filter(|(_, pod, ordinal)| {
        let is_leaving = leaving.iter().any(|leaving| leaving == pod);
        !is_leaving && (*ordinal < wanted || !there.contains(pod))
    })
    .map(|(excluded, _, _)| excluded.clone())
    .collect()
}

/// One pod at a time: first those that do not run anyway, then from the top, coordinators last.
fn replace(observed: &Observed, steady: bool) -> Option<PodView> {
    if observed.pods.iter().any(|pod| pod.terminating) {
        return None;
    }
    let outdated = || observed.pods.iter().rev().filter(|pod| !pod.up_to_date);
    if let Some(broken) = outdated().find(|pod| !pod.ready) {
        return Some(broken.clone());
    }
    let all_ready = observed.pods.iter().all(|pod| pod.ready);
    let spares_one = all_ready && (steady || !observed.configured);
    spares_one.then(|| outdated().next().cloned()).flatten()
}

fn is_complete(observed: &Observed, wanted: u32) -> bool {
    let ready = observed.pods.iter().filter(|pod| pod.ready && !pod.terminating).count();
    u32::try_from(ready).is_ok_and(|ready| ready >= wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session_store::report::Process;

    fn store(processes: i32, version: &str) -> ManagedStore {
        serde_json::from_value(serde_json::json!({
            "processes": processes, "image": format!("foundationdb:{version}"),
        }))
        .unwrap()
    }

    fn pods(count: u32) -> Vec<PodView> {
        let pod = |ordinal| PodView {
            name: names::pod(ordinal),
            uid: format!("u{ordinal}"),
            ready: true,
            terminating: false,
            up_to_date: true,
        };
        (0..count).map(pod).collect()
    }

    fn report(count: u32) -> Report {
        let process =
            |ordinal| (names::pod(ordinal), Process { holds_data: true, ..Process::default() });
        Report {
            available: true,
            healthy: true,
            configured: true,
            fault_tolerance: 1,
            processes: (0..count).map(process).collect(),
            ..Report::default()
        }
    }

    /// Five processes of 7.4.6, all well.
    fn healthy() -> Observed {
        Observed {
            live: Some(Shape { replicas: 5, image: "foundationdb:7.4.6".to_owned() }),
            pods: pods(5),
            configured: true,
            report: Some(report(5)),
        }
    }

    fn change(observed: Observed, with: impl FnOnce(&mut Observed)) -> Observed {
        let mut observed = observed;
        with(&mut observed);
        observed
    }

    fn report_of(observed: &mut Observed) -> &mut Report {
        observed.report.as_mut().unwrap()
    }

    #[test]
    fn a_store_that_is_as_asked_needs_nothing() {
        let plan = plan(&store(5, "7.4.6"), &healthy());
        let shape = Shape { replicas: 5, image: "foundationdb:7.4.6".to_owned() };
        let nothing = Plan {
            shape,
            exclude: vec![],
            include: vec![],
            replace: None,
            configure: false,
            refused_upgrade: None,
            shrink_waits: false,
        };
        assert_eq!(plan, nothing);
    }

    #[test]
    fn the_database_is_made_once_all_processes_are_there_and_never_again() {
        let new = change(healthy(), |o| (o.configured, o.report) = (false, None));
        assert!(plan(&store(5, "7.4.6"), &new).configure);
        let incomplete = change(new, |o| o.pods[4].ready = false);
        assert!(!plan(&store(5, "7.4.6"), &incomplete).configure);
        let lost = change(healthy(), |o| o.report = Some(Report::default()));
        assert!(!plan(&store(5, "7.4.6"), &lost).configure);
    }

    #[test]
    fn processes_are_emptied_before_they_are_taken_away() {
        let asked = store(3, "7.4.6");
        let first = plan(&asked, &healthy());
        assert_eq!(first.shape.replicas, 5);
        assert_eq!(first.exclude, ["foundationdb-3", "foundationdb-4"]);

        let excluded = ["foundationdb-3", "foundationdb-4"].map(locality).to_vec();
        let moving = change(healthy(), |o| report_of(o).excluded.clone_from(&excluded));
        assert_eq!(plan(&asked, &moving).shape.replicas, 5);

        let emptied = change(moving, |o| {
            for ordinal in [3, 4] {
                report_of(o).processes.get_mut(&names::pod(ordinal)).unwrap().holds_data = false;
            }
        });
        let last = plan(&asked, &emptied);
        assert_eq!((last.shape.replicas, last.include), (3, vec![]));
    }

    #[test]
    fn a_database_that_spares_nothing_is_not_made_smaller() {
        let unwell = change(healthy(), |o| report_of(o).fault_tolerance = 0);
        let plan = plan(&store(3, "7.4.6"), &unwell);
        assert_eq!((plan.shape.replicas, plan.exclude), (5, vec![]));
        assert!(plan.shrink_waits);
    }

    #[test]
    fn those_that_are_gone_are_included_so_that_they_may_come_back() {
        let shrunk = change(healthy(), |o| {
            o.pods.truncate(4);
            o.live.as_mut().unwrap().replicas = 4;
            report_of(o).excluded = vec![locality("foundationdb-4"), "locality_zoneid:z".into()];
        });
        assert_eq!(plan(&store(4, "7.4.6"), &shrunk).include, [locality("foundationdb-4")]);
        // Asked for again before they were gone.
        let again = change(healthy(), |o| report_of(o).excluded = vec![locality("foundationdb-4")]);
        assert_eq!(plan(&store(5, "7.4.6"), &again).include, [locality("foundationdb-4")]);
    }

    #[test]
    fn a_patch_version_is_rolled_out_from_the_top_one_pod_at_a_time() {
        let asked = store(5, "7.4.7");
        let started = plan(&asked, &healthy());
        assert_eq!(started.shape.image, "foundationdb:7.4.7");
        let outdated = change(healthy(), |o| o.pods.iter_mut().for_each(|p| p.up_to_date = false));
        let replaced = |o: &Observed| plan(&asked, o).replace.map(|pod| pod.name);
        assert_eq!(replaced(&outdated).as_deref(), Some("foundationdb-4"));
        let starting = change(outdated.clone(), |o| {
            (o.pods[4].ready, o.pods[4].up_to_date) = (false, true);
        });
        assert_eq!(replaced(&starting), None);
        let unwell = change(outdated.clone(), |o| report_of(o).healthy = false);
        assert_eq!(replaced(&unwell), None);
        // One that does not run cannot be made worse.
        let broken = change(outdated, |o| o.pods[1].ready = false);
        assert_eq!(replaced(&broken).as_deref(), Some("foundationdb-1"));
    }

    #[test]
    fn another_minor_version_is_refused() {
        let plan = plan(&store(5, "7.5.0"), &healthy());
        assert_eq!(plan.shape.image, "foundationdb:7.4.6");
        let versions = |(wanted, kept): (Version, Version)| (wanted.to_string(), kept.to_string());
        assert_eq!(
            plan.refused_upgrade.map(versions),
            Some(("7.5.0".to_owned(), "7.4.6".to_owned()))
        );
    }
}
