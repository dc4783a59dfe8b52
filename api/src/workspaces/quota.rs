//! What the quota of a pool says of one workspace more.
//!
//! This saves people a workspace that would only wait. It looks and then acts, so two at once may
//! both pass: the operator counts under a lock, and lets the second wait.

use coditect_crds::{IdePool, Workspace};
use kube::api::ListParams;

use super::client::in_time;
use super::{WorkspaceError, Workspaces};
use crate::accounts::UserId;

impl Workspaces {
    /// Refuses what would be one too many. A pool that is not there, or has no quota, refuses
    /// nothing.
    pub(super) async fn check_quota(
        &self,
        owner: &UserId,
        pool: &str,
    ) -> Result<(), WorkspaceError> {
        // By the list, which the API may read; perhaps a moment old, but it costs the cluster
        // nothing.
        let params = ListParams::default().fields(&format!("metadata.name={pool}")).match_any();
        let pools = in_time(self.pools.list(&params)).await?.items;
        let Some((total, per_owner)) = pools.first().and_then(limits) else { return Ok(()) };
        if let Some(limit) = total {
            let claimed = pools.first().and_then(|pool| pool.status.as_ref());
            let claimed = claimed.map_or(0, |status| status.slots.claimed);
            check("total", limit, usize::try_from(claimed).unwrap_or_default())?;
        }
        if let Some(limit) = per_owner {
            check("perOwner", limit, count(&self.list(owner).await?, pool))?;
        }
        Ok(())
    }
}

/// The most workspaces, in all and of one owner.
fn limits(pool: &IdePool) -> Option<(Option<u32>, Option<u32>)> {
    let quota = pool.spec.quota.as_ref()?;
    let workspaces = |quota: &Option<coditect_crds::Quota>| quota.as_ref()?.workspaces;
    Some((workspaces(&quota.total), workspaces(&quota.per_owner)))
}

/// Those that take of the pool, and do not let go of it.
fn count(workspaces: &[Workspace], pool: &str) -> usize {
    let stay = |workspace: &&Workspace| {
        workspace.spec.pool == pool && workspace.metadata.deletion_timestamp.is_none()
    };
    workspaces.iter().filter(stay).count()
}

fn check(whose: &str, limit: u32, taken: usize) -> Result<(), WorkspaceError> {
    if usize::try_from(limit).is_ok_and(|limit| taken < limit) {
        return Ok(());
    }
    // In the words of the operator.
    Err(WorkspaceError::OverQuota(format!(
        "the pool's quota.{whose}.workspaces is {limit}, of which {taken} are taken, and this \
         needs 1"
    )))
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
    use k8s_openapi::jiff::Timestamp;

    use super::*;

    #[test]
    fn one_too_many_is_told_with_the_numbers() {
        assert!(check("perOwner", 3, 2).is_ok());
        let refusal = check("perOwner", 3, 3).unwrap_err().to_string();
        assert!(refusal.contains("quota.perOwner.workspaces is 3, of which 3"), "{refusal}");
        assert!(check("total", 0, 0).is_err());
    }

    #[test]
    fn those_of_other_pools_and_those_that_leave_do_not_count() {
        let workspace = |pool: &str, leaves: bool| {
            let spec = serde_json::json!({"owner": "ada", "pool": pool});
            let mut workspace = Workspace::new("w", serde_json::from_value(spec).unwrap());
            workspace.metadata.deletion_timestamp = leaves.then_some(Time(Timestamp::UNIX_EPOCH));
            workspace
        };
        let all = [workspace("p", false), workspace("p", true), workspace("q", false)];
        assert_eq!(count(&all, "p"), 1);
    }
}
