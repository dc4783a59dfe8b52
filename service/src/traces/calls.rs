//! A layer of the cluster's client: each call within a trace is a span of it.

use std::task::{Context, Poll};

use futures::future::{BoxFuture, Either};
use futures::{FutureExt as _, TryFutureExt as _};
use http::{Request, Response};
use tower::{Layer, Service};
use tracing::{Instrument as _, Span, debug_span, field};

use super::PART;

/// Makes a span of each call within another span: of its method, resource and status, not of names,
/// queries and bodies. Watches and other calls of no work in particular are none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calls;

/// The service that [`Calls`] makes.
#[derive(Clone, Debug)]
pub struct Traced<S>(S);

impl<S> Layer<S> for Calls {
    type Service = Traced<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Traced(inner)
    }
}

impl<S, A, B> Service<Request<A>> for Traced<S>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, BoxFuture<'static, Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let span = span(&request);
        if span.is_disabled() {
            return Either::Left(self.0.call(request));
        }
        let (answered, failed) = (span.clone(), span.clone());
        let call = span.in_scope(|| self.0.call(request));
        let call = call
            .inspect_ok(move |answer| super::note_status(&answered, answer.status()))
            .inspect_err(move |_| {
                failed.record("otel.status_code", "ERROR");
            });
        Either::Right(call.instrument(span).boxed())
    }
}

fn span<A>(request: &Request<A>) -> Span {
    // Spans of libraries, which begin no trace, count here too; no call is made in them alone.
    if Span::current().is_none() {
        return Span::none();
    }
    let (method, resource) = (request.method().as_str(), resource(request.uri().path()));
    debug_span!(
        target: PART,
        "call",
        otel.name = format!("{method} {resource}"),
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.response.status_code = field::Empty,
        k8s.resource = resource,
    )
}

/// The resource in a path of the cluster's API, with its subresource: `workspaces/status`.
#[must_use]
pub fn resource(path: &str) -> String {
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
