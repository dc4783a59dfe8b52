//! The gateway between real sockets: one process for all but the tests of memory.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod authorization;
mod passing_on;
mod routing;
mod stopping;
mod tunnels;
mod web;
