//! Which part of all that could be played is played today.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

/// What is played of `all`: everything where the environment variable says `all`, the K-th of N
/// parts where it says `K/N`, and otherwise one of `parts`, another one each day.
pub fn share<T>(all: Vec<T>, variable: &str, parts: usize) -> anyhow::Result<Vec<T>> {
    let (part, parts) = match std::env::var(variable).as_deref() {
        Ok("all") => (1, 1),
        Ok(text) => part_of(text)
            .with_context(|| format!("{variable} is `all` or, as 2/3, a part; not {text}"))?,
        Err(_) => (today()? % parts + 1, parts),
    };
    Ok(all.into_iter().skip(part - 1).step_by(parts).collect())
}

/// Those whose text has that of the environment variable in it, or all where there is none.
pub fn having<T>(mut chosen: Vec<T>, variable: &str, text: impl Fn(&T) -> String) -> Vec<T> {
    if let Ok(wanted) = std::env::var(variable) {
        chosen.retain(|one| text(one).contains(&wanted));
    }
    chosen
}

/// The days since 1970.
fn today() -> anyhow::Result<usize> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(usize::try_from(seconds / 86_400)?)
}

fn part_of(text: &str) -> Option<(usize, usize)> {
    let (part, parts) = text.split_once('/')?;
    let (part, parts) = (part.parse().ok()?, parts.parse().ok()?);
    (1..=parts).contains(&part).then_some((part, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_so_many() {
        assert_eq!(part_of("2/3"), Some((2, 3)));
        for wrong in ["", "3", "0/3", "4/3", "1/0", "a/b"] {
            assert_eq!(part_of(wrong), None, "{wrong}");
        }
    }
}
