//! What the operator counts itself.

use std::time::Duration;

use anyhow::Context as _;

/// Its metrics at a time: each line's labels, with its name, and its value.
pub struct Metrics(Vec<(String, f64)>);

impl Metrics {
    /// Asks the operator.
    pub async fn read(port: u16) -> anyhow::Result<Self> {
        let text = reqwest::get(format!("http://127.0.0.1:{port}/metrics")).await?.text().await?;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let parsed = lines.map(|line| {
            let (labels, value) = line.rsplit_once(' ').context("a metric without a value")?;
            Ok((labels.to_owned(), value.parse()?))
        });
        Ok(Self(parsed.collect::<anyhow::Result<_>>()?))
    }

    /// Waits until two readings of what it has written, a second apart, are the same.
    pub async fn settled(port: u16) -> anyhow::Result<Self> {
        let mut last = Self::read(port).await?;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = Self::read(port).await?;
            // Counts are whole numbers.
            if (now.writes() - last.writes()).abs() < 0.5 {
                return Ok(now);
            }
            last = now;
        }
    }

    /// Writes to any of these resources.
    pub fn writes_to(&self, resources: &[&str]) -> f64 {
        let is_one = |labels: &str| {
            resources.iter().any(|name| labels.contains(&format!("resource=\"{name}\"")))
        };
        self.sum("coditect_operator_api_writes_total{", is_one)
    }

    /// All writes but the renewals of the Lease, which go on for as long as a replica leads.
    pub fn writes(&self) -> f64 {
        let is_lease = |labels: &str| labels.contains("resource=\"leases\"");
        self.sum("coditect_operator_api_writes_total{", |labels| !is_lease(labels))
    }

    /// How often a controller has looked at an object.
    pub fn reconciles(&self, controller: &str) -> f64 {
        let controller = format!("controller=\"{controller}\"");
        let name = "coditect_operator_reconcile_duration_seconds_count{";
        self.sum(name, |labels| labels.contains(&controller))
    }

    fn sum(&self, name: &str, wanted: impl Fn(&str) -> bool) -> f64 {
        let lines = self.0.iter().filter(|(line, _)| line.starts_with(name) && wanted(line));
        lines.map(|(_, value)| value).sum()
    }
}
