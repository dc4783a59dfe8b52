//! A backend, and keys that no other test uses.

use std::path::PathBuf;
use std::sync::Arc;

use coditect_api::store::tuple::{Part, pack};
use coditect_api::store::{Backend, Database, Embedded, Pair};
use tempfile::TempDir;

/// What a case runs on.
#[derive(Clone)]
pub struct Store {
    pub backend: Arc<dyn Backend>,
    pub kind: Kind,
    prefix: String,
}

/// How another process opens the same.
#[derive(Clone)]
pub enum Kind {
    Embedded(PathBuf),
    #[cfg(feature = "foundationdb")]
    FoundationDb(PathBuf),
}

impl Store {
    pub fn embedded(directory: &TempDir) -> Self {
        let path = directory.path().join("db");
        let backend = Arc::new(Embedded::open(&path).unwrap());
        Self { backend, kind: Kind::Embedded(path), prefix: "test".to_owned() }
    }

    #[cfg(feature = "foundationdb")]
    pub fn foundationdb(cluster_file: &std::path::Path, directory: &TempDir) -> Self {
        use coditect_api::store::foundationdb::FoundationDb;

        let backend = Arc::new(FoundationDb::open(cluster_file, directory.path()).unwrap());
        let kind = Kind::FoundationDb(cluster_file.to_owned());
        Self { backend, kind, prefix: format!("test-{}", uuid::Uuid::new_v4()) }
    }

    pub fn database(&self) -> Database {
        Database::new(self.backend.clone())
    }

    /// The key of `name`, which only this case uses.
    pub fn key(&self, name: &str) -> Vec<u8> {
        pack(&[Part::Text(self.prefix.clone()), name.into()])
    }

    /// Sets keys in a transaction of their own.
    pub async fn set(&self, pairs: &[(&str, &str)]) {
        let mut transaction = self.backend.begin().await.unwrap();
        for (name, value) in pairs {
            transaction.set(self.key(name), value.as_bytes().to_vec());
        }
        transaction.commit().await.unwrap();
    }

    pub async fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.backend.snapshot().await.unwrap().get(&self.key(name)).await.unwrap()
    }

    pub fn pairs(&self, pairs: &[(&str, &str)]) -> Vec<Pair> {
        pairs.iter().map(|(name, value)| (self.key(name), value.as_bytes().to_vec())).collect()
    }
}

#[cfg(feature = "foundationdb")]
pub fn cluster_file() -> Option<PathBuf> {
    std::env::var_os("FDB_CLUSTER_FILE").map(PathBuf::from)
}
