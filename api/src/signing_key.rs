//! The file with the key that signs tokens.

use std::io;
use std::path::{Path, PathBuf};

use coditect_token::{Signer, SignerError};

use crate::secret_file;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("failed to read or create the signing key {}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds something else.
    #[error("failed to use the signing key {}", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: SignerError,
    },
}

/// Reads the key that someone else keeps at `path`.
pub fn read(path: &Path) -> Result<Signer, KeyFileError> {
    let pem = std::fs::read_to_string(path).map_err(|source| failed(path, source))?;
    Signer::from_pem(&pem).map_err(|source| KeyFileError::Key { path: path.to_owned(), source })
}

/// Reads the key at `path`; makes one, for this user's eyes only, when there is none.
pub fn read_or_create(path: &Path) -> Result<Signer, KeyFileError> {
    if !path.exists() {
        create(path)?;
    }
    read(path)
}

fn create(path: &Path) -> Result<(), KeyFileError> {
    let pem = Signer::generate_pem()
        .map_err(|source| KeyFileError::Key { path: path.to_owned(), source })?;
    secret_file::write(path, &pem).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> KeyFileError {
    KeyFileError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_from_others() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("signing-key.pem");
        let made = read_or_create(&path).unwrap();
        let found = read_or_create(&path).unwrap();
        assert_eq!(made.jwks(), found.jwks());
        let permissions = path.metadata().unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("signing-key.pem");
        std::fs::write(&path, "no key").unwrap();
        assert!(matches!(read_or_create(&path), Err(KeyFileError::Key { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "no key");
    }
}
