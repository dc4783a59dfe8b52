//! How much etcd holds.

use anyhow::Context as _;
use coditect_harness::System;
use reqwest::{Certificate, Client, Identity};
use serde_json::{Value, json};

/// etcd, by the HTTP form of its API.
pub struct Etcd {
    http: Client,
    url: String,
}

impl Etcd {
    /// That of a cluster of our own.
    pub fn of(system: &System) -> anyhow::Result<Self> {
        let folder = system.cluster.kubeconfig.parent().context("the kubeconfig has no folder")?;
        let read = |name: &str| std::fs::read(folder.join(name)).context(name.to_owned());
        let identity = [read("etcd.crt")?, read("etcd.key")?].concat();
        let http = Client::builder()
            .tls_certs_only([Certificate::from_pem(&read("ca.crt")?)?])
            .identity(Identity::from_pem(&identity)?)
            .build()?;
        let url = system.cluster.etcd.clone().context("this cluster does not tell of its etcd")?;
        Ok(Self { http, url })
    }

    /// Bytes in use, without what objects were before.
    pub async fn bytes(&self) -> anyhow::Result<f64> {
        let now = self.ask("maintenance/status", &json!({})).await?;
        let revision = now.pointer("/header/revision").context("no revision")?;
        let compaction = json!({"revision": revision, "physical": true});
        self.ask("kv/compaction", &compaction).await?;
        let after = self.ask("maintenance/status", &json!({})).await?;
        let bytes = after.get("dbSizeInUse").and_then(Value::as_str).context("no dbSizeInUse")?;
        Ok(bytes.parse()?)
    }

    async fn ask(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}/v3/{path}", self.url)).json(body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}
