//! What the failures below mean to a client.

use coditect_token::SignerError;

use super::{ApiError, FieldError};
use crate::accounts::HasherError;
use crate::git_credentials::GitCredentialsError;
use crate::store::StoreError;
use crate::workspaces::WorkspaceError;

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict | StoreError::UnknownResult | StoreError::Unavailable(_) => {
                Self::Unavailable { detail: "the store does not answer", cause: error.into() }
            }
            StoreError::Open(_) | StoreError::Limit { .. } | StoreError::Corrupt(_) => {
                Self::Internal(error.into())
            }
        }
    }
}

impl From<HasherError> for ApiError {
    fn from(error: HasherError) -> Self {
        match error {
            HasherError::Busy => {
                Self::Unavailable { detail: "too many people log in at once", cause: error.into() }
            }
            other => Self::Internal(other.into()),
        }
    }
}

impl From<SignerError> for ApiError {
    fn from(error: SignerError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<GitCredentialsError> for ApiError {
    fn from(error: GitCredentialsError) -> Self {
        match error {
            GitCredentialsError::TooMany => {
                Self::Conflict("there are credentials for 100 hosts already".to_owned())
            }
            GitCredentialsError::Store(error) => error.into(),
            GitCredentialsError::Keyring(_) | GitCredentialsError::Corrupt(_) => {
                Self::Internal(error.into())
            }
        }
    }
}

impl From<WorkspaceError> for ApiError {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::NotFound => Self::NotFound("there is no such workspace"),
            WorkspaceError::TokenRefused => {
                Self::Unauthorized("a valid token of a running pod is required")
            }
            WorkspaceError::NoSetup => Self::Conflict("the workspace has no set-up".to_owned()),
            WorkspaceError::NameTaken => Self::Conflict("the name is taken".to_owned()),
            WorkspaceError::Terminating => {
                Self::Conflict("the workspace is being deleted, try again later".to_owned())
            }
            WorkspaceError::Invalid(causes) => Self::Invalid(
                causes.into_iter().map(|(field, detail)| FieldError { field, detail }).collect(),
            ),
            WorkspaceError::QuotaExceeded => {
                Self::Conflict("no more workspaces are allowed here".to_owned())
            }
            WorkspaceError::OverQuota(why) => Self::OverQuota(why),
            WorkspaceError::NotAllowed => Self::NotImplemented(
                "the API may not do this here: it was installed without rights on what is in no \
                 namespace (operator.namespaced); ask the people who run it",
            ),
            WorkspaceError::Unavailable(cause) => {
                Self::Unavailable { detail: "the cluster does not answer", cause }
            }
            WorkspaceError::Unexpected(cause) => Self::Internal(cause),
        }
    }
}
