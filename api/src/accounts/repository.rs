//! Accounts in the store.
//!
//! ```text
//!   ("u", uid)    → User
//!   ("ue", email) → uid        read before it is set: an address belongs to one user
//! ```

use futures::FutureExt as _;

use super::{Email, User, UserId};
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
        let key = user_key(id);
        self.database
            .read(move |transaction| {
                let key = key.clone();
                async move { read(transaction, &key).await }.boxed()
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
        let key = user_key(id);
        self.database
            .run(move |transaction| {
                let (key, old, new) = (key.clone(), old.clone(), new.clone());
                async move {
                    match read::<User>(transaction, &key).await? {
                        Some(user) if user.password_hash == old => {
                            write(transaction, key, &User { password_hash: new, ..user })
                        }
                        _ => Ok(()),
                    }
                }
                .boxed()
            })
            .await
    }
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
