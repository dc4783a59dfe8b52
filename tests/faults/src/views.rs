//! What an operator sees of the cluster: late, with a gap, or as it was some time ago.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, StreamBody};
use kube::Client;
use kube::client::{Body, DynBody};
use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::watch;
use tower::BoxError;

use crate::fault::Answer;
use crate::late::Rival;

/// How long watches bring nothing: long enough that whoever acts again and again on what it last saw
/// does so many times.
const HELD: Duration = Duration::from_secs(2);

/// The watches and lists of one client.
#[derive(Clone)]
pub struct Views {
    /// Sees everything at once.
    client: Client,
    held: watch::Sender<bool>,
    /// What watches list before they begin, by path and query.
    lists: Arc<Mutex<BTreeMap<String, List>>>,
    /// The first lists are those of [`Views::remember`]; events since then come later.
    is_past: bool,
    /// One of two, who see some things late.
    rival: Option<Rival>,
}

#[derive(Clone, Debug)]
struct List {
    uri: Uri,
    headers: HeaderMap,
    remembered: Option<Bytes>,
}

impl Views {
    pub fn new(client: Client) -> Self {
        let held = watch::Sender::new(false);
        Self { client, held, lists: Arc::default(), is_past: false, rival: None }
    }

    /// For one process of two.
    pub fn of(&self, rival: Rival) -> Self {
        Self { lists: Arc::default(), rival: Some(rival), ..self.clone() }
    }

    /// For the next process: it sees all that there is.
    pub fn live(&self) -> Self {
        Self { lists: Arc::default(), is_past: false, ..self.clone() }
    }

    /// Waits until watches bring what happens.
    pub async fn go_on(&self) {
        // The sender lives as long as `self`.
        let _ = self.held.subscribe().wait_for(|held| !held).await;
    }

    /// For the next process: it sees what was remembered, and for a while no more.
    pub fn past(&self) -> Self {
        let lists = self.lists.clone();
        let past = Self { lists, is_past: true, ..self.live() };
        past.hold();
        past
    }

    /// From now on watches bring nothing. Later they go on, or have to begin anew if they have missed
    /// what happened meanwhile.
    pub fn hold(&self) {
        let held = self.held.clone();
        held.send_replace(true);
        tokio::spawn(async move {
            tokio::time::sleep(HELD).await;
            held.send_replace(false);
        });
    }

    /// The answer to a list, where it is one from the past.
    pub fn list(&self, request: &Request<Body>) -> Option<Answer> {
        let query = request.uri().query().unwrap_or_default();
        // Other lists are made to look at what is there now.
        let is_watchers = request.method() == Method::GET && query.contains("limit=");
        if !is_watchers {
            return None;
        }
        let mut lists = self.lists.lock();
        let key = request.uri().to_string();
        if self.is_past {
            let body = lists.remove(&key)?.remembered?;
            let body = Full::from(body).map_err(BoxError::from);
            return Some(Response::new(Box::new(body) as Box<DynBody>));
        }
        let (uri, headers) = (request.uri().clone(), request.headers().clone());
        lists.insert(key, List { uri, headers, remembered: None });
        None
    }

    /// Keeps what the lists would be now.
    pub async fn remember(&self) -> Result<(), BoxError> {
        let lists = self.lists.lock().clone();
        for (key, mut list) in lists {
            let mut request = Request::new(Body::empty());
            *request.uri_mut() = list.uri.clone();
            *request.headers_mut() = list.headers.clone();
            let answer = self.client.send(request).await?;
            list.remembered = Some(answer.into_body().collect().await?.to_bytes());
            self.lists.lock().insert(key, list);
        }
        Ok(())
    }

    /// The answer to a watch of what is at `path`, which can be held.
    pub fn watch(&self, path: &str, answer: Answer) -> Answer {
        let held = self.held.subscribe();
        let has_gap = !self.is_past;
        answer.map(|body| {
            let body = match self.rival {
                Some(rival) => rival.sees(path, body),
                None => body,
            };
            Box::new(StreamBody::new(Box::pin(frames(body, held, has_gap)))) as _
        })
    }
}

pub fn is_watch(request: &Request<Body>) -> bool {
    request.uri().query().is_some_and(|query| query.contains("watch=true"))
}

type Frame = http_body::Frame<Bytes>;

fn frames(
    body: Box<DynBody>,
    held: watch::Receiver<bool>,
    has_gap: bool,
) -> impl futures::Stream<Item = Result<Frame, BoxError>> {
    stream::unfold(Some((body, held)), move |state| async move {
        let (mut body, mut held) = state?;
        loop {
            let is_held = *held.borrow_and_update();
            if is_held {
                held.wait_for(|held| !held).await.ok()?;
                if has_gap {
                    return Some((Ok(Frame::data(expired())), None));
                }
            }
            tokio::select! {
                biased;
                changed = held.changed() => changed.ok()?,
                frame = body.frame() => return Some((frame?, Some((body, held)))),
            }
        }
    })
}

/// What the apiserver says when it does not have all events any more: the watcher lists anew.
fn expired() -> Bytes {
    let event = json!({"type": "ERROR", "object": {
        "apiVersion": "v1", "kind": "Status", "metadata": {}, "status": "Failure",
        "message": "too old resource version", "reason": "Expired", "code": 410,
    }});
    format!("{event}\n").into()
}
