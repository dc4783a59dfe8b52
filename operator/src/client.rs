//! The client: every write it sends is counted.

use std::sync::Arc;
use std::task::{Context, Poll};

use axum::http::{Method, Request};
use kube::Client;
use kube::client::{Body, ClientBuilder};
use tower::{Layer, Service};

use crate::metrics::Metrics;

/// A client from the usual places: `KUBECONFIG`, `~/.kube/config`, or the pod's service account.
pub async fn client(metrics: Arc<Metrics>) -> anyhow::Result<Client> {
    let config = kube::Config::infer().await?;
    Ok(ClientBuilder::try_from(config)?.with_layer(&CountWrites { metrics }).build())
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

/// The resource in an API path, with its subresource: `workspaces/status`.
fn resource(path: &str) -> String {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    // /api/v1/… or /apis/GROUP/VERSION/…
    let skip = if parts.next() == Some("api") { 1 } else { 2 };
    let mut parts = parts.skip(skip).peekable();
    if parts.peek() == Some(&"namespaces") {
        parts.next();
        parts.next();
    }
    let resource = parts.next().unwrap_or("namespaces").to_owned();
    match parts.nth(1) {
        Some(subresource) => format!("{resource}/{subresource}"),
        None => resource,
    }
}

#[cfg(test)]
mod tests {
    use super::resource;

    #[test]
    fn a_path_tells_its_resource() {
        let of = [
            ("/api/v1/namespaces/ns/pods/p", "pods"),
            ("/api/v1/persistentvolumes/pv", "persistentvolumes"),
            ("/apis/coditect.ai/v1alpha1/namespaces/ns/workspaces/w/status", "workspaces/status"),
            ("/apis/apps/v1/namespaces/ns/statefulsets/s", "statefulsets"),
            ("/apis/events.k8s.io/v1/namespaces/ns/events", "events"),
        ];
        for (path, expected) in of {
            assert_eq!(resource(path), expected);
        }
    }
}
