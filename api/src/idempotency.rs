//! Requests that are sent again because nobody knows whether they were done.
//!
//! ```text
//!   ("idem", uid, key) → Request        for a day
//! ```
//!
//! What a request makes is named before it is made, and the name is kept here: whoever comes again
//! with the same key goes on where the first one was, or finds what it made.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine as _};
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::accounts::UserId;
use crate::store::expiry::{expire, unexpire};
use crate::store::record::{read, write};
use crate::store::tuple::pack;
use crate::store::{Database, StoreError};

/// How long a key is known.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Of what is asked: another request must not use the key.
    hash: String,
    /// What it makes is called so.
    pub name: String,
    /// Whether it was made.
    pub is_done: bool,
    ends_at: Timestamp,
}

impl Request {
    /// What the request is told from others by, for what does not need its name.
    #[must_use]
    pub fn id(user: &UserId, idempotency_key: &str) -> String {
        BASE64.encode(Sha256::digest(format!("{user}/{idempotency_key}")))
    }

    /// One that asks `operation` for `body`, and makes something of that name unless an earlier one
    /// with its key has named it.
    #[must_use]
    pub fn new(operation: &str, body: &impl Serialize, name: String, now: Timestamp) -> Self {
        // What was parsed from JSON becomes JSON.
        let body = serde_json::to_vec(body).unwrap_or_default();
        let hash = Sha256::new().chain_update(operation).chain_update([0]).chain_update(body);
        Self {
            hash: BASE64.encode(hash.finalize()),
            name,
            is_done: false,
            ends_at: now.checked_add(KNOWN).unwrap_or(Timestamp::MAX),
        }
    }
}

/// The requests that came with a key.
#[derive(Clone)]
pub struct Requests {
    database: Database,
}

impl Requests {
    /// Those in `database`.
    #[must_use]
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// Notes the request, or gives the earlier one of that key. Nothing, if that asked for
    /// something else.
    pub async fn begin(
        &self,
        user: &UserId,
        idempotency_key: &str,
        request: Request,
        now: Timestamp,
    ) -> Result<Option<Request>, StoreError> {
        let key = key(user, idempotency_key);
        self.database
            .run(move |transaction| {
                let (key, request) = (key.clone(), request.clone());
                async move {
                    let known = read::<Request>(transaction, &key).await?;
                    if let Some(known) = known {
                        if known.ends_at > now {
                            return Ok((known.hash == request.hash).then_some(known));
                        }
                        unexpire(transaction, &key, known.ends_at);
                    }
                    expire(transaction, &key, request.ends_at);
                    write(transaction, key, &request)?;
                    Ok(Some(request))
                }
                .boxed()
            })
            .await
    }

    /// Notes that the request was done.
    pub async fn finish(
        &self,
        user: &UserId,
        idempotency_key: &str,
        request: Request,
    ) -> Result<(), StoreError> {
        let key = key(user, idempotency_key);
        self.database
            .run(move |transaction| {
                let written =
                    write(transaction, key.clone(), &Request { is_done: true, ..request.clone() });
                async { written }.boxed()
            })
            .await
    }
}

/// Whatever the client chose, the key is of bounded length.
fn key(user: &UserId, idempotency_key: &str) -> Vec<u8> {
    pack(&["idem".into(), user.as_str().into(), idempotency_key.into()])
}
