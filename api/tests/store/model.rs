//! Random transactions, against an ordered map.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::Store;

#[derive(Clone, Debug)]
enum Step {
    Set(String, Vec<u8>),
    Clear(String),
    ClearRange(String, String),
    Get(String),
    Range(String, String, usize),
}

fn step() -> impl Strategy<Value = Step> {
    // Few names, so that steps meet.
    let name = || "[a-c][a-c\u{0}]?";
    prop_oneof![
        3 => (name(), proptest::collection::vec(any::<u8>(), 0..4)).prop_map(|(n, v)| Step::Set(n, v)),
        1 => name().prop_map(Step::Clear),
        1 => (name(), name()).prop_map(|(b, e)| Step::ClearRange(b, e)),
        1 => name().prop_map(Step::Get),
        2 => (name(), name(), 0..5_usize).prop_map(|(b, e, l)| Step::Range(b, e, l)),
    ]
}

pub async fn it_does_what_an_ordered_map_does(store: Store) {
    let transactions =
        proptest::collection::vec((proptest::collection::vec(step(), 1..8), any::<bool>()), 1..40);
    let mut runner = TestRunner::default();
    let mut committed = BTreeMap::new();
    let tree = transactions.new_tree(&mut runner).unwrap();
    for (steps, commits) in tree.current() {
        let mut model = committed.clone();
        let mut transaction = store.backend.begin().await.unwrap();
        for step in &steps {
            match step.clone() {
                Step::Set(name, value) => {
                    transaction.set(store.key(&name), value.clone());
                    model.insert(store.key(&name), value);
                }
                Step::Clear(name) => {
                    transaction.clear(store.key(&name));
                    model.remove(&store.key(&name));
                }
                Step::ClearRange(begin, end) => {
                    let (begin, end) = (store.key(&begin), store.key(&end));
                    transaction.clear_range(&begin, &end).await.unwrap();
                    model.retain(|key, _| !(*key >= begin && *key < end));
                }
                Step::Get(name) => {
                    let key = store.key(&name);
                    let found = transaction.get(&key).await.unwrap();
                    assert_eq!(found.as_ref(), model.get(&key), "{steps:?}");
                }
                Step::Range(begin, end, limit) => {
                    let (begin, end) = (store.key(&begin), store.key(&end));
                    let expected: Vec<_> = model
                        .iter()
                        .filter(|(key, _)| **key >= begin && **key < end)
                        .take(limit)
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect();
                    let found = transaction.range(&begin, &end, limit).await.unwrap();
                    assert_eq!(found, expected, "{steps:?}");
                }
            }
        }
        if commits {
            transaction.commit().await.unwrap();
            committed = model;
        }
    }
}
