//! Plays sequences, each in a namespace where the ground is, and compares each state that they reach
//! with that of a fresh deployment of the same objects.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use kube::{Client, Config};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::node;
use crate::operator;
use crate::sequences::dependence::forget;
use crate::sequences::deploy::{self, deploy};
use crate::sequences::ground::{Specs, ground};
use crate::sequences::samples::{example, is_silent};
use crate::sequences::schema::{at, with, without};
use crate::sequences::sequence::{Change, Object, Sequence, Way};
use crate::sequences::state;
use crate::world::World;

/// How long a change may take to show.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked for.
const PERIOD: Duration = Duration::from_millis(400);

/// So many processes of FoundationDB there may be, one a node.
const NODES: usize = 7;

/// One operator for all namespaces, and what is there already.
pub struct Stage {
    client: Client,
    stop: CancellationToken,
    operator: JoinHandle<anyhow::Result<()>>,
    namespaces: AtomicUsize,
    /// Where sequences can be played, by the name of the ground.
    idle: Mutex<HashMap<&'static str, Vec<Place>>>,
    /// Fresh deployments, by the text of their specs.
    fresh: Mutex<HashMap<String, Arc<OnceCell<Fresh>>>>,
}

/// A namespace with a ground.
struct Place {
    world: World,
    /// As the apiserver has them.
    specs: Specs,
}

struct Fresh {
    /// None with a session store: one that does not answer is asked again and again.
    world: Option<World>,
    state: Value,
}

impl Stage {
    /// Starts the operator.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let client = Client::try_from(config.clone())?;
        node::add(&client, NODES).await?;
        Ok(Self {
            client,
            operator: operator::everywhere(config, stop.clone()),
            stop,
            namespaces: AtomicUsize::default(),
            idle: Mutex::default(),
            fresh: Mutex::default(),
        })
    }

    /// Stops it, once no volume is left over. How many fresh deployments there were.
    pub async fn stop(self) -> anyhow::Result<usize> {
        deploy::no_volume_is_left(&self.client).await?;
        self.stop.cancel();
        self.operator.await??;
        Ok(self.fresh.lock().len())
    }

    /// Gives a ground up, once it was seen that it is everywhere as it was before.
    pub async fn leave(&self, ground: &str) -> anyhow::Result<()> {
        let places = self.idle.lock().remove(ground);
        for Place { world, specs } in places.into_iter().flatten() {
            self.compare(&world, &specs).await.context("when all was over")?;
            deploy::remove(&world).await?;
        }
        Ok(())
    }

    /// Plays one. An error says where the end differs from that of a fresh deployment, or what was
    /// taken or refused against expectation.
    pub async fn play(&self, sequence: &Sequence) -> anyhow::Result<()> {
        let place = self.place(sequence.ground).await?;
        for change in &sequence.changes {
            let played = Box::pin(self.make(&place, change)).await;
            played.with_context(|| change.to_string())?;
        }
        if sequence.can_return {
            Box::pin(self.go_back(&place)).await.context("on the way back")?;
            self.idle.lock().entry(sequence.ground).or_default().push(place);
        }
        Ok(())
    }

    async fn place(&self, name: &'static str) -> anyhow::Result<Place> {
        let idle = self.idle.lock().get_mut(name).and_then(Vec::pop);
        if let Some(place) = idle {
            return Ok(place);
        }
        let ground = ground(name);
        let (world, _) = deploy(&self.client, &self.namespace("path"), &ground).await?;
        let specs = deploy::specs(&world, &ground).await?;
        Ok(Place { world, specs })
    }

    /// Of the same length as all others, so that none is the beginning of another.
    fn namespace(&self, of: &str) -> String {
        format!("{of}-{:05}", self.namespaces.fetch_add(1, Ordering::Relaxed))
    }

    async fn make(&self, place: &Place, change: &Change) -> anyhow::Result<()> {
        let Place { world, specs } = place;
        let (object, kind) = (change.object, change.object.kind());
        let (before, generation) = deploy::live(world, object).await?;
        let after = match &change.value {
            Some(value) => with(kind, &before, &change.path, &example(kind), value.clone()),
            None => without(&before, &change.path),
        };
        let asked = match change.way {
            Way::Create => deploy::create(world, object, "made", &after, true).await,
            Way::Change | Way::Hasty => deploy::change(world, object, &before, &after).await,
        };
        match &change.refusal {
            // What nobody wrote to is as it was; the state is looked at when all is over.
            Some(words) => {
                refused_with(asked, words)?;
                let (_, now) = deploy::live(world, object).await?;
                anyhow::ensure!(now == generation, "it was refused, and yet something was written");
                return Ok(());
            }
            None => asked?,
        }
        if change.way == Way::Create {
            return Ok(());
        }
        let (now, _) = deploy::live(world, object).await?;
        let before_spec = before.clone();
        let (before, now) = (at(&before, &change.path), at(&now, &change.path));
        match &change.value {
            Some(value) => anyhow::ensure!(now == Some(value), "it has become {now:?}"),
            None => anyhow::ensure!(now != before, "it is {before:?} as before"),
        }
        if change.way == Way::Hasty {
            return Ok(());
        }
        self.compare(world, specs).await?;
        let is_example = at(&example(kind), &change.path) == change.value.as_ref();
        if is_example && now != before && !is_silent(object, &change.path) {
            self.shows(world, specs, (object, before_spec)).await?;
        }
        Ok(())
    }

    /// Fails unless a fresh deployment without the change is another.
    async fn shows(
        &self,
        world: &World,
        like: &Specs,
        (object, before): (Object, Value),
    ) -> anyhow::Result<()> {
        let after = deploy::specs(world, like).await?;
        let before = after.with(object, before);
        let (with, without) = (self.fresh(&after).await?, self.fresh(&before).await?);
        let state = |fresh: &OnceCell<Fresh>| fresh.get().map(|fresh| fresh.state.clone());
        let mut with = state(&with).context("it is not there")?;
        let mut without = state(&without).context("it is not there")?;
        forget(&after, &mut without, &mut with);
        anyhow::ensure!(with != without, "nothing shows the change");
        Ok(())
    }

    async fn go_back(&self, place: &Place) -> anyhow::Result<()> {
        let Place { world, specs } = place;
        let now = deploy::specs(world, specs).await?;
        if now == *specs {
            return Ok(());
        }
        deploy::change(world, Object::Pool, &now.pool, &specs.pool).await?;
        for ((name, now), (_, before)) in now.workspaces.iter().zip(&specs.workspaces) {
            deploy::change(world, Object::Workspace(name), now, before).await?;
        }
        self.compare(world, specs).await
    }

    /// Waits until the state is that of a fresh deployment.
    async fn compare(&self, world: &World, like: &Specs) -> anyhow::Result<()> {
        let started = tokio::time::Instant::now();
        let specs = deploy::specs(world, like).await?;
        let fresh = self.fresh(&specs).await?;
        let fresh = fresh.get().context("it is not there")?;
        loop {
            tokio::time::sleep(PERIOD).await;
            node::play(world).await?;
            let is_late = started.elapsed() > PATIENCE;
            // All the rest is many lists.
            if !is_late && !state::is_observed(world).await? {
                continue;
            }
            let mut found = state::of(world).await?;
            let mut wanted = match &fresh.world {
                // With the time of the day it may have become another as well.
                Some(world) if is_late => state::of(world).await?,
                _ => fresh.state.clone(),
            };
            forget(&specs, &mut wanted, &mut found);
            if found == wanted {
                return Ok(());
            }
            if is_late {
                let differences = state::differences(&wanted, &found).join("\n  ");
                anyhow::bail!("{} is not as a fresh one:\n  {differences}", world.namespace);
            }
        }
    }

    async fn fresh(&self, specs: &Specs) -> anyhow::Result<Arc<OnceCell<Fresh>>> {
        let fresh = self.fresh.lock().entry(format!("{specs:?}")).or_default().clone();
        let make = || async {
            let (world, state) = deploy(&self.client, &self.namespace("fresh"), specs).await?;
            if at(&specs.pool, "sessionStore").is_none() {
                return anyhow::Ok(Fresh { world: Some(world), state });
            }
            deploy::remove(&world).await?;
            Ok(Fresh { world: None, state })
        };
        fresh.get_or_try_init(make).await?;
        Ok(fresh)
    }
}

/// The apiserver finds the object invalid, and says why in these words.
fn refused_with(asked: anyhow::Result<()>, words: &str) -> anyhow::Result<()> {
    let Err(error) = asked else { anyhow::bail!("it was taken") };
    match error.downcast_ref::<kube::Error>() {
        Some(kube::Error::Api(status)) if status.code == 422 && status.message.contains(words) => {
            Ok(())
        }
        _ => Err(error.context(format!("the refusal does not say {words:?}"))),
    }
}
