//! A length of time that the apiserver checks before it stores it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A length of time such as `30m`, `1h30m` or `90s`: whole hours, minutes and seconds, in this
/// order. The schema refuses what does not parse and what is not above zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(String);

impl Duration {
    /// As the standard library knows it. Zero for a text that the schema would have refused.
    #[must_use]
    pub fn get(&self) -> std::time::Duration {
        self.0.parse::<kube::core::Duration>().map(Into::into).unwrap_or_default()
    }
}

impl From<&str> for Duration {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$",
            "maxLength": 18,
            "minLength": 2,
            "x-kubernetes-validations": [{
                "rule": "duration(self) > duration('0s')",
                "message": "must be a length of time above zero, such as 30m, 1h30m or 90s",
            }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_minutes_and_seconds_add_up() {
        let parsed = |text: &str| Duration::from(text).get().as_secs();
        assert_eq!((parsed("1h30m"), parsed("90s"), parsed("2h")), (5400, 90, 7200));
    }
}
