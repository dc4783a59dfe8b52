//! Fault injection: the operator runs in this process, against a real apiserver, with a client whose
//! n-th write fails in a chosen way. What must hold meanwhile is watched, and the end must be that
//! of an undisturbed run.
//!
//! ```text
//! scenario ──► undisturbed run: its writes and its end
//!     └──► for each write, for each fault: the same again ──► same end? nothing broken? at rest?
//! ```
//!
//! And operators that are [wrong on purpose](Sabotage), to see that all this notices them.
//!
//! Besides, [sequences](Sequence) of changes of each field, made from the schema of the resources:
//! whatever the way, it has to end where a fresh deployment of the same objects is.
//!
//! ```text
//! schema ──► leaves ──► changes ──► sequences ──► refused, by a message that names the field
//!                                       └───────► taken ──► same state as a fresh deployment?
//! ```

mod dependence;
mod deploy;
mod end;
mod fault;
mod ground;
mod invariants;
mod node;
mod operator;
mod play;
mod refusals;
mod run;
mod sabotage;
mod samples;
mod scenario;
mod schema;
mod sequence;
mod share;
mod state;
mod values;
mod views;
mod world;

pub use fault::{Fault, Write};
pub use ground::GROUNDS;
pub use play::Stage;
pub use run::{Combination, record, run, sabotaged};
pub use sabotage::Sabotage;
pub use scenario::{BURST, SCENARIOS, Scenario};
pub use schema::{Kind, Leaf};
pub use sequence::{Change, Object, Sequence, Way, leaves, of_one, of_two};
pub use share::share;
