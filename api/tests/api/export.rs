//! Out of one store and into another.

use coditect_api::accounts::{Accounts, Email, UserId};
use coditect_api::audit::{self, Event};
use coditect_api::sessions::Sessions;
use coditect_api::store::{ALL, Database, Embedded, Pair};
use coditect_api::store_cli::{export, import};
use jiff::Timestamp;
use serde_json::json;
use tempfile::TempDir;

use crate::cluster::Scenario;
use crate::support::Api;

fn store() -> (Database, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (Database::new(Embedded::open(&directory.path().join("db")).unwrap()), directory)
}

async fn exported(database: &Database) -> String {
    let mut out = vec![];
    let records = export(database, Timestamp::UNIX_EPOCH, &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), records + 2);
    text
}

async fn records(database: &Database) -> Vec<Pair> {
    database.snapshot().await.unwrap().range(ALL.0, ALL.1, usize::MAX).await.unwrap()
}

/// An API in which somebody has done something.
async fn used() -> (Api, UserId) {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let owner = UserId::from(id.as_str());
    api.cluster.play(Scenario::MakesOne { owner: owner.clone() });
    assert_eq!(api.call("POST", "/api/sessions", &token).await.status, 201);
    let credential = json!({ "username": "ada", "password": "p" });
    assert_eq!(
        api.put("/api/git-credentials/git.example.com", &token, &credential).await.status,
        204
    );
    assert_eq!(api.call("GET", "/api/ready", "").await.status, 200);
    (api, owner)
}

#[tokio::test]
async fn all_that_is_kept_arrives_and_nothing_else() {
    let (api, user) = used().await;
    let text = exported(&api.state.database).await;
    assert!(!text.contains("\"rev") && !text.contains("\"health\""), "{text}");

    let (other, _directory) = store();
    assert!(import(&other, text.as_bytes(), false).await.unwrap() > 5);
    let now = Timestamp::from_second(api.now().try_into().unwrap()).unwrap();
    let email = Email::parse("ada@example.com").unwrap();
    assert_eq!(Accounts::new(other.clone()).by_email(&email).await.unwrap().unwrap().id, user);
    let sessions = Sessions::new(other.clone()).list(&user, now).await.unwrap();
    assert_eq!(sessions, api.state.sessions.list(&user, now).await.unwrap());
    let deeds = audit::all(&other).await.unwrap();
    assert_eq!(deeds, audit::all(&api.state.database).await.unwrap());
    let events: Vec<_> = deeds.iter().map(|deed| &deed.what.event).collect();
    assert!(
        matches!(
            events[..],
            [
                Event::Registered,
                Event::LoggedIn { .. },
                Event::SessionBegan { .. },
                Event::GitCredentialSet { .. },
            ]
        ),
        "{events:?}"
    );
}

#[tokio::test]
async fn it_goes_into_an_empty_store_or_replaces_what_is_there() {
    let (api, _) = used().await;
    let (first, second) = (exported(&api.state.database).await, exported(&store().0).await);
    let (other, _directory) = store();
    import(&other, first.as_bytes(), false).await.unwrap();
    let before = records(&other).await;
    let refused = import(&other, second.as_bytes(), false).await.unwrap_err();
    assert!(refused.to_string().contains("--replace"), "{refused}");
    assert_eq!(records(&other).await, before);
    assert_eq!(import(&other, second.as_bytes(), true).await.unwrap(), 0);
    assert_eq!(records(&other).await, []);
}

#[tokio::test]
async fn a_store_in_use_says_so() {
    let (_database, directory) = store();
    let refused = Embedded::open(&directory.path().join("db")).err().unwrap();
    assert!(refused.to_string().contains("another process has"), "{refused}");
}

#[tokio::test]
async fn what_is_no_whole_export_changes_nothing() {
    let (api, _) = used().await;
    let whole = exported(&api.state.database).await;
    let cut = &whole[..whole.trim_end().rfind('\n').unwrap()];
    let fewer: String =
        whole.split_inclusive('\n').enumerate().filter(|(n, _)| *n != 1).map(|(_, l)| l).collect();
    let broken = whole.replacen("{\"key\"", "{\"kye\"", 1);
    let newer = whole.replace("store/v1", "store/v2");
    for (wrong, why) in [
        ("", "nothing to import"),
        ("{}\n", "line 1: this is no export"),
        (cut, "the file ends after"),
        (&fewer, "records are there"),
        (&broken, "line 2: no record"),
        (&newer, "store/v2"),
    ] {
        let (other, _directory) = store();
        let refused = import(&other, wrong.as_bytes(), true).await.unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}");
        assert_eq!(records(&other).await, []);
    }
}
