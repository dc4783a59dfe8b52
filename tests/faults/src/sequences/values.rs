//! Values that follow from a field's schema: its extremes, and those that it does not take.

use serde_json::{Value, json};

use crate::sequences::refusals;
use crate::sequences::samples::{LONGEST, many};
use crate::sequences::schema::Leaf;

/// The least and the most, or all that there are. None where a rule decides that only people can
/// read.
#[must_use]
pub fn extremes(schema: &Value) -> Option<Vec<Value>> {
    if is_duration(schema) {
        return Some(vec![json!("1s"), json!(LONGEST)]);
    }
    match type_of(schema) {
        "boolean" => Some(vec![json!(true), json!(false)]),
        "integer" => {
            Some(vec![number(schema, "minimum")?.into(), number(schema, "maximum")?.into()])
        }
        "array" => Some(vec![choices(schema.get("items")?)?.into()]),
        "string" => choices(schema).or_else(|| {
            let has_rule = schema
                .get("x-kubernetes-validations")
                .is_some_and(|rules| !rules.to_string().contains("oldSelf"));
            let length = |name| usize::try_from(number(schema, name)?).ok();
            let (least, most) = (length("minLength")?, length("maxLength")?);
            (!has_rule).then(|| vec![many(least).into(), many(most).into()])
        }),
        _ => None,
    }
}

/// What it does not take, with the words of the refusal.
#[must_use]
pub fn unfit(leaf: &Leaf) -> Vec<(Value, String)> {
    let schema = &leaf.schema;
    let mut unfit = match type_of(schema) {
        "boolean" => vec![json!("yes")],
        "integer" => {
            let least = number(schema, "minimum").map(|least| least - 1);
            let most = number(schema, "maximum").map(|most| most + 1);
            let beyond = least.into_iter().chain(most).map(Value::from);
            [json!("one"), json!(1.5)].into_iter().chain(beyond).collect()
        }
        "array" => array(schema),
        "object" => vec![json!("all"), json!({"a": 7})],
        "string" => string(schema),
        // An amount.
        _ => [json!(true), json!("0"), json!("-1"), json!("1Gx"), json!(many(33))].into(),
    };
    unfit.extend(refusals::unfit(leaf.kind, &leaf.path));
    unfit.into_iter().map(|value| (value, field(&leaf.path))).collect()
}

/// The field as the apiserver names it.
#[must_use]
pub fn field(path: &str) -> String {
    format!("spec.{}", path.replace("[]", "[0]"))
}

fn string(schema: &Value) -> Vec<Value> {
    let mut unfit = vec![json!(7)];
    if choices(schema).is_some() {
        unfit.push(json!("Sometimes"));
        return unfit;
    }
    let length = |name| usize::try_from(number(schema, name)?).ok();
    unfit.extend(length("maxLength").map(|most| json!(many(most + 1))));
    unfit.extend(length("minLength").map(|least| json!(many(least.saturating_sub(1)))));
    if schema.get("pattern").is_some() {
        // No pattern takes a space.
        unfit.push(json!(" ".repeat(length("minLength").unwrap_or(1))));
    }
    if is_duration(schema) {
        unfit.extend([json!("0s"), json!("1d"), json!("1s1m")]);
    }
    unfit
}

fn array(schema: &Value) -> Vec<Value> {
    let item = schema.get("items").cloned().unwrap_or_default();
    let mut unfit = vec![json!("all"), json!([7])];
    if let Some(choices) = choices(&item) {
        unfit.push(json!(["Sometimes"]));
        let most = number(schema, "maxItems").and_then(|most| usize::try_from(most).ok());
        unfit.extend(most.map(|most| choices.into_iter().cycle().take(most + 1).collect()));
    }
    unfit
}

fn is_duration(schema: &Value) -> bool {
    schema
        .get("x-kubernetes-validations")
        .is_some_and(|rules| rules.to_string().contains("duration(self) > duration('0s')"))
}

fn type_of(schema: &Value) -> &str {
    schema.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn choices(schema: &Value) -> Option<Vec<Value>> {
    let choices = schema.get("enum")?.as_array()?;
    Some(choices.iter().filter(|choice| !choice.is_null()).cloned().collect())
}

/// The schema writes whole numbers as `1000.0`.
#[allow(clippy::cast_possible_truncation, reason = "it is whole, and within the range of a field")]
fn number(schema: &Value, name: &str) -> Option<i64> {
    schema.get(name)?.as_f64().map(|number| number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequences::schema::Kind;

    #[test]
    fn a_number_has_a_range_and_a_text_a_length() {
        let range = json!({"type": "integer", "minimum": 1.0, "maximum": 9.0});
        assert_eq!(extremes(&range), Some(vec![json!(1), json!(9)]));
        let name = json!({"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z]+$"});
        assert_eq!(extremes(&name), Some(vec![json!("a"), json!("aaa")]));
        assert_eq!(string(&name), [json!(7), json!("aaaa"), json!(""), json!(" ")]);
    }

    #[test]
    fn a_text_with_a_rule_has_no_extremes_by_itself() {
        let rule = json!({"type": "string", "minLength": 1, "maxLength": 3,
            "x-kubernetes-validations": [{"rule": "self.matches('b')"}]});
        assert_eq!(extremes(&rule), None);
        assert_eq!(extremes(&json!({"x-kubernetes-int-or-string": true})), None);
    }

    #[test]
    fn a_refusal_names_the_field() {
        let leaf = Kind::IdePool.leaves().into_iter().find(|leaf| leaf.path == "schedule[].from");
        let unfit = leaf.map(|leaf| unfit(&leaf)).unwrap_or_default();
        assert!(unfit.iter().all(|(_, words)| words == "spec.schedule[0].from"));
        assert!(unfit.contains(&(json!("     "), "spec.schedule[0].from".to_owned())));
    }
}
