//! What changes, as it changes.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use coditect_api::accounts::UserId;
use coditect_api::sessions::Session;
use coditect_crds::Workspace;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use http_body_util::BodyExt as _;
use kube::runtime::watcher::Event;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};
use tower::ServiceExt as _;

use crate::cluster::{Scenario, pending, ready};
use crate::support::{Api, PASSWORD, request};

const DAY: i64 = 24 * 60 * 60;

/// A client of the stream.
struct Listener {
    headers: HeaderMap,
    body: Body,
    text: String,
    comments: usize,
}

impl Listener {
    async fn connect(api: &Api, token: &str) -> Self {
        let request = request("GET", "/api/events", Some(token)).body(Body::empty()).unwrap();
        let response = api.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let (parts, body) = response.into_parts();
        Self { headers: parts.headers, body, text: String::new(), comments: 0 }
    }

    /// Connected, and told of these workspaces.
    async fn told(api: &Api, token: &str, names: &[&str]) -> Self {
        let mut listener = Self::connect(api, token).await;
        let (event, data) = listener.next().await.unwrap();
        assert_eq!((event.as_str(), names_of(&data)), ("snapshot", names.to_vec()));
        listener
    }

    /// How long it takes until the stream is over; nothing else comes before.
    async fn end(&mut self) -> Duration {
        let began = Instant::now();
        let last = tokio::time::timeout(Duration::from_mins(1), self.next()).await;
        assert_eq!(last.expect("the stream is still open after a minute"), None);
        began.elapsed()
    }

    /// The next event and its data, or nothing when the stream is over.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name| message.lines().find_map(|line| line.strip_prefix(name));
                match (field("event: "), field("data: ")) {
                    (Some(event), Some(data)) => {
                        return Some((event.to_owned(), serde_json::from_str(data).unwrap()));
                    }
                    _ => self.comments += 1,
                }
                continue;
            }
            let data = self.body.frame().await?.unwrap().into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&data).unwrap());
        }
    }
}

fn names_of(snapshot: &Value) -> Vec<&str> {
    let workspaces = snapshot["workspaces"].as_array().unwrap();
    workspaces.iter().map(|workspace| workspace["name"].as_str().unwrap()).collect()
}

/// An API that knows these workspaces, and no more of the cluster.
fn api_with(workspaces: impl IntoIterator<Item = Value>) -> Api {
    let api = Api::on_a_file();
    api.state.changes.apply(Event::Init);
    for workspace in workspaces {
        api.state.changes.apply(Event::InitApply(object(workspace)));
    }
    api.state.changes.apply(Event::InitDone);
    api
}

fn object(workspace: Value) -> Workspace {
    serde_json::from_value(workspace).unwrap()
}

fn at_version(version: u32, mut workspace: Value) -> Value {
    workspace["metadata"]["resourceVersion"] = version.to_string().into();
    workspace
}

fn send(events: &UnboundedSender<Value>, type_: &str, object: &Value) {
    events.unbounded_send(json!({ "type": type_, "object": object })).unwrap();
}

#[tokio::test]
async fn first_comes_what_there_is_and_then_what_changes() {
    let api = Api::new();
    let (id, token) = api.user("ada@example.com").await;
    let (events, watched) = unbounded();
    let listed = vec![pending("w", &id), ready("foreign", "bob")];
    api.cluster.play(Scenario::Watches(vec![(listed, watched)]));
    // Connected before anything is known, it waits for that.
    let mut listener = Listener::connect(&api, &token).await;
    assert_eq!(listener.headers[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(listener.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(listener.headers["x-accel-buffering"], "no");
    api.follow();
    let (event, snapshot) = listener.next().await.unwrap();
    assert_eq!((event.as_str(), names_of(&snapshot)), ("snapshot", vec!["w"]));
    assert_eq!(snapshot["workspaces"][0]["phase"], "Pending");

    send(&events, "MODIFIED", &at_version(2, ready("foreign", "bob")));
    send(&events, "DELETED", &at_version(3, ready("foreign", "bob")));
    send(&events, "MODIFIED", &at_version(4, ready("w", &id)));
    let (event, workspace) = listener.next().await.unwrap();
    assert_eq!((event.as_str(), &workspace["name"]), ("workspace", &json!("w")));
    assert_eq!((&workspace["phase"], &workspace["ready"]), (&json!("Running"), &json!(true)));

    send(&events, "DELETED", &at_version(5, ready("w", &id)));
    let gone = ("workspace-deleted".to_owned(), json!({ "name": "w" }));
    assert_eq!(listener.next().await.unwrap(), gone);
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_while_the_watch_was_away_is_told() {
    let api = Api::on_a_file();
    let (id, token) = api.user("ada@example.com").await;
    let (events, first) = unbounded();
    let (_open, second) = unbounded();
    let before = vec![pending("gone", &id), pending("same", &id), pending("w", &id)];
    let after = vec![pending("same", &id), at_version(9, ready("w", &id))];
    api.cluster.play(Scenario::Watches(vec![(before, first), (after, second)]));
    api.follow();
    let mut listener = Listener::told(&api, &token, &["gone", "same", "w"]).await;
    let expired = crate::cluster::status(410, "Expired", "too old resource version");
    send(&events, "ERROR", &expired);
    drop(events);
    let mut told = [listener.next().await.unwrap(), listener.next().await.unwrap()];
    told.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!((told[0].0.as_str(), &told[0].1["name"]), ("workspace", &json!("w")));
    assert_eq!(told[0].1["phase"], "Running");
    assert_eq!(told[1], ("workspace-deleted".to_owned(), json!({ "name": "gone" })));
}

#[tokio::test]
async fn who_does_not_read_is_told_how_things_are() {
    let api = api_with([]);
    let (id, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    for version in 1..1000 {
        let workspace = at_version(version, pending("w", &id));
        api.state.changes.apply(Event::Apply(object(workspace)));
    }
    api.state.changes.apply(Event::Apply(object(at_version(1000, ready("w", &id)))));
    api.state.changes.apply(Event::Apply(object(at_version(1001, ready("x", &id)))));
    for name in ["w", "x"] {
        let (event, workspace) = listener.next().await.unwrap();
        assert_eq!((event.as_str(), &workspace["name"]), ("workspace", &json!(name)));
        assert_eq!(workspace["phase"], "Running");
    }
}

#[tokio::test]
async fn what_a_handler_touches_is_told_again() {
    let api = api_with([]);
    let (id, token) = api.user("ada@example.com").await;
    api.state.changes.apply(Event::Apply(object(ready("w", &id))));
    let mut listener = Listener::told(&api, &token, &["w"]).await;
    api.state.changes.touch(&id.as_str().into(), "w");
    let (event, workspace) = listener.next().await.unwrap();
    assert_eq!((event.as_str(), &workspace["name"]), ("workspace", &json!("w")));
}

#[tokio::test]
async fn sessions_that_begin_and_end_are_told() {
    let api = api_with([]);
    let (id, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    api.cluster.play(Scenario::MakesOne { owner: UserId::from(id.as_str()) });
    let session = api.call("POST", "/api/sessions", &token).await;
    assert_eq!(listener.next().await.unwrap(), ("session".to_owned(), json!({})));
    let path = format!("/api/sessions/{}", session.text("id"));
    assert_eq!(api.call("DELETE", &path, &token).await.status, 204);
    assert_eq!(listener.next().await.unwrap(), ("session".to_owned(), json!({})));
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_every_fifteen_seconds() {
    let api = api_with([]);
    let (id, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    let touch = async {
        tokio::time::sleep(Duration::from_secs(50)).await;
        api.state.changes.sessions(&id.as_str().into());
    };
    let (event, ()) = tokio::join!(listener.next(), touch);
    assert_eq!((event.unwrap().0.as_str(), listener.comments), ("session", 3));
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_the_token_does() {
    let api = api_with([]);
    let (_, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    api.advance(DAY + 10);
    assert!(listener.end().await <= Duration::from_secs(16));
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_its_session_is_ended_elsewhere() {
    let api = api_with([]);
    let (id, _) = api.user("ada@example.com").await;
    let (user, session) = (UserId::from(id.as_str()), Session::new("s".into(), None, now(&api)));
    api.state.sessions.put(&user, session.clone(), now(&api)).await.unwrap();
    let account = api.state.accounts.by_id(&user).await.unwrap().unwrap();
    let scope =
        coditect_api::tokens::Scope { session: Some(session.id.to_string()), workspace: None };
    let token = api.state.tokens.issue(&account, scope, now(&api)).unwrap();
    let mut listener = Listener::told(&api, &token, &[]).await;
    api.advance(120);
    tokio::time::sleep(Duration::from_secs(20)).await;
    let kept = api.state.sessions.get(&user, &session.id, now(&api)).await.unwrap().unwrap();
    assert_eq!(kept.last_seen, session.last_seen, "listening is no use of a session");
    // As another replica would.
    api.state.sessions.remove(&user, &session.id, session.created_at).await.unwrap();
    assert_eq!(listener.end().await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_new_password_ends_the_streams_of_old_tokens_at_once() {
    let api = api_with([]);
    let (_, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    let body = json!({ "currentPassword": PASSWORD, "newPassword": "staple battery" });
    assert_eq!(api.put("/api/users/me/password", &token, &body).await.status, 204);
    assert_eq!(listener.end().await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_the_process_stops() {
    let api = api_with([]);
    let (_, token) = api.user("ada@example.com").await;
    let mut listener = Listener::told(&api, &token, &[]).await;
    api.stopping.cancel();
    assert_eq!(listener.end().await, Duration::ZERO);
}

#[tokio::test]
async fn a_user_has_so_many_streams_and_no_more() {
    let api = api_with([]);
    let (_, token) = api.user("ada@example.com").await;
    let all: Vec<_> =
        futures::future::join_all((0..32).map(|_| Listener::connect(&api, &token))).await;
    api.call("GET", "/api/events", &token).await.problem(429);
    drop(all);
    Listener::told(&api, &token, &[]).await;
}

fn now(api: &Api) -> jiff::Timestamp {
    api.state.clock.now()
}
