//! Reads and writes Workspace objects for their owners.

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;

use coditect_crds::{
    IdePool, ReclaimPolicy, SetupSpec, Workspace, WorkspaceIdle, WorkspaceResources, WorkspaceSpec,
    WorkspaceStorage,
};
use futures::Stream;
use k8s_openapi::api::core::v1::PersistentVolume;
use k8s_openapi::api::events::v1::Event;
use kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams, Preconditions};
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{self, watcher};
use kube::{Api, Client, ResourceExt as _};
use serde_json::{Value, json};

use super::WorkspaceError;
use super::name::fits_host;
use crate::accounts::UserId;

/// A cluster that takes longer than this does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who wrote a field, in `managedFields`.
const FIELD_MANAGER: &str = "coditect-api";

/// Which request of a client has made the workspace.
const ANNOTATION_REQUEST: &str = "coditect.ai/request";

/// What a new workspace shall be.
#[derive(Clone, Debug)]
pub struct NewWorkspace {
    /// The object's name.
    pub name: String,
    /// A name for people.
    pub display_name: Option<String>,
    /// The pool, or the default one.
    pub pool: Option<String>,
    /// What becomes of the volumes when it is deleted.
    pub reclaim_policy: ReclaimPolicy,
    /// Whether it starts at once.
    pub running: bool,
    /// What is done in it once.
    pub setup: Option<SetupSpec>,
    /// When it is suspended for lack of use, if not when the pool says.
    pub idle: Option<WorkspaceIdle>,
    /// The longest that its pod runs at a stretch.
    pub max_lifetime: Option<coditect_crds::Duration>,
    /// CPU and memory in place of the pool's.
    pub resources: Option<WorkspaceResources>,
    /// Where its files come from.
    pub storage: Option<WorkspaceStorage>,
    /// Which request makes it: one that comes again finds it by that.
    pub request: Option<String>,
}

impl NewWorkspace {
    /// One with the defaults.
    #[must_use]
    pub const fn named(name: String) -> Self {
        Self {
            name,
            display_name: None,
            pool: None,
            reclaim_policy: ReclaimPolicy::Retain,
            running: true,
            setup: None,
            idle: None,
            max_lifetime: None,
            resources: None,
            storage: None,
            request: None,
        }
    }
}

/// The workspaces of one namespace.
#[derive(Clone)]
pub struct Workspaces {
    pub(super) api: Api<Workspace>,
    pub(super) events: Api<Event>,
    pub(super) pools: Api<IdePool>,
    pub(super) persistent_volumes: Api<PersistentVolume>,
    pub(super) default_pool: String,
    namespace: String,
}

impl Workspaces {
    /// Those in `namespace`; new ones are of `default_pool` unless they say otherwise.
    #[must_use]
    pub fn new(client: Client, namespace: String, default_pool: String) -> Self {
        Self {
            api: Api::namespaced(client.clone(), &namespace),
            events: Api::namespaced(client.clone(), &namespace),
            pools: Api::namespaced(client.clone(), &namespace),
            persistent_volumes: Api::all(client),
            default_pool,
            namespace,
        }
    }

    /// Where they are.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Makes one, or finds the one that the same request has made.
    pub async fn create(
        &self,
        owner: &UserId,
        new: NewWorkspace,
    ) -> Result<Workspace, WorkspaceError> {
        if !fits_host(&new.name, &self.namespace) {
            let why = "is too long for a host name together with the namespace";
            return Err(WorkspaceError::Invalid(vec![("name".to_owned(), why.to_owned())]));
        }
        let spec = WorkspaceSpec {
            owner: owner.to_string(),
            pool: new.pool.unwrap_or_else(|| self.default_pool.clone()),
            display_name: new.display_name,
            running: new.running,
            reclaim_policy: new.reclaim_policy,
            idle: new.idle,
            max_lifetime: new.max_lifetime,
            resources: new.resources,
            storage: new.storage,
            snapshot: None,
            setup: new.setup,
        };
        let params =
            PostParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PostParams::default() };
        let mut workspace = Workspace::new(&new.name, spec);
        if let Some(request) = &new.request {
            workspace.annotations_mut().insert(ANNOTATION_REQUEST.to_owned(), request.clone());
        }
        let made = match self.check_quota(owner, &workspace.spec.pool).await {
            Ok(()) => in_time(self.api.create(&params, &workspace)).await,
            Err(error) => Err(error),
        };
        match made {
            // Perhaps by this request, whose first answer was not heard.
            Err(refusal @ (WorkspaceError::NameTaken | WorkspaceError::OverQuota(_)))
                if new.request.is_some() =>
            {
                let there = self.get(owner, &new.name).await;
                there.ok().filter(|there| request_of(there) == new.request).ok_or(refusal)
            }
            done => done,
        }
    }

    /// The owner's workspaces by name.
    pub async fn list(&self, owner: &UserId) -> Result<Vec<Workspace>, WorkspaceError> {
        let params = ListParams::default().fields(&format!("spec.owner={owner}"));
        Ok(in_time(self.api.list(&params)).await?.items)
    }

    /// Everyone's, as they are and change. It goes on after errors.
    pub fn watch(&self) -> impl Stream<Item = watcher::Result<watcher::Event<Workspace>>> + use<> {
        watcher(self.api.clone(), watcher::Config::default())
            .default_backoff()
            // Longer than all the rest, and nobody reads it.
            .modify(|workspace| workspace.metadata.managed_fields = None)
    }

    /// The owner's workspace of that name.
    pub async fn get(&self, owner: &UserId, name: &str) -> Result<Workspace, WorkspaceError> {
        // The name goes into a path; what is no name is not asked for.
        if super::check_name(name).is_err() {
            return Err(WorkspaceError::NotFound);
        }
        let workspace = in_time(self.api.get_opt(name)).await?;
        workspace.filter(|w| w.spec.owner == owner.as_str()).ok_or(WorkspaceError::NotFound)
    }

    /// Deletes it, and gives its last state.
    pub async fn delete(&self, owner: &UserId, name: &str) -> Result<Workspace, WorkspaceError> {
        let workspace = self.get(owner, name).await?;
        // Between the two calls it may have become another's.
        let preconditions =
            Preconditions { uid: workspace.metadata.uid.clone(), resource_version: None };
        let params =
            DeleteParams { preconditions: Some(preconditions), ..DeleteParams::background() };
        // While a finalizer holds the object, the cluster answers with it.
        let latest = in_time(self.api.delete(name, &params)).await?.left();
        Ok(latest.unwrap_or(workspace))
    }

    /// Starts or stops it.
    pub async fn set_running(
        &self,
        owner: &UserId,
        name: &str,
        running: bool,
    ) -> Result<Workspace, WorkspaceError> {
        let workspace = self.get(owner, name).await?;
        if workspace.metadata.deletion_timestamp.is_some() {
            return Err(WorkspaceError::Terminating);
        }
        if workspace.spec.running == running {
            return Ok(workspace);
        }
        self.patch(&workspace, &json!({ "running": running })).await
    }

    /// Has its set-up tried again. Two calls at once are one more attempt.
    pub async fn retry_setup(
        &self,
        owner: &UserId,
        name: &str,
    ) -> Result<Workspace, WorkspaceError> {
        let workspace = self.get(owner, name).await?;
        if workspace.metadata.deletion_timestamp.is_some() {
            return Err(WorkspaceError::Terminating);
        }
        let attempt = workspace.spec.setup.as_ref().ok_or(WorkspaceError::NoSetup)?.attempt;
        self.patch(&workspace, &json!({ "setup": { "attempt": attempt.saturating_add(1) } })).await
    }

    /// The UIDs of all workspaces, whosever they are.
    pub async fn uids(&self) -> Result<HashSet<String>, WorkspaceError> {
        let all = in_time(self.api.list_metadata(&ListParams::default())).await?;
        Ok(all.into_iter().filter_map(|workspace| workspace.metadata.uid).collect())
    }

    /// Changes its spec, as a merge patch.
    pub async fn update(
        &self,
        owner: &UserId,
        name: &str,
        spec: &Value,
    ) -> Result<Workspace, WorkspaceError> {
        let workspace = self.get(owner, name).await?;
        if workspace.metadata.deletion_timestamp.is_some() {
            return Err(WorkspaceError::Terminating);
        }
        self.patch(&workspace, spec).await
    }

    async fn patch(
        &self,
        workspace: &Workspace,
        spec: &Value,
    ) -> Result<Workspace, WorkspaceError> {
        // The UID is a precondition: the cluster refuses the patch if the object is another.
        let patch = json!({ "metadata": { "uid": workspace.metadata.uid }, "spec": spec });
        let params =
            PatchParams { field_manager: Some(FIELD_MANAGER.to_owned()), ..PatchParams::default() };
        in_time(self.api.patch(&workspace.name_any(), &params, &Patch::Merge(&patch))).await
    }
}

fn request_of(workspace: &Workspace) -> Option<String> {
    workspace.annotations().get(ANNOTATION_REQUEST).cloned()
}

pub(super) async fn in_time<T>(
    call: impl Future<Output = Result<T, kube::Error>>,
) -> Result<T, WorkspaceError> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(answer) => Ok(answer?),
        Err(late) => Err(WorkspaceError::Unavailable(late.into())),
    }
}
