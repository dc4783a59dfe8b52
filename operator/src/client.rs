//! The client: every write it sends is counted, and every call of a reconcile is part of its trace.

use std::sync::Arc;
use std::task::{Context, Poll};

use axum::http::{Method, Request};
use coditect_service::traces::{Calls, resource};
use kube::Client;
use kube::client::{Body, ClientBuilder};
use tower::{Layer, Service};

use crate::metrics::Metrics;

/// A client from the usual places: `KUBECONFIG`, `~/.kube/config`, or the pod's service account.
pub async fn client(metrics: Arc<Metrics>) -> anyhow::Result<Client> {
    let config = kube::Config::infer().await?;
    let builder = ClientBuilder::try_from(config)?.with_layer(&Calls);
    Ok(builder.with_layer(&CountWrites { metrics }).build())
}

/// Counts the requests that write, by verb and resource.
#[derive(Clone)]
struct CountWrites {
    metrics: Arc<Metrics>,
}

impl<S> Layer<S> for CountWrites {
    type Service = Counting<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Counting { inner, metrics: Arc::clone(&self.metrics) }
    }
}

#[derive(Clone)]
struct Counting<S> {
    inner: S,
    metrics: Arc<Metrics>,
}

impl<S: Service<Request<Body>>> Service<Request<Body>> for Counting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if request.method() != Method::GET {
            let resource = resource(request.uri().path());
            self.metrics.wrote(request.method().as_str(), resource);
        }
        self.inner.call(request)
    }
}
