//! What is done in a new workspace, as clients ask for it and see it.
//!
//! Which values are good is said once, by the rules of the resource definition: the cluster
//! refuses the others, and names the field.

use coditect_crds::{Dotfiles, GitRef, GitUrl, Identity, Repository, SetupSpec};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is done once in a new workspace, before its owner begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetupSpec)]
pub struct SetupView {
    /// What to clone into the workspace folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<RepositoryView>,
    /// What to clone to `~/.dotfiles` and install.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dotfiles: Option<DotfilesView>,
    /// Who commits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityView>,
    /// Run once in the workspace folder, by `bash -lc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "npm install", min_length = 1, max_length = 4096)]
    pub start_command: Option<String>,
    /// Which attempt this is, from 0.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub attempt: i32,
}

/// A git repository with a project in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetupRepository)]
pub struct RepositoryView {
    /// `https://…`, `http://…`, `ssh://…` or `git@host:path`, without credentials.
    #[schema(example = "https://git.example.com/team/project.git", max_length = 1024)]
    pub url: String,
    /// A branch, a tag or a commit; the default branch when absent.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    #[schema(example = "main", max_length = 255)]
    pub git_ref: Option<String>,
    /// How many commits of history to fetch; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1, minimum = 1, maximum = 1_000_000)]
    pub depth: Option<i32>,
}

/// A git repository with a person's settings in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetupDotfiles)]
pub struct DotfilesView {
    /// As that of the repository.
    #[schema(example = "https://git.example.com/ada/dotfiles.git", max_length = 1024)]
    pub url: String,
    /// A branch, a tag or a commit; the default branch when absent.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    #[schema(example = "main", max_length = 255)]
    pub git_ref: Option<String>,
}

/// Who commits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetupIdentity)]
pub struct IdentityView {
    /// `user.name` of git.
    #[schema(example = "Ada Lovelace", min_length = 1, max_length = 128)]
    pub name: String,
    /// `user.email` of git.
    #[schema(example = "ada@example.com", min_length = 3, max_length = 254)]
    pub email: String,
}

impl From<SetupView> for SetupSpec {
    fn from(view: SetupView) -> Self {
        let SetupView { repository, dotfiles, identity, start_command, attempt } = view;
        Self {
            repository: repository.map(|RepositoryView { url, git_ref, depth }| Repository {
                url: GitUrl(url),
                r#ref: git_ref.map(GitRef),
                depth,
            }),
            dotfiles: dotfiles.map(|DotfilesView { url, git_ref }| Dotfiles {
                url: GitUrl(url),
                r#ref: git_ref.map(GitRef),
            }),
            identity: identity.map(|IdentityView { name, email }| Identity { name, email }),
            start_command,
            attempt,
        }
    }
}

impl From<SetupSpec> for SetupView {
    fn from(spec: SetupSpec) -> Self {
        let SetupSpec { repository, dotfiles, identity, start_command, attempt } = spec;
        Self {
            repository: repository.map(|Repository { url, r#ref, depth }| RepositoryView {
                url: url.0,
                git_ref: r#ref.map(|name| name.0),
                depth,
            }),
            dotfiles: dotfiles.map(|Dotfiles { url, r#ref }| DotfilesView {
                url: url.0,
                git_ref: r#ref.map(|name| name.0),
            }),
            identity: identity.map(|Identity { name, email }| IdentityView { name, email }),
            start_command,
            attempt,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_has_the_shape_that_the_resource_has() {
        let asked = json!({
            "repository": {"url": "https://git.example/x", "ref": "main", "depth": 1},
            "dotfiles": {"url": "git@git.example:ada/dotfiles"},
            "identity": {"name": "Ada", "email": "ada@example.com"},
            "startCommand": "npm install",
            "attempt": 2,
        });
        let view: SetupView = serde_json::from_value(asked.clone()).unwrap();
        let spec = SetupSpec::from(view);
        assert_eq!(serde_json::to_value(&spec).unwrap(), asked);
        assert_eq!(serde_json::to_value(SetupView::from(spec)).unwrap(), asked);
    }
}
