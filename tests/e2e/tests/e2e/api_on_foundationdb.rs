//! All of Coditect on a real FoundationDB, installed by the chart on a node whose pods really run:
//! `make test-foundationdb`, where `FDBSERVER`, `FDBCLI` and `LIBFDB_C` name its binaries.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use coditect_crds::Capacity;
use coditect_harness::{
    Image, Person, Services, System, can_run_pods, foundationdb_image, is_ready,
};
use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt as _;
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams};
use kube::runtime::wait::await_condition;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A small database on the one node that there is, and two replicas of the API.
const VALUES: &[&str] = &[
    "store.type=foundationdb",
    "store.foundationdb.managed.image=docker.io/coditect/foundationdb:7.4.6",
    "store.foundationdb.managed.storage=1Gi",
    "store.foundationdb.managed.nodeSpread=Preferred",
    "store.foundationdb.managed.resources.cpu=50m",
    "store.foundationdb.managed.resources.memory=1Gi",
    "api.replicas=2",
    "api.autoscaling.enabled=false",
];
/// Requests whose times are printed.
const REQUESTS: usize = 300;
/// How often the database is asked for its own times.
const PROBES: usize = 20;
const LIMIT: Duration = Duration::from_mins(5);

#[tokio::test]
#[ignore = "needs binaries of FoundationDB: make test-foundationdb"]
async fn the_api_keeps_its_records_in_foundationdb() -> anyhow::Result<()> {
    anyhow::ensure!(can_run_pods(), "pods run only on Linux as root");
    let capacity = Capacity { warm_spares: 1, cold_spares: 0, maximum: 3 };
    let images = vec![foundationdb_image().await?];
    let started = Instant::now();
    let (system, services) =
        System::installed_with("api-on-foundationdb", Image::Base, capacity, images, VALUES)
            .await?;
    eprintln!("installed, with a database: {:?}", started.elapsed());
    let ada = services.person("ada@example.com").await?;
    let session = ada.call(Method::POST, "/api/sessions", &json!({})).await?;
    let workspace = session["workspace"]["name"].as_str().context("no workspace")?.to_owned();
    ada.write(&workspace, "notes.txt", "kept").await?;

    let api = Replicas::of(&system).await?;
    what_one_replica_does_another_tells(&api, &ada).await?;
    session_flow(&services, &ada).await?;
    what_the_database_says(&system).await?;
    Box::pin(database_pods_may_be_killed(&system, &ada)).await?;
    while_the_database_is_away(&system, &services, &ada, &workspace).await?;

    anyhow::ensure!(api.are_the_same(&system).await?, "a pod of the API was restarted");
    system.cluster.stop().await
}

/// The pods of the API, each reached by its own address.
struct Replicas {
    http: reqwest::Client,
    pods: Vec<Pod>,
}

impl Replicas {
    async fn of(system: &System) -> anyhow::Result<Self> {
        let pods = pods(system, "app=coditect-api").await?;
        anyhow::ensure!(pods.len() == 2, "there are {} pods of the API", pods.len());
        Ok(Self { http: reqwest::Client::new(), pods })
    }

    fn request(&self, replica: usize, method: Method, path: &str) -> reqwest::RequestBuilder {
        let ip = self.pods[replica].status.as_ref().and_then(|status| status.pod_ip.as_deref());
        self.http.request(method, format!("http://{}:8080{path}", ip.expect("it runs")))
    }

    async fn are_the_same(&self, system: &System) -> anyhow::Result<bool> {
        let now = Self::of(system).await?;
        let identity = |pod: &Pod| {
            let statuses = pod.status.as_ref().and_then(|s| s.container_statuses.as_ref());
            let restarts = statuses.map(|all| all.iter().map(|c| c.restart_count).sum::<i32>());
            (pod.uid(), restarts)
        };
        Ok(self.pods.iter().map(identity).eq(now.pods.iter().map(identity)))
    }
}

async fn pods(system: &System, labels: &str) -> anyhow::Result<Vec<Pod>> {
    let api: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let mut pods = api.list(&ListParams::default().labels(labels)).await?.items;
    pods.sort_by_key(kube::ResourceExt::name_any);
    Ok(pods)
}

async fn what_one_replica_does_another_tells(
    api: &Replicas,
    ada: &Person<'_>,
) -> anyhow::Result<()> {
    let stream = api.request(0, Method::GET, "/api/events").bearer_auth(ada.token()).send().await?;
    let mut stream = stream.error_for_status()?;
    let mut told = String::new();
    let mut until = async |event: &str| {
        let heard = async {
            while !told.contains(event) {
                let bytes = stream.chunk().await?.context("the stream has ended")?;
                told.push_str(std::str::from_utf8(&bytes)?);
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(Duration::from_secs(10), heard).await.context("it is not told")?
    };
    until("event: snapshot").await?;
    let begun = api.request(1, Method::POST, "/api/sessions").bearer_auth(ada.token());
    let begun: Value = begun.json(&json!({})).send().await?.error_for_status()?.json().await?;
    let path = format!("/api/sessions/{}", begun["id"].as_str().context("no session")?);
    until("event: session").await?;
    let ended = Instant::now();
    api.request(1, Method::DELETE, &path)
        .bearer_auth(ada.token())
        .send()
        .await?
        .error_for_status()?;
    // The other replica knows at once, told or not.
    let gone = api.request(0, Method::GET, &path).bearer_auth(ada.token()).send().await?;
    anyhow::ensure!(gone.status() == StatusCode::NOT_FOUND, "{}", gone.status());
    eprintln!("a session that one replica ended is gone from another: {:?}", ended.elapsed());
    Ok(())
}

/// The calls of the original system's session flow that only read and write the store, timed, beside
/// one that does not ask the store at all.
async fn session_flow(services: &Services, ada: &Person<'_>) -> anyhow::Result<()> {
    let mut floor = Times::default();
    let mut reads = Times::default();
    let mut writes = Times::default();
    for _ in 0..REQUESTS {
        let begun = json!({"waitSeconds": 0});
        let begun = ada.call(Method::POST, "/api/sessions", &begun).await?;
        let token = begun["token"].as_str().context("no token")?;
        let path = format!("/api/sessions/{}", begun["id"].as_str().context("no session")?);
        let jwks = "/api/.well-known/jwks.json";
        floor.of(services.ask(token, Method::GET, jwks, None)).await?;
        reads.of(services.ask(token, Method::POST, "/api/auth/validate", None)).await?;
        writes.of(services.ask(token, Method::DELETE, &path, None)).await?;
    }
    eprintln!("session flow, {REQUESTS} times, in milliseconds:  p50   p99");
    eprintln!("  GET  /api/.well-known/jwks.json, no store   {floor}");
    eprintln!("  POST /api/auth/validate, reads              {reads}");
    eprintln!("  DELETE /api/sessions/{{id}}, reads and commits {writes}");
    Ok(())
}

/// What the times above cannot be below: the database's own probes of itself.
async fn what_the_database_says(system: &System) -> anyhow::Result<()> {
    let (mut reads, mut commits) = (Times::default(), Times::default());
    for _ in 0..PROBES {
        let command = ["/opt/coditect/bin/fdb-cli", "status json"];
        let status = system.cluster.exec("foundationdb-cli-0", "cli", &command).await?;
        let status: Value = serde_json::from_str(&status)?;
        let probe = &status["cluster"]["latency_probe"];
        let seconds = |name: &str| {
            let seconds = probe[name].as_f64().with_context(|| format!("no {name} in {probe}"))?;
            anyhow::Ok(Duration::from_secs_f64(seconds))
        };
        let start = seconds("transaction_start_seconds")?;
        reads.0.push(start + seconds("read_seconds")?);
        commits.0.push(start + seconds("commit_seconds")?);
    }
    eprintln!("  by the database itself, {PROBES} times: reads     {reads}");
    eprintln!("                                    commits   {commits}");
    Ok(())
}

/// How long something took, each time.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    async fn of(
        &mut self,
        call: impl Future<Output = anyhow::Result<(StatusCode, Value)>>,
    ) -> anyhow::Result<()> {
        let started = Instant::now();
        let (status, answer) = call.await?;
        self.0.push(started.elapsed());
        anyhow::ensure!(status.is_success(), "{status}: {answer}");
        Ok(())
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = |percent: usize| sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        write!(f, "{:5.2} {:5.2}", at(50), at(99))
    }
}

async fn database_pods_may_be_killed(system: &System, ada: &Person<'_>) -> anyhow::Result<()> {
    let api: Api<Pod> = Api::namespaced(system.client.clone(), "default");
    let mut slowest = Duration::ZERO;
    for pod in pods(system, "app=foundationdb").await? {
        let name = pod.name_any();
        api.delete(&name, &DeleteParams::default().grace_period(0)).await?;
        let back = await_condition(api.clone(), &name, |found: Option<&Pod>| {
            found.is_some_and(|found| found.uid() != pod.uid() && is_ready(found))
        });
        let mut back = std::pin::pin!(tokio::time::timeout(LIMIT, back));
        loop {
            let started = Instant::now();
            eventually_named(ada, &name).await?;
            slowest = slowest.max(started.elapsed());
            tokio::select! {
                biased;
                back = &mut back => break drop(back.context("it does not come back")??),
                () = std::future::ready(()) => {}
            }
        }
    }
    eprintln!("each of the database's pods killed: the slowest write took {slowest:?}");
    Ok(())
}

/// Writes and reads, as a client does that heeds `Retry-After` when it is told to come again.
async fn eventually_named(ada: &Person<'_>, name: &str) -> anyhow::Result<()> {
    let body = json!({"displayName": name});
    let written = async {
        loop {
            let request = ada.request(Method::PATCH, None, "/api/users/me").json(&body);
            match request.send().await?.status() {
                StatusCode::OK => return anyhow::Ok(()),
                StatusCode::SERVICE_UNAVAILABLE => tokio::time::sleep(Duration::from_secs(2)).await,
                other => anyhow::bail!("a write is answered by {other}"),
            }
        }
    };
    tokio::time::timeout(LIMIT, written).await.context("nothing can be written")??;
    let me = loop {
        match ada.call(Method::GET, "/api/users/me", &json!({})).await {
            Ok(me) => break me,
            Err(error) if error.to_string().contains("503") => {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            Err(error) => return Err(error),
        }
    };
    anyhow::ensure!(me["displayName"] == name, "what was written is lost: {me}");
    Ok(())
}

/// Nobody brings it back while the operator is not there. The API says so in a bounded time, and is
/// there again when the database is, as it was; who works in a workspace goes on working.
async fn while_the_database_is_away(
    system: &System,
    services: &Services,
    ada: &Person<'_>,
    workspace: &str,
) -> anyhow::Result<()> {
    let deployments: Api<Deployment> = Api::namespaced(system.client.clone(), "default");
    let sets: Api<StatefulSet> = Api::namespaced(system.client.clone(), "default");
    let scale = |replicas: i32| Patch::Merge(json!({"spec": {"replicas": replicas}}));
    let params = PatchParams::default();
    deployments.patch("coditect-operator", &params, &scale(0)).await?;
    none_left(system, "app=coditect-operator").await?;
    sets.patch("foundationdb", &params, &scale(0)).await?;
    none_left(system, "app=foundationdb").await?;

    for (method, path, body) in [
        (Method::GET, "/api/users/me", None),
        (Method::PATCH, "/api/users/me", Some(json!({"displayName": "nobody"}))),
    ] {
        let started = Instant::now();
        let (status, answer) =
            services.ask(ada.token(), method.clone(), path, body.as_ref()).await?;
        anyhow::ensure!(status == StatusCode::SERVICE_UNAVAILABLE, "{path}: {status} {answer}");
        anyhow::ensure!(answer["detail"] == "the store does not answer", "{answer}");
        anyhow::ensure!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
        eprintln!("no database: {method} is answered by 503 after {:?}", started.elapsed());
    }
    let (status, health) = services.ask(ada.token(), Method::GET, "/api/health", None).await?;
    anyhow::ensure!(status.is_success() && health["store"] == "unavailable", "{status} {health}");
    let (status, text) = ada.read(workspace, "notes.txt").await?;
    anyhow::ensure!((status, text.as_str()) == (StatusCode::OK, "kept"), "{status} {text}");

    let started = Instant::now();
    sets.patch("foundationdb", &params, &scale(5)).await?;
    deployments.patch("coditect-operator", &params, &scale(1)).await?;
    eventually_named(ada, "back").await?;
    eprintln!("the database is back: written after {:?}", started.elapsed());
    services.answers().await
}

async fn none_left(system: &System, labels: &str) -> anyhow::Result<()> {
    let gone = async {
        while !pods(system, labels).await?.is_empty() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(LIMIT, gone).await.with_context(|| format!("{labels} stays"))?
}
