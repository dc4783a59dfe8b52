//! Transactions side by side: what they do together is what they could have done one after the other.

use std::time::Duration;

use coditect_api::store::{StoreError, Transaction};
use futures::FutureExt as _;

use crate::support::Store;

/// A backend may let a second transaction begin, or keep it waiting until the first is over.
const PATIENCE: Duration = Duration::from_millis(200);

async fn begin_beside(store: &Store) -> Option<Box<dyn Transaction>> {
    let begun = tokio::time::timeout(PATIENCE, store.backend.begin()).await;
    begun.ok().map(Result::unwrap)
}

pub async fn no_update_is_lost(store: Store) {
    let database = store.database();
    let increment = || {
        let key = store.key("count");
        database.run(move |transaction| {
            let key = key.clone();
            async move {
                let count = transaction.get(&key).await?.map_or(0, |value| value[0]);
                transaction.set(key, vec![count + 1]);
                Ok(())
            }
            .boxed()
        })
    };
    let done = futures::future::join_all((0..10).map(|_| increment())).await;
    let counted = done.iter().filter(|result| result.is_ok()).count();
    assert!(counted > 0);
    let conflicts = done.into_iter().filter_map(Result::err);
    assert!(conflicts.into_iter().all(|error| matches!(error, StoreError::Conflict)));
    assert_eq!(store.get("count").await, Some(vec![u8::try_from(counted).unwrap()]));
}

/// Write skew: each reads both and changes one.
pub async fn two_cannot_both_act_on_what_the_other_changes(store: Store) {
    store.set(&[("on call 1", "yes"), ("on call 2", "yes")]).await;
    let mut first = store.backend.begin().await.unwrap();
    for name in ["on call 1", "on call 2"] {
        assert!(first.get(&store.key(name)).await.unwrap().is_some());
    }
    let Some(mut second) = begin_beside(&store).await else {
        return; // They cannot meet.
    };
    for name in ["on call 1", "on call 2"] {
        assert!(second.get(&store.key(name)).await.unwrap().is_some());
    }
    first.clear(store.key("on call 1"));
    second.clear(store.key("on call 2"));
    first.commit().await.unwrap();
    assert!(matches!(second.commit().await, Err(StoreError::Conflict)));
    assert_eq!(store.get("on call 2").await, Some(b"yes".to_vec()));
}

/// Phantoms: a range that was read has grown.
pub async fn nobody_appears_in_a_range_that_was_read(store: Store) {
    let mut counting = store.backend.begin().await.unwrap();
    let (begin, end) = (store.key("room a"), store.key("room z"));
    assert_eq!(counting.range(&begin, &end, 10).await.unwrap(), []);
    let Some(mut entering) = begin_beside(&store).await else {
        return; // They cannot meet.
    };
    entering.set(store.key("room b"), b"ada".to_vec());
    entering.commit().await.unwrap();
    counting.set(store.key("empty"), b"yes".to_vec());
    assert!(matches!(counting.commit().await, Err(StoreError::Conflict)));
    assert_eq!(store.get("empty").await, None);
}
