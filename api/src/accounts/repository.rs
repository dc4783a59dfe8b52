//! Accounts in the store.
//!
//! ```text
//!   ("u", uid)    → User
//!   ("ue", email) → uid        read before it is set: an address belongs to one user
//! ```

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::Timestamp;

use super::{Email, User, UserId};
use crate::audit::{Event, audit};
use crate::store::record::{read, write};
use crate::store::tuple::pack;
use crate::store::{Database, StoreError, Transaction};

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// The account is there now.
    Done,
    /// Someone else has the address.
    EmailTaken,
}

/// The accounts.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
}

impl Accounts {
    /// Those in `database`.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// Adds `user`, unless another has the address.
    pub async fn register(&self, user: User) -> Result<Registration, StoreError> {
        self.database
            .run(move |transaction| {
                let user = user.clone();
                async move { register(transaction, &user).await }.boxed()
            })
            .await
    }

    /// The user with this id.
    pub async fn by_id(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let id = id.clone();
        self.database
            .read(move |transaction| {
                let id = id.clone();
                async move { read_user(transaction, &id).await }.boxed()
            })
            .await
    }

    /// The user with this address.
    pub async fn by_email(&self, email: &Email) -> Result<Option<User>, StoreError> {
        let key = email_key(email.as_str());
        self.database
            .read(move |transaction| {
                let key = key.clone();
                async move {
                    let Some(id) = read::<UserId>(transaction, &key).await? else {
                        return Ok(None);
                    };
                    read(transaction, &user_key(&id)).await
                }
                .boxed()
            })
            .await
    }

    /// Puts `new` in place of the hash `old`; if that is no longer the hash, does nothing.
    pub async fn replace_hash(
        &self,
        id: &UserId,
        old: String,
        new: String,
    ) -> Result<(), StoreError> {
        let replace = move |user: User| {
            (user.password_hash == old).then(|| User { password_hash: new.clone(), ..user })
        };
        self.update(id, replace, None).await.map(|_| ())
    }

    /// Puts `new` in place of the hash `old`, and refuses all tokens that were signed before the
    /// second `valid_from`. Gives nothing if `old` is no longer the hash.
    pub async fn change_password(
        &self,
        id: &UserId,
        old: String,
        new: String,
        valid_from: u64,
        now: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        let change = move |user: User| {
            // `new` has a salt of its own: it is there only if an earlier attempt wrote it.
            let is_ours = [&old, &new].contains(&&user.password_hash);
            is_ours.then(|| User {
                password_hash: new.clone(),
                tokens_valid_from: user.tokens_valid_from.max(valid_from),
                ..user
            })
        };
        self.update(id, change, Some((now, Event::PasswordChanged))).await
    }

    /// Calls them `name` from now on. Gives nothing if there is no such user.
    pub async fn rename(
        &self,
        id: &UserId,
        name: Option<String>,
    ) -> Result<Option<User>, StoreError> {
        let change = move |user| Some(User { display_name: name.clone(), ..user });
        self.update(id, change, None).await
    }

    /// Writes what `change` makes of the user, and that it happened, unless that is nothing.
    async fn update(
        &self,
        id: &UserId,
        change: impl Fn(User) -> Option<User> + Send + Sync + 'static,
        event: Option<(Timestamp, Event)>,
    ) -> Result<Option<User>, StoreError> {
        let (key, change) = (user_key(id), Arc::new(change));
        self.database
            .run(move |transaction| {
                let (key, change, event) = (key.clone(), change.clone(), event.clone());
                async move {
                    let user = read::<User>(transaction, &key).await?;
                    let Some(user) = user.and_then(|user| change(user)) else { return Ok(None) };
                    write(transaction, key, &user)?;
                    if let Some((at, event)) = event {
                        audit(transaction, at, &user.id, event)?;
                    }
                    Ok(Some(user))
                }
                .boxed()
            })
            .await
    }
}

/// The user with this id, for who reads more at the same time.
pub async fn read_user(
    transaction: &mut dyn Transaction,
    id: &UserId,
) -> Result<Option<User>, StoreError> {
    read(transaction, &user_key(id)).await
}

async fn register(
    transaction: &mut dyn Transaction,
    user: &User,
) -> Result<Registration, StoreError> {
    let email = email_key(&user.email);
    match read::<UserId>(transaction, &email).await? {
        // Written by an earlier attempt of this very registration.
        Some(id) if id == user.id => Ok(Registration::Done),
        Some(_) => Ok(Registration::EmailTaken),
        None => {
            write(transaction, email, &user.id)?;
            write(transaction, user_key(&user.id), user)?;
            audit(transaction, user.created_at, &user.id, Event::Registered)?;
            Ok(Registration::Done)
        }
    }
}

fn user_key(id: &UserId) -> Vec<u8> {
    pack(&["u".into(), id.as_str().into()])
}

fn email_key(email: &str) -> Vec<u8> {
    pack(&["ue".into(), email.into()])
}
