//! How often one may try to log in (OWASP ASVS 5.0, 6.3.1), and how often a pod may call.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::accounts::Email;
use crate::error::ApiError;

/// Attempts between two clean-ups of those who are no longer limited.
const SWEEP_EVERY: u32 = 1024;

/// Calls a minute from one address of pods. Each is a question to the apiserver. On some networks
/// all pods of a node have the node's address; what is well-behaved calls a few times a minute.
const POD_CALLS: NonZeroU32 = NonZeroU32::new(600).unwrap();
/// Calls a minute for one workspace. Progress is a write to disk.
const WORKSPACE_CALLS: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// Limits by account and by address. Each replica counts for itself.
pub struct Throttle {
    accounts: Limiter<Email>,
    addresses: Limiter<IpAddr>,
    pods: Limiter<IpAddr>,
    workspaces: Limiter<String>,
}

impl Throttle {
    /// At most so many attempts a minute for one account, and from one address.
    #[must_use]
    pub fn new(per_account: NonZeroU32, per_address: NonZeroU32) -> Self {
        Self {
            accounts: Limiter::new(per_account),
            addresses: Limiter::new(per_address),
            pods: Limiter::new(POD_CALLS),
            workspaces: Limiter::new(WORKSPACE_CALLS),
        }
    }

    /// Counts an attempt from `address`.
    pub fn address(&self, address: IpAddr) -> Result<(), ApiError> {
        self.addresses.count(&household(address))
    }

    /// Counts an attempt on an account, whether it exists or not.
    pub fn account(&self, email: &Email) -> Result<(), ApiError> {
        self.accounts.count(email)
    }

    /// Counts a call of a pod, whether its token is good or not.
    pub fn pod(&self, address: IpAddr) -> Result<(), ApiError> {
        self.pods.count(&address.to_canonical())
    }

    /// Counts a call of the pod of a workspace.
    pub fn workspace(&self, uid: &str) -> Result<(), ApiError> {
        self.workspaces.count(&uid.to_owned())
    }
}

struct Limiter<K: Hash + Eq + Clone> {
    buckets: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    counted: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(per_minute: NonZeroU32) -> Self {
        Self {
            buckets: DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute)),
            clock: DefaultClock::default(),
            counted: AtomicU32::new(0),
        }
    }

    fn count(&self, key: &K) -> Result<(), ApiError> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.buckets.retain_recent();
        }
        self.buckets.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            ApiError::TooManyRequests { retry_after: wait.as_secs().saturating_add(1) }
        })
    }
}

/// One household has a whole /64 of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle() -> Throttle {
        let two = NonZeroU32::new(2).unwrap();
        Throttle::new(two, two)
    }

    #[test]
    fn the_third_attempt_of_two_has_to_wait() {
        let (throttle, email) = (throttle(), Email::parse("ada@example.com").unwrap());
        assert!(throttle.account(&email).is_ok());
        assert!(throttle.account(&email).is_ok());
        let Err(ApiError::TooManyRequests { retry_after }) = throttle.account(&email) else {
            panic!("not limited");
        };
        assert!((1..=31).contains(&retry_after), "{retry_after}");
        assert!(throttle.account(&Email::parse("bob@example.com").unwrap()).is_ok());
    }

    #[test]
    fn a_pod_that_does_not_stop_calling_has_to_wait_and_the_others_do_not() {
        let throttle = throttle();
        let calls = (0..1000).take_while(|_| throttle.workspace("u1").is_ok()).count();
        assert!((120..1000).contains(&calls), "{calls}");
        assert!(throttle.workspace("u2").is_ok());
        let (one, other) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert!((0..1000).any(|_| throttle.pod(one).is_err()));
        assert!(throttle.pod(other).is_ok());
    }

    #[test]
    fn a_household_is_one_address() {
        let throttle = throttle();
        for address in ["2001:db8::1", "2001:db8::2"] {
            assert!(throttle.address(address.parse().unwrap()).is_ok());
        }
        assert!(throttle.address("2001:db8::3".parse().unwrap()).is_err());
        assert!(throttle.address("2001:db8:0:1::1".parse().unwrap()).is_ok());
        assert!(throttle.address("::ffff:192.0.2.1".parse().unwrap()).is_ok());
    }
}
