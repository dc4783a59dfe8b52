//! What all routes have in common: bodies, callers, cookies, logs.

mod body;
mod caller;
mod client_address;
pub mod cookie;
mod cross_site;
mod idempotency_key;
mod log;
mod name;
mod operator;
mod pod;

pub use body::{Body, MAX_BODY_BYTES, OptionalBody, Validate, Violations};
pub use caller::Caller;
pub use client_address::ClientAddress;
pub use cross_site::refuse_cross_site;
pub use idempotency_key::IdempotencyKey;
pub use log::{log_requests, panic_to_problem};
pub use name::PathName;
pub use operator::OperatorCaller;
pub use pod::PodCaller;
