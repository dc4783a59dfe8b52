//! Where the operator looks.

use k8s_openapi::NamespaceResourceScope;
use kube::{Api, Client, Resource};

/// The whole cluster, or one namespace: then it needs no right in any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All namespaces.
    #[default]
    Cluster,
    /// This one.
    Namespace(String),
}

impl Scope {
    /// The objects of a kind that are in it.
    #[must_use]
    pub fn api<K>(&self, client: &Client) -> Api<K>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
    {
        match self {
            Self::Cluster => Api::all(client.clone()),
            Self::Namespace(namespace) => Api::namespaced(client.clone(), namespace),
        }
    }
}

impl From<Option<String>> for Scope {
    fn from(namespace: Option<String>) -> Self {
        namespace.map_or(Self::Cluster, Self::Namespace)
    }
}
