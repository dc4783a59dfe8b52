//! Plays the apiserver: each scenario expects certain requests in order and answers them.

use axum::http::{Method, Request, Response};
use coditect_api::accounts::UserId;
use futures::StreamExt as _;
use futures::channel::mpsc::UnboundedReceiver;
use http_body_util::BodyExt as _;
use kube::Client;
use kube::client::Body;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tower_test::mock::{Handle, SendResponse};

use crate::identification::{Identification, identify};
use crate::support::NAMESPACE;

/// What an answer is made of: a watch is a stream.
type AnswerBody = axum::body::Body;
pub type ApiServer = Handle<Request<Body>, Response<AnswerBody>>;

pub struct Cluster(Mutex<Option<ApiServer>>);

/// What a test expects the API to ask of the cluster.
pub enum Scenario {
    /// The user has these; nothing else is asked.
    Lists(Vec<Value>),
    /// There is one of that name.
    Gets(Value),
    /// There is none of that name.
    GetsNothing,
    /// The user has none, so one is made; it is ready at once.
    MakesOne { owner: UserId },
    /// As `MakesOne`, but another request made it in between.
    FindsItMade { owner: UserId },
    /// One is made; a watch shows it become ready.
    WatchesItStart { owner: UserId },
    /// One is made and never becomes ready.
    WaitsInVain { owner: UserId },
    /// The user's one is suspended, and started again.
    Resumes(Value),
    /// It is fetched and deleted, but only if it is still the same.
    Deletes(Value),
    /// It is fetched and patched, but is another by then.
    PatchConflicts(Value),
    /// One is made, without a look at the others.
    Creates { owner: UserId },
    /// Whichever is asked for is there.
    Echoes { owner: UserId },
    /// One is made, but the answer gets lost; then one of that name is there.
    CreatesUnheard { owner: UserId },
    /// Creation is refused with this status.
    Refuses(Value),
    /// It is fetched, and its spec patched like this.
    Patches(Value, Value),
    /// The retained volumes of all are asked for; None: that is forbidden.
    ListsVolumes(Option<Vec<Value>>),
    /// The pools are asked for.
    ListsPools(Vec<Value>),
    /// The events of a workspace are asked for.
    ListsEvents { of: Value, events: Vec<Value> },
    /// All workspaces are listed and watched; when a watch ends, again with the next.
    Watches(Vec<(Vec<Value>, UnboundedReceiver<Value>)>),
    /// These are all that there are, whosever they are.
    ListsAll(Vec<Value>),
    /// A pod shows its token.
    Identifies(Identification),
    /// A token is of this account.
    IdentifiesAccount(String),
    /// One after the other.
    Each(Vec<Scenario>),
    /// Nothing answers.
    IsAway,
}

impl Cluster {
    pub fn new() -> (Self, Client) {
        let (service, handle) = tower_test::mock::pair();
        (Self(Mutex::new(Some(handle))), Client::new(service, NAMESPACE))
    }

    /// Plays `scenario` once, and nothing after it.
    pub fn play(&self, scenario: Scenario) -> JoinHandle<()> {
        let mut server = self.0.lock().take().expect("one scenario a test");
        tokio::spawn(async move {
            scenario.play(&mut server).await;
            // What is asked beyond the scenario fails the request that asked.
            drop(server);
        })
    }
}

impl Scenario {
    async fn play(self, server: &mut ApiServer) {
        match self {
            Self::Lists(items) => list(server, items).await,
            Self::Gets(workspace) => get(server, &workspace).await,
            Self::GetsNothing => {
                expect(server, Method::GET).await.answer(404, &status(404, "NotFound", ""));
            }
            Self::MakesOne { owner } => {
                list(server, vec![]).await;
                create(server, |new| ready(&name_of(new), owner.as_str())).await;
            }
            Self::FindsItMade { owner } => finds_it_made(server, &owner).await,
            Self::WatchesItStart { owner } => watches_it_start(server, &owner).await,
            Self::WaitsInVain { owner } => waits_in_vain(server, &owner).await,
            Self::Resumes(workspace) => resumes(server, workspace).await,
            Self::Deletes(workspace) => deletes(server, &workspace).await,
            Self::PatchConflicts(workspace) => {
                get(server, &workspace).await;
                expect(server, Method::PATCH).await.answer(409, &status(409, "Conflict", "uid"));
            }
            Self::Creates { owner } => {
                create(server, |new| ready(&name_of(new), owner.as_str())).await;
            }
            Self::Echoes { owner } => {
                let asked = expect(server, Method::GET).await;
                let name = asked.uri.rsplit('/').next().unwrap().trim_end_matches('?').to_owned();
                asked.answer(200, &ready(&name, owner.as_str()));
            }
            Self::CreatesUnheard { owner } => creates_unheard(server, &owner).await,
            Self::Refuses(refusal) => {
                let code = u16::try_from(refusal["code"].as_u64().unwrap()).unwrap();
                list_pools(server, &[]).await;
                expect(server, Method::POST).await.answer(code, &refusal);
            }
            Self::ListsPools(pools) => list_pools(server, &pools).await,
            Self::ListsVolumes(volumes) => {
                let asked = expect(server, Method::GET).await;
                let labels = format!(
                    "coditect.ai%2Fretained%3Dtrue%2Ccoditect.ai%2Fnamespace%3D{NAMESPACE}"
                );
                assert!(asked.uri.starts_with("/api/v1/persistentvolumes?"), "{}", asked.uri);
                assert!(asked.uri.contains(&labels), "{}", asked.uri);
                match volumes {
                    Some(volumes) => asked.answer(200, &list_of(&volumes)),
                    None => asked.answer(403, &status(403, "Forbidden", "no")),
                }
            }
            Self::Patches(workspace, patch) => {
                get(server, &workspace).await;
                let asked = expect(server, Method::PATCH).await;
                assert_eq!(asked.body["spec"], patch);
                asked.answer(200, &workspace);
            }
            Self::ListsEvents { of, events } => lists_events(server, &of, &events).await,
            Self::Watches(rounds) => watches(server, rounds).await,
            Self::ListsAll(workspaces) => {
                let asked = expect(server, Method::GET).await;
                assert!(!asked.uri.contains("fieldSelector"), "{}", asked.uri);
                asked.answer(200, &list_of(&workspaces));
            }
            Self::IdentifiesAccount(account) => identify(server, Some(&account)).await,
            Self::Identifies(pod) => pod.play(server).await,
            Self::Each(scenarios) => {
                for scenario in scenarios {
                    Box::pin(scenario.play(server)).await;
                }
            }
            Self::IsAway => {
                let (_, send) = server.next_request().await.unwrap();
                send.send_error(std::io::Error::other("connection refused"));
            }
        }
    }
}

/// Before each creation the quota of its pool is looked at.
async fn list_pools(server: &mut ApiServer, pools: &[Value]) {
    let asked = expect(server, Method::GET).await;
    let path = format!("/apis/coditect.ai/v1alpha1/namespaces/{NAMESPACE}/idepools?");
    assert!(asked.uri.starts_with(&path), "{}", asked.uri);
    asked.answer(200, &list_of(pools));
}

async fn finds_it_made(server: &mut ApiServer, owner: &UserId) {
    list(server, vec![]).await;
    list_pools(server, &[]).await;
    let asked = expect(server, Method::POST).await;
    let name = name_of(&asked.body);
    asked.answer(409, &status(409, "AlreadyExists", "exists"));
    get(server, &ready(&name, owner.as_str())).await;
}

async fn watches_it_start(server: &mut ApiServer, owner: &UserId) {
    list(server, vec![]).await;
    let name = create(server, |new| pending(&name_of(new), owner.as_str())).await;
    let asked = expect(server, Method::GET).await;
    assert!(asked.uri.contains(&format!("metadata.name%3D{name}")), "{}", asked.uri);
    asked.answer(200, &list_of(&[pending(&name, owner.as_str())]));
    let asked = expect(server, Method::GET).await;
    assert!(asked.uri.contains("watch=true"), "{}", asked.uri);
    asked.answer(200, &json!({ "type": "MODIFIED", "object": ready(&name, owner.as_str()) }));
}

async fn waits_in_vain(server: &mut ApiServer, owner: &UserId) {
    list(server, vec![]).await;
    let name = create(server, |new| pending(&name_of(new), owner.as_str())).await;
    let asked = expect(server, Method::GET).await;
    asked.answer(200, &list_of(&[pending(&name, owner.as_str())]));
    // The watch stays silent for as long as this is held.
    let _silent = expect(server, Method::GET).await;
    std::future::pending::<()>().await;
}

async fn resumes(server: &mut ApiServer, workspace: Value) {
    list(server, vec![workspace.clone()]).await;
    get(server, &workspace).await;
    let asked = expect(server, Method::PATCH).await;
    assert_eq!(asked.body["spec"], json!({ "running": true }));
    assert_eq!(asked.body["metadata"]["uid"], workspace["metadata"]["uid"]);
    let owner = workspace["spec"]["owner"].as_str().unwrap();
    asked.answer(200, &ready(&name_of(&workspace), owner));
}

async fn lists_events(server: &mut ApiServer, of: &Value, events: &[Value]) {
    get(server, of).await;
    let asked = expect(server, Method::GET).await;
    let path = format!("/apis/events.k8s.io/v1/namespaces/{NAMESPACE}/events?");
    assert!(asked.uri.starts_with(&path), "{}", asked.uri);
    let uid = of["metadata"]["uid"].as_str().unwrap();
    assert!(asked.uri.contains(&format!("fieldSelector=regarding.uid%3D{uid}")), "{}", asked.uri);
    asked.answer(200, &list_of(events));
}

async fn watches(server: &mut ApiServer, rounds: Vec<(Vec<Value>, UnboundedReceiver<Value>)>) {
    for (workspaces, events) in rounds {
        let asked = expect(server, Method::GET).await;
        assert!(!asked.uri.contains("watch="), "{}", asked.uri);
        asked.answer(200, &list_of(&workspaces));
        let asked = expect(server, Method::GET).await;
        assert!(asked.uri.contains("watch=true"), "{}", asked.uri);
        asked.stream(events);
    }
    // As long as this is held, the next call waits.
    std::future::pending::<()>().await;
}

async fn deletes(server: &mut ApiServer, workspace: &Value) {
    get(server, workspace).await;
    let asked = expect(server, Method::DELETE).await;
    assert_eq!(asked.body["preconditions"], json!({ "uid": workspace["metadata"]["uid"] }));
    asked.answer(200, workspace);
}

async fn list(server: &mut ApiServer, items: Vec<Value>) {
    let asked = expect(server, Method::GET).await;
    assert!(asked.uri.contains("fieldSelector=spec.owner%3D"), "{}", asked.uri);
    asked.answer(200, &list_of(&items));
}

async fn get(server: &mut ApiServer, workspace: &Value) {
    let asked = expect(server, Method::GET).await;
    let path = format!("/apis/coditect.ai/v1alpha1/namespaces/{NAMESPACE}/workspaces/");
    assert!(asked.uri.starts_with(&format!("{path}{}", name_of(workspace))), "{}", asked.uri);
    asked.answer(200, workspace);
}

async fn creates_unheard(server: &mut ApiServer, owner: &UserId) {
    list_pools(server, &[]).await;
    let first = expect(server, Method::POST).await;
    let made = with_annotations_of(&first.body, ready(&name_of(&first.body), owner.as_str()));
    first.send.send_error(std::io::Error::other("connection reset"));
    list_pools(server, &[]).await;
    let again = expect(server, Method::POST).await;
    assert_eq!(name_of(&again.body), name_of(&made));
    again.answer(409, &status(409, "AlreadyExists", "exists"));
    get(server, &made).await;
}

fn with_annotations_of(new: &Value, mut workspace: Value) -> Value {
    workspace["metadata"]["annotations"] = new["metadata"]["annotations"].clone();
    workspace
}

/// Answers a creation; gives the name.
async fn create(server: &mut ApiServer, answer: impl Fn(&Value) -> Value) -> String {
    list_pools(server, &[]).await;
    let asked = expect(server, Method::POST).await;
    let created = answer(&asked.body);
    asked.answer(201, &created);
    name_of(&created)
}

pub struct Asked {
    pub uri: String,
    pub body: Value,
    send: SendResponse<Response<AnswerBody>>,
}

pub async fn expect(server: &mut ApiServer, method: Method) -> Asked {
    let (request, send) = server.next_request().await.expect("a request");
    let (parts, body) = request.into_parts();
    assert_eq!(parts.method, method, "{}", parts.uri);
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Asked { uri: parts.uri.to_string(), body, send }
}

impl Asked {
    pub fn answer(self, status: u16, body: &Value) {
        let body = AnswerBody::from(body.to_string());
        self.send.send_response(Response::builder().status(status).body(body).unwrap());
    }

    /// Answers a watch with each event as it comes.
    fn stream(self, events: UnboundedReceiver<Value>) {
        let lines = events.map(|event| Ok::<_, std::io::Error>(format!("{event}\n")));
        self.send.send_response(Response::new(AnswerBody::from_stream(lines)));
    }
}

fn name_of(workspace: &Value) -> String {
    workspace["metadata"]["name"].as_str().unwrap().to_owned()
}

pub fn list_of(items: &[Value]) -> Value {
    json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "WorkspaceList",
        "metadata": { "resourceVersion": "1" },
        "items": items,
    })
}

pub fn status(code: u16, reason: &str, message: &str) -> Value {
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "status": "Failure",
        "code": code,
        "reason": reason,
        "message": message,
    })
}

/// A workspace that has no slot yet.
pub fn pending(name: &str, owner: &str) -> Value {
    let message = "no slot is free, the pool is creating some";
    workspace(
        name,
        owner,
        &json!({
            "phase": "Pending",
            "conditions": [condition("False", "WaitingForSlot", message)],
        }),
    )
}

/// A workspace that answers.
pub fn ready(name: &str, owner: &str) -> Value {
    workspace(
        name,
        owner,
        &json!({
            "phase": "Running",
            "conditions": [condition("True", "PodReady", "")],
            "endpoint": "10.0.0.1:80",
            "slot": { "name": "coditect-combined-hybrid-0", "claimUid": "c1" },
            "volumes": { "workspace": "pv-1", "config": "pv-2" },
        }),
    )
}

fn workspace(name: &str, owner: &str, status: &Value) -> Value {
    json!({
        "apiVersion": "coditect.ai/v1alpha1",
        "kind": "Workspace",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "uid": format!("uid-of-{name}"),
            "resourceVersion": "1",
            "creationTimestamp": "2026-11-23T12:00:00Z",
        },
        "spec": { "owner": owner, "pool": "coditect-combined", "running": true },
        "status": status,
    })
}

fn condition(status: &str, reason: &str, message: &str) -> Value {
    json!({
        "type": "Ready",
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": "2026-11-23T12:00:00Z",
    })
}
