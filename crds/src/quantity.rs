//! A Kubernetes quantity that the apiserver checks before it stores it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// An amount such as `10Gi`, `2`, or `500m`. The schema refuses what does not parse and what is
/// not above zero; as everywhere in Kubernetes, a plain number may be written without quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Raw", into = "String")]
pub struct Quantity(String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Text(String),
    Whole(i64),
}

impl From<Raw> for Quantity {
    fn from(raw: Raw) -> Self {
        match raw {
            Raw::Text(text) => Self(text),
            Raw::Whole(number) => Self(number.to_string()),
        }
    }
}

impl From<&str> for Quantity {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Quantity> for k8s_openapi::apimachinery::pkg::api::resource::Quantity {
    fn from(quantity: Quantity) -> Self {
        Self(quantity.0)
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "x-kubernetes-int-or-string": true,
            "anyOf": [{ "type": "integer" }, { "type": "string" }],
            // Longer than any real amount; it bounds the cost that the apiserver reckons for the
            // rules below.
            "maxLength": 32,
            "x-kubernetes-validations": [{
                "rule": "isQuantity(string(self)) && quantity(string(self)).isGreaterThan(quantity('0'))",
                "message": "must be a quantity above zero, such as 10Gi, 500m or 2",
            }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_number_and_a_text_mean_the_same() {
        let number: Quantity = serde_json::from_str("2").unwrap();
        let text: Quantity = serde_json::from_str("\"2\"").unwrap();
        assert_eq!(number, text);
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"2\"");
    }
}
