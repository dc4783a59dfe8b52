//! The API as its clients meet it: requests through the router, over a real store and a cluster
//! that is played by the test.

// Helpers outside of a `#[test]` may panic too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accounts;
mod bodies;
mod cluster;
mod cross_site;
mod events;
mod export;
mod git_credentials;
mod idempotency;
mod identification;
mod metrics;
mod operator;
mod pods;
mod pools;
mod reports;
mod service;
mod sessions;
mod support;
mod throttling;
mod tokens;
mod users;
mod workspaces;
