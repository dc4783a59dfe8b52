//! When a workspace was seen to be Ready, by one watch as any client has it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use coditect_crds::Workspace;
use futures::StreamExt as _;
use kube::api::Api;
use kube::runtime::{WatchStreamExt as _, watcher};
use kube::{Client, ResourceExt as _};
use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A watch that tells each waiting client when its workspace is Ready.
pub struct ReadyWatch {
    waiting: Arc<Mutex<HashMap<String, oneshot::Sender<Instant>>>>,
    watch: JoinHandle<()>,
}

impl ReadyWatch {
    /// Starts watching.
    pub fn start(client: Client) -> Self {
        let waiting: Arc<Mutex<HashMap<String, oneshot::Sender<Instant>>>> = Arc::default();
        let told = Arc::clone(&waiting);
        let events =
            watcher(Api::<Workspace>::namespaced(client, "default"), watcher::Config::default());
        let watch = tokio::spawn(async move {
            let seen = events.default_backoff().applied_objects().for_each(|seen| {
                match seen {
                    Ok(workspace) if workspace.is_ready() => {
                        if let Some(sender) = told.lock().remove(&workspace.name_any()) {
                            // Whoever waited may have given up.
                            let _ = sender.send(Instant::now());
                        }
                    }
                    Ok(_) => {}
                    // It begins anew, with a list.
                    Err(error) => eprintln!("the watch was interrupted: {error}"),
                }
                std::future::ready(())
            });
            seen.await;
        });
        Self { waiting, watch }
    }

    /// Resolves when the workspace is Ready. Called before it is created.
    pub fn of(&self, name: &str) -> oneshot::Receiver<Instant> {
        let (sender, receiver) = oneshot::channel();
        self.waiting.lock().insert(name.to_owned(), sender);
        receiver
    }
}

impl Drop for ReadyWatch {
    fn drop(&mut self) {
        self.watch.abort();
    }
}
