//! What every backend of the store promises: one suite, run on each.
//!
//! The embedded one is always there. FoundationDB is, where the tests are built with the feature
//! `foundationdb` and `FDB_CLUSTER_FILE` names a live cluster; `make test-foundationdb` sees to both.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by them"
)]

mod basics;
mod crash;
mod faults;
mod isolation;
mod model;
mod support;

use support::Store;

macro_rules! cases {
    ($($module:ident::$case:ident,)*) => {
        mod embedded {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    let directory = tempfile::tempdir().unwrap();
                    super::$module::$case(super::Store::embedded(&directory)).await;
                }
            )*
        }

        /// In one test, since a process has one network thread, which must end before it does.
        #[cfg(feature = "foundationdb")]
        #[test]
        fn foundationdb() {
            let Some(cluster_file) = support::cluster_file() else {
                eprintln!("SKIPPED on FoundationDB: FDB_CLUSTER_FILE names no live cluster");
                return;
            };
            let network = coditect_api::store::foundationdb::Network::start().unwrap();
            let runtime = tokio::runtime::Runtime::new().unwrap();
            $(
                eprintln!("foundationdb::{} …", stringify!($case));
                let directory = tempfile::tempdir().unwrap();
                let store = Store::foundationdb(&cluster_file, &directory);
                runtime.block_on($module::$case(store));
            )*
            drop(runtime);
            drop(network);
        }
    };
}

cases! {
    basics::a_transaction_sees_its_own_writes,
    basics::what_is_not_committed_never_was,
    basics::a_snapshot_does_not_move,
    basics::numbers_are_added_to,
    basics::later_versions_sort_after_earlier_ones,
    basics::who_waits_for_a_change_hears_of_it,
    basics::what_is_too_large_is_refused_and_named,
    isolation::no_update_is_lost,
    isolation::two_cannot_both_act_on_what_the_other_changes,
    isolation::nobody_appears_in_a_range_that_was_read,
    faults::a_lost_answer_is_tried_again_and_done_once,
    faults::a_commit_that_did_not_happen_is_tried_again,
    faults::it_gives_up_in_the_end,
    model::it_does_what_an_ordered_map_does,
    crash::what_was_acknowledged_outlives_a_kill,
}

#[cfg(not(feature = "foundationdb"))]
#[test]
fn foundationdb() {
    eprintln!("SKIPPED on FoundationDB: built without it; see make test-foundationdb");
}

#[tokio::test]
async fn the_file_of_the_embedded_store_is_for_its_user_alone() {
    let directory = tempfile::tempdir().unwrap();
    let _store = Store::embedded(&directory);
    let metadata = directory.path().join("db").metadata().unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
    assert_eq!(mode & 0o777, 0o600);
}
