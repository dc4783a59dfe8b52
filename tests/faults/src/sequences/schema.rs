//! What can be set in a resource, read from the schema that the apiserver checks it by.

use coditect_crds::{IdePool, Workspace};
use kube::CustomResourceExt as _;
use serde_json::Value;

/// One of the two resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A fleet of slots.
    IdePool,
    /// One person's IDE.
    Workspace,
}

/// A field of a resource's spec that has no fields itself, or a list.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Whose.
    pub kind: Kind,
    /// Such as `schedule[].from`, below `spec`.
    pub path: String,
    /// What may stand there.
    pub schema: Value,
    /// It must be where the object that it belongs to is.
    pub is_required: bool,
}

impl Kind {
    /// The schema of its spec.
    #[must_use]
    pub fn schema(self) -> Value {
        let definition = match self {
            Self::IdePool => IdePool::crd(),
            Self::Workspace => Workspace::crd(),
        };
        let definition = serde_json::to_value(definition).unwrap_or_default();
        let spec = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";
        definition.pointer(spec).cloned().unwrap_or_default()
    }

    /// All that can be set in its spec.
    #[must_use]
    pub fn leaves(self) -> Vec<Leaf> {
        let mut leaves = vec![];
        self.walk(String::new(), self.schema(), true, &mut leaves);
        leaves
    }

    fn walk(self, path: String, schema: Value, is_required: bool, leaves: &mut Vec<Leaf>) {
        if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
            for (name, field) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                let is_required = required(&schema).any(|required| required == name);
                self.walk(format!("{path}{dot}{name}"), field.clone(), is_required, leaves);
            }
            return;
        }
        if let Some(item) = schema.get("items").filter(|item| item.get("properties").is_some()) {
            self.walk(format!("{path}[]"), item.clone(), true, leaves);
        }
        leaves.push(Leaf { kind: self, path, schema, is_required });
    }
}

/// The fields that an object of this schema must have.
pub fn required(schema: &Value) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// `schedule[].from` by its parts: `schedule`, `[]`, `from`.
#[must_use]
pub fn parts(path: &str) -> Vec<&str> {
    let names = path.split('.');
    names
        .flat_map(|name| match name.strip_suffix("[]") {
            Some(list) => vec![list, "[]"],
            None => vec![name],
        })
        .collect()
}

/// The field at `path`, of the first item where there is a list.
#[must_use]
pub fn at<'a>(spec: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path).into_iter().try_fold(spec, |value, part| match part {
        "[]" => value.get(0),
        name => value.get(name),
    })
}

/// `spec` with `value` at `path`. Where an object on the way is missing, it is made with all that its
/// schema requires, as in `example`; of a list there is one item, made anew.
#[must_use]
pub fn with(kind: Kind, spec: &Value, path: &str, example: &Value, value: Value) -> Value {
    put(Some(spec), &kind.schema(), example, &parts(path), value)
}

fn put(
    present: Option<&Value>,
    schema: &Value,
    example: &Value,
    path: &[&str],
    value: Value,
) -> Value {
    let Some((first, rest)) = path.split_first() else { return value };
    let below = |value: &Value, key: &str| value.get(key).cloned().unwrap_or_default();
    if *first == "[]" {
        let example = example.get(0).cloned().unwrap_or_default();
        return vec![put(None, &below(schema, "items"), &example, rest, value)].into();
    }
    let mut object = present.cloned().unwrap_or_else(|| {
        let names = required(schema).map(str::to_owned);
        names.map(|name| (name.clone(), below(example, &name))).collect()
    });
    let field = below(&below(schema, "properties"), first);
    let put = put(object.get(first), &field, &below(example, first), rest, value);
    if let Value::Object(fields) = &mut object {
        fields.insert((*first).to_owned(), put);
    }
    object
}

/// `spec` without the field at `path`.
#[must_use]
pub fn without(spec: &Value, path: &str) -> Value {
    let mut spec = spec.clone();
    let parts = parts(path);
    if let Some((last, way)) = parts.split_last() {
        let parent = way.iter().try_fold(&mut spec, |value, part| match *part {
            "[]" => value.get_mut(0),
            name => value.get_mut(name),
        });
        if let Some(Value::Object(fields)) = parent {
            fields.remove(*last);
        }
    }
    spec
}

/// The merge patch that makes `after` of `before`.
#[must_use]
pub fn patch(before: &Value, after: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (before, after) else { return after.clone() };
    let gone =
        old.keys().filter(|key| !new.contains_key(*key)).map(|key| (key.clone(), Value::Null));
    let changed =
        new.iter().filter(|(key, value)| old.get(*key) != Some(*value)).map(|(key, value)| {
            let before = old.get(key).cloned().unwrap_or_default();
            (key.clone(), patch(&before, value))
        });
    gone.chain(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn leaves_are_found_in_objects_and_in_lists() {
        let leaves = Kind::IdePool.leaves();
        let find = |path: &str| leaves.iter().find(|leaf| leaf.path == path);
        assert!(find("image").is_some_and(|leaf| leaf.is_required));
        assert!(find("capacity.maximum").is_some_and(|leaf| !leaf.is_required));
        assert!(find("schedule[].from").is_some_and(|leaf| leaf.is_required));
        assert!(find("schedule").is_some());
        assert!(find("capacity").is_none());
    }

    #[test]
    fn what_is_put_comes_with_what_is_required() {
        let example = json!({"maxResources": {"cpu": "6", "memory": "12Gi"}});
        let put = with(Kind::IdePool, &json!({}), "maxResources.cpu", &example, json!("7"));
        assert_eq!(put, json!({"maxResources": {"cpu": "7", "memory": "12Gi"}}));
        let again = with(Kind::IdePool, &put, "maxResources.memory", &example, json!("1Gi"));
        assert_eq!(again, json!({"maxResources": {"cpu": "7", "memory": "1Gi"}}));
        assert_eq!(without(&again, "maxResources.cpu"), json!({"maxResources": {"memory": "1Gi"}}));
    }

    #[test]
    fn an_item_of_a_list_is_made_anew() {
        let example = json!({"schedule": [{"from": "06:00", "to": "18:00", "warmSpares": 2, "days": ["Mon"]}]});
        let put = with(Kind::IdePool, &json!({}), "schedule[].to", &example, json!("19:00"));
        assert_eq!(put, json!({"schedule": [{"from": "06:00", "to": "19:00", "warmSpares": 2}]}));
        assert_eq!(at(&put, "schedule[].to"), Some(&json!("19:00")));
    }

    #[test]
    fn a_patch_says_what_is_gone_and_what_is_new() {
        let (before, after) =
            (json!({"a": {"b": 1, "c": 2}, "d": 3}), json!({"a": {"b": 4, "c": 2}}));
        assert_eq!(patch(&before, &after), json!({"a": {"b": 4}, "d": null}));
    }
}
