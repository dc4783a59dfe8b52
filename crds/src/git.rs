//! What git may be told to fetch: checked by the apiserver before it is stored.
//!
//! Both end up on git's command line, and a URL's host on that of ssh, so neither may begin with a
//! dash there.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The address of a repository: `https://`, `http://`, `ssh://`, or `git@host:path`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GitUrl(pub String);

/// A branch, a tag or a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GitRef(pub String);

const HOST: &str = r"([A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])";

impl JsonSchema for GitUrl {
    fn schema_name() -> Cow<'static, str> {
        "GitUrl".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // `!-~` is all of ASCII that can be seen.
        let url = format!(r"(https?|ssh)://([!-.0-?A-~]+@)?{HOST}(:[0-9]{{1,5}})?/[!-~]+");
        let scp = format!(r"git@{HOST}:[!-,.-~][!-~]*");
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": 1024,
            "x-kubernetes-validations": [
                {
                    "rule": format!("self.matches(r'^({url}|{scp})$')"),
                    "message": "must be an https://, http:// or ssh:// URL of a repository, \
                                or git@host:path",
                },
                {
                    "rule": r"!self.matches(r'^(https?://[^/]*@|ssh://[^/@]*:[^/@]*@)')",
                    "message": "must not contain credentials: everyone who may read the object \
                                would see them",
                },
            ],
        })
    }
}

impl JsonSchema for GitRef {
    fn schema_name() -> Cow<'static, str> {
        "GitRef".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": 255,
            "x-kubernetes-validations": [{
                "rule": r"self.matches(r'^[A-Za-z0-9_]([A-Za-z0-9._/@+#=-]*[A-Za-z0-9_@+#=-])?$') && !self.contains('..') && !self.contains('//')",
                "message": "must be a branch, a tag or a commit",
            }],
        })
    }
}
