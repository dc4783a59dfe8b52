//! What the API does besides answering.

use std::time::Duration;

use jiff::Timestamp;

use crate::audit;
use crate::changes;
use crate::reports;
use crate::state::State;
use crate::store::{Database, StoreError, expiry};

/// How often what has ended is removed. Every replica does it, and finds what the others left.
const SWEEP_EVERY: Duration = Duration::from_mins(5);

/// Does all of it for as long as it is polled. Ends only if a part of it does, which it should not;
/// then it says which.
pub async fn run(state: &State) -> &'static str {
    tokio::select! {
        () = changes::follow(state.workspaces.watch(), &state.changes) => "the watch of workspaces",
        () = changes::follow_notes(&state.database, &state.changes) => "the watch of notes",
        () = reports::sweep(&state.reports, &state.workspaces) => "the sweep of reports",
        () = sweep(state) => "the sweep of what has ended",
    }
}

async fn sweep(state: &State) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        match remove_ended(&state.database, state.clock.now()).await {
            Ok(0) => {}
            Ok(removed) => tracing::debug!(removed, "removed what has ended"),
            Err(error) => tracing::warn!(%error, "failed to remove what has ended"),
        }
    }
}

async fn remove_ended(database: &Database, now: Timestamp) -> Result<usize, StoreError> {
    let records = expiry::sweep(database, now).await?;
    let notes = changes::trim_notes(database, now).await?;
    let deeds = audit::trim(database, now).await?;
    Ok(records + notes + deeds)
}
