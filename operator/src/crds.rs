//! Brings the cluster's resource definitions up to what this program knows.
//!
//! Helm installs a chart's definitions once and never upgrades them, so the chart runs this before
//! an upgrade. Only what exists is changed: a definition that is gone took its objects with it,
//! which a person must hear of.

use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{IdePool, Workspace};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, Patch, PatchParams};
use kube::runtime::wait::{await_condition, conditions};
use kube::{Client, CustomResourceExt as _, ResourceExt as _};

use crate::names::FIELD_MANAGER;

/// How long the apiserver may take to accept one.
const PATIENCE: Duration = Duration::from_mins(1);

/// Applies both, and waits until objects of them can be written.
pub async fn apply(client: Client) -> anyhow::Result<()> {
    let api: Api<CustomResourceDefinition> = Api::all(client);
    for definition in [IdePool::crd(), Workspace::crd()] {
        let name = definition.name_any();
        api.get(&name)
            .await
            .with_context(|| format!("failed to find {name}; install the chart's folder crds/"))?;
        let force = PatchParams::apply(FIELD_MANAGER).force();
        api.patch(&name, &force, &Patch::Apply(&definition))
            .await
            .with_context(|| format!("failed to apply {name}"))?;
        let established = await_condition(api.clone(), &name, conditions::is_crd_established());
        tokio::time::timeout(PATIENCE, established)
            .await
            .with_context(|| format!("{name} is not established"))??;
        tracing::info!(%name, "applied");
    }
    Ok(())
}
