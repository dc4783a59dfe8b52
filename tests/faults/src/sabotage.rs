//! Operators that are wrong on purpose: the same program, whose requests are changed on their way.
//!
//! They show that the oracles see what they are for.

use std::future::{self, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use futures::FutureExt as _;
use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use kube::client::{Body, DynBody};
use serde_json::{Value, json};
use tower::{BoxError, Layer, Service};

/// What is wrong with an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The lock of a slot names its holder by name, and not by UID.
    HolderByName,
    /// The lock is taken whoever has changed the claim since it was read.
    LockWithoutVersion,
    /// The status of a workspace does not say which slot it owns.
    SlotNotSaid,
    /// The volumes of a deleted workspace go the way that their StorageClass says.
    NothingRetained,
    /// The wish to have the volumes deleted is not written down.
    DeletionNotMarked,
    /// A slot is given to the next owner as the last one left it.
    ClaimsNotDeleted,
    /// Free slots are taken away without taking their lock first.
    RetiredWithoutLock,
    /// A workspace that is to be suspended runs on.
    PodNotStopped,
    /// Cold spares start at once.
    NoGate,
    /// Each reconcile of a workspace finds something new to say.
    NeverAtRest,
}

impl Sabotage {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::HolderByName,
        Self::LockWithoutVersion,
        Self::SlotNotSaid,
        Self::NothingRetained,
        Self::DeletionNotMarked,
        Self::ClaimsNotDeleted,
        Self::RetiredWithoutLock,
        Self::PodNotStopped,
        Self::NoGate,
        Self::NeverAtRest,
    ];

    /// The scenario in which it matters.
    #[must_use]
    pub const fn scenario(self) -> &'static str {
        match self {
            Self::HolderByName | Self::SlotNotSaid | Self::NeverAtRest => "warm_claim",
            Self::LockWithoutVersion => "rivals",
            Self::NothingRetained | Self::ClaimsNotDeleted => "release_with_retain",
            Self::DeletionNotMarked => "release_with_delete",
            Self::RetiredWithoutLock => "scale_down",
            Self::PodNotStopped => "suspend_and_resume",
            Self::NoGate => "cold_claim",
        }
    }

    /// False: it is not sent at all.
    fn tamper(self, method: &Method, path: &str, body: &mut Value, count: usize) -> bool {
        let is = |wanted: &Method, kind: &str| method == wanted && path.contains(kind);
        let is_claim = is(&Method::PATCH, "/persistentvolumeclaims/");
        let labels = body.pointer_mut("/metadata/labels").and_then(Value::as_object_mut);
        let holder = labels
            .filter(|_| is_claim)
            .map(|labels| (labels.get("coditect.ai/workspace").cloned(), labels.get_mut(HOLDER)));
        let is_retired = matches!(&holder, Some((_, Some(holder))) if *holder == "retired");
        match (self, holder) {
            (Self::HolderByName, Some((Some(name), Some(holder)))) => *holder = name,
            (Self::LockWithoutVersion, Some((Some(_), Some(_)))) => {
                remove(body, "/metadata", "resourceVersion");
            }
            (Self::RetiredWithoutLock, _) => return !is_retired,
            (Self::DeletionNotMarked, _) if is_claim => {
                let key = "/metadata/annotations/coditect.ai~1reclaim-policy";
                return body.pointer(key).is_none();
            }
            (Self::NothingRetained, _) => return !is(&Method::PATCH, "/persistentvolumes/"),
            (Self::ClaimsNotDeleted, _) => {
                return !is(&Method::DELETE, "/persistentvolumeclaims/");
            }
            (Self::PodNotStopped, _) => return !is(&Method::DELETE, "/pods/"),
            (Self::NoGate, _) if path.contains("/statefulsets/") => {
                remove(body, "/spec/template/spec", "schedulingGates");
            }
            (Self::SlotNotSaid, _) if is(&Method::PUT, "/workspaces/") => {
                remove(body, "/status", "slot");
            }
            (Self::NeverAtRest, _) if is(&Method::PUT, "/workspaces/") => {
                if let Some(message) = body.pointer_mut("/status/conditions/0/message") {
                    *message = json!(format!("for the {count}th time"));
                }
            }
            _ => {}
        }
        true
    }
}

const HOLDER: &str = "coditect.ai/workspace-uid";

fn remove(body: &mut Value, of: &str, key: &str) {
    if let Some(object) = body.pointer_mut(of).and_then(Value::as_object_mut) {
        object.remove(key);
    }
}

/// Changes the requests of a client; none without a sabotage.
#[derive(Clone, Debug)]
pub struct Saboteur {
    sabotage: Option<Sabotage>,
    writes: Arc<AtomicUsize>,
}

impl Saboteur {
    pub fn new(sabotage: Option<Sabotage>) -> Self {
        Self { sabotage, writes: Arc::default() }
    }
}

impl<S> Layer<S> for Saboteur {
    type Service = Tampering<S>;

    fn layer(&self, inner: S) -> Tampering<S> {
        Tampering { inner, saboteur: self.clone() }
    }
}

/// The client's service.
#[derive(Clone, Debug)]
pub struct Tampering<S> {
    inner: S,
    saboteur: Saboteur,
}

type Answer = Response<Box<DynBody>>;

impl<S> Service<Request<Body>> for Tampering<S>
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
        match self.saboteur.change(request) {
            Ok(changed) => Box::pin(self.inner.call(changed)),
            Err(error) => Box::pin(future::ready(Err(error))),
        }
    }
}

impl Saboteur {
    fn change(&self, request: Request<Body>) -> Result<Request<Body>, BoxError> {
        let sabotage = self.sabotage.filter(|_| request.method() != Method::GET);
        let Some(sabotage) = sabotage else { return Ok(request) };
        let count = self.writes.fetch_add(1, Ordering::Relaxed);
        let (mut parts, body) = request.into_parts();
        let body = body.collect().now_or_never().ok_or("the body is not in memory")??.to_bytes();
        let path = parts.uri.path().to_owned();
        let mut json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if !sabotage.tamper(&parts.method, &path, &mut json, count) {
            // The answer to a write that is not done: the object as it is.
            parts.method = Method::GET;
            parts.uri = path.parse()?;
            return Ok(Request::from_parts(parts, Body::empty()));
        }
        let body = if json.is_null() { body.to_vec() } else { serde_json::to_vec(&json)? };
        Ok(Request::from_parts(parts, Body::from(body)))
    }
}
