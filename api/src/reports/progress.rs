//! How far the set-up of a workspace is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far an attempt at the set-up of a workspace is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetupProgress {
    /// Whether it is over, and how it ended.
    pub phase: SetupPhase,
    /// What is being done, or what failed.
    #[schema(required)]
    pub step: Option<SetupStep>,
    /// What is being done or why it failed, for people.
    #[schema(example = "Receiving objects")]
    pub message: String,
    /// How much of the step is done, where that is known.
    #[schema(minimum = 0, maximum = 100, required)]
    pub percent: Option<u8>,
    /// Which attempt this is, from 0.
    #[schema(minimum = 0)]
    pub attempt: i32,
    /// When the pod said so.
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// Whether an attempt is over, and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum SetupPhase {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Done.
    Succeeded,
    /// Given up: the message says why.
    Failed,
}

/// A part of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum SetupStep {
    /// Git is told who commits.
    Identity,
    /// The repository is cloned.
    Repository,
    /// The dotfiles are cloned and installed.
    Dotfiles,
    /// The start command runs.
    StartCommand,
}
