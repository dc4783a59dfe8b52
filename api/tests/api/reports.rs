//! What is known of workspaces ends with them.

use std::time::Duration;

use coditect_api::reports::{Report, sweep};
use coditect_crds::Workspace;
use jiff::Timestamp;
use serde_json::Value;

use crate::cluster::{Scenario, ready};
use crate::support::Api;

fn object(workspace: Value) -> Workspace {
    serde_json::from_value(workspace).unwrap()
}

#[tokio::test]
async fn what_was_reported_of_workspaces_that_are_gone_is_forgotten() {
    let api = Api::new();
    let reports = &api.state.reports;
    let (kept, gone) = (object(ready("kept", "ada")), object(ready("gone", "ada")));
    for workspace in [&kept, &gone] {
        assert!(reports.active(workspace, Timestamp::UNIX_EPOCH).await.unwrap());
    }
    assert_eq!(reports.uids().await.unwrap().len(), 2);
    api.cluster.play(Scenario::ListsAll(vec![ready("kept", "ada")]));
    let forgotten = async {
        while reports.of(&gone).await.unwrap() != Report::default() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = sweep(reports, &api.state.workspaces) => panic!("it goes on for ever"),
        done = tokio::time::timeout(Duration::from_secs(10), forgotten) => done.unwrap(),
    }
    assert!(reports.of(&kept).await.unwrap().last_activity.is_some());
}
