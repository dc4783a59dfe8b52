//! How much etcd holds.

use std::time::Duration;

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use coditect_harness::System;
use reqwest::{Certificate, Client, Identity};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long it is looked at, to know whether it is at rest.
const LOOK: Duration = Duration::from_secs(3);
/// Writes in that time, in a cluster in which nothing happens: leases of its parts are renewed.
const AT_REST: u64 = 12;

#[derive(Deserialize)]
struct Range {
    #[serde(default)]
    kvs: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    key: String,
    value: String,
}

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

    /// Bytes of the keys and values below any of these, as the apiserver stores them.
    pub async fn bytes_below(&self, prefixes: &[&str]) -> anyhow::Result<f64> {
        let mut bytes = 0;
        for prefix in prefixes {
            let key = format!("/registry/{prefix}");
            // The first key after all that begin with it.
            let end = format!("{}0", key.strip_suffix('/').context("a prefix ends with /")?);
            let range = json!({"key": BASE64.encode(key), "range_end": BASE64.encode(end)});
            let range: Range = serde_json::from_value(self.ask("kv/range", &range).await?)?;
            for entry in range.kvs {
                bytes += BASE64.decode(entry.key)?.len() + BASE64.decode(entry.value)?.len();
            }
        }
        Ok(f64::from(u32::try_from(bytes)?))
    }

    /// Waits until hardly anything is written: whatever was to become of what was made has become of
    /// it, and what is measured next has the machine for itself.
    pub async fn at_rest(&self) -> anyhow::Result<()> {
        let mut before = self.revision().await?;
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.revision().await?;
            if now - before <= AT_REST {
                return Ok(());
            }
            before = now;
        }
    }

    async fn revision(&self) -> anyhow::Result<u64> {
        let status = self.ask("maintenance/status", &json!({})).await?;
        let revision = status.pointer("/header/revision").and_then(Value::as_str);
        Ok(revision.context("no revision")?.parse()?)
    }

    async fn ask(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}/v3/{path}", self.url)).json(body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}
