//! Forgets workspaces that are gone.

use std::time::Duration;

use super::Reports;
use crate::error::ApiError;
use crate::workspaces::Workspaces;

/// A report is some hundred bytes: nothing hurries.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Forgets now and then, for as long as it is polled.
pub async fn sweep(reports: &Reports, workspaces: &Workspaces) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        match forget_gone(reports, workspaces).await {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "forgot workspaces that are gone"),
            Err(error) => tracing::warn!(%error, "failed to forget workspaces that are gone"),
        }
    }
}

/// First what is known, then who lives: whoever was known and does not live now is gone for good,
/// since a UID is never used again.
async fn forget_gone(reports: &Reports, workspaces: &Workspaces) -> Result<usize, ApiError> {
    let known = reports.uids().await?;
    if known.is_empty() {
        return Ok(0);
    }
    let living = workspaces.uids().await?;
    let gone: Vec<_> = known.into_iter().filter(|uid| !living.contains(uid)).collect();
    reports.forget(&gone).await?;
    Ok(gone.len())
}
