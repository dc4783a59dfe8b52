//! `Workspace.spec.setup`: what is done once, when a workspace's files are still empty.
//!
//! It is fixed at creation: what was done cannot be undone, and what was not can only be tried
//! again, by raising `attempt`. The rules keep out what a shell, git or ssh would take for an
//! option, and passwords, which anyone who may read Workspaces would see.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{GitRef, GitUrl};

/// The rule that an optional field is neither set, nor changed, nor removed later.
fn unchanged(field: &str) -> String {
    format!(
        "has(self.{field}) == has(oldSelf.{field}) \
         && (!has(self.{field}) || self.{field} == oldSelf.{field})"
    )
}

/// What is done in a new workspace before its owner begins.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new(unchanged("repository")).message("repository is immutable"),
    validation = Rule::new(unchanged("dotfiles")).message("dotfiles is immutable"),
    validation = Rule::new(unchanged("identity")).message("identity is immutable"),
    validation = Rule::new(unchanged("startCommand")).message("startCommand is immutable"),
)]
pub struct SetupSpec {
    /// What to clone into the workspace folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<Repository>,

    /// What to clone to `~/.dotfiles` and install.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dotfiles: Option<Dotfiles>,

    /// Who commits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,

    /// Run once in the workspace folder, by `bash -lc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4096))]
    pub start_command: Option<String>,

    /// Raised to try again what failed.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000))]
    #[x_kube(validation = Rule::new("self >= oldSelf").message("attempt may only grow"))]
    pub attempt: i32,
}

/// A git repository with a project in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repository {
    /// Where it is.
    pub url: GitUrl,
    /// A branch, a tag or a commit; the repository's default branch when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<GitRef>,
    /// How many commits of history to fetch; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub depth: Option<i32>,
}

/// A git repository with a person's settings in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dotfiles {
    /// Where it is.
    pub url: GitUrl,
    /// A branch, a tag or a commit; the repository's default branch when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<GitRef>,
}

/// Who commits: `user.name` and `user.email` of git.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Such as `Ada Lovelace`.
    #[schemars(length(min = 1, max = 128))]
    #[x_kube(validation = Rule::new(r"self.matches(r'^[^<>\x00-\x1f\x7f]+$')")
        .message("name must not contain '<', '>' or control characters"))]
    pub name: String,
    /// Such as `ada@example.com`.
    #[schemars(length(min = 3, max = 254))]
    #[x_kube(validation = Rule::new(r"self.matches(r'^[^<>@\s\x00-\x1f\x7f]+@[^<>@\s\x00-\x1f\x7f]+$')")
        .message("email must be an e-mail address, such as ada@example.com"))]
    pub email: String,
}
