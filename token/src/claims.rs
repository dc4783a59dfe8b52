//! What a token says.

use serde::{Deserialize, Serialize};

/// The claims of a token. Times are seconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The public URL of the API that signed it.
    pub iss: String,
    /// Always [`crate::AUDIENCE`].
    pub aud: String,
    /// The user's id, which is also `spec.owner` of their workspaces.
    pub sub: String,
    /// When it was signed.
    pub iat: u64,
    /// When it begins to be good.
    pub nbf: u64,
    /// When it ceases to be good.
    pub exp: u64,
    /// Names this token alone.
    pub jti: String,
    /// The session it belongs to; absent from a token that only logs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The session's workspace as `<namespace>/<name>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
}

impl Claims {
    /// The session's workspace as `(namespace, name)`.
    #[must_use]
    pub fn workspace(&self) -> Option<(&str, &str)> {
        let (namespace, name) = self.workspace.as_deref()?.split_once('/')?;
        (!namespace.is_empty() && !name.is_empty()).then_some((namespace, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(workspace: Option<&str>) -> Claims {
        Claims {
            iss: String::new(),
            aud: String::new(),
            sub: String::new(),
            iat: 0,
            nbf: 0,
            exp: 0,
            jti: String::new(),
            sid: None,
            workspace: workspace.map(ToOwned::to_owned),
        }
    }

    #[test]
    fn a_workspace_needs_both_of_its_names() {
        assert_eq!(claims(Some("ns/w")).workspace(), Some(("ns", "w")));
        for wrong in [None, Some("w"), Some("/w"), Some("ns/")] {
            assert_eq!(claims(wrong).workspace(), None);
        }
    }
}
