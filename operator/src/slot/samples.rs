//! Views as tests begin with them.

use jiff::Timestamp;

use crate::idle::{FullVolumes, Wanted};
use crate::names::WorkspaceKey;
use crate::slot::{ClaimView, Holder, Notice, PodView, Told, Version, WorkspaceView};

/// A claim that nobody holds and that has no volume.
pub fn claim(uid: &str, version: u64) -> ClaimView {
    ClaimView {
        uid: uid.to_owned(),
        version: Version(version),
        terminating: false,
        volume: None,
        requested: 0,
        capacity: 0,
        holder: Holder::Free,
        holder_name: None,
    }
}

/// A pod that waits behind the gate.
pub fn pod(uid: &str, version: u64) -> PodView {
    PodView {
        uid: uid.to_owned(),
        version: Version(version),
        terminating: false,
        gated: true,
        ready_at: None,
        trouble: None,
        told: Told::default(),
        revision: None,
        started_at: None,
        resources: None,
        granted: None,
        resizing: None,
        notice: Notice::default(),
    }
}

/// Ada's, of the pool `p` in `ns`, which wants to run and has no slot yet.
pub fn workspace(name: &str, version: u64) -> WorkspaceView {
    WorkspaceView {
        key: WorkspaceKey { namespace: "ns".to_owned(), name: name.to_owned() },
        pool: "p".to_owned(),
        owner: "ada".to_owned(),
        version: Version(version),
        claim_uid: None,
        generation: 1,
        created: Timestamp::UNIX_EPOCH,
        claimed: Timestamp::UNIX_EPOCH,
        running: true,
        wanted: Wanted::default(),
        full: FullVolumes::default(),
    }
}
