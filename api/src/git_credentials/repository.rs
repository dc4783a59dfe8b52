//! Git credentials in the store.
//!
//! ```text
//!   ("gc", uid, host) → the sealed credential, and when it was set
//! ```
//!
//! A record opens only under its own key: nobody who can write to the store can give one person
//! the credential of another.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::keyring::Sealed;
use super::{GitCredential, GitHost, Keyring, KeyringError};
use crate::accounts::UserId;
use crate::audit::{Event, audit};
use crate::store::record::{parse, read, write};
use crate::store::tuple::{below, last_text, pack};
use crate::store::{Database, Pair, StoreError, Transaction};

/// Most hosts of one user.
const MAX_HOSTS: usize = 100;

/// Why a credential was not kept or found.
#[derive(Debug, thiserror::Error)]
pub enum GitCredentialsError {
    /// There are as many as one may have.
    #[error("failed to keep the credential: there are too many")]
    TooMany,
    /// The store does not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record cannot be sealed or opened.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// A record does not read as what it should be.
    #[error("failed to read a credential")]
    Corrupt(#[from] serde_json::Error),
}

/// The git credentials of all users.
#[derive(Clone)]
pub struct GitCredentials {
    database: Database,
    keys: Arc<Keyring>,
}

/// That there is a credential for a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The host.
    pub host: String,
    /// The user name there.
    pub username: String,
    /// When it was set.
    pub updated_at: Timestamp,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    sealed: Sealed,
    updated_at: Timestamp,
}

impl GitCredentials {
    /// Those in `database`, sealed with `keys`.
    #[must_use]
    pub fn new(database: Database, keys: Keyring) -> Self {
        Self { database, keys: Arc::new(keys) }
    }

    /// Sets the user's credential for `host`.
    pub async fn set(
        &self,
        user: &UserId,
        host: &GitHost,
        credential: &GitCredential,
        now: Timestamp,
    ) -> Result<(), GitCredentialsError> {
        let (user, host, key) = (user.clone(), host.to_string(), key(user, host));
        let sealed = self.keys.seal(&serde_json::to_vec(credential)?, &key)?;
        let record = Record { sealed, updated_at: now };
        let has_room = self
            .database
            .run(move |transaction| {
                let (user, key, record) = (user.clone(), key.clone(), record.clone());
                let set = Event::GitCredentialSet { host: host.clone() };
                async move {
                    let known = all(transaction, &user).await?;
                    let is_new = known.iter().all(|(known, _)| *known != key);
                    if is_new && known.len() >= MAX_HOSTS {
                        return Ok(false);
                    }
                    write(transaction, key, &record)?;
                    audit(transaction, now, &user, set)?;
                    Ok(true)
                }
                .boxed()
            })
            .await?;
        if has_room { Ok(()) } else { Err(GitCredentialsError::TooMany) }
    }

    /// The user's credential for `host`.
    pub async fn get(
        &self,
        user: &UserId,
        host: &GitHost,
    ) -> Result<Option<GitCredential>, GitCredentialsError> {
        let key = key(user, host);
        let place = key.clone();
        let record: Option<Record> = self
            .database
            .read(move |transaction| {
                let key = key.clone();
                async move { read(transaction, &key).await }.boxed()
            })
            .await?;
        record.map(|record| self.open(&record, &place)).transpose()
    }

    /// Which hosts the user has credentials for, by name.
    pub async fn list(&self, user: &UserId) -> Result<Vec<Kept>, GitCredentialsError> {
        let user = user.clone();
        let pairs = self
            .database
            .read(move |transaction| {
                let user = user.clone();
                async move { all(transaction, &user).await }.boxed()
            })
            .await?;
        pairs.iter().map(|pair| self.kept(pair)).collect()
    }

    /// Removes the user's credential for `host`. Says whether there was one.
    pub async fn remove(
        &self,
        user: &UserId,
        host: &GitHost,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (user, host, key) = (user.clone(), host.to_string(), key(user, host));
        self.database
            .run(move |transaction| {
                let (user, key) = (user.clone(), key.clone());
                let removed = Event::GitCredentialRemoved { host: host.clone() };
                async move {
                    if transaction.get(&key).await?.is_none() {
                        return Ok(false);
                    }
                    transaction.clear(key);
                    audit(transaction, now, &user, removed)?;
                    Ok(true)
                }
                .boxed()
            })
            .await
    }

    fn kept(&self, (key, value): &Pair) -> Result<Kept, GitCredentialsError> {
        let record: Record = parse(value)?;
        let username = self.open(&record, key)?.username;
        Ok(Kept {
            host: last_text(key).unwrap_or_default(),
            username,
            updated_at: record.updated_at,
        })
    }

    fn open(&self, record: &Record, place: &[u8]) -> Result<GitCredential, GitCredentialsError> {
        Ok(serde_json::from_slice(&self.keys.open(&record.sealed, place)?)?)
    }
}

async fn all(transaction: &mut dyn Transaction, user: &UserId) -> Result<Vec<Pair>, StoreError> {
    let (begin, end) = below(&["gc".into(), user.as_str().into()]);
    transaction.range(&begin, &end, MAX_HOSTS).await
}

fn key(user: &UserId, host: &GitHost) -> Vec<u8> {
    pack(&["gc".into(), user.as_str().into(), host.as_str().into()])
}
