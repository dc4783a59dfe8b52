//! What the cluster's refusals mean.

use std::error::Error as StdError;

use kube::core::Status;

/// Why something was not done to a workspace.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// There is none of that name, or it is another's.
    #[error("failed to find the workspace")]
    NotFound,
    /// The token is no pod's, or its pod is gone.
    #[error("failed to find the pod of the token")]
    TokenRefused,
    /// There is nothing that could be tried again.
    #[error("failed to set up the workspace again: it has no set-up")]
    NoSetup,
    /// Another has that name.
    #[error("failed to create the workspace: the name is taken")]
    NameTaken,
    /// It is on its way out.
    #[error("failed to use the workspace: it is being deleted")]
    Terminating,
    /// The cluster refuses fields: `(field, why)`.
    #[error("failed to write the workspace: it is not valid")]
    Invalid(Vec<(String, String)>),
    /// A `ResourceQuota` of the namespace is used up.
    #[error("failed to create the workspace: the quota is used up")]
    QuotaExceeded,
    /// The pool's own quota is used up: which limit, and how far.
    #[error("failed to create the workspace: {0}")]
    OverQuota(String),
    /// The API has not been given the right to do this.
    #[error("failed to do what the API has no right to")]
    NotAllowed,
    /// The cluster does not answer, or not now.
    #[error("failed to reach the cluster")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// The cluster refuses us, or answers with something unknown.
    #[error("failed to talk to the cluster")]
    Unexpected(#[source] Box<dyn StdError + Send + Sync>),
}

impl From<kube::Error> for WorkspaceError {
    fn from(error: kube::Error) -> Self {
        match error {
            kube::Error::Api(status) => Self::from_status(*status),
            kube::Error::HyperError(_) | kube::Error::Service(_) => Self::Unavailable(error.into()),
            other => Self::Unexpected(other.into()),
        }
    }
}

impl WorkspaceError {
    fn from_status(status: Status) -> Self {
        if status.is_not_found() {
            Self::NotFound
        } else if status.is_already_exists() {
            Self::NameTaken
        } else if status.is_conflict() {
            // The only precondition that is ever sent is the UID: it is another object now.
            Self::NotFound
        } else if status.is_invalid() {
            Self::Invalid(causes(&status))
        } else if status.is_forbidden() && status.message.contains("exceeded quota") {
            Self::QuotaExceeded
        } else if status.code == 429 || status.code >= 500 {
            Self::Unavailable(status.into())
        } else {
            Self::Unexpected(status.into())
        }
    }
}

/// `spec.displayName` of the object is `displayName` of the request.
fn causes(status: &Status) -> Vec<(String, String)> {
    let details = status.details.iter().flat_map(|details| &details.causes);
    let causes: Vec<_> = details
        .map(|cause| {
            let field = cause.field.trim_start_matches("spec.").trim_start_matches("metadata.");
            (field.to_owned(), without_value(&cause.message).to_owned())
        })
        .collect();
    if causes.is_empty() { vec![(String::new(), status.message.clone())] } else { causes }
}

/// `Invalid value: "…": why` is only `why`: who sent the value knows it, and a URL may have had a
/// password in it.
fn without_value(message: &str) -> &str {
    let Some(rest) = message.strip_prefix("Invalid value: ") else { return message };
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
    let after = values.next().and_then(|value| value.ok().and(rest.get(values.byte_offset()..)));
    after.and_then(|after| after.strip_prefix(": ")).unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use kube::core::response::{StatusCause, StatusDetails};

    use super::*;

    fn status(code: u16, reason: &str, message: &str) -> Status {
        Status::failure(message, reason).with_code(code)
    }

    #[test]
    fn refused_fields_have_the_names_of_the_request() {
        let cause = |field: &str| StatusCause {
            reason: "FieldValueInvalid".into(),
            message: "too long".into(),
            field: field.into(),
        };
        let details = StatusDetails {
            name: String::new(),
            group: String::new(),
            kind: String::new(),
            uid: String::new(),
            causes: vec![cause("spec.displayName"), cause("metadata.name")],
            retry_after_seconds: 0,
        };
        let invalid = status(422, "Invalid", "").with_details(details);
        let WorkspaceError::Invalid(causes) = WorkspaceError::from_status(invalid) else {
            panic!("not invalid");
        };
        assert_eq!(causes[0].0, "displayName");
        assert_eq!(causes[1].0, "name");
    }

    #[test]
    fn a_refused_value_is_not_said_again() {
        for (message, why) in [
            (r#"Invalid value: "https://u:\"p\": w@h/x": no credentials"#, "no credentials"),
            (r#"Invalid value: {"a":1}: repository is immutable"#, "repository is immutable"),
            ("Invalid value: 0: must be 1 or more", "must be 1 or more"),
            ("Required value", "Required value"),
            (
                "Too long: may not be more than 100 bytes",
                "Too long: may not be more than 100 bytes",
            ),
        ] {
            assert_eq!(without_value(message), why);
        }
    }

    #[test]
    fn a_lack_for_now_is_told_from_a_refusal() {
        let error =
            |code, reason, message| WorkspaceError::from_status(status(code, reason, message));
        assert!(matches!(error(429, "TooManyRequests", ""), WorkspaceError::Unavailable(_)));
        assert!(matches!(error(503, "ServiceUnavailable", ""), WorkspaceError::Unavailable(_)));
        assert!(matches!(
            error(403, "Forbidden", "exceeded quota: q"),
            WorkspaceError::QuotaExceeded
        ));
        assert!(matches!(error(403, "Forbidden", "no"), WorkspaceError::Unexpected(_)));
        assert!(matches!(error(409, "AlreadyExists", ""), WorkspaceError::NameTaken));
        assert!(matches!(error(409, "Conflict", ""), WorkspaceError::NotFound));
    }
}
