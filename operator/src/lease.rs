//! Leadership by a `Lease`: one replica acts, the others stand by.
//!
//! Nothing depends on there being one leader, since every claim is a conditional write; it only
//! keeps replicas from doing the same work. Still, a leader that cannot renew stops acting before
//! another may take over.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use kube::api::{Api, PostParams};
use kube::{Client, ResourceExt as _};
use tokio::time::{Instant, sleep};
use tokio_util::task::AbortOnDropHandle;

/// The Lease that replicas contend for.
pub const LEASE: &str = "coditect-operator";

/// How long others wait after the last renewal that they saw.
const DURATION: Duration = Duration::from_secs(15);
/// How long a leader tries to renew before it gives up: well within [`DURATION`].
const RENEW_DEADLINE: Duration = Duration::from_secs(10);
/// Between two tries.
const RETRY: Duration = Duration::from_secs(2);

/// Others may act from now on: this process must not, not even to finish what it began.
#[derive(Debug, thiserror::Error)]
#[error("lost the lease; restarting to stand by")]
pub struct Lost;

/// One replica's part in the election.
#[derive(Clone)]
pub struct Election {
    leases: Api<Lease>,
    identity: String,
}

/// A Lease that somebody else holds, and since when it has not changed by the local clock. The
/// holder's own times are never compared: clocks differ.
struct Seen {
    version: Option<String>,
    at: Instant,
}

impl Election {
    /// Takes part in the election for [`LEASE`].
    #[must_use]
    pub fn new(client: Client, namespace: &str, identity: String) -> Self {
        Self { leases: Api::namespaced(client, namespace), identity }
    }

    /// Waits until this replica leads.
    pub async fn win(&self) {
        let mut seen: Option<Seen> = None;
        loop {
            match self.try_acquire(&mut seen).await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "failed to acquire the lease; trying again"),
            }
            sleep(RETRY).await;
        }
    }

    /// Does the work of a leader, for as long as the Lease is kept that was won. Once the work has
    /// ended, another replica need not wait for the Lease to expire.
    ///
    /// # Errors
    ///
    /// If it was not kept: the work was dropped where it stood.
    pub async fn lead(&self, work: impl Future<Output = ()>) -> Result<(), Lost> {
        let keeper = self.clone();
        // In a task of its own: ten thousand events at once must not keep it from renewing in time.
        let kept = AbortOnDropHandle::new(tokio::spawn(async move { keeper.keep().await }));
        tokio::select! {
            () = work => {}
            _ = kept => return Err(Lost),
        }
        if let Err(error) = self.give_up().await {
            tracing::warn!(%error, "failed to give the lease up; it expires by itself");
        }
        Ok(())
    }

    /// Renews until that fails for too long, or somebody else holds the Lease.
    async fn keep(&self) {
        let mut renewed = Instant::now();
        while renewed.elapsed() < RENEW_DEADLINE {
            sleep(RETRY).await;
            let left = RENEW_DEADLINE.saturating_sub(renewed.elapsed());
            let asked = Instant::now();
            match tokio::time::timeout(left, self.renew()).await {
                Ok(Ok(true)) => {
                    renewed = asked;
                    let took = asked.elapsed();
                    if took > RETRY {
                        tracing::warn!(?took, "the apiserver is slow to renew the lease");
                    }
                }
                Ok(Err(error)) => tracing::warn!(%error, "failed to renew the lease"),
                Ok(Ok(false)) => return tracing::warn!("another replica has the lease"),
                Err(_) => return tracing::warn!(?left, "the apiserver did not answer in time"),
            }
        }
    }

    async fn try_acquire(&self, seen: &mut Option<Seen>) -> kube::Result<bool> {
        let Some(lease) = self.leases.get_opt(LEASE).await? else {
            return won(self.leases.create(&PostParams::default(), &self.lease(None)).await);
        };
        let holder = lease.spec.as_ref().and_then(|spec| spec.holder_identity.as_deref());
        let is_free = holder.is_none_or(|holder| holder.is_empty() || holder == self.identity);
        if !is_free && !expired(&lease, seen) {
            return Ok(false);
        }
        self.write(&lease).await
    }

    async fn renew(&self) -> kube::Result<bool> {
        let lease = self.leases.get(LEASE).await?;
        let holder = lease.spec.as_ref().and_then(|spec| spec.holder_identity.as_deref());
        if holder != Some(&self.identity) {
            return Ok(false);
        }
        self.write(&lease).await
    }

    async fn give_up(&self) -> kube::Result<()> {
        let mut lease = self.leases.get(LEASE).await?;
        let Some(spec) = &mut lease.spec else { return Ok(()) };
        if spec.holder_identity.as_deref() == Some(&self.identity) {
            spec.holder_identity = None;
            self.leases.replace(LEASE, &PostParams::default(), &lease).await?;
        }
        Ok(())
    }

    /// Writes the Lease over `current`, if nobody else has in the meantime.
    async fn write(&self, current: &Lease) -> kube::Result<bool> {
        let lease = self.lease(Some(current));
        won(self.leases.replace(LEASE, &PostParams::default(), &lease).await)
    }

    fn lease(&self, current: Option<&Lease>) -> Lease {
        let now = MicroTime(jiff::Timestamp::now());
        let spec = current.and_then(|lease| lease.spec.clone()).unwrap_or_default();
        let is_own = spec.holder_identity.as_deref() == Some(&self.identity);
        let transitions = spec.lease_transitions.unwrap_or_default() + i32::from(!is_own);
        let acquired = spec.acquire_time.filter(|_| is_own).unwrap_or_else(|| now.clone());
        Lease {
            metadata: ObjectMeta {
                name: Some(LEASE.to_owned()),
                resource_version: current.and_then(kube::ResourceExt::resource_version),
                ..Default::default()
            },
            spec: Some(LeaseSpec {
                holder_identity: Some(self.identity.clone()),
                lease_duration_seconds: i32::try_from(DURATION.as_secs()).ok(),
                lease_transitions: Some(transitions),
                acquire_time: Some(acquired),
                renew_time: Some(now),
                ..Default::default()
            }),
        }
    }
}

fn expired(lease: &Lease, seen: &mut Option<Seen>) -> bool {
    let version = lease.resource_version();
    match seen {
        Some(known) if known.version == version => known.at.elapsed() > DURATION,
        _ => {
            *seen = Some(Seen { version, at: Instant::now() });
            false
        }
    }
}

/// A conflict means that another replica was faster: no error, but no leadership either.
fn won(result: kube::Result<Lease>) -> kube::Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_already_exists() => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(version: &str) -> Lease {
        let metadata =
            ObjectMeta { resource_version: Some(version.to_owned()), ..Default::default() };
        Lease { metadata, spec: None }
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_expires_only_when_it_has_not_changed_for_its_whole_duration() {
        let mut seen = None;
        assert!(!expired(&lease("1"), &mut seen));
        tokio::time::advance(DURATION).await;
        assert!(!expired(&lease("2"), &mut seen));
        tokio::time::advance(DURATION).await;
        assert!(!expired(&lease("2"), &mut seen));
        tokio::time::advance(RETRY).await;
        assert!(expired(&lease("2"), &mut seen));
    }
}
