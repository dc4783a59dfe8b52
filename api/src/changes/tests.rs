//! What subscribers hear.

use futures::FutureExt as _;
use serde_json::json;

use super::*;

/// Of `ada`, unless it says otherwise.
fn workspace(name: &str, version: u32) -> Workspace {
    owned("ada", name, version)
}

fn owned(owner: &str, name: &str, version: u32) -> Workspace {
    serde_json::from_value(json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": { "name": name, "resourceVersion": version.to_string() },
        "spec": { "owner": owner },
    }))
    .unwrap()
}

fn list(changes: &Changes, workspaces: impl IntoIterator<Item = Workspace>) {
    changes.apply(Event::Init);
    for workspace in workspaces {
        changes.apply(Event::InitApply(workspace));
    }
    changes.apply(Event::InitDone);
}

/// A hub that has listed `workspaces`, and a subscription of `ada` that has told its snapshot.
fn told(workspaces: impl IntoIterator<Item = Workspace>) -> (Changes, Subscription) {
    let changes = Changes::default();
    list(&changes, workspaces);
    let mut subscription = changes.subscribe(&"ada".into()).unwrap();
    assert!(matches!(news(&mut subscription)[..], [Change::Snapshot(_)]));
    (changes, subscription)
}

/// What there is to tell now.
fn news(subscription: &mut Subscription) -> Vec<Change> {
    subscription.next().now_or_never().unwrap_or_default()
}

fn changed(workspace: Workspace) -> Change {
    Change::Workspace(Arc::new(workspace))
}

#[test]
fn nothing_is_told_before_all_is_known() {
    let changes = Changes::default();
    let mut subscription = changes.subscribe(&"ada".into()).unwrap();
    changes.apply(Event::Init);
    changes.apply(Event::InitApply(workspace("a", 1)));
    assert_eq!(news(&mut subscription), []);
    changes.apply(Event::InitApply(workspace("b", 2)));
    changes.apply(Event::InitDone);
    let all = ["a", "b"].into_iter().zip(1..).map(|(n, v)| Arc::new(workspace(n, v))).collect();
    assert_eq!(news(&mut subscription), [Change::Snapshot(all)]);
    assert_eq!(news(&mut subscription), []);
}

#[test]
fn changes_follow_the_snapshot_without_a_gap() {
    let (changes, mut subscription) = told([workspace("a", 1)]);
    changes.apply(Event::Apply(workspace("a", 2)));
    assert_eq!(news(&mut subscription), [changed(workspace("a", 2))]);
    changes.apply(Event::Apply(workspace("b", 3)));
    changes.apply(Event::Delete(workspace("a", 4)));
    let both = [changed(workspace("b", 3)), Change::Deleted("a".into())];
    assert_eq!(news(&mut subscription), both);
}

#[test]
fn one_that_is_slow_hears_how_things_are() {
    let (changes, mut subscription) = told([workspace("a", 1), workspace("b", 2)]);
    for version in 3..1000 {
        changes.apply(Event::Apply(workspace("a", version)));
    }
    changes.apply(Event::Delete(workspace("b", 1000)));
    changes.apply(Event::Apply(workspace("brief", 1001)));
    changes.apply(Event::Delete(workspace("brief", 1002)));
    let latest = [changed(workspace("a", 999)), Change::Deleted("b".into())];
    assert_eq!(news(&mut subscription), latest);
    assert_eq!(news(&mut subscription), []);
}

#[test]
fn a_new_list_tells_only_what_is_new() {
    let (changes, mut subscription) =
        told([workspace("same", 1), workspace("changed", 2), workspace("gone", 3)]);
    list(&changes, [workspace("same", 1), workspace("changed", 4)]);
    let expected = [changed(workspace("changed", 4)), Change::Deleted("gone".into())];
    assert_eq!(news(&mut subscription), expected);
}

#[test]
fn what_is_anothers_is_never_told() {
    let (changes, mut subscription) = told([workspace("a", 1), owned("bob", "b", 2)]);
    changes.apply(Event::Apply(owned("bob", "b", 3)));
    changes.apply(Event::Delete(owned("bob", "b", 4)));
    changes.touch(&"bob".into(), "b");
    changes.sessions(&"bob".into());
    assert_eq!(news(&mut subscription), []);
}

#[test]
fn a_name_that_changes_hands_is_gone_for_the_one_before() {
    let (changes, mut subscription) = told([workspace("a", 1)]);
    list(&changes, [owned("bob", "a", 2)]);
    assert_eq!(news(&mut subscription), [Change::Deleted("a".into())]);
}

#[test]
fn what_is_not_in_the_object_is_told_too() {
    let (changes, mut subscription) = told([workspace("a", 1), workspace("b", 2)]);
    changes.touch(&"ada".into(), "a");
    assert_eq!(news(&mut subscription), [changed(workspace("a", 1))]);
    changes.touch(&"ada".into(), "none");
    assert_eq!(news(&mut subscription), []);
    changes.sessions(&"ada".into());
    assert_eq!(news(&mut subscription), [Change::Sessions]);
}

#[test]
fn a_user_has_so_many_subscribers_and_no_more() {
    let changes = Changes::default();
    let all: Vec<_> = (0..MAX_SUBSCRIBERS).map(|_| changes.subscribe(&"ada".into())).collect();
    assert!(all.iter().all(Option::is_some));
    assert!(changes.subscribe(&"ada".into()).is_none());
    assert!(changes.subscribe(&"bob".into()).is_some());
    drop(all);
    assert!(changes.subscribe(&"ada".into()).is_some());
}

#[test]
fn who_has_nothing_and_has_left_is_forgotten() {
    let (changes, subscription) = told([workspace("a", 1)]);
    let second = changes.subscribe(&"ada".into()).unwrap();
    changes.apply(Event::Delete(workspace("a", 2)));
    drop(subscription);
    assert!(!changes.index.lock().is_empty());
    drop(second);
    assert!(changes.index.lock().is_empty());
    list(&changes, [workspace("a", 3)]);
    list(&changes, []);
    assert!(changes.index.lock().is_empty());
}

#[tokio::test]
async fn what_one_replica_notes_every_replica_hears() {
    let directory = tempfile::tempdir().unwrap();
    let store = crate::store::Embedded::open(&directory.path().join("db")).unwrap();
    let database = crate::store::Database::new(store);
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let noted = |second: i64, noted: Noted| {
        database.run(move |transaction| {
            let noted = noted.clone();
            async move { note(transaction, at(second), &"ada".into(), noted).await }.boxed()
        })
    };
    let mut replicas = [told([workspace("a", 1)]), told([workspace("a", 1)])];
    for (changes, _) in &replicas {
        let (database, changes) = (database.clone(), changes.clone());
        tokio::spawn(async move { follow_notes(&database, &changes).await });
    }
    for (second, what) in
        [(0, Noted::Workspace { name: "a".into() }), (600, Noted::Sessions), (601, Noted::Sessions)]
    {
        noted(second, what.clone()).await.unwrap();
        for (_, subscription) in &mut replicas {
            let heard = subscription.next().await;
            match what {
                Noted::Sessions => assert_eq!(heard, [Change::Sessions]),
                Noted::Workspace { .. } => assert_eq!(heard, [changed(workspace("a", 1))]),
            }
        }
    }
    assert_eq!(trim_notes(&database, at(1201)).await.unwrap(), 2);
}
