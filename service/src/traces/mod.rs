//! Traces, sent by OTLP over HTTP where the environment names a collector.
//!
//! ```text
//!   span of a reconcile or a request (ROOT)
//!      ├─ span of a stage (PART)
//!      │     └─ span of a call of the cluster (PART) ◄── Calls, a layer of the client
//!      └─ …
//! ```
//!
//! The standard variables of OpenTelemetry say where to (`OTEL_EXPORTER_OTLP_ENDPOINT`) and how
//! many (`OTEL_TRACES_SAMPLER`). Without the first, the spans are disabled where they begin.
//! Nothing else of the process becomes a span or an event of one: no library's, and no log line,
//! which may quote what others have sent.

mod calls;
mod collector;

use std::env;
use std::time::Duration;

use anyhow::Context as _;
use http::StatusCode;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Span, Subscriber, debug_span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

pub use calls::{Calls, resource};
use collector::Collector;

/// The target of spans that begin a trace.
pub const ROOT: &str = "coditect_trace::root";

/// The target of the spans within.
pub const PART: &str = "coditect_trace::part";

/// The target that both are below.
const ALL: &str = "coditect_trace";

/// The longest that the last spans hold up the end of the process.
const FLUSH: Duration = Duration::from_secs(5);

/// Where spans go, if anywhere.
#[must_use = "the last spans are sent by `flush`"]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// What the environment asks for.
    pub fn from_env(service: &'static str) -> anyhow::Result<Self> {
        if !is_asked_for(|name| env::var(name).ok()) {
            return Ok(Self(None));
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_http_client(Collector::new()?)
            .build()
            .context("failed to read OTEL_EXPORTER_OTLP_ENDPOINT or its kin")?;
        let mut resource = Resource::builder();
        if env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name(service);
        }
        let provider = SdkTracerProvider::builder()
            .with_resource(resource.build())
            .with_batch_exporter(exporter)
            .build();
        Ok(Self(Some(provider)))
    }

    /// Whether a collector is named.
    #[must_use]
    pub const fn are_on(&self) -> bool {
        self.0.is_some()
    }

    /// Hears of spans, and passes them on.
    pub(crate) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let provider = self.0.as_ref()?;
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("coditect"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false);
        Some(layer.with_filter(Targets::new().with_target(ALL, Level::DEBUG)))
    }

    /// Sends what has not been sent yet. A collector that is down holds it up for 5 s at most.
    pub async fn flush(self) {
        let Some(provider) = self.0 else { return };
        // It waits for a thread that needs this runtime.
        let flushed =
            tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH)).await;
        if !matches!(flushed, Ok(Ok(()))) {
            tracing::warn!("the last spans were not sent");
        }
    }
}

/// `variable` tells the value of an environment variable.
fn is_asked_for(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, value: &str| {
        variable(name).is_some_and(|is| is.trim().eq_ignore_ascii_case(value))
    };
    let names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
    names.iter().any(|name| variable(name).is_some_and(|value| !value.trim().is_empty()))
        && !is("OTEL_SDK_DISABLED", "true")
        && !is("OTEL_TRACES_EXPORTER", "none")
}

/// The span of a request, a trace of its own. [`answered`] adds what is known in the end.
#[must_use]
pub fn request(method: &str) -> Span {
    let span = debug_span!(
        target: ROOT,
        "request",
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = field::Empty,
        http.response.status_code = field::Empty,
        trace_id = field::Empty,
    );
    tell_trace(&span);
    span
}

/// Notes on the span of a request what it was for, by the pattern of its path, and how it was
/// answered.
pub fn answered(span: &Span, method: &str, route: &str, status: StatusCode) {
    if span.is_disabled() {
        return;
    }
    // By then the span has begun, and `otel.name` would be heard no more.
    span.context().span().update_name(format!("{method} {route}"));
    span.record("http.route", route);
    note_status(span, status);
}

fn note_status(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// The span of one stage of a reconcile.
#[must_use]
pub fn stage(name: &'static str) -> Span {
    debug_span!(target: PART, "stage", otel.name = name)
}

/// Has log lines within `span`, which begins a trace and has the field `trace_id`, say which.
pub fn tell_trace(span: &Span) {
    if span.is_disabled() {
        return;
    }
    let context = span.context();
    let context = context.span().span_context().clone();
    if context.is_valid() {
        span.record("trace_id", field::display(context.trace_id()));
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ENDPOINT: (&str, &str) = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");

    #[rstest]
    #[case(&[], false)]
    #[case(&[ENDPOINT], true)]
    #[case(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/t")], true)]
    #[case(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")], false)]
    #[case(&[ENDPOINT, ("OTEL_SDK_DISABLED", "True")], false)]
    #[case(&[ENDPOINT, ("OTEL_SDK_DISABLED", "false")], true)]
    #[case(&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "none")], false)]
    #[case(&[ENDPOINT, ("OTEL_TRACES_EXPORTER", "otlp")], true)]
    fn traces_are_on_where_a_collector_is_named(
        #[case] variables: &[(&str, &str)],
        #[case] on: bool,
    ) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(is_asked_for(variable), on);
    }
}
