//! Spares by the time of the day, and by what has been asked for lately.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Duration;

/// CEL alone would also take offsets, and what is local to the apiserver.
const NAMES_A_TIME_ZONE: &str = "self != 'Local' \
    && self.matches('^[A-Za-z][A-Za-z0-9+_-]*(/[A-Za-z0-9+_-]+)*$') \
    && timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0";

/// At certain times, other numbers of spares than `capacity` says.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self.from != self.to").message("from and to must differ"))]
pub struct ScheduleWindow {
    /// On which days it begins; every day when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 7))]
    pub days: Vec<Day>,
    /// When it begins, such as `07:30`.
    #[schemars(length(equal = 5), regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub from: String,
    /// When it ends; on the next day, if that is before `from`.
    #[schemars(length(equal = 5), regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub to: String,
    /// The time zone of both, such as `Europe/Berlin`.
    #[serde(default = "utc")]
    #[schemars(length(min = 1, max = 64))]
    #[x_kube(validation = Rule::new(NAMES_A_TIME_ZONE).message("timeZone must be a name of the IANA database, such as Europe/Berlin"))]
    pub time_zone: String,
    /// In place of `capacity.warmSpares`.
    #[schemars(range(min = 0, max = 1000))]
    pub warm_spares: i32,
    /// In place of `capacity.coldSpares`, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1000))]
    pub cold_spares: Option<i32>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "they say it all")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// As many warm spares as are usually asked for in the time that it takes to make another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DemandPolicy {
    /// The most warm spares that demand leads to.
    #[schemars(range(min = 1, max = 1000))]
    pub max_warm_spares: i32,
    /// How long it takes until a spare that is claimed has been replaced by one that is ready.
    #[serde(default = "default_refill_time")]
    pub refill_time: Duration,
}

fn default_refill_time() -> Duration {
    "30s".into()
}
