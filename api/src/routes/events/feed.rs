//! One client's stream.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::Event;
use futures::{Stream, stream};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::view::event;
use crate::changes::{Change, Subscription};
use crate::error::ApiError;
use crate::http::Caller;
use crate::state::AppState;

/// How long a token that is good for nothing any more is still served.
const CHECK_EVERY: Duration = Duration::from_secs(15);

/// Turns changes into events for as long as the token is good.
pub struct Feed {
    state: AppState,
    token: String,
    subscription: Subscription,
    checks: Interval,
    ready: VecDeque<Event>,
}

/// The stream is over. The client may connect again.
struct Over;

impl Feed {
    /// For who holds `token`.
    pub fn new(state: AppState, token: String, subscription: Subscription) -> Self {
        let mut checks = interval_at(Instant::now() + CHECK_EVERY, CHECK_EVERY);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { state, token, subscription, checks, ready: VecDeque::new() }
    }

    /// It makes events only as they are asked for: nothing piles up for a client that reads slowly.
    pub fn into_stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut feed| async move {
            let event = feed.next().await.ok()?;
            Some((Ok(event), feed))
        })
    }

    async fn next(&mut self) -> Result<Event, Over> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            self.wait().await?;
        }
    }

    async fn wait(&mut self) -> Result<(), Over> {
        let stopping = self.state.stopping.clone();
        tokio::select! {
            biased;
            () = stopping.cancelled() => Err(Over),
            _ = self.checks.tick() => self.check().await,
            changes = self.subscription.next() => self.take(changes).await,
        }
    }

    async fn take(&mut self, changes: Vec<Change>) -> Result<(), Over> {
        // Perhaps it was this very session that ended, or the password was changed.
        if changes.contains(&Change::Sessions) {
            self.check().await?;
        }
        for change in changes {
            let event = event(&self.state, change).await.map_err(|error| self.give_up(&error))?;
            self.ready.push_back(event);
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), Over> {
        match Caller::look_up(&self.state, &self.token).await {
            Err(ApiError::Unauthorized(_)) => Err(Over),
            // Nobody's token became bad because the store is away.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// What was not told now would never be.
    fn give_up(&self, error: &ApiError) -> Over {
        let user = self.subscription.owner();
        tracing::warn!(%error, %user, "ending a stream of events");
        Over
    }
}
