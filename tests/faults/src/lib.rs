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
//! Besides, [sequences] of changes of each field.

mod end;
mod fault;
mod invariants;
mod late;
mod node;
mod operator;
mod run;
mod sabotage;
mod scenario;
pub mod sequences;
mod share;
mod views;
mod world;

pub use fault::{Fault, Write};
pub use run::{Combination, record, run, sabotaged};
pub use sabotage::Sabotage;
pub use scenario::{RIVALS, SCENARIOS, Scenario};
pub use share::{having, share};
