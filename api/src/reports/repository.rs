//! Reports in the store.
//!
//! ```text
//!   ("setup", namespace, workspace's uid) → SetupProgress
//!   ("act", namespace, workspace's uid)   → Timestamp
//!   ("seen", namespace, workspace's uid)  → Timestamp
//!   ("full", namespace, workspace's uid)  → FullVolumes
//! ```
//!
//! By the UID: names are used again, and a workspace must not begin with what was said of another.

use std::collections::{BTreeMap, BTreeSet};

use coditect_crds::Workspace;
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SetupProgress;
use crate::accounts::UserId;
use crate::changes::{Noted, note};
use crate::store::record::{parse, read, write};
use crate::store::tuple::{below, last_text, pack};
use crate::store::{Database, StoreError};

const SETUP: &str = "setup";
const ACTIVITY: &str = "act";
const NOTICE_SEEN: &str = "seen";
const FULL: &str = "full";
/// All that is kept of a workspace.
const KINDS: [&str; 4] = [SETUP, ACTIVITY, NOTICE_SEEN, FULL];

/// How old the last activity becomes before it is written again.
const ACTIVE_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Keys read or removed in one transaction.
const PAGE: usize = 500;

/// What is known of one workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How far its set-up is.
    pub progress: Option<SetupProgress>,
    /// When someone last did something in it.
    pub last_activity: Option<Timestamp>,
}

/// What a pod has said of who is at work in it, and of its volumes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// When someone last did something, to the minute.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_activity: Option<Timestamp>,
    /// The time of suspension that the pod last showed to its owner.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub notice_seen: Option<Timestamp>,
    /// Which volumes have no room.
    pub full: FullVolumes,
}

/// Which volumes of a workspace have no room: hardly anything can be written to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FullVolumes {
    /// That with the files.
    pub workspace: bool,
    /// That with the IDE's settings.
    pub config: bool,
}

/// What the pods of one namespace report.
#[derive(Clone)]
pub struct Reports {
    database: Database,
    namespace: String,
}

impl Reports {
    /// Those in `database` about the workspaces of `namespace`.
    #[must_use]
    pub const fn new(database: Database, namespace: String) -> Self {
        Self { database, namespace }
    }

    /// What is known of `workspace`.
    pub async fn of(&self, workspace: &Workspace) -> Result<Report, StoreError> {
        let keys = (self.key(SETUP, workspace), self.key(ACTIVITY, workspace));
        self.database
            .read(move |transaction| {
                let (progress, activity) = keys.clone();
                async move {
                    Ok(Report {
                        progress: read(transaction, &progress).await?,
                        last_activity: read(transaction, &activity).await?,
                    })
                }
                .boxed()
            })
            .await
    }

    /// Notes how far the set-up of `workspace` is. False: a later attempt has been heard of, so
    /// this is old news.
    pub async fn progress(
        &self,
        workspace: &Workspace,
        progress: SetupProgress,
    ) -> Result<bool, StoreError> {
        let (key, (owner, changed)) = (self.key(SETUP, workspace), about(workspace));
        self.database
            .run(move |transaction| {
                let (key, progress) = (key.clone(), progress.clone());
                let (owner, changed) = (owner.clone(), changed.clone());
                async move {
                    let known: Option<SetupProgress> = read(transaction, &key).await?;
                    if known.is_some_and(|known| known.attempt > progress.attempt) {
                        return Ok(false);
                    }
                    write(transaction, key, &progress)?;
                    note(transaction, progress.updated_at, &owner, changed).await?;
                    Ok(true)
                }
                .boxed()
            })
            .await
    }

    /// Notes that someone is at work in `workspace` `now`. False: that was known, to the minute.
    pub async fn active(&self, workspace: &Workspace, now: Timestamp) -> Result<bool, StoreError> {
        let (key, (owner, changed)) = (self.key(ACTIVITY, workspace), about(workspace));
        self.database
            .run(move |transaction| {
                let (key, owner, changed) = (key.clone(), owner.clone(), changed.clone());
                async move {
                    let known: Option<Timestamp> = read(transaction, &key).await?;
                    if known.is_some_and(|last| now.duration_since(last) < ACTIVE_EVERY) {
                        return Ok(false);
                    }
                    write(transaction, key, &now)?;
                    note(transaction, now, &owner, changed).await?;
                    Ok(true)
                }
                .boxed()
            })
            .await
    }

    /// The UIDs of all workspaces of which something is known.
    pub async fn uids(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut uids = BTreeSet::new();
        for kind in KINDS {
            let pairs = self.pairs(kind).await?;
            uids.extend(pairs.iter().filter_map(|(key, _)| last_text(key)));
        }
        Ok(uids)
    }

    /// Notes that the pod of `workspace` shows its owner that it is suspended at `suspend_at`, and
    /// that nobody has done anything about it.
    pub async fn notice_seen(
        &self,
        workspace: &Workspace,
        suspend_at: Timestamp,
    ) -> Result<(), StoreError> {
        let key = self.key(NOTICE_SEEN, workspace);
        self.database
            .run(move |transaction| {
                let written = write(transaction, key.clone(), &suspend_at);
                async move { written }.boxed()
            })
            .await
    }

    /// Notes which volumes of `workspace` are full.
    pub async fn full_volumes(
        &self,
        workspace: &Workspace,
        full: FullVolumes,
    ) -> Result<(), StoreError> {
        let key = self.key(FULL, workspace);
        self.database
            .run(move |transaction| {
                let written = write(transaction, key.clone(), &full);
                async move { written }.boxed()
            })
            .await
    }

    /// What all pods have said, by the workspace's UID.
    pub async fn activity(&self) -> Result<BTreeMap<String, Activity>, StoreError> {
        let mut activity = BTreeMap::<String, Activity>::new();
        for (key, value) in self.pairs(ACTIVITY).await? {
            let Some(uid) = last_text(&key) else { continue };
            activity.entry(uid).or_default().last_activity = Some(parse(&value)?);
        }
        for (key, value) in self.pairs(NOTICE_SEEN).await? {
            let Some(uid) = last_text(&key) else { continue };
            activity.entry(uid).or_default().notice_seen = Some(parse(&value)?);
        }
        for (key, value) in self.pairs(FULL).await? {
            let Some(uid) = last_text(&key) else { continue };
            activity.entry(uid).or_default().full = parse(&value)?;
        }
        Ok(activity)
    }

    async fn pairs(&self, kind: &str) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        let mut pairs = vec![];
        let (mut begin, end) = below(&[kind.into(), self.namespace.as_str().into()]);
        loop {
            let page = self.page(begin, end.clone()).await?;
            let last = page.get(PAGE - 1).map(|(key, _)| key.clone());
            pairs.extend(page);
            let Some(last) = last else { return Ok(pairs) };
            begin = last;
            begin.push(0);
        }
    }

    /// Removes all that is known of these workspaces.
    pub async fn forget(&self, uids: &[String]) -> Result<(), StoreError> {
        for some in uids.chunks(PAGE) {
            let keys: Vec<_> =
                some.iter().flat_map(|uid| KINDS.map(|kind| self.key_of(kind, uid))).collect();
            self.database
                .run(move |transaction| {
                    for key in &keys {
                        transaction.clear(key.clone());
                    }
                    async { Ok(()) }.boxed()
                })
                .await?;
        }
        Ok(())
    }

    async fn page(
        &self,
        begin: Vec<u8>,
        end: Vec<u8>,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.database
            .read(move |transaction| {
                let (begin, end) = (begin.clone(), end.clone());
                async move { transaction.range(&begin, &end, PAGE).await }.boxed()
            })
            .await
    }

    fn key(&self, kind: &str, workspace: &Workspace) -> Vec<u8> {
        self.key_of(kind, workspace.metadata.uid.as_deref().unwrap_or_default())
    }

    fn key_of(&self, kind: &str, uid: &str) -> Vec<u8> {
        pack(&[kind.into(), self.namespace.as_str().into(), uid.into()])
    }
}

/// Whom its changes concern, and what they are called.
fn about(workspace: &Workspace) -> (UserId, Noted) {
    let owner = UserId::from(workspace.spec.owner.as_str());
    (owner, Noted::Workspace { name: workspace.name_any() })
}
