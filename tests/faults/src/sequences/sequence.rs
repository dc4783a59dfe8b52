//! Changes of single fields, one after the other, made from the schema.

use std::fmt;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::sequences::ground::{ground, ground_of};
use crate::sequences::refusals::refusals;
use crate::sequences::samples::{example, extremes, is_growing, is_immutable};
use crate::sequences::schema::{Kind, Leaf, at};
use crate::sequences::values;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// The pool.
    Pool,
    /// The workspace of this name.
    Workspace(&'static str),
}

impl Object {
    /// Which of the two resources it is.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Pool => Kind::IdePool,
            Self::Workspace(_) => Kind::Workspace,
        }
    }
}

/// How far a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is made, and what follows from it is awaited.
    Change,
    /// It is made, and another follows at once.
    Hasty,
    /// The apiserver is asked whether it would make such an object.
    Create,
}

/// One field gets another value, or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Of what.
    pub object: Object,
    /// Which.
    pub path: String,
    /// To what; none: it is removed.
    pub value: Option<Value>,
    /// How.
    pub way: Way,
    /// The words of the refusal; none: it is taken.
    pub refusal: Option<String>,
}

/// Changes of a ground, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// What is there before.
    pub ground: &'static str,
    /// What is done.
    pub changes: Vec<Change>,
    /// Whether a change leads back to the ground.
    pub can_return: bool,
}

impl Sequence {
    /// Whether all of it is refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.changes.iter().all(|change| change.refusal.is_some())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.object {
            Object::Pool => write!(f, "pool ")?,
            Object::Workspace(name) => write!(f, "{name} ")?,
        }
        match &self.value {
            Some(value) => write!(f, "{}={}", self.path, short(&value.to_string())),
            None => write!(f, "{} removed", self.path),
        }
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes: Vec<_> = self.changes.iter().map(ToString::to_string).collect();
        write!(f, "[{}] {}", self.ground, changes.join(", then "))
    }
}

fn short(text: &str) -> String {
    let is_long = text.chars().count() > 100;
    let begin: String = text.chars().take(60).collect();
    if is_long { format!("{begin}… ({} characters)", text.len()) } else { text.to_owned() }
}

/// All leaves of both resources.
#[must_use]
pub fn leaves() -> Vec<Leaf> {
    [Kind::IdePool, Kind::Workspace].into_iter().flat_map(Kind::leaves).collect()
}

/// Each field by itself.
pub fn of_one() -> anyhow::Result<Vec<Sequence>> {
    let mut sequences = vec![];
    for leaf in leaves() {
        for object in objects(&leaf) {
            sequences.extend(of_leaf(&leaf, object)?);
        }
    }
    let refused = refusals().into_iter().map(|(ground, kind, path, value, words)| {
        let object = if kind == Kind::IdePool { Object::Pool } else { Object::Workspace("on") };
        alone(ground, refused(object, path, Some(value).filter(|v| !v.is_null()), words))
    });
    sequences.extend(refused);
    Ok(sequences)
}

/// Each field of slots and workspaces, and then each other one at once.
pub fn of_two() -> anyhow::Result<Vec<Sequence>> {
    let mut changes = vec![];
    for leaf in leaves() {
        let (kind, path) = (leaf.kind, leaf.path.as_str());
        let is_here = ground_of(kind, path) == "pool";
        if is_here && !is_immutable(kind, path) && !is_growing(kind, path) {
            let object = objects(&leaf).next().context("no object")?;
            changes.push(done(object, path, Some(sample(&leaf)?)));
        }
    }
    let mut sequences = vec![];
    for first in &changes {
        for second in changes.iter().filter(|second| *second != first) {
            let changes = vec![Change { way: Way::Hasty, ..first.clone() }, second.clone()];
            sequences.push(Sequence { ground: "pool", changes, can_return: true });
        }
    }
    Ok(sequences)
}

/// What has the field on its ground; of workspaces also one that is suspended.
fn objects(leaf: &Leaf) -> impl Iterator<Item = Object> + use<> {
    let specs = ground(ground_of(leaf.kind, &leaf.path));
    let workspaces = specs.workspaces.into_iter().map(|(name, _)| Object::Workspace(name));
    let kind = leaf.kind;
    [Object::Pool].into_iter().chain(workspaces).filter(move |object| object.kind() == kind)
}

/// The value of the example; it has none for a field that is new.
fn sample(leaf: &Leaf) -> anyhow::Result<Value> {
    let example = example(leaf.kind);
    let sample = at(&example, &leaf.path).cloned();
    sample.with_context(|| format!("samples.rs has no value for {:?} {}", leaf.kind, leaf.path))
}

fn of_leaf(leaf: &Leaf, object: Object) -> anyhow::Result<Vec<Sequence>> {
    let (kind, path) = (leaf.kind, leaf.path.as_str());
    let ground_name = ground_of(kind, path);
    let sample = sample(leaf)?;
    let extremes = match extremes(kind, path) {
        Some(extremes) => extremes,
        None => values::extremes(&leaf.schema)
            .with_context(|| format!("samples.rs has no extremes for {kind:?} {path}"))?,
    };
    if is_immutable(kind, path) {
        return Ok(of_immutable(leaf, object, sample, extremes));
    }
    let is_growing = is_growing(kind, path);
    let sequence = |changes| Sequence { ground: ground_name, changes, can_return: !is_growing };
    let mut sequences = vec![];
    let set = done(object, path, Some(sample));
    let is_there = at(&spec(ground_name, object), path).is_some();
    sequences.push(sequence(if is_growing {
        vec![set]
    } else {
        [vec![set], removals(leaf, object, ground_name, is_there)].concat()
    }));
    if !extremes.is_empty() {
        let extremes = extremes.into_iter().map(|value| done(object, path, Some(value)));
        sequences.push(sequence(extremes.collect()));
    }
    for (value, words) in values::unfit(leaf) {
        sequences.push(alone(ground_name, refused(object, path, Some(value), &words)));
    }
    Ok(sequences)
}

/// Removes what was set; if it cannot be missing, then what was made with it.
fn removals(leaf: &Leaf, object: Object, ground: &str, is_there: bool) -> Vec<Change> {
    let path = leaf.path.as_str();
    let mut changes = vec![];
    if leaf.is_required {
        changes.push(refused(object, path, None, &values::field(path)));
    } else {
        changes.push(done(object, path, None));
    }
    if !is_there && leaf.is_required {
        let spec = spec(ground, object);
        let ends = path.match_indices(['.', '[']).map(|(end, _)| end);
        let made = ends.filter_map(|end| path.get(..end)).find(|made| at(&spec, made).is_none());
        changes.extend(made.map(|made| done(object, made, None)));
    }
    changes
}

fn of_immutable(leaf: &Leaf, object: Object, sample: Value, extremes: Vec<Value>) -> Vec<Sequence> {
    let (kind, path) = (leaf.kind, leaf.path.as_str());
    let ground = ground_of(kind, path);
    let mut sequences = vec![alone(ground, refused(object, path, Some(sample), "immutable"))];
    if at(&spec(ground, object), path).is_some() {
        let words = if leaf.is_required { values::field(path) } else { "immutable".to_owned() };
        sequences.push(alone(ground, refused(object, path, None, &words)));
    }
    let made =
        |value, refusal| Change { way: Way::Create, refusal, ..done(object, path, Some(value)) };
    for value in extremes {
        sequences.push(alone(ground, made(value, None)));
    }
    for (value, words) in values::unfit(leaf) {
        sequences.push(alone(ground, made(value, Some(words))));
    }
    sequences
}

fn spec(name: &str, object: Object) -> Value {
    let specs = ground(name);
    match object {
        Object::Pool => specs.pool,
        Object::Workspace(name) => {
            let found = specs.workspaces.into_iter().find(|(of, _)| *of == name);
            found.map_or_else(|| json!({}), |(_, spec)| spec)
        }
    }
}

fn done(object: Object, path: &str, value: Option<Value>) -> Change {
    Change { object, path: path.to_owned(), value, way: Way::Change, refusal: None }
}

fn refused(object: Object, path: &str, value: Option<Value>, words: &str) -> Change {
    Change { refusal: Some(words.to_owned()), ..done(object, path, value) }
}

fn alone(ground: &'static str, change: Change) -> Sequence {
    Sequence { ground, changes: vec![change], can_return: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_has_samples_and_there_are_enough_sequences() -> anyhow::Result<()> {
        let sequences = of_one()?;
        for leaf in leaves() {
            let tries =
                |change: &Change| change.path == leaf.path && change.object.kind() == leaf.kind;
            assert!(
                sequences.iter().any(|sequence| sequence.changes.iter().any(tries)),
                "{leaf:?} is not tried"
            );
        }
        assert!(sequences.iter().filter(|sequence| !sequence.is_refused()).count() >= 150);
        assert!(sequences.iter().filter(|sequence| sequence.is_refused()).count() >= 300);
        Ok(())
    }

    #[test]
    fn what_an_example_sets_is_not_what_the_ground_has() -> anyhow::Result<()> {
        let is_flag = |leaf: &Leaf| leaf.schema.get("type") == Some(&json!("boolean"));
        // Of a flag both values are tried.
        for leaf in leaves().into_iter().filter(|leaf| !is_flag(leaf)) {
            for object in objects(&leaf) {
                let spec = spec(ground_of(leaf.kind, &leaf.path), object);
                let sample = sample(&leaf)?;
                let default = leaf.schema.get("default");
                assert_ne!(at(&spec, &leaf.path).or(default), Some(&sample), "{leaf:?}");
            }
        }
        Ok(())
    }
}
