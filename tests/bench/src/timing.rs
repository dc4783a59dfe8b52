//! Runs many at a time, and sums up how long they took.

use std::time::{Duration, Instant};

use futures::{StreamExt as _, TryStreamExt as _, stream};

/// So many, 20 at a time: how many a second, and how long each took.
pub async fn burst<F>(count: u32, one: impl Fn(u32) -> F) -> anyhow::Result<(f64, Vec<Duration>)>
where
    F: Future<Output = anyhow::Result<Duration>>,
{
    let started = Instant::now();
    let times = stream::iter(0..count).map(one).buffer_unordered(20).try_collect().await?;
    Ok((f64::from(count) / started.elapsed().as_secs_f64(), times))
}

/// The median.
pub fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// The smallest time that `percent` of all do not exceed.
pub fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort_unstable();
    let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(index).copied().unwrap_or_default()
}
