//! Which part of all that could be played is played today.

use std::time::{SystemTime, UNIX_EPOCH};

/// What is played of `all`: everything where the environment variable says `all`, or `1/N` of it,
/// another part each day.
pub fn share<T>(all: Vec<T>, variable: &str, default: usize) -> anyhow::Result<Vec<T>> {
    let share = match std::env::var(variable).as_deref() {
        Ok("all") => 1,
        Ok(share) => share.trim_start_matches("1/").parse()?,
        Err(_) => default.max(1),
    };
    let day = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    Ok(all.into_iter().skip(usize::try_from(day)? % share).step_by(share).collect())
}
