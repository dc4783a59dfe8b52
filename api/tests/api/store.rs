//! What the embedded store promises.

use coditect_api::store::{Backend as _, Database, Embedded};
use futures::FutureExt as _;
use tempfile::TempDir;

fn embedded() -> (TempDir, Embedded) {
    let directory = tempfile::tempdir().unwrap();
    let store = Embedded::open(&directory.path().join("db")).unwrap();
    (directory, store)
}

fn key(name: &str) -> Vec<u8> {
    name.as_bytes().to_vec()
}

#[tokio::test]
async fn a_transaction_sees_its_own_writes() {
    let (_directory, store) = embedded();
    let mut first = store.begin().await.unwrap();
    for name in ["a", "b", "c"] {
        first.set(key(name), key(name));
    }
    first.commit().await.unwrap();
    let mut second = store.begin().await.unwrap();
    second.clear(key("a"));
    second.set(key("bb"), key("new"));
    second.set(key("c"), key("changed"));
    let pairs = second.range(b"a", b"d", 10).await.unwrap();
    let expected = [("b", "b"), ("bb", "new"), ("c", "changed")].map(|(k, v)| (key(k), key(v)));
    assert_eq!(pairs, expected);
    assert_eq!(second.range(b"a", b"d", 2).await.unwrap(), expected[..2]);
    assert_eq!(second.get(b"a").await.unwrap(), None);
    assert_eq!(second.range(b"d", b"a", 10).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_not_committed_never_was() {
    let (_directory, store) = embedded();
    let mut dropped = store.begin().await.unwrap();
    dropped.set(key("a"), key("1"));
    drop(dropped);
    assert_eq!(store.snapshot().await.unwrap().get(b"a").await.unwrap(), None);
}

#[tokio::test]
async fn a_snapshot_does_not_move() {
    let (_directory, store) = embedded();
    let mut before = store.snapshot().await.unwrap();
    let mut writer = store.begin().await.unwrap();
    writer.set(key("a"), key("1"));
    writer.commit().await.unwrap();
    assert_eq!(before.get(b"a").await.unwrap(), None);
    assert_eq!(store.snapshot().await.unwrap().get(b"a").await.unwrap(), Some(key("1")));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_increment_is_lost() {
    let (_directory, store) = embedded();
    let database = Database::new(store);
    let increment = || {
        database.run(|transaction| {
            async move {
                let count = transaction.get(b"count").await?.map_or(0, |value| value[0]);
                transaction.set(key("count"), vec![count + 1]);
                Ok(())
            }
            .boxed()
        })
    };
    for result in futures::future::join_all((0..50).map(|_| increment())).await {
        result.unwrap();
    }
    let count =
        database.read(|transaction| transaction.get(b"count").boxed()).await.unwrap().unwrap();
    assert_eq!(count, [50]);
}

#[tokio::test]
async fn what_is_committed_outlives_the_process() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("db");
    let store = Embedded::open(&path).unwrap();
    let mut transaction = store.begin().await.unwrap();
    transaction.set(key("a"), key("1"));
    transaction.commit().await.unwrap();
    drop(store);
    let reopened = Embedded::open(&path).unwrap();
    assert_eq!(reopened.snapshot().await.unwrap().get(b"a").await.unwrap(), Some(key("1")));
    let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn values_beyond_the_limit_are_refused() {
    let (_directory, store) = embedded();
    let mut transaction = store.begin().await.unwrap();
    transaction.set(key("a"), vec![0; coditect_api::store::MAX_VALUE + 1]);
    assert!(transaction.commit().await.is_err());
}
