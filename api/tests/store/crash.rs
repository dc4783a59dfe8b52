//! A process that is killed while it commits: what it was told is done is there, and nothing is
//! half there.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use coditect_api::store::{Backend, Embedded};

use crate::support::{Kind, Store};

/// Tells the child what to open.
const EMBEDDED: &str = "CODITECT_TEST_EMBEDDED";
#[cfg(feature = "foundationdb")]
const CLUSTER_FILE: &str = "CODITECT_TEST_CLUSTER_FILE";
const PREFIX: &str = "CODITECT_TEST_KEY";

pub async fn what_was_acknowledged_outlives_a_kill(store: Store) {
    let (a, b) = (store.key("a"), store.key("b"));
    let kind = store.kind.clone();
    // One process at a time has the file open.
    drop(store);
    for lines in [1, 20, 57] {
        let acknowledged = run_and_kill(&kind, [&a, &b], lines);
        let reopened = reopen(&kind);
        let mut transaction = reopened.snapshot().await.unwrap();
        let mut values = vec![];
        for key in [&a, &b] {
            let value = transaction.get(key).await.unwrap().unwrap();
            values.push(u64::from_be_bytes(value.try_into().unwrap()));
        }
        assert_eq!(values[0], values[1], "both or none");
        // The next commit may have got through before the kill, unacknowledged.
        let known = acknowledged..=acknowledged + 1;
        assert!(known.contains(&values[0]), "{acknowledged} was acknowledged: {values:?}");
    }
}

fn reopen(kind: &Kind) -> Box<dyn Backend> {
    match kind {
        Kind::Embedded(path) => Box::new(Embedded::open(path).unwrap()),
        #[cfg(feature = "foundationdb")]
        Kind::FoundationDb(file) => {
            let copy = tempfile::tempdir().unwrap().keep();
            Box::new(coditect_api::store::foundationdb::FoundationDb::open(file, &copy).unwrap())
        }
    }
}

/// Lets a child commit until it has told of `lines` commits, and kills it in the middle of what it
/// does next. The number that it told last.
fn run_and_kill(kind: &Kind, keys: [&[u8]; 2], lines: usize) -> u64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "crash::commits_for_ever", "--nocapture"]);
    command.env(PREFIX, keys.map(|key| BASE64_STANDARD.encode(key)).join(","));
    match kind {
        Kind::Embedded(path) => command.env(EMBEDDED, path),
        #[cfg(feature = "foundationdb")]
        Kind::FoundationDb(file) => command.env(CLUSTER_FILE, file),
    };
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("done ").and_then(|number| number.parse().ok()))
        .take(lines)
        .last();
    child.kill().unwrap();
    child.wait().unwrap();
    told.expect("the child commits")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "never ends: it is run, and killed, by another test"]
async fn commits_for_ever() {
    let told = std::env::var(PREFIX).unwrap();
    let keys: Vec<_> = told.split(',').map(|key| BASE64_STANDARD.decode(key).unwrap()).collect();
    #[cfg(feature = "foundationdb")]
    let _network;
    let kind = match std::env::var_os(EMBEDDED) {
        Some(path) => Kind::Embedded(path.into()),
        #[cfg(feature = "foundationdb")]
        None => {
            _network = coditect_api::store::foundationdb::Network::start().unwrap();
            Kind::FoundationDb(std::env::var_os(CLUSTER_FILE).unwrap().into())
        }
        #[cfg(not(feature = "foundationdb"))]
        None => panic!("{EMBEDDED} is not set"),
    };
    let store = reopen(&kind);
    let stored = store.snapshot().await.unwrap().get(&keys[0]).await.unwrap();
    let first = stored.map_or(0, |value| u64::from_be_bytes(value.try_into().unwrap()));
    for number in first + 1.. {
        let mut transaction = store.begin().await.unwrap();
        for key in &keys {
            transaction.set(key.clone(), number.to_be_bytes().to_vec());
        }
        transaction.commit().await.unwrap();
        println!("done {number}");
    }
}
