//! Where the time comes from.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time. Tests set it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// What `now` says.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// `time` as tokens have it: seconds since the Unix epoch.
#[must_use]
pub fn seconds(time: Timestamp) -> u64 {
    time.as_second().try_into().unwrap_or_default()
}
