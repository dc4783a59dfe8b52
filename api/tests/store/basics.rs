//! One transaction at a time.

use std::time::Duration;

use coditect_api::store::tuple::{Part, below, pack, unpack};
use coditect_api::store::{MAX_KEY, MAX_TRANSACTION, MAX_VALUE, StoreError};
use futures::FutureExt as _;

use crate::support::Store;

pub async fn a_transaction_sees_its_own_writes(store: Store) {
    store.set(&[("a", "a"), ("b", "b"), ("c", "c"), ("e", "e")]).await;
    let mut transaction = store.backend.begin().await.unwrap();
    transaction.clear(store.key("a"));
    transaction.set(store.key("bb"), b"new".to_vec());
    transaction.set(store.key("c"), b"changed".to_vec());
    transaction.clear_range(&store.key("d"), &store.key("f")).await.unwrap();
    let (begin, end) = (store.key("a"), store.key("z"));
    let expected = store.pairs(&[("b", "b"), ("bb", "new"), ("c", "changed")]);
    assert_eq!(transaction.range(&begin, &end, 10).await.unwrap(), expected);
    assert_eq!(transaction.range(&begin, &end, 2).await.unwrap(), expected[..2]);
    assert_eq!(transaction.range(&begin, &end, 0).await.unwrap(), []);
    assert_eq!(transaction.range(&end, &begin, 10).await.unwrap(), []);
    assert_eq!(transaction.get(&begin).await.unwrap(), None);
    transaction.commit().await.unwrap();
    let mut after = store.backend.snapshot().await.unwrap();
    assert_eq!(after.range(&begin, &end, 10).await.unwrap(), expected);
}

pub async fn what_is_not_committed_never_was(store: Store) {
    let mut dropped = store.backend.begin().await.unwrap();
    dropped.set(store.key("a"), b"1".to_vec());
    dropped.set_versioned(store.key("b"), b"1".to_vec());
    drop(dropped);
    assert_eq!(store.get("a").await, None);
}

pub async fn a_snapshot_does_not_move(store: Store) {
    let mut before = store.backend.snapshot().await.unwrap();
    // A version is chosen by the first read.
    assert_eq!(before.get(&store.key("b")).await.unwrap(), None);
    store.set(&[("a", "1")]).await;
    assert_eq!(before.get(&store.key("a")).await.unwrap(), None);
    assert_eq!(store.get("a").await, Some(b"1".to_vec()));
}

pub async fn numbers_are_added_to(store: Store) {
    let database = store.database();
    let add = |amount: i64| {
        let key = store.key("count");
        database.run(move |transaction| {
            let key = key.clone();
            async move { transaction.add(&key, amount).await }.boxed()
        })
    };
    for added in futures::future::join_all((1..=20).map(add)).await {
        added.unwrap();
    }
    add(-11).await.unwrap();
    assert_eq!(store.get("count").await, Some(199_i64.to_le_bytes().to_vec()));
}

pub async fn later_versions_sort_after_earlier_ones(store: Store) {
    let prefix = store.key("log");
    for commit in 0..5_u8 {
        let mut transaction = store.backend.begin().await.unwrap();
        for order in 0..3_u8 {
            transaction.set_versioned(prefix.clone(), vec![commit, order]);
        }
        transaction.commit().await.unwrap();
    }
    let parts = unpack(&prefix).unwrap();
    let (begin, end) = below(&parts);
    let pairs = store.backend.snapshot().await.unwrap().range(&begin, &end, 100).await.unwrap();
    let values: Vec<_> = pairs.iter().map(|(_, value)| (value[0], value[1])).collect();
    let expected: Vec<_> =
        (0..5).flat_map(|commit| (0..3).map(move |order| (commit, order))).collect();
    assert_eq!(values, expected);
    for (key, _) in pairs {
        let mut read = unpack(&key).unwrap();
        assert!(matches!(read.pop(), Some(Part::Version(_))));
        assert_eq!(pack(&read), prefix);
    }
}

pub async fn who_waits_for_a_change_hears_of_it(store: Store) {
    let (backend, key) = (store.backend.clone(), store.key("head"));
    let waits = tokio::spawn(async move { backend.changed(&key, None).await });
    store.set(&[("other", "1")]).await;
    assert!(!waits.is_finished(), "that was another key");
    store.set(&[("head", "1")]).await;
    tokio::time::timeout(Duration::from_secs(10), waits).await.unwrap().unwrap().unwrap();
    // One that has missed the change hears of it at once.
    let key = store.key("head");
    let late = store.backend.changed(&key, Some(b"0"));
    tokio::time::timeout(Duration::from_secs(10), late).await.unwrap().unwrap();
}

pub async fn what_is_too_large_is_refused_and_named(store: Store) {
    let database = store.database();
    let key = store.key("large");
    let long_key = [key.clone(), vec![1; MAX_KEY]].concat();
    let cases = [
        ("the key", vec![(long_key, vec![])]),
        ("the value", vec![(key.clone(), vec![0; MAX_VALUE + 1])]),
        ("the transaction", vec![(key.clone(), vec![0; MAX_VALUE]); MAX_TRANSACTION / MAX_VALUE]),
    ];
    for (expected, pairs) in cases {
        let refused = database
            .run(move |transaction| {
                for (key, value) in pairs.clone() {
                    transaction.set(key, value);
                }
                async { Ok(()) }.boxed()
            })
            .await;
        let Err(StoreError::Limit { what, size, limit }) = refused else {
            panic!("{expected}: {refused:?}");
        };
        assert_eq!(what, expected);
        assert!(size > limit);
    }
    assert_eq!(store.get("large").await, None, "nothing of it is written");
    let longest = vec![0; MAX_VALUE];
    database
        .run(move |transaction| {
            transaction.set(key.clone(), longest.clone());
            async { Ok(()) }.boxed()
        })
        .await
        .unwrap();
    assert_eq!(store.get("large").await.map(|value| value.len()), Some(MAX_VALUE));
}
