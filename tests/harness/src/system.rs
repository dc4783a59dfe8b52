//! A cluster with Coditect's resources and its operator.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use coditect_crds::{Capacity, IdePool};
use k8s_openapi::api::core::v1::Service;
use kube::Client;
use kube::api::{Api, PostParams};

use crate::build::programs;
use crate::{Cluster, Helm, Image, Node, Program, Services, apply_crds, free_port, objects};

/// What most tests start from.
pub struct System {
    /// The cluster.
    pub cluster: Cluster,
    /// Has all rights on it.
    pub client: Client,
    /// Where people would reach the gateway.
    pub public_url: String,
    /// Where the API is to listen: where pods reach it, if they run.
    pub api: SocketAddr,
    /// What programs that are started from now on have in their environment besides.
    pub environment: Vec<(&'static str, String)>,
}

impl System {
    /// Starts a cluster with the resource definitions, and nothing of Coditect running yet.
    pub async fn start(name: &str, node: Node, images: &[PathBuf]) -> anyhow::Result<Self> {
        Self::on(Cluster::start(name, node, images).await?).await
    }

    /// As [`Self::start`], on a cluster that was started in a way of its own.
    pub async fn on(cluster: Cluster) -> anyhow::Result<Self> {
        let client = cluster.client().await?;
        apply_crds(&client).await?;
        let public_url = format!("http://coditect.localhost:{}", free_port()?);
        let host = cluster.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let api = SocketAddr::new(host, free_port()?);
        Ok(Self { cluster, client, public_url, api, environment: vec![] })
    }

    /// Starts a cluster whose pods run, and installs the chart on it as a platform team would, with
    /// a pool of `image` that is ready.
    pub async fn installed(
        name: &str,
        image: Image,
        capacity: Capacity,
    ) -> anyhow::Result<(Self, Services)> {
        Self::installed_with(name, image, capacity, vec![], &[]).await
    }

    /// As [`Self::installed`], with further images on the node and further values of the chart.
    pub async fn installed_with(
        name: &str,
        image: Image,
        capacity: Capacity,
        mut images: Vec<PathBuf>,
        set: &[&str],
    ) -> anyhow::Result<(Self, Services)> {
        images.extend(programs().await?);
        images.push(image.archive().await?);
        let cluster = Cluster::start(name, Node::Real, &images).await?;
        let client = cluster.client().await?;
        let port = free_port()?;
        let public_url = format!("http://coditect.localhost:{port}");
        let mut values = vec![
            format!("publicUrl={public_url}"),
            format!("pool.image={}", image.reference()),
            format!("pool.spec.capacity.warmSpares={}", capacity.warm_spares),
            format!("pool.spec.capacity.coldSpares={}", capacity.cold_spares),
            format!("pool.spec.capacity.maximum={}", capacity.maximum),
            // Many fit on a small machine.
            "pool.spec.resources.requests.cpu=10m".to_owned(),
            "pool.spec.resources.requests.memory=32Mi".to_owned(),
        ];
        values.extend(set.iter().map(|value| (*value).to_owned()));
        Helm::new(&cluster, "default").install(&values).await?;
        cluster.forward(port, "default/coditect-gateway:80").await?;
        let services: Api<Service> = Api::namespaced(client.clone(), "default");
        let api = services.get("coditect-api-service").await?.spec.and_then(|spec| spec.cluster_ip);
        let api = SocketAddr::new(api.context("the API has no address")?.parse()?, 8080);
        let services = Services::at(&public_url, api)?;
        let system = Self { cluster, client, public_url, api, environment: vec![] };
        system.await_capacity("coditect-combined", capacity, 0).await?;
        // The pods are ready; that a Service leads to them comes a moment later.
        services.answers().await?;
        Ok((system, services))
    }

    /// Starts an operator with the rights that the chart gives it, which serves its metrics on the
    /// returned port.
    pub async fn operator(&self, leader_elect: bool) -> anyhow::Result<(Program, u16)> {
        let port = free_port()?;
        let kubeconfig = self.operator_kubeconfig().await?;
        let mut args = vec![
            ("--api-token-file", self.operator_token().await?.display().to_string()),
            ("--listen", format!("127.0.0.1:{port}")),
            ("--leader-elect", leader_elect.to_string()),
            ("--public-url", self.public_url.clone()),
        ];
        if self.cluster.host.is_some() {
            args.push(("--workspace-api-url", format!("http://{}", self.api)));
        }
        let operator = Program::start_with("operator", &kubeconfig, &args, &self.environment)?;
        Ok((operator, port))
    }

    /// Creates a pool and waits until it has its warm spares.
    pub async fn pool(&self, name: &str, capacity: Capacity) -> anyhow::Result<IdePool> {
        let pools: Api<IdePool> = Api::namespaced(self.client.clone(), "default");
        pools.create(&PostParams::default(), &objects::pool(name, &capacity)?).await?;
        self.await_capacity(name, capacity, 0).await
    }

    /// Waits until a pool has its spares, beside `claimed` slots.
    pub async fn await_capacity(
        &self,
        name: &str,
        capacity: Capacity,
        claimed: i32,
    ) -> anyhow::Result<IdePool> {
        self.await_pool(name, &format!("as {capacity:?} asks"), move |pool| {
            pool.status.as_ref().is_some_and(|status| {
                status.slots.claimed == claimed
                    && status.slots.warm == capacity.warm_spares
                    && status.slots.cold == capacity.cold_spares
            })
        })
        .await
    }

    /// Waits until a pool is as `wanted` says.
    pub async fn await_pool(
        &self,
        name: &str,
        what: &str,
        wanted: impl Fn(&IdePool) -> bool + Send + Sync,
    ) -> anyhow::Result<IdePool> {
        let pools = Api::namespaced(self.client.clone(), "default");
        objects::await_object(pools, name, what, Duration::from_mins(5), wanted).await
    }
}
