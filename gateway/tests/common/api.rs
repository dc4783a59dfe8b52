//! An API that publishes keys and otherwise says what it was asked.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::{any, get};
use coditect_token::{JWKS_PATH, Signer};
use parking_lot::Mutex;

use super::{pod, spawn};

pub struct FakeApi {
    pub address: SocketAddr,
    jwks: Arc<Mutex<String>>,
    fetches: Arc<AtomicUsize>,
}

impl FakeApi {
    pub async fn start(signer: &Signer) -> Self {
        let jwks = Arc::new(Mutex::new(json(signer)));
        let fetches = Arc::new(AtomicUsize::new(0));
        let (served, counted) = (Arc::clone(&jwks), Arc::clone(&fetches));
        let keys = get(async move || {
            counted.fetch_add(1, Ordering::SeqCst);
            served.lock().clone()
        });
        let app = Router::new()
            .route(JWKS_PATH, keys)
            .route("/api/events", get(pod::events))
            .fallback(any(pod::mirror));
        Self { address: spawn(app).await, jwks, fetches }
    }

    pub fn publish(&self, signer: &Signer) {
        *self.jwks.lock() = json(signer);
    }

    pub fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

fn json(signer: &Signer) -> String {
    serde_json::to_string(&signer.jwks()).unwrap()
}
