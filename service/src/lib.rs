//! What each of Coditect's programs has: the address that people know, logs, metrics, and a way to
//! stop.

pub mod logs;
pub mod metrics;
mod public_url;
mod stop;

pub use public_url::{PublicUrl, PublicUrlError};
pub use stop::on_signal;
