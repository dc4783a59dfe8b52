//! What is taken from headers, and added to them, on their way through.

pub mod cookies;
pub mod forwarded;
pub mod frame;
pub mod hop;
pub mod request_id;
