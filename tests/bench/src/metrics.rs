//! The operator's own count of its writes.

use anyhow::Context as _;

/// Writes that the operator has sent, by resource.
pub struct Writes(Vec<(String, f64)>);

impl Writes {
    /// Asks the operator.
    pub async fn read(port: u16) -> anyhow::Result<Self> {
        let text = reqwest::get(format!("http://127.0.0.1:{port}/metrics")).await?.text().await?;
        let lines =
            text.lines().filter(|line| line.starts_with("coditect_operator_api_writes_total{"));
        let parsed = lines.map(|line| {
            let (labels, count) = line.rsplit_once(' ').context("a metric without a value")?;
            let resource =
                labels.split("resource=\"").nth(1).and_then(|rest| rest.split('"').next());
            Ok((resource.context("a write without a resource")?.to_owned(), count.parse()?))
        });
        Ok(Self(parsed.collect::<anyhow::Result<_>>()?))
    }

    /// Writes to any of these resources.
    pub fn of(&self, resources: &[&str]) -> f64 {
        let counts = self.0.iter().filter(|(name, _)| resources.contains(&name.as_str()));
        counts.map(|(_, count)| count).sum()
    }

    /// All but the renewals of the Lease, which go on for as long as a replica leads.
    pub fn all(&self) -> f64 {
        self.0.iter().filter(|(name, _)| name != "leases").map(|(_, count)| count).sum()
    }
}
