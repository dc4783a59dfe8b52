//! Sessions: a person at work in a workspace. They outlive the browser's tab.

mod record;
mod repository;

pub use record::{Session, SessionId};
pub use repository::{Sessions, read_session};
