//! Which store there is: a file of one's own, or a cluster of FoundationDB.

use std::path::Path;
use std::sync::Arc;

use super::{Backend, Embedded, Prefixed, StoreError};
use crate::cli::StoreArgs;

/// An open store. It is to be dropped before the process ends, after whatever uses it.
pub struct Store {
    /// Where the keys live.
    pub backend: Arc<dyn Backend>,
    #[cfg(feature = "foundationdb")]
    _network: Option<super::foundationdb::Network>,
}

impl Store {
    /// FoundationDB where there is a cluster file; otherwise a file in the data directory, which
    /// one process at a time has open.
    pub fn open(args: &StoreArgs) -> Result<Self, StoreError> {
        let mut store = match &args.fdb_cluster_file {
            Some(file) => Self::foundationdb(file, &args.data_dir)?,
            None => return Self::embedded(&args.data_dir),
        };
        if !args.fdb_key_prefix.is_empty() {
            let prefix = args.fdb_key_prefix.clone().into();
            store.backend = Arc::new(Prefixed::new(store.backend.clone(), prefix));
        }
        Ok(store)
    }

    fn embedded(directory: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            backend: Arc::new(Embedded::open(&directory.join("coditect.redb"))?),
            #[cfg(feature = "foundationdb")]
            _network: None,
        })
    }

    #[cfg(feature = "foundationdb")]
    fn foundationdb(file: &Path, directory: &Path) -> Result<Self, StoreError> {
        use super::foundationdb::{FoundationDb, Network};

        let network = Network::start()?;
        let backend = Arc::new(FoundationDb::open(file, directory)?);
        Ok(Self { backend, _network: Some(network) })
    }

    #[cfg(not(feature = "foundationdb"))]
    fn foundationdb(file: &Path, _: &Path) -> Result<Self, StoreError> {
        Err(StoreError::Open(format!(
            "{} names a FoundationDB cluster, and this program was built without FoundationDB; use \
             an image with it, or leave the cluster file out to keep data in a file",
            file.display()
        )))
    }
}
