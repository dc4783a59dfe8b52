//! How long to leave an object alone that failed to reconcile.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use parking_lot::Mutex;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_mins(1);

/// Counts failures in a row by object. Only those that fail take memory.
#[derive(Debug)]
pub struct Backoff<K>(Mutex<HashMap<K, u32>>);

impl<K> Default for Backoff<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Backoff<K> {
    /// The delay after one more failure: doubled each time, and spread by `jitter` (0 to 1) over
    /// its upper half, so that an outage does not end in a stampede.
    pub fn next(&self, key: K, jitter: f64) -> Duration {
        let mut failures = self.0.lock();
        let count = failures.entry(key).or_default();
        let delay = FIRST.saturating_mul(2_u32.saturating_pow(*count)).min(LONGEST);
        *count += 1;
        delay.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// It succeeded.
    pub fn reset(&self, key: &K) {
        self.0.lock().remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_minute_and_start_again_after_success() {
        let backoff = Backoff::default();
        assert_eq!(backoff.next("a", 1.0), Duration::from_millis(200));
        assert_eq!(backoff.next("a", 1.0), Duration::from_millis(400));
        assert_eq!(backoff.next("b", 0.0), Duration::from_millis(100));
        for _ in 0..40 {
            backoff.next("a", 1.0);
        }
        assert_eq!(backoff.next("a", 1.0), LONGEST);
        backoff.reset(&"a");
        assert_eq!(backoff.next("a", 1.0), FIRST);
    }
}
