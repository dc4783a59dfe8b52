//! What a platform team sees: a real Prometheus scrapes an installation, and every alert rule and
//! every query of the dashboard finds what it asks for.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::Capacity;
use coditect_harness::{Image, Services, System, can_run_pods, free_port, prometheus, repository};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 10 };
const LIMIT: Duration = Duration::from_mins(2);
const RULES: &str = "charts/coditect/monitoring/rules.yaml";
const DASHBOARD: &str = "charts/coditect/monitoring/dashboard.json";

#[tokio::test]
async fn every_alert_and_every_panel_finds_what_it_asks_for() -> anyhow::Result<()> {
    if !can_run_pods() {
        eprintln!("SKIPPED: pods run only on Linux as root");
        return Ok(());
    }
    let (system, services) = System::installed("monitoring", Image::Base, CAPACITY).await?;
    let prometheus = Prometheus::start(&system.cluster.kubeconfig).await?;
    for part in ["coditect-operator", "coditect-api", "coditect-gateway"] {
        prometheus.finds(&format!("up{{app=\"{part}\"}} == 1")).await?;
    }
    people_work(&services).await?;

    tokio::select! {
        found = all_is_found(&prometheus) => found?,
        gone = somebody_looks_around(&services) => gone?,
    }
    let alerts = prometheus.get("/api/v1/alerts").await?;
    let alerts = alerts["data"]["alerts"].as_array().context("no alerts")?;
    anyhow::ensure!(alerts.is_empty(), "nothing is wrong, and there are {alerts:?}");
    system.cluster.stop().await
}

/// One logs in, and one fails to; one works in a workspace.
async fn people_work(services: &Services) -> anyhow::Result<()> {
    let ada = services.person("ada@example.com").await?;
    let wrong = json!({"email": "ada@example.com", "password": "not that"});
    services.request(Method::POST, None, "/api/auth/login").json(&wrong).send().await?;
    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    let workspace = session["workspace"]["name"].as_str().context("no workspace")?;
    ada.write(workspace, "notes.txt", "hello").await
}

/// As a web app that is open does, for as long as it is polled.
async fn somebody_looks_around(services: &Services) -> anyhow::Result<()> {
    let bob = services.person("bob@example.com").await?;
    loop {
        bob.call(Method::GET, "/api/users/me", &Value::Null).await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn all_is_found(prometheus: &Prometheus) -> anyhow::Result<()> {
    let mut queries = panels()?;
    queries.extend(alerts()?.iter().map(|rule| observed(rule)));
    for query in queries {
        // There is no database of its own here that it could be about.
        if query.contains("session_store") {
            prometheus.query(&query).await?;
        } else {
            prometheus.finds(&query).await?;
        }
    }
    Ok(())
}

/// The queries of the dashboard.
fn panels() -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(repository().join(DASHBOARD))?;
    let dashboard: Value = serde_json::from_str(&text)?;
    let panels = dashboard["panels"].as_array().into_iter().flatten();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    let queries: Vec<_> = targets
        .filter_map(|target| target["expr"].as_str())
        // What Grafana puts there.
        .map(|query| query.replace("$__rate_interval", "1m"))
        .collect();
    anyhow::ensure!(queries.len() > 15, "the dashboard has {} queries", queries.len());
    Ok(queries)
}

/// The expressions of the alert rules.
fn alerts() -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(repository().join(RULES))?;
    let file: Value = serde_saphyr::from_str(&text)?;
    let groups = file["groups"].as_array().into_iter().flatten();
    let rules = groups.flat_map(|group| group["rules"].as_array().into_iter().flatten());
    let rules: Vec<_> = rules.filter_map(|rule| rule["expr"].as_str().map(str::to_owned)).collect();
    anyhow::ensure!(rules.len() > 10, "there are {} rules", rules.len());
    Ok(rules)
}

/// What a rule compares with its limit, or whose absence it tells of: there must be something, or
/// it could never fire, or always would.
fn observed(rule: &str) -> String {
    if let Some(inner) = rule.strip_prefix("absent(").and_then(|rest| rest.strip_suffix(')')) {
        return inner.to_owned();
    }
    let limit = rule.rfind([' ']).unwrap_or(rule.len());
    rule[..limit].trim_end_matches([' ', '<', '>', '=']).to_owned()
}

/// A Prometheus of this machine's.
struct Prometheus {
    http: reqwest::Client,
    url: String,
    _process: Child,
    _folder: tempfile::TempDir,
}

impl Prometheus {
    async fn start(kubeconfig: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let config =
            std::fs::read_to_string(repository().join("tests/prometheus/prometheus.yaml"))?
                .replace("RULES", &repository().join(RULES).display().to_string())
                .replace("KUBECONFIG", &kubeconfig.display().to_string());
        let file = folder.path().join("prometheus.yaml");
        std::fs::write(&file, config)?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let log = std::fs::File::create(folder.path().join("log"))?;
        let process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(prometheus().await?.join("prometheus"))
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("failed to start Prometheus")?;
        let url = format!("http://{address}");
        let this = Self { http: reqwest::Client::new(), url, _process: process, _folder: folder };
        let ready = async {
            while this.get("/-/ready").await.is_err() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(LIMIT, ready).await.context("Prometheus does not start")?;
        Ok(this)
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "{path} answers {status}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The samples that the query finds now.
    async fn query(&self, query: &str) -> anyhow::Result<Vec<Value>> {
        let url = format!("{}/api/v1/query", self.url);
        let answer = self.http.post(url).form(&[("query", query)]).send().await?;
        let answer: Value = answer.json().await?;
        anyhow::ensure!(answer["status"] == "success", "{query}: {answer}");
        Ok(answer["data"]["result"].as_array().cloned().unwrap_or_default())
    }

    /// Waits until the query finds a number.
    async fn finds(&self, query: &str) -> anyhow::Result<()> {
        let found = async {
            loop {
                let samples = self.query(query).await?;
                if samples.iter().any(|sample| sample["value"][1] != "NaN") {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        tokio::time::timeout(LIMIT, found).await.with_context(|| format!("nothing: {query}"))?
    }
}
