//! The chart with many sets of values, at a real apiserver that is strict about unknown fields and
//! Pod Security; and with wrong values, which are refused before anything is installed.

mod branches;
mod cases;
mod wrong;

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use branches::{Traced, told};
use cases::{Case, cases};
use coditect_harness::{Helm, Node, System, repository};
use futures::{Stream, StreamExt as _, stream};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;
use wrong::{Wrong, wrong};

const CHART: &str = "charts/coditect";
/// Of releases, of workspaces elsewhere, and one whose name is a number.
const NAMESPACES: [&str; 3] = ["coditect", "workspaces", "7"];

#[tokio::test]
async fn every_set_of_values_is_accepted_and_wrong_ones_are_refused() -> anyhow::Result<()> {
    let mut chart = Chart::start().await?;
    let mut seen = chart.accepts_what_is_right().await?;
    let refusals = chart.refuses_what_is_wrong().await?;
    seen.append(&mut chart.is_installed_once().await?);
    let unseen: BTreeSet<_> = chart.traced.branches.difference(&seen).collect();
    ensure!(unseen.is_empty(), "no set of values comes here; add a case: {unseen:#?}");
    let unseen: BTreeSet<_> = chart.traced.files.difference(&seen).collect();
    ensure!(unseen.is_empty(), "no set of values renders this; add a case: {unseen:#?}");
    let unseen: BTreeSet<_> = chart.traced.refusals.difference(&refusals).collect();
    ensure!(unseen.is_empty(), "no wrong value is refused here; add one: {unseen:#?}");
    chart.system.cluster.stop().await
}

struct Chart {
    system: System,
    traced: Traced,
    /// Files with values.
    values: TempDir,
}

/// What Helm would install.
struct Rendered {
    objects: String,
    /// Templates and branches.
    seen: BTreeSet<String>,
}

impl Chart {
    /// Starts a cluster with all kinds that the chart knows, whose namespaces are restricted.
    async fn start() -> anyhow::Result<Self> {
        let system = System::start("values", Node::Fake, &[]).await?;
        let script = repository().join("tests/chart/crds.sh");
        let printed = Command::new(script).output().await?;
        let errors = String::from_utf8_lossy(&printed.stderr);
        ensure!(printed.status.success(), "tests/chart/crds.sh failed: {errors}");
        let files = String::from_utf8(printed.stdout)?;
        let mut args = vec!["create"];
        args.extend(files.lines().flat_map(|file| ["-f", file]));
        system.cluster.kubectl(&args, "").await?;
        let wait = ["wait", "--for=condition=Established", "crd", "--all", "--timeout=1m"];
        system.cluster.kubectl(&wait, "").await?;
        for name in NAMESPACES {
            system.cluster.kubectl(&["create", "namespace", name], "").await?;
            // A Deployment is not refused for what its pods would be: a warning is all there is.
            let mut label = vec!["label", "namespace", name];
            label.push("pod-security.kubernetes.io/enforce=restricted");
            label.push("pod-security.kubernetes.io/warn=restricted");
            system.cluster.kubectl(&label, "").await?;
        }
        Ok(Self { system, traced: Traced::new().await?, values: tempfile::tempdir()? })
    }

    /// What the cases have seen.
    async fn accepts_what_is_right(&self) -> anyhow::Result<BTreeSet<String>> {
        let checks = stream::iter(cases())
            .map(async |case| self.accepts(&case).await.with_context(|| case.name.clone()));
        all_of(checks, "accepted").await
    }

    async fn accepts(&self, case: &Case) -> anyhow::Result<BTreeSet<String>> {
        let helm = Helm::new(&self.system.cluster, case.namespace);
        let values = self.values_of(case.base, &case.values)?;
        let values: Vec<_> = values.iter().flat_map(|file| ["--values", file]).collect();
        let lint = helm.run(&[&["lint", "--strict", CHART], &*values].concat()).await?;
        ensure!(!lint.contains("WARNING") && !lint.contains("ERROR"), "helm lint: {lint}");
        let rendered = self.render(&helm, &[&["install", case.release], &*values].concat()).await?;
        for text in &case.has {
            ensure!(rendered.objects.contains(text), "{text:?} is not rendered");
        }
        self.applies(case.namespace, &rendered.objects).await?;
        Ok(rendered.seen)
    }

    /// Runs a command of Helm up to the point where it would change something.
    async fn render(&self, helm: &Helm, command: &[&str]) -> anyhow::Result<Rendered> {
        let chart = self.traced.chart();
        let dry = [chart.as_str(), "--dry-run=server", "--output", "json"];
        let release: Value = serde_json::from_str(&helm.run(&[command, &dry].concat()).await?)?;
        let text = |value: &Value, path: &str| {
            value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let mut objects = text(&release, "/manifest");
        let mut seen: BTreeSet<_> = told(&text(&release, "/info/notes")).collect();
        for hook in release.pointer("/hooks").and_then(Value::as_array).into_iter().flatten() {
            let object = [text(hook, "/path"), text(hook, "/manifest")].join("\n");
            objects.push_str("\n---\n# Source: ");
            objects.push_str(&object);
        }
        let sources = objects.lines().filter_map(|line| line.strip_prefix("# Source: "));
        seen.extend(sources.map(str::to_owned));
        Ok(Rendered { objects, seen })
    }

    /// That the apiserver takes all of it and warns of nothing.
    async fn applies(&self, namespace: &str, objects: &str) -> anyhow::Result<()> {
        // kubectl takes no namespace on its command line for objects that say another one.
        let (elsewhere, here): (Vec<_>, Vec<_>) =
            objects.split("\n---\n").partition(|object| object.contains("\n  namespace: "));
        let apply =
            ["apply", "--dry-run=server", "--validate=strict", "--warnings-as-errors", "-f", "-"];
        let here = here.join("\n---\n");
        self.system.cluster.kubectl(&[&apply, &["-n", namespace][..]].concat(), &here).await?;
        self.system.cluster.kubectl(&apply, &elsewhere.join("\n---\n")).await?;
        Ok(())
    }

    /// The places that have refused.
    async fn refuses_what_is_wrong(&self) -> anyhow::Result<BTreeSet<String>> {
        let checks = stream::iter(wrong()).map(async |wrong| {
            self.refuses(&wrong).await.with_context(|| wrong.values.to_string())
        });
        let places = all_of(checks, "refused").await?;
        let releases = self.helm().run(&["list", "--all-namespaces", "--short"]).await?;
        ensure!(releases.is_empty(), "installed in spite of all: {releases}");
        Ok(places)
    }

    /// Not a dry run: what is refused must leave nothing.
    async fn refuses(&self, wrong: &Wrong) -> anyhow::Result<Option<String>> {
        let values = self.values_of("", &wrong.values)?;
        let values: Vec<_> = values.iter().flat_map(|file| ["--values", file]).collect();
        let chart = self.traced.chart();
        let installed = self.helm().run(&[&["install", "wrong", &chart], &*values].concat()).await;
        let error = installed.err().context("accepted")?.to_string();
        for said in &wrong.said {
            ensure!(error.contains(said), "{error:?} does not say {said:?}");
        }
        Ok(self.traced.refused_at(&error))
    }

    /// The objects are there for real: another release is refused, this one is upgraded and keeps
    /// its keys. What that has seen, and the refusal.
    async fn is_installed_once(&mut self) -> anyhow::Result<BTreeSet<String>> {
        let helm = self.helm();
        helm.run(&["install", "coditect", CHART]).await?;
        let other = Helm::new(&self.system.cluster, "workspaces");
        let refused = other.run(&["install", "other", &self.traced.chart()]).await;
        let error = refused.err().context("two operators would serve one cluster")?.to_string();
        ensure!(error.contains("upgrade that one, or uninstall it first"), "{error}");
        // No wrong value, and counted as one all the same.
        let place = self.traced.refused_at(&error).context("refused otherwise")?;
        self.traced.refusals.remove(&place);
        let path = "jsonpath={.data.signing-key\\.pem}";
        let key = ["get", "secret", "coditect-api-keys", "-n", "coditect", "-o", path];
        let key = self.system.cluster.kubectl(&key, "").await?;
        let upgraded = self.render(&helm, &["upgrade", "coditect"]).await?;
        ensure!(!key.is_empty() && upgraded.objects.contains(&key), "an upgrade has a new key");
        self.applies("coditect", &upgraded.objects).await?;
        Ok(upgraded.seen)
    }

    fn helm(&self) -> Helm {
        Helm::new(&self.system.cluster, "coditect")
    }

    /// The files with values of a case, in their order.
    fn values_of(&self, base: &str, values: &Value) -> anyhow::Result<Vec<String>> {
        let mut files = vec![];
        if !base.is_empty() {
            files.push(repository().join(CHART).join(base).display().to_string());
        }
        let file = tempfile::Builder::new().suffix(".json").tempfile_in(self.values.path())?;
        let (_, path) = file.keep()?;
        std::fs::write(&path, values.to_string())?;
        files.push(path.display().to_string());
        Ok(files)
    }
}

/// What all checks have given; an error has all that have failed, so that one run shows them.
async fn all_of<T: IntoIterator<Item = String>>(
    checks: impl Stream<Item = impl Future<Output = anyhow::Result<T>>>,
    what: &str,
) -> anyhow::Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    let mut failed = vec![];
    let mut done = 0;
    let mut checks = std::pin::pin!(checks.buffer_unordered(2));
    while let Some(check) = checks.next().await {
        match check {
            Ok(seen) => all.extend(seen),
            Err(error) => failed.push(format!("{error:#}")),
        }
        done += 1;
    }
    let failures = failed.len();
    ensure!(failed.is_empty(), "{failures} of {done} were not {what}:\n{}", failed.join("\n\n"));
    eprintln!("{done} sets of values {what}");
    Ok(all)
}
