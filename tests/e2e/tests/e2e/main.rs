//! End-to-end tests against real clusters, in one program: each has a cluster of its own, so they run
//! beside each other, and what they share is linked once.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by them"
)]

mod adoption;
mod api_on_foundationdb;
mod browser;
mod chart;
mod claim_quota;
mod claims;
mod drain;
mod first_start;
mod foundationdb;
mod idle;
mod lifecycle;
mod manifests;
mod monitoring;
mod network;
mod node_faults;
mod pods;
mod real;
mod requests;
mod restore;
mod rollout;
mod scale;
mod scheduling;
mod session_store;
mod settings;
mod snapshots;
mod traces;
