//! Sessions in the store.
//!
//! ```text
//!   ("su", uid, sid) → Session        removed after its end, by the index of such records
//! ```
//!
//! A token carries both ids, so one key is enough, and nobody can ask for the session of another.

use futures::FutureExt as _;
use jiff::Timestamp;

use super::{Session, SessionId};
use crate::accounts::UserId;
use crate::audit::{Event, audit};
use crate::changes::{Noted, note};
use crate::store::expiry::expire;
use crate::store::record::{parse, read, write};
use crate::store::tuple::{below, pack};
use crate::store::{Database, StoreError, Transaction};

/// Most sessions of one user; the oldest make room for new ones.
const MAX_SESSIONS: usize = 100;

/// The sessions.
#[derive(Clone)]
pub struct Sessions {
    database: Database,
}

impl Sessions {
    /// Those in `database`.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// Writes `session`, and removes those of the user that are over or too many.
    pub async fn put(
        &self,
        user: &UserId,
        session: Session,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let user = user.clone();
        self.database
            .run(move |transaction| {
                let (user, session) = (user.clone(), session.clone());
                async move {
                    let others = all(transaction, &user).await?;
                    if others.iter().all(|other| other.id != session.id) {
                        let session = session.id.to_string();
                        audit(transaction, now, &user, Event::SessionBegan { session })?;
                    }
                    for id in superfluous(others, &session.id, now) {
                        transaction.clear(key(&user, &id));
                    }
                    let key = key(&user, &session.id);
                    expire(transaction, &key, session.expires_at);
                    write(transaction, key, &session)?;
                    note(transaction, now, &user, Noted::Sessions).await
                }
                .boxed()
            })
            .await
    }

    /// The session, unless it is over.
    pub async fn get(
        &self,
        user: &UserId,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let (user, id) = (user.clone(), id.clone());
        self.database
            .read(move |transaction| {
                let (user, id) = (user.clone(), id.clone());
                async move { read_session(transaction, &user, &id, now).await }.boxed()
            })
            .await
    }

    /// The user's sessions that are not over, newest first.
    pub async fn list(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let user = user.clone();
        let mut sessions = self
            .database
            .read(move |transaction| {
                let user = user.clone();
                async move { all(transaction, &user).await }.boxed()
            })
            .await?;
        sessions.retain(|session| !session.has_expired(now));
        sessions.sort_by_key(|session| std::cmp::Reverse(session.created_at));
        Ok(sessions)
    }

    /// Removes the session. Says whether it was there.
    pub async fn remove(
        &self,
        user: &UserId,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (user, id) = (user.clone(), id.clone());
        self.database
            .run(move |transaction| {
                let (user, id) = (user.clone(), id.clone());
                async move {
                    let key = key(&user, &id);
                    if transaction.get(&key).await?.is_none() {
                        return Ok(false);
                    }
                    transaction.clear(key);
                    let session = id.to_string();
                    audit(transaction, now, &user, Event::SessionEnded { session })?;
                    note(transaction, now, &user, Noted::Sessions).await?;
                    Ok(true)
                }
                .boxed()
            })
            .await
    }

    /// Removes all sessions of the user but `kept`.
    pub async fn remove_others(
        &self,
        user: &UserId,
        kept: Option<&SessionId>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (user, kept) = (user.clone(), kept.cloned());
        self.database
            .run(move |transaction| {
                let (user, kept) = (user.clone(), kept.clone());
                async move {
                    let mut others = all(transaction, &user).await?;
                    others.retain(|session| Some(&session.id) != kept.as_ref());
                    for session in others {
                        transaction.clear(key(&user, &session.id));
                    }
                    note(transaction, now, &user, Noted::Sessions).await
                }
                .boxed()
            })
            .await
    }

    /// Notes that the session is in use; nothing is written if it is gone.
    pub async fn touch(
        &self,
        user: &UserId,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = key(user, id);
        self.database
            .run(move |transaction| {
                let key = key.clone();
                async move {
                    match read::<Session>(transaction, &key).await? {
                        Some(session) if session.is_due(now) => {
                            write(transaction, key, &Session { last_seen: now, ..session })
                        }
                        _ => Ok(()),
                    }
                }
                .boxed()
            })
            .await
    }
}

/// The session, unless it is over, for who reads more at the same time.
pub async fn read_session(
    transaction: &mut dyn Transaction,
    user: &UserId,
    id: &SessionId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let session = read::<Session>(transaction, &key(user, id)).await?;
    Ok(session.filter(|session| !session.has_expired(now)))
}

/// Those that are over, and the oldest beyond the limit, but never `kept`.
fn superfluous(mut others: Vec<Session>, kept: &SessionId, now: Timestamp) -> Vec<SessionId> {
    others.retain(|session| session.id != *kept);
    others.sort_by_key(|session| std::cmp::Reverse(session.created_at));
    let (live, over): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|session| !session.has_expired(now));
    over.into_iter().chain(live.into_iter().skip(MAX_SESSIONS - 1)).map(|s| s.id).collect()
}

async fn all(transaction: &mut dyn Transaction, user: &UserId) -> Result<Vec<Session>, StoreError> {
    let (begin, end) = below(&["su".into(), user.as_str().into()]);
    let pairs = transaction.range(&begin, &end, MAX_SESSIONS * 2).await?;
    pairs.iter().map(|(_, value)| parse(value)).collect()
}

fn key(user: &UserId, id: &SessionId) -> Vec<u8> {
    pack(&["su".into(), user.as_str().into(), id.as_str().into()])
}
