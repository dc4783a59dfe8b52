//! The rights that the chart gives, and no others.

use std::path::PathBuf;

use anyhow::Context as _;
use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::RoleBinding;
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams, PostParams};
use kube::config::Kubeconfig;
use kube::core::GroupVersionKind;
use serde_json::json;

use crate::{Helm, System};

/// The operator's account.
pub(crate) const OPERATOR: &str = "system:serviceaccount:default:coditect-operator";

impl System {
    /// Gives the operator's service account what the chart gives it, and returns a kubeconfig that
    /// has no more than that.
    pub async fn operator_kubeconfig(&self) -> anyhow::Result<PathBuf> {
        self.apply_template("operator/rbac.yaml").await?;
        let mut kubeconfig = Kubeconfig::read_from(&self.cluster.kubeconfig)?;
        for user in &mut kubeconfig.auth_infos {
            user.auth_info.get_or_insert_default().impersonate = Some(OPERATOR.to_owned());
        }
        let path = self.cluster.kubeconfig.with_extension("operator");
        tokio::fs::write(&path, serde_saphyr::to_string(&kubeconfig)?).await?;
        Ok(path)
    }

    /// Writes the token by which the operator proves to the API who it is, and returns its file.
    /// [`Self::operator_kubeconfig`] makes the account.
    pub(crate) async fn operator_token(&self) -> anyhow::Result<PathBuf> {
        let accounts: Api<ServiceAccount> = Api::namespaced(self.client.clone(), "default");
        let request = TokenRequest {
            spec: Some(TokenRequestSpec {
                audiences: Some(vec!["coditect-api".to_owned()]),
                ..TokenRequestSpec::default()
            }),
            ..TokenRequest::default()
        };
        let (_, name) = OPERATOR.rsplit_once(':').context("it has a name")?;
        let answer = accounts.create_token_request(name, &PostParams::default(), &request).await?;
        let path = self.cluster.kubeconfig.with_extension("operator-token");
        let token = answer.status.and_then(|status| status.token).context("no token was made")?;
        tokio::fs::write(&path, token).await?;
        Ok(path)
    }

    /// Applies the objects of one template of the chart, with its default values.
    pub async fn apply_template(&self, template: &str) -> anyhow::Result<()> {
        let template = format!("templates/{template}");
        let args = ["template", "coditect", "charts/coditect", "--show-only", &template];
        let rendered = Helm::new(&self.cluster, "default").run(&args).await?;
        for object in serde_saphyr::from_multiple::<DynamicObject>(&rendered)? {
            self.apply(object).await?;
        }
        Ok(())
    }

    /// The client of a user who has what the cluster's own `role` allows in the namespace `default`.
    pub async fn user(&self, name: &str, role: &str) -> anyhow::Result<Client> {
        let binding = serde_json::from_value(json!({
            "metadata": {"name": name},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": name}],
        }))?;
        let bindings: Api<RoleBinding> = Api::namespaced(self.client.clone(), "default");
        bindings.create(&PostParams::default(), &binding).await?;
        let mut config = self.cluster.config().await?;
        config.auth_info.impersonate = Some(name.to_owned());
        Ok(Client::try_from(config)?)
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
