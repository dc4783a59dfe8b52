//! The rights that the chart gives the operator, and no others.

use std::path::PathBuf;

use anyhow::Context as _;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams};
use kube::config::Kubeconfig;
use kube::core::GroupVersionKind;

use crate::{Helm, System};

const USER: &str = "system:serviceaccount:default:coditect-operator";

impl System {
    /// Gives the operator's service account what the chart gives it, and returns a kubeconfig that
    /// has no more than that.
    pub async fn operator_kubeconfig(&self) -> anyhow::Result<PathBuf> {
        let template = "templates/operator/rbac.yaml";
        let args = ["template", "coditect", "charts/coditect", "--show-only", template];
        let rendered = Helm::new(&self.cluster, "default").run(&args).await?;
        for object in serde_saphyr::from_multiple::<DynamicObject>(&rendered)? {
            self.apply(object).await?;
        }
        let mut kubeconfig = Kubeconfig::read_from(&self.cluster.kubeconfig)?;
        for user in &mut kubeconfig.auth_infos {
            user.auth_info.get_or_insert_default().impersonate = Some(USER.to_owned());
        }
        let path = self.cluster.kubeconfig.with_extension("operator");
        tokio::fs::write(&path, serde_saphyr::to_string(&kubeconfig)?).await?;
        Ok(path)
    }

    async fn apply(&self, object: DynamicObject) -> anyhow::Result<()> {
        let types = object.types.clone().context("an object has a kind")?;
        let resource = ApiResource::from_gvk(&GroupVersionKind::try_from(types)?);
        let api: Api<DynamicObject> = if resource.kind.starts_with("Cluster") {
            Api::all_with(self.client.clone(), &resource)
        } else {
            Api::namespaced_with(self.client.clone(), "default", &resource)
        };
        let name = object.metadata.name.clone().unwrap_or_default();
        let params = PatchParams::apply("harness").force();
        api.patch(&name, &params, &Patch::Apply(object)).await?;
        Ok(())
    }
}
