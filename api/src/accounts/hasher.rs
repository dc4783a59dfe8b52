//! Argon2id, away from the threads that serve requests.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Password;

/// How long a request waits for its turn; more than this is too many people at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum HasherError {
    /// Too many are waiting.
    #[error("failed to hash a password in time: too many wait")]
    Busy,
    /// A stored hash is none, or the library failed.
    #[error("failed to hash a password")]
    Library(#[from] argon2::password_hash::Error),
    /// The parameters are out of bounds.
    #[error("failed to set up password hashing")]
    Parameters(#[from] argon2::Error),
    /// The task ended without a result.
    #[error("failed to run password hashing")]
    Task(#[from] tokio::task::JoinError),
}

/// What verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Another password.
    Wrong,
    /// The right one.
    Right,
    /// The right one; its hash was made with other parameters than those in force. Here is one
    /// made with them.
    Rehashed(String),
}

/// Hashes and verifies, as many at a time as there are cores.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// Verified in place of the hash of a user who does not exist.
    decoy: Arc<str>,
}

impl Hasher {
    /// The parameters that OWASP names first: 19 MiB, two passes, one lane.
    pub fn new() -> Result<Self, HasherError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with(Params::new(19 * 1024, 2, 1, None)?, cores)
    }

    /// Other parameters, `at_once` at a time.
    pub fn with(params: Params, at_once: usize) -> Result<Self, HasherError> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2.hash_password(b"nobody has this password")?.to_string().into();
        Ok(Self { argon2, turns: Arc::new(Semaphore::new(at_once)), decoy })
    }

    /// The hash of a new password, with its parameters and a random salt (a PHC string).
    pub async fn hash(&self, password: Password) -> Result<String, HasherError> {
        let argon2 = self.argon2.clone();
        self.run(move || Ok(argon2.hash_password(password.as_bytes())?.to_string())).await
    }

    /// Whether `password` is the one behind `hash`. Without a hash, the answer is
    /// [`Verdict::Wrong`] after the same work, so that time does not tell who has an account.
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<&str>,
    ) -> Result<Verdict, HasherError> {
        let (argon2, is_known) = (self.argon2.clone(), hash.is_some());
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let verdict = self.run(move || verify(&argon2, &password, &hash)).await?;
        Ok(if is_known { verdict } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HasherError> + Send + 'static,
    ) -> Result<T, HasherError> {
        let turn = self.turn().await?;
        let work = move || {
            // Here and not in the caller: if that is cancelled, the work still goes on.
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, HasherError> {
        match tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(HasherError::Busy),
        }
    }
}

fn verify(
    argon2: &Argon2<'static>,
    password: &Password,
    hash: &str,
) -> Result<Verdict, HasherError> {
    let stored = PasswordHash::new(hash).map_err(argon2::password_hash::Error::from)?;
    match argon2.verify_password(password.as_bytes(), &stored) {
        Ok(()) => {}
        Err(argon2::password_hash::Error::PasswordInvalid) => return Ok(Verdict::Wrong),
        Err(error) => return Err(error.into()),
    }
    if is_current(argon2, &stored) {
        return Ok(Verdict::Right);
    }
    Ok(Verdict::Rehashed(argon2.hash_password(password.as_bytes())?.to_string()))
}

fn is_current(argon2: &Argon2<'static>, stored: &PasswordHash) -> bool {
    let (now, then) = (argon2.params(), Params::try_from(stored));
    stored.algorithm == Algorithm::Argon2id.ident()
        && then.is_ok_and(|then| {
            (then.m_cost(), then.t_cost(), then.p_cost())
                == (now.m_cost(), now.t_cost(), now.p_cost())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(passes: u32) -> Hasher {
        Hasher::with(Params::new(8, passes, 1, None).unwrap(), 1).unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let hasher = hasher(1);
        let hash = hasher.hash("correct horse".into()).await.unwrap();
        let verify = |password: &'static str| hasher.verify(password.into(), Some(&hash));
        assert_eq!(verify("correct horse").await.unwrap(), Verdict::Right);
        assert_eq!(verify("Correct horse").await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn nobody_has_the_password_of_the_decoy() {
        let verdict = hasher(1).verify("nobody has this password".into(), None).await;
        assert_eq!(verdict.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_made_anew() {
        let old = hasher(1).hash("correct horse".into()).await.unwrap();
        let now = hasher(2);
        let Verdict::Rehashed(new) = now.verify("correct horse".into(), Some(&old)).await.unwrap()
        else {
            panic!("not rehashed");
        };
        assert!(new.contains("t=2"));
        let again = now.verify("correct horse".into(), Some(&new)).await.unwrap();
        assert_eq!(again, Verdict::Right);
    }

    #[tokio::test]
    async fn the_parameters_in_force_are_those_of_owasp() {
        let hash = Hasher::new().unwrap().hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_is_sent_away() {
        let hasher = hasher(1);
        let _all = hasher.turns.acquire().await.unwrap();
        assert!(matches!(hasher.hash("correct horse".into()).await, Err(HasherError::Busy)));
    }
}
