//! Says of workspaces that their volumes are full, as their pods have told the API.

use std::collections::HashMap;

use coditect_crds::Workspace;
use coditect_crds::condition::{
    self, DISK_PRESSURE,
    reason::{CONFIG_VOLUME_FULL, HAS_ROOM, VOLUMES_FULL, WORKSPACE_VOLUME_FULL},
};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::api::{Api, PostParams};
use kube::{Resource as _, ResourceExt as _};
use serde::Deserialize;

use super::policy::Heard;
use super::report;
use crate::context::{Context, PARALLEL};
use crate::names::{WorkspaceKey, WorkspaceUid};
use crate::news::News;

/// Which volumes of a workspace have no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct FullVolumes {
    /// That with the files.
    pub workspace: bool,
    /// That with the IDE's settings.
    pub config: bool,
}

impl FullVolumes {
    /// What the condition of `workspace` says.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let conditions = workspace.status.iter().flat_map(|status| &status.conditions);
        let said = conditions.into_iter().find(|c| c.type_ == DISK_PRESSURE && c.status == "True");
        let (workspace, config) = match said.map(|said| said.reason.as_str()) {
            Some(WORKSPACE_VOLUME_FULL) => (true, false),
            Some(CONFIG_VOLUME_FULL) => (false, true),
            Some(_) => (true, true),
            None => (false, false),
        };
        Self { workspace, config }
    }

    const fn said(self) -> (bool, &'static str, &'static str) {
        match (self.workspace, self.config) {
            (false, false) => (false, HAS_ROOM, ""),
            (true, false) => (
                true,
                WORKSPACE_VOLUME_FULL,
                "hardly anything can be written any more; remove files, or raise the pool's \
                 spec.storage.workspace.size",
            ),
            (false, true) => (
                true,
                CONFIG_VOLUME_FULL,
                "the IDE cannot keep its settings; remove files below ~/.theia, or raise the \
                 pool's spec.storage.config.size",
            ),
            (true, true) => (
                true,
                VOLUMES_FULL,
                "hardly anything can be written any more; remove files, or raise the sizes in the \
                 pool's spec.storage",
            ),
        }
    }
}

/// Brings the condition of those up to date of which there is news.
pub async fn tell(ctx: &Context, heard: &HashMap<WorkspaceUid, Heard>) {
    let news: Vec<_> = ctx.slots.read(|index| {
        let owned = index.owned().filter_map(|(_, _, uid, workspace)| {
            let full = heard.get(uid)?.full;
            (full != workspace.full).then(|| (uid.clone(), workspace.key.clone(), full))
        });
        owned.collect()
    });
    stream::iter(news)
        .for_each_concurrent(PARALLEL, |(uid, key, full)| async move {
            if let Err(error) = say(ctx, &uid, &key, full).await {
                report(ctx, "pressure", &error);
            }
        })
        .await;
}

/// Whoever changes the workspace meanwhile wins; the next period tries again.
async fn say(
    ctx: &Context,
    uid: &WorkspaceUid,
    key: &WorkspaceKey,
    full: FullVolumes,
) -> kube::Result<()> {
    let workspaces: Api<Workspace> = Api::namespaced(ctx.client.clone(), &key.namespace);
    let found = workspaces.get_opt(&key.name).await?;
    let Some(mut workspace) = found.filter(|found| found.uid().as_ref() == Some(&uid.0)) else {
        return Ok(());
    };
    let generation = workspace.metadata.generation;
    let Some(status) = workspace.status.as_mut() else { return Ok(()) };
    let (is_full, reason, message) = full.said();
    let said = (is_full, reason, message);
    condition::say(
        &mut status.conditions,
        DISK_PRESSURE,
        said,
        generation,
        &Time(Timestamp::now()),
    );
    match workspaces.replace_status(&key.name, &PostParams::default(), &workspace).await {
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => Ok(()),
        Err(error) => Err(error),
        Ok(_) if is_full => {
            let note = message.to_owned();
            let news = News { is_warning: true, reason, action: "Reconcile", note };
            news.publish(&ctx.client, &workspace.object_ref(&())).await;
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_condition_says_is_read_again() {
        for (workspace, config) in [(false, false), (true, false), (false, true), (true, true)] {
            let full = FullVolumes { workspace, config };
            let mut said: Workspace = serde_json::from_value(serde_json::json!({
                "apiVersion": "coditect.ai/v1alpha1", "kind": "Workspace",
                "metadata": {"name": "w"}, "spec": {"owner": "u"}, "status": {"conditions": []},
            }))
            .unwrap();
            let conditions = &mut said.status.as_mut().unwrap().conditions;
            condition::say(conditions, DISK_PRESSURE, full.said(), None, &Time(Timestamp::now()));
            assert_eq!(FullVolumes::of(&said), full);
        }
    }
}
