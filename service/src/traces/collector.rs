//! Sends batches of spans, and says once that the collector does not take them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use http::{Request, Response};
use opentelemetry_http::{Bytes, HttpClient, HttpError};
use tokio::runtime::Handle;

use crate::logs::chain;

/// The longest that a batch may take; those that come meanwhile wait, and in the end are dropped.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where batches go.
#[derive(Debug)]
pub struct Collector {
    client: reqwest::Client,
    /// Batches come from a thread that is not the runtime's.
    runtime: Handle,
    is_down: AtomicBool,
}

impl Collector {
    /// One that is reached from the runtime that this is called in.
    pub fn new() -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(PATIENCE).build();
        let client = client.context("failed to set up the client of the traces' collector")?;
        Ok(Self { client, runtime: Handle::current(), is_down: AtomicBool::new(false) })
    }

    /// Says so where this is news.
    fn note(&self, refusal: Option<String>) {
        let is_down = refusal.is_some();
        if self.is_down.swap(is_down, Ordering::Relaxed) == is_down {
            return;
        }
        if let Some(why) = refusal {
            tracing::warn!(
                "traces are being lost: the collector that OTEL_EXPORTER_OTLP_ENDPOINT names does \
                 not take them: {why}; this is said once"
            );
        } else {
            tracing::info!("the collector takes traces again");
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        let answer = self.runtime.spawn(send(self.client.clone(), request)).await;
        let answer = answer.map_err(HttpError::from).and_then(|answer| Ok(answer?));
        self.note(match &answer {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status())),
            Err(error) => Some(chain(&**error)),
        });
        answer
    }
}

async fn send(
    client: reqwest::Client,
    request: reqwest::Request,
) -> Result<Response<Bytes>, reqwest::Error> {
    let answer = client.execute(request).await?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await?;
    Ok(response)
}
