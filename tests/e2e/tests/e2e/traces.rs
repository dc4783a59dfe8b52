//! What a collector of traces gets: one trace a reconcile and a request, and nothing unless it is
//! asked for.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use coditect_crds::{Capacity, Phase};
use coditect_harness::{Node, Services, System, await_phase, free_port, workspace};
use k8s_openapi::api::rbac::v1::ClusterRole;
use kube::api::{Api, PostParams};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyValue;
use opentelemetry_proto::tonic::common::v1::{AnyValue as Any, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use prost::Message as _;
use reqwest::Method;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

const CAPACITY: Capacity = Capacity { warm_spares: 1, cold_spares: 1, maximum: 10 };

/// A span and the service that it is of.
type Seen = (String, Span);

/// The spans that have come so far.
type Spans = watch::Sender<Vec<Seen>>;

#[tokio::test]
async fn a_claim_is_one_trace_whose_root_is_the_reconcile() -> anyhow::Result<()> {
    let (spans, collector) = collector(0).await?;
    let mut system = System::start("traces", Node::Fake, &[]).await?;
    system.environment = environment(&collector.to_string(), "50");
    let (operator, _) = system.operator(false).await?;
    system.pool("p", CAPACITY).await?;
    claim(&system, "traced").await?;
    let trace = await_trace(&spans, "reconcile workspace", |trace| {
        attribute(&trace[0], "k8s.object.name").as_deref() == Some("traced")
            && trace.iter().any(|span| span.name == "PATCH persistentvolumeclaims")
    })
    .await?;
    let root = &trace[0];
    assert_eq!(attribute(root, "k8s.object.kind").as_deref(), Some("Workspace"));
    assert_eq!(attribute(root, "k8s.namespace.name").as_deref(), Some("default"));
    assert_eq!(attribute(root, "outcome").as_deref(), Some("ok"));
    for (stage, call) in
        [("claim", "PATCH persistentvolumeclaims"), ("status", "PUT workspaces/status")]
    {
        let call = trace.iter().find(|span| span.name == call).context(call)?;
        assert_eq!(attribute(call, "http.response.status_code").as_deref(), Some("200"));
        let parent = trace.iter().find(|span| span.span_id == call.parent_span_id);
        let parent = parent.context("a call has no parent")?;
        assert_eq!((&*parent.name, &parent.parent_span_id), (stage, &root.span_id));
    }
    // Watches and the Lease are no work of a reconcile, and have no trace.
    let roots = spans.borrow().iter().filter(|(_, span)| span.parent_span_id.is_empty()).count();
    let reconciles =
        spans.borrow().iter().filter(|(_, span)| span.name.starts_with("reconcile ")).count();
    assert_eq!(roots, reconciles);
    operator.kill().await?;
    system.cluster.stop().await
}

#[tokio::test]
async fn a_reconcile_that_fails_says_so_in_its_trace_and_its_log() -> anyhow::Result<()> {
    let (spans, collector) = collector(0).await?;
    let mut system = System::start("failing", Node::Fake, &[]).await?;
    system.environment = environment(&collector.to_string(), "50");
    let (operator, _) = system.operator(false).await?;
    system.pool("p", CAPACITY).await?;
    forbid_status(&system).await?;
    let workspaces = Api::namespaced(system.client.clone(), "default");
    workspaces.create(&PostParams::default(), &workspace("w", "p", "ada")?).await?;
    let failed = |trace: &[Span]| attribute(&trace[0], "outcome").as_deref() == Some("failed");
    let trace = await_trace(&spans, "reconcile workspace", failed).await?;
    let status = trace[0].status.clone().unwrap_or_default();
    assert_eq!(status.code, StatusCode::Error as i32);
    assert_eq!(attribute(&trace[0], "error.type").as_deref(), Some("status"));
    let id = trace[0].trace_id.first_chunk().copied().map(u128::from_be_bytes);
    let id = format!("{:032x}", id.context("the trace has no id")?);
    let log = std::fs::read_to_string(&operator.log)?;
    let line = log.lines().find(|line| line.contains(&id)).context("no line has the trace's id")?;
    assert!(line.contains("failed to write the workspace's status"), "{line}");
    operator.kill().await?;
    system.cluster.stop().await
}

#[tokio::test]
async fn a_request_is_one_trace_that_tells_no_secret() -> anyhow::Result<()> {
    let (spans, collector) = collector(0).await?;
    let mut system = System::start("requested", Node::Fake, &[]).await?;
    system.environment = environment(&collector.to_string(), "50");
    let services = Services::start(&system).await?;
    let ada = services.person("ada@example.com").await?;
    ada.call(Method::GET, "/api/workspaces?secret=s3cr3t", &Value::Null).await?;
    let api = await_trace(&spans, "GET /api/workspaces", |_| true).await?;
    assert_eq!(attribute(&api[0], "http.response.status_code").as_deref(), Some("200"));
    assert!(api.iter().any(|span| span.name == "GET workspaces"), "{api:?}");
    await_trace(&spans, "GET api", |_| true).await?;
    let seen = spans.borrow().clone();
    for service in ["coditect-api", "coditect-gateway"] {
        assert!(seen.iter().any(|(of, _)| of == service), "{service} has sent nothing");
    }
    let all = format!("{seen:?}");
    for secret in [ada.token(), "ada@example.com", "s3cr3t", &ada.id] {
        assert!(!all.contains(secret), "a span tells {secret}");
    }
    system.cluster.stop().await
}

#[tokio::test]
async fn without_an_endpoint_nothing_is_sent_and_a_dead_one_is_told_of_once() -> anyhow::Result<()>
{
    // Where a collector listens unless it is told otherwise.
    let (spans, _) = collector(4318).await?;
    let mut system = System::start("untraced", Node::Fake, &[]).await?;
    system.environment = vec![("OTEL_BSP_SCHEDULE_DELAY", "50".to_owned())];
    let (operator, _) = system.operator(false).await?;
    system.pool("p", CAPACITY).await?;
    claim(&system, "untraced").await?;
    assert!(operator.stop().await?.success());
    assert_eq!(*spans.borrow(), []);

    let nobody = format!("127.0.0.1:{}", free_port()?);
    system.environment = environment(&nobody, "50");
    let (operator, _) = system.operator(false).await?;
    // The file is added to by each operator, and by each run of the test.
    let before = std::fs::read(&operator.log)?.len();
    for name in ["lost", "lost-too", "lost-as-well"] {
        claim(&system, name).await?;
    }
    let log = operator.log.clone();
    assert!(operator.stop().await?.success());
    let log = String::from_utf8(std::fs::read(log)?.split_off(before))?;
    assert_eq!(log.matches("traces are being lost").count(), 1, "{log}");

    // The last spans wait for nothing at the end of the process.
    let (spans, collector) = self::collector(0).await?;
    system.environment = environment(&collector.to_string(), "3600000");
    let (operator, _) = system.operator(false).await?;
    claim(&system, "late").await?;
    assert_eq!(*spans.borrow(), []);
    assert!(operator.stop().await?.success());
    await_trace(&spans, "reconcile workspace", |trace| {
        attribute(&trace[0], "k8s.object.name").as_deref() == Some("late")
    })
    .await?;
    system.cluster.stop().await
}

/// What has spans sent there after so many milliseconds.
fn environment(collector: &str, delay: &str) -> Vec<(&'static str, String)> {
    vec![
        ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{collector}")),
        ("OTEL_BSP_SCHEDULE_DELAY", delay.to_owned()),
    ]
}

async fn collector(port: u16) -> anyhow::Result<(Spans, SocketAddr)> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await;
    let listener = listener.with_context(|| format!("port {port} is taken"))?;
    let address = listener.local_addr()?;
    let spans = Spans::new(vec![]);
    let app = Router::new().route("/v1/traces", post(receive)).with_state(spans.clone());
    tokio::spawn(async { axum::serve(listener, app).await });
    Ok((spans, address))
}

async fn receive(State(spans): State<Spans>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).expect("not OTLP");
    for of_service in request.resource_spans {
        let resource = of_service.resource.expect("no resource");
        let service = value(&resource.attributes, "service.name").expect("no service");
        let new = of_service.scope_spans.into_iter().flat_map(|scope| scope.spans);
        spans.send_modify(|spans| spans.extend(new.map(|span| (service.clone(), span))));
    }
}

/// Waits for a trace whose root has the name, and gives its spans, the root first.
async fn await_trace(
    spans: &Spans,
    name: &str,
    wanted: impl Fn(&[Span]) -> bool,
) -> anyhow::Result<Vec<Span>> {
    let find = |seen: &Vec<Seen>| {
        let seen: Vec<&Span> = seen.iter().map(|(_, span)| span).collect();
        let roots = seen.iter().filter(|span| span.name == name && span.parent_span_id.is_empty());
        let mut traces = roots.map(|root| {
            let rest = seen.iter().filter(|span| span.trace_id == root.trace_id && span != &root);
            let trace: Vec<Span> =
                [root].into_iter().chain(rest).map(|span| (*span).clone()).collect();
            trace
        });
        traces.find(|trace| wanted(trace))
    };
    let mut receiver = spans.subscribe();
    let came = receiver.wait_for(|seen| find(seen).is_some());
    let came = tokio::time::timeout(Duration::from_mins(1), came).await;
    let seen = came.with_context(|| format!("no such trace {name} has come"))??;
    find(&seen).context("it has gone")
}

fn attribute(span: &Span, key: &str) -> Option<String> {
    value(&span.attributes, key)
}

fn value(attributes: &[KeyValue], key: &str) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.key == key)?;
    match attribute.value.clone()? {
        Any { value: Some(AnyValue::StringValue(text)) } => Some(text),
        Any { value: Some(AnyValue::IntValue(number)) } => Some(number.to_string()),
        _ => None,
    }
}

async fn claim(system: &System, name: &str) -> anyhow::Result<()> {
    let workspaces = Api::namespaced(system.client.clone(), "default");
    workspaces.create(&PostParams::default(), &workspace(name, "p", "ada")?).await?;
    await_phase(&system.client, name, Phase::Running).await?;
    Ok(())
}

/// Takes from the operator the right to write the status of workspaces.
async fn forbid_status(system: &System) -> anyhow::Result<()> {
    let roles: Api<ClusterRole> = Api::all(system.client.clone());
    let mut role = roles.get("coditect-operator").await?;
    for rule in role.rules.iter_mut().flatten() {
        rule.resources.iter_mut().flatten().for_each(|resource| {
            if resource == "workspaces/status" {
                "none".clone_into(resource);
            }
        });
    }
    roles.replace("coditect-operator", &PostParams::default(), &role).await?;
    Ok(())
}
