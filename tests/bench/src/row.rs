//! One figure with its floor and its budget.

use std::path::PathBuf;

use serde::Serialize;

/// A line of the table, and an object of `target/bench.json`.
#[derive(Debug, Serialize)]
pub struct Row {
    name: &'static str,
    value: f64,
    unit: &'static str,
    /// The same by a plain client, where there is such a thing.
    floor: Option<f64>,
    /// `value` by `floor`.
    ratio: Option<f64>,
    budget: String,
    ok: bool,
}

impl Row {
    /// A figure that may be at most `times` its floor.
    pub fn at_most_times(
        name: &'static str,
        unit: &'static str,
        value: f64,
        floor: f64,
        times: f64,
    ) -> Self {
        let ratio = value / floor;
        Self {
            name,
            value,
            unit,
            floor: Some(floor),
            ratio: Some(ratio),
            budget: format!("≤ {times} × floor"),
            ok: ratio <= times,
        }
    }

    /// A figure that may be at most `most`.
    pub fn at_most(name: &'static str, unit: &'static str, value: f64, most: f64) -> Self {
        let budget = format!("≤ {most}");
        Self { name, value, unit, floor: None, ratio: None, budget, ok: value <= most }
    }

    /// A figure that must be at least `least`.
    pub fn at_least(name: &'static str, unit: &'static str, value: f64, least: f64) -> Self {
        let budget = format!("≥ {least}");
        Self { name, value, unit, floor: None, ratio: None, budget, ok: value >= least }
    }

    /// A figure without a budget.
    pub fn told(name: &'static str, unit: &'static str, value: f64) -> Self {
        Self { name, value, unit, floor: None, ratio: None, budget: "none".to_owned(), ok: true }
    }

    /// The same figure beside its floor, which is told and not judged.
    pub fn beside(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self.ratio = Some(self.value / floor);
        self
    }

    /// Whether it keeps its budget.
    pub const fn ok(&self) -> bool {
        self.ok
    }
}

/// Prints all as a table.
pub fn print(rows: &[Row]) {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
    println!(
        "{:<44} {:>9} {:<9} {:>9} {:>6}  {:<13} ok",
        "", "value", "", "floor", "ratio", "budget"
    );
    for Row { name, value, unit, floor, ratio, budget, ok } in rows {
        let (floor, ratio) = (number(*floor), number(*ratio));
        let ok = if *ok { "yes" } else { "NO" };
        println!("{name:<44} {value:>9.2} {unit:<9} {floor:>9} {ratio:>6}  {budget:<13} {ok}");
    }
}

/// Writes all to `target/bench.json` in the repository.
pub fn write(rows: &[Row]) -> anyhow::Result<PathBuf> {
    let target = coditect_harness::repository().join("target");
    std::fs::create_dir_all(&target)?;
    let path = target.join("bench.json");
    std::fs::write(&path, serde_json::to_vec_pretty(rows)?)?;
    Ok(path)
}
