//! The file with the keys that seal credentials.

use std::io;
use std::path::{Path, PathBuf};

use super::{Keyring, KeyringError};
use crate::secret_file;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyringFileError {
    /// The file cannot be read or written.
    #[error("failed to read or create the credentials key {}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds something else.
    #[error("failed to use the credentials key {}", path.display())]
    Keys {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: KeyringError,
    },
}

/// Reads the keys that someone else keeps at `path`.
pub fn read(path: &Path) -> Result<Keyring, KeyringFileError> {
    let file = std::fs::read_to_string(path).map_err(|source| failed(path, source))?;
    Keyring::parse(&file).map_err(|source| KeyringFileError::Keys { path: path.to_owned(), source })
}

/// Reads the keys at `path`; makes one, for this user's eyes only, when there is no such file.
pub fn read_or_create(path: &Path) -> Result<Keyring, KeyringFileError> {
    if !path.exists() {
        secret_file::write(path, &Keyring::generate()).map_err(|source| failed(path, source))?;
    }
    read(path)
}

fn failed(path: &Path, source: io::Error) -> KeyringFileError {
    KeyringFileError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_from_others() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("credentials-key");
        let sealed = read_or_create(&path).unwrap().seal(b"secret", b"").unwrap();
        assert_eq!(read_or_create(&path).unwrap().open(&sealed, b"").unwrap(), b"secret");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("credentials-key");
        std::fs::write(&path, "no key").unwrap();
        assert!(matches!(read_or_create(&path), Err(KeyringFileError::Keys { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "no key");
    }
}
