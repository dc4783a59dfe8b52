//! Who people are.

mod email;
mod hasher;
mod password;
mod repository;
mod user;

pub use email::Email;
pub use hasher::{Hasher, HasherError, Verdict};
pub use password::{MAX_CHARACTERS, MIN_CHARACTERS, Password};
pub use repository::{Accounts, Registration, read_user};
pub use user::{User, UserId};
