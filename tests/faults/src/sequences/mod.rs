//! [Sequences](Sequence) of changes of each field, made from the schema of the resources: whatever
//! the way, it has to end where a fresh deployment of the same objects is.
//!
//! ```text
//! schema ──► leaves ──► changes ──► sequences ──► refused, by a message that names the field
//!                                       └───────► taken ──► same state as a fresh deployment?
//! ```

mod dependence;
mod deploy;
mod ground;
mod play;
mod refusals;
mod samples;
mod schema;
mod sequence;
mod state;
mod values;

pub use ground::GROUNDS;
pub use play::Stage;
pub use schema::{Kind, Leaf};
pub use sequence::{Change, Object, Sequence, Way, leaves, of_one, of_two};
