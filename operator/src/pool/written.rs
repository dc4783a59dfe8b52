//! What this process has written of pools last: a cache may be behind one's own writes.

use std::collections::HashMap;
use std::sync::Arc;

use coditect_crds::IdePool;
use kube::ResourceExt as _;
use parking_lot::Mutex;

use crate::names::PoolKey;
use crate::slot::version;

/// Pools as the apiserver had them after a write of this process, until the watch tells as much.
#[derive(Debug, Default)]
pub struct Written(Mutex<HashMap<PoolKey, Arc<IdePool>>>);

impl Written {
    /// The answer to a write.
    pub fn note(&self, key: &PoolKey, pool: IdePool) {
        self.0.lock().insert(key.clone(), Arc::new(pool));
    }

    /// The pool as it was seen, or as it was written since then: by an older one, times would begin
    /// anew and people would be told twice.
    #[must_use]
    pub fn newest(&self, key: &PoolKey, seen: Arc<IdePool>) -> Arc<IdePool> {
        let mut written = self.0.lock();
        let newer = written.get(key).filter(|own| version(&***own) > version(&*seen)).cloned();
        newer.filter(|own| own.uid() == seen.uid()).unwrap_or_else(|| {
            written.remove(key);
            seen
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pool(uid: &str, version: &str) -> Arc<IdePool> {
        let pool = json!({
            "metadata": {"name": "p", "uid": uid, "resourceVersion": version},
            "spec": {"image": "i"},
        });
        Arc::new(serde_json::from_value(pool).unwrap())
    }

    #[test]
    fn what_was_written_holds_until_something_newer_is_seen() {
        let (written, key) = (Written::default(), PoolKey::new("n", "p"));
        let newest =
            |seen: &Arc<IdePool>| written.newest(&key, Arc::clone(seen)).resource_version();
        written.note(&key, (*pool("u", "10")).clone());
        assert_eq!(newest(&pool("u", "9")).as_deref(), Some("10"));
        assert_eq!(newest(&pool("u", "11")).as_deref(), Some("11"));
        assert!(written.0.lock().is_empty(), "it is not kept any longer");
    }

    #[test]
    fn a_pool_of_the_same_name_is_another() {
        let (written, key) = (Written::default(), PoolKey::new("n", "p"));
        written.note(&key, (*pool("gone", "10")).clone());
        let newest = written.newest(&key, pool("u", "9"));
        assert_eq!(newest.uid().as_deref(), Some("u"));
    }
}
