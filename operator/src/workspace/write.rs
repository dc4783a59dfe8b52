//! What a workspace's reconcile says of it: its status, and by events its turns.

use coditect_crds::{Phase, Workspace, WorkspaceStatus};
use coditect_service::traces::stage;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::api::{Api, PostParams};
use kube::runtime::controller::Action;
use kube::{Resource as _, ResourceExt as _};
use tracing::Instrument as _;

use crate::context::Context;
use crate::names::WorkspaceUid;
use crate::news::News;
use crate::slot::{GateError, workspace_view};
use crate::workspace::decide::Decision;
use crate::workspace::{AFTER_CONFLICT, Error, status};

/// Says why it has no slot to go on with, and what comes `then`.
pub async fn say(
    ctx: &Context,
    workspace: &Workspace,
    phase: Phase,
    (reason, message): (&str, String),
    then: Action,
) -> Result<Action, Error> {
    let decision = status::decision(phase, reason, message);
    let status = status::without_slot(workspace, &decision, &now());
    let is_said = write_status(ctx, workspace, status, &decision).await?;
    Ok(if is_said { then } else { Action::requeue(AFTER_CONFLICT) })
}

/// Says what it waits for. An event tells when there is more.
pub async fn stay_pending(
    ctx: &Context,
    workspace: &Workspace,
    why: (&str, String),
) -> Result<Action, Error> {
    say(ctx, workspace, Phase::Pending, why, Action::await_change()).await
}

/// Writes the status if it differs, on condition that nobody changed the workspace since it was
/// read. False: somebody did.
pub async fn write_status(
    ctx: &Context,
    workspace: &Workspace,
    status: WorkspaceStatus,
    decision: &Decision,
) -> Result<bool, Error> {
    if workspace.status.as_ref() == Some(&status) {
        return Ok(true);
    }
    // The uid and the version that were read are in it.
    let wanted = Workspace { status: Some(status), ..workspace.clone() };
    let name = workspace.name_any();
    let (api, params) = (workspaces(ctx, workspace), PostParams::default());
    let failed = |source| Error::Write { what: "status", source };
    match api.replace_status(&name, &params, &wanted).instrument(stage("status")).await {
        Ok(written) => {
            learn(ctx, &written);
            ctx.announce(workspace, decision).await;
            Ok(true)
        }
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_not_found() => {
            look(ctx, workspace).await.map_err(failed)?;
            Ok(false)
        }
        Err(source) => Err(failed(source)),
    }
}

/// Tells people of what the apiserver refuses, which it may do until one of them changes something.
/// It is tried again as all that fails.
pub async fn tell_refusal(ctx: &Context, workspace: &Workspace, error: &GateError) {
    let Some(note) = error.refusal() else { return };
    let news = News { is_warning: true, reason: "Refused", action: "Reconcile", note };
    news.publish(&ctx.client, &workspace.object_ref(&())).await;
}

/// Brings the index up to date on a workspace that is not as it was read: until the watch tells of it
/// as well, nothing more is done with that.
async fn look(ctx: &Context, workspace: &Workspace) -> kube::Result<()> {
    let live = workspaces(ctx, workspace).get_opt(&workspace.name_any()).await?;
    if let Some(live) = live.filter(|live| live.uid() == workspace.uid()) {
        learn(ctx, &live);
    } else {
        let uid = WorkspaceUid(workspace.uid().unwrap_or_default());
        ctx.slots.update(|index| index.remove_workspace(&uid));
    }
    Ok(())
}

fn learn(ctx: &Context, workspace: &Workspace) {
    if let Some((uid, view)) = workspace_view(workspace) {
        ctx.slots.update(|index| index.apply_workspace(uid, view));
    }
}

pub fn workspaces(ctx: &Context, workspace: &Workspace) -> Api<Workspace> {
    Api::namespaced(ctx.client.clone(), &workspace.namespace().unwrap_or_default())
}

/// As a status says it.
pub fn now() -> Time {
    Time(jiff::Timestamp::now())
}
