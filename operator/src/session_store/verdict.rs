//! What is to be said about a store, from what was seen and done.

use coditect_crds::condition::reason;
use coditect_crds::{ManagedStore, SessionStoreStatus, StoreMode};

use crate::session_store::conditions::Verdict;
use crate::session_store::jobs::JobState;
use crate::session_store::names::{CLUSTER_FILE_SECRET, pod};
use crate::session_store::plan::{Observed, Plan};
use crate::session_store::report::Report;

/// Where to read what to do.
const DOCS: &str = "docs/foundationdb.md";
/// Three are what the original system has.
const ADVICE: &str = ". It has three coordinators, where FoundationDB recommends five for triple \
                      replication";
/// So many of three coordinators hold the database's state; without them it is lost.
const MAJORITY: usize = 2;

/// What was done for a managed store, and how it went.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Why the database says nothing.
    pub silence: Option<String>,
    /// The Job that makes the database.
    pub configure: Option<(String, JobState)>,
    /// Why processes are not given up.
    pub shrink: Option<String>,
    /// Why a volume does not grow.
    pub resize: Option<String>,
    /// Why the backup does not run.
    pub backup: Option<String>,
    /// Volumes of coordinators that are newer than the database.
    pub new_volumes: Vec<String>,
    /// Why a pod does not start.
    pub trouble: Option<String>,
}

/// On a managed store.
#[must_use]
pub fn managed(store: &ManagedStore, observed: &Observed, plan: &Plan, done: &Done) -> Verdict {
    let report = observed.report.as_ref();
    let ready = if observed.configured {
        availability(report, done.silence.as_deref(), &|report| tolerance(report) + ADVICE)
    } else {
        beginning(store, observed, done)
    };
    let is_available = ready.0;
    Verdict {
        ready,
        degraded: lost(observed, done, is_available)
            .or_else(|| refused(plan))
            .or_else(|| failed(done))
            .or_else(|| report.filter(|_| observed.configured).and_then(no_tolerance)),
        store: facts(StoreMode::Managed, observed.configured, report),
    }
}

/// On a store that somebody else runs. `silence` is why it says nothing.
#[must_use]
pub fn foreign(mode: StoreMode, report: Option<&Report>, silence: Option<&str>) -> Verdict {
    Verdict {
        ready: availability(report, silence, &tolerance),
        degraded: report.and_then(no_tolerance),
        store: facts(mode, report.is_some_and(|report| report.configured), report),
    }
}

/// On a store that is not usable for a reason that is not its own.
#[must_use]
pub fn unusable(
    mode: StoreMode,
    configured: bool,
    why: (&'static str, String),
    is_degraded: bool,
) -> Verdict {
    Verdict {
        ready: (false, why.0, why.1.clone()),
        degraded: is_degraded.then_some(why),
        store: facts(mode, configured, None),
    }
}

/// The namespace's store follows another pool's spec.
#[must_use]
pub fn owned_by(other: &str, was_configured: bool) -> Verdict {
    let message =
        format!("a namespace has one session store, and this one's is that of the pool {other}");
    Verdict {
        ready: (false, reason::OWNED_BY_ANOTHER_POOL, message),
        degraded: None,
        store: SessionStoreStatus { configured: was_configured, ..SessionStoreStatus::default() },
    }
}

/// There is a `sessionStore` with nothing in it, which the schema refuses.
#[must_use]
pub fn nothing_asked() -> Verdict {
    let message = "sessionStore has none of managed, operator and external".to_owned();
    Verdict {
        ready: (false, reason::UNAVAILABLE, message),
        degraded: None,
        store: SessionStoreStatus::default(),
    }
}

/// The database was made, and the key to it is gone.
#[must_use]
pub fn cluster_file_lost() -> (&'static str, String) {
    let pod = pod(0);
    (
        reason::CLUSTER_FILE_LOST,
        format!(
            "the Secret {CLUSTER_FILE_SECRET} is gone, and the volumes of its database are there; \
             it is not made anew, since another id would not open them. Create it again from \
             /var/lib/foundationdb/fdb.cluster of the pod {pod}: see {DOCS}"
        ),
    )
}

/// A StatefulSet of this name is somebody else's.
#[must_use]
pub fn name_taken() -> (&'static str, String) {
    (
        reason::NAME_TAKEN,
        "there is a StatefulSet foundationdb that is not this operator's; rename or delete it"
            .to_owned(),
    )
}

fn facts(mode: StoreMode, configured: bool, report: Option<&Report>) -> SessionStoreStatus {
    let report = report.filter(|report| report.available);
    SessionStoreStatus {
        mode: Some(mode),
        configured,
        version: report.and_then(Report::version).map(|version| version.to_string()),
        processes: report.map(Report::members),
        fault_tolerance: report.map(|report| report.fault_tolerance),
    }
}

fn availability(
    report: Option<&Report>,
    silence: Option<&str>,
    describe: &dyn Fn(&Report) -> String,
) -> (bool, &'static str, String) {
    match report {
        Some(report) if report.available => (true, reason::AVAILABLE, describe(report)),
        Some(report) => {
            let said = report.messages.join(" ");
            (false, reason::UNAVAILABLE, format!("the database takes no transactions: {said}"))
        }
        None => {
            let why = silence.unwrap_or("it was not asked yet");
            (false, reason::UNAVAILABLE, format!("the database does not answer: {why}"))
        }
    }
}

fn tolerance(report: &Report) -> String {
    let may_fail = match report.fault_tolerance {
        ..=0 => "no machine".to_owned(),
        1 => "any one machine".to_owned(),
        more => format!("any {more} machines"),
    };
    format!("the database takes transactions, and {may_fail} may fail")
}

fn beginning(
    store: &ManagedStore,
    observed: &Observed,
    done: &Done,
) -> (bool, &'static str, String) {
    if done.configure.is_some() {
        let message = "all processes run; the database is being made".to_owned();
        return (false, reason::CONFIGURING, message);
    }
    let ready = observed.pods.iter().filter(|pod| pod.ready).count();
    let trouble = done.trouble.as_ref().map(|why| format!("; {why}")).unwrap_or_default();
    let message = format!("{ready} of {} processes are ready{trouble}", store.processes);
    (false, reason::WAITING_FOR_PROCESSES, message)
}

fn lost(observed: &Observed, done: &Done, is_available: bool) -> Option<(&'static str, String)> {
    let is_lost = observed.configured && !is_available && done.new_volumes.len() >= MAJORITY;
    is_lost.then(|| {
        let volumes = done.new_volumes.join(", ");
        let message = format!(
            "the database was made once, and the volumes of {volumes} are not those that it was \
             made on: its data is lost unless those come back. It is not made anew by itself; to \
             restore a backup, see {DOCS}"
        );
        (reason::DATA_LOST, message)
    })
}

fn refused(plan: &Plan) -> Option<(&'static str, String)> {
    let (wanted, kept) = plan.refused_upgrade?;
    let message = format!(
        "version {wanted} cannot take over from {kept} while the database runs; {kept} is kept. \
         Set managed.image back to a patch version of it, or move the data by a backup: see {DOCS}"
    );
    Some((reason::UPGRADE_REFUSED, message))
}

fn failed(done: &Done) -> Option<(&'static str, String)> {
    if let Some((job, JobState::Failed)) = &done.configure {
        let message = format!("the Job {job} failed; see its log, and delete it to try again");
        return Some((reason::CONFIGURE_FAILED, message));
    }
    let shrink = done.shrink.clone().map(|why| (reason::SHRINK_BLOCKED, why));
    let resize = || done.resize.clone().map(|why| (reason::STORAGE_NOT_RESIZABLE, why));
    let backup = || done.backup.clone().map(|why| (reason::BACKUP_STOPPED, why));
    shrink.or_else(resize).or_else(backup)
}

fn no_tolerance(report: &Report) -> Option<(&'static str, String)> {
    (report.available && report.fault_tolerance < 1).then(|| {
        let said = report.messages.join(" ");
        let message = format!("one more failure would stop the database. {said}");
        (reason::NO_FAULT_TOLERANCE, message.trim_end().to_owned())
    })
}
