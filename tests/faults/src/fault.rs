//! A client whose n-th write fails in a chosen way, or that sees nothing new after it.

use std::fmt;
use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use kube::Client;
use kube::client::{Body, DynBody};
use parking_lot::Mutex;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tower::{BoxError, Layer, Service};

use crate::late::Rival;
use crate::views::{Views, is_watch};

/// How many writes before the restart the past is that a stale one sees.
const PAST: usize = 4;

/// How a write fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The process ends before the write is sent.
    CrashBefore,
    /// The process ends when the write is done, before it learns so.
    CrashAfter,
    /// The write is done and its answer gets lost.
    ResponseLost,
    /// 409: somebody else was first.
    Conflict,
    /// 429: the apiserver is busy.
    TooManyRequests,
    /// 500: it is broken.
    ServerError,
    /// 504: it gave up waiting, though the write was done.
    TimeoutAfterCommit,
    /// The write is done; for a while no watch brings anything, and what happened meanwhile is never
    /// told: a new list has to show it.
    EventsMissed,
    /// The process ends when the write is done, and the next one begins with what was there some
    /// writes before. The events since then come later.
    StaleRestart,
}

impl Fault {
    /// All ways.
    pub const ALL: [Self; 9] = [
        Self::CrashBefore,
        Self::CrashAfter,
        Self::ResponseLost,
        Self::Conflict,
        Self::TooManyRequests,
        Self::ServerError,
        Self::TimeoutAfterCommit,
        Self::EventsMissed,
        Self::StaleRestart,
    ];

    const fn is_sent(self) -> bool {
        use Fault::{CrashAfter, EventsMissed, ResponseLost, StaleRestart, TimeoutAfterCommit};
        matches!(self, CrashAfter | ResponseLost | TimeoutAfterCommit | EventsMissed | StaleRestart)
    }
}

/// A request that writes.
#[derive(Clone, PartialEq, Eq)]
pub struct Write {
    method: Method,
    path: String,
}

impl Write {
    /// Whoever leads says so for as long as it does.
    pub(crate) fn is_of_lease(&self) -> bool {
        self.path.contains("/leases")
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Counts the writes of a client and makes one of them fail.
#[derive(Clone)]
pub struct Faults {
    /// Which write, from 0, and how.
    target: Option<(usize, Fault)>,
    writes: Arc<Mutex<Vec<Write>>>,
    views: Views,
    /// The process that has the client is to end.
    pub crash: CancellationToken,
}

impl Faults {
    /// `client` is one that does not fail.
    pub fn new(target: Option<(usize, Fault)>, client: Client) -> Self {
        Self {
            target,
            writes: Arc::default(),
            views: Views::new(client),
            crash: CancellationToken::new(),
        }
    }

    /// For the next process: it does not fail, and what it writes is counted with the rest.
    pub fn healed(&self) -> Self {
        let views = if self.is_stale_restart() { self.views.past() } else { self.views.live() };
        Self { target: None, crash: CancellationToken::new(), writes: self.writes.clone(), views }
    }

    /// For another process beside this one.
    pub fn beside(&self) -> Self {
        Self { crash: CancellationToken::new(), views: self.views.live(), ..self.clone() }
    }

    /// For one process of two: it learns late what the other one does.
    pub fn of(&self, rival: Rival) -> Self {
        Self { views: self.views.of(rival), ..self.beside() }
    }

    /// Whether what crashes sees the past when it starts again.
    pub fn is_stale_restart(&self) -> bool {
        self.target.is_some_and(|(_, fault)| fault == Fault::StaleRestart)
    }

    /// Waits until the operator is told of what happens. Whether it was not for a while.
    pub async fn see_all(&self) -> bool {
        self.views.go_on().await;
        let late = [Fault::EventsMissed, Fault::StaleRestart];
        self.target.is_some_and(|(_, fault)| late.contains(&fault))
    }

    /// What has been written up to now.
    pub fn writes(&self) -> Vec<Write> {
        self.writes.lock().clone()
    }

    /// Notes a write. How it fails, and whether a stale restart later is to see what is there after
    /// it.
    fn note(&self, request: &Request<Body>) -> (Option<Fault>, bool) {
        let mut writes = self.writes.lock();
        let number = writes.len();
        writes.push(Write {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        });
        let fault = self.target.filter(|(target, _)| *target == number).map(|(_, fault)| fault);
        let past = self.target.filter(|(_, fault)| *fault == Fault::StaleRestart);
        (fault, past.is_some_and(|(target, _)| target.saturating_sub(PAST) == number))
    }
}

impl<S> Layer<S> for Faults {
    type Service = Failing<S>;

    fn layer(&self, inner: S) -> Failing<S> {
        Failing { inner, faults: self.clone() }
    }
}

/// The client's service.
#[derive(Clone)]
pub struct Failing<S> {
    inner: S,
    faults: Faults,
}

pub type Answer = Response<Box<DynBody>>;

impl<S> Service<Request<Body>> for Failing<S>
where
    S: Service<Request<Body>, Response = Answer, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Answer;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let crash = self.faults.crash.clone();
        // A process that has ended sends nothing.
        if crash.is_cancelled() {
            return Box::pin(future::pending());
        }
        let views = self.faults.views.clone();
        if let Some(past) = views.list(&request) {
            return Box::pin(future::ready(Ok(past)));
        }
        if is_watch(&request) {
            let path = request.uri().path().to_owned();
            let answer = self.inner.call(request);
            return Box::pin(async move { Ok(views.watch(&path, answer.await?)) });
        }
        let is_write = request.method() != Method::GET;
        let (fault, is_past) = if is_write { self.faults.note(&request) } else { (None, false) };
        let answer = fault.is_none_or(Fault::is_sent).then(|| self.inner.call(request));
        Box::pin(async move {
            let answer = match answer {
                Some(answer) => Some(answer.await?),
                None => None,
            };
            if is_past {
                views.remember().await?;
            }
            match (fault, answer) {
                (None, Some(answer)) => Ok(answer),
                (Some(Fault::EventsMissed), Some(answer)) => {
                    views.hold();
                    Ok(answer)
                }
                (Some(Fault::CrashBefore | Fault::CrashAfter | Fault::StaleRestart), _) => {
                    crash.cancel();
                    future::pending().await
                }
                (Some(Fault::ResponseLost | Fault::EventsMissed) | None, _) => {
                    Err("the connection was closed before the answer came".into())
                }
                (Some(Fault::Conflict), _) => status(StatusCode::CONFLICT, "Conflict"),
                (Some(Fault::TooManyRequests), _) => {
                    status(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests")
                }
                (Some(Fault::ServerError), _) => {
                    status(StatusCode::INTERNAL_SERVER_ERROR, "InternalError")
                }
                (Some(Fault::TimeoutAfterCommit), _) => {
                    status(StatusCode::GATEWAY_TIMEOUT, "Timeout")
                }
            }
        })
    }
}

fn status(code: StatusCode, reason: &str) -> Result<Answer, BoxError> {
    let status = json!({
        "apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure",
        "message": "failed on purpose", "reason": reason, "code": code.as_u16(),
    });
    let body = Full::<Bytes>::from(status.to_string()).map_err(BoxError::from);
    let answer = Response::builder().status(code).header("content-type", "application/json");
    Ok(answer.body(Box::new(body) as Box<DynBody>)?)
}
