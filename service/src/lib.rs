//! What each of Coditect's programs has: the address that people know and the one it listens on,
//! logs, metrics, traces, and a way to stop.

mod listen;
pub mod logs;
pub mod metrics;
mod public_url;
mod stop;
pub mod traces;

pub use listen::listen;
pub use public_url::{PublicUrl, PublicUrlError};
pub use stop::on_signal;
