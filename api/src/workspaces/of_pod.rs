//! Which workspace a pod belongs to, by the pod's own token.
//!
//! ```text
//!   token ─TokenReview─► pod's name and UID ─► Workspace that has that slot ─► pod still the same?
//! ```
//!
//! What does not get through:
//! - *A token for something else*: the review is for our audience alone. The token of a pod names
//!   the pod, and the apiserver refuses it once the pod is gone.
//! - *A pod that is no slot*: no Workspace has it. In another namespace it may have the name of a
//!   slot, so the namespace is compared too. Who may make pods of such a name in ours may mount the
//!   slot's volumes as well, and needs no token.
//! - *A pod of the slot's previous owner*: a slot keeps its name, and for some seconds the
//!   apiserver goes on taking a token whose pod is gone, since it caches reviews. Therefore the
//!   pod is read, live, after the Workspace. A slot can be claimed only when every pod that ran for
//!   its previous owner is gone: one that is still there after a Workspace was seen to have the
//!   slot runs for that Workspace.
//! - *A pod of a workspace that is being deleted*: it has nothing more to ask.
//!
//! Nothing is kept between calls: each asks the cluster.

use coditect_crds::Workspace;
use k8s_openapi::api::authentication::v1::{
    TokenReview, TokenReviewSpec, TokenReviewStatus, UserInfo,
};
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::{ListParams, PostParams};

use super::client::in_time;
use super::{WorkspaceError, Workspaces};

/// The audience of the tokens that pods have.
const AUDIENCE: &str = "coditect-api";
/// What the apiserver adds to the user of a token that is bound to a pod.
const POD_NAME: &str = "authentication.kubernetes.io/pod-name";
const POD_UID: &str = "authentication.kubernetes.io/pod-uid";

/// What a token says of its pod.
#[derive(Debug, PartialEq, Eq)]
struct PodIdentity {
    name: String,
    uid: String,
}

impl Workspaces {
    /// The workspace of the pod that holds `token`.
    pub async fn of_pod(&self, token: &str) -> Result<Workspace, WorkspaceError> {
        let pod = identity(self.review(token).await?, self.namespace());
        let pod = pod.ok_or(WorkspaceError::TokenRefused)?;
        let workspace = self.in_slot(&pod.name).await?;
        let pods: Api<Pod> = Api::namespaced(self.api.clone().into_client(), self.namespace());
        let live = in_time(pods.get_metadata_opt(&pod.name)).await?;
        let is_same = live.is_some_and(|live| live.metadata.uid.as_ref() == Some(&pod.uid));
        if is_same { Ok(workspace) } else { Err(WorkspaceError::TokenRefused) }
    }

    /// The account that `token` is of.
    pub async fn account_of(&self, token: &str) -> Result<String, WorkspaceError> {
        self.review(token).await?.username.ok_or(WorkspaceError::TokenRefused)
    }

    /// Whose `token` is, if it is a good one and for us.
    async fn review(&self, token: &str) -> Result<UserInfo, WorkspaceError> {
        let review = TokenReview {
            spec: TokenReviewSpec {
                audiences: Some(vec![AUDIENCE.to_owned()]),
                token: token.to_owned(),
            },
            ..TokenReview::default()
        };
        let reviews: Api<TokenReview> = Api::all(self.api.clone().into_client());
        let answer = in_time(reviews.create(&PostParams::default(), &review)).await?;
        answer.status.and_then(reviewed).ok_or(WorkspaceError::TokenRefused)
    }

    /// The workspace that has the slot, and is to keep it.
    async fn in_slot(&self, slot: &str) -> Result<Workspace, WorkspaceError> {
        let params = ListParams::default().fields(&format!("status.slot.name={slot}"));
        let workspaces = in_time(self.api.list(&params)).await?;
        let mut living = workspaces.into_iter().filter(|w| w.metadata.deletion_timestamp.is_none());
        living.next().ok_or(WorkspaceError::NotFound)
    }
}

/// Whose a reviewed token is.
fn reviewed(status: TokenReviewStatus) -> Option<UserInfo> {
    // An apiserver that knows no audiences would answer without, and for any token.
    let is_for_us = status.audiences.iter().flatten().any(|audience| audience == AUDIENCE);
    status.user.filter(|_| status.authenticated == Some(true) && is_for_us)
}

/// The pod that has a token, if it is one of `namespace`.
fn identity(user: UserInfo, namespace: &str) -> Option<PodIdentity> {
    // A token is bound to a pod of its account's namespace.
    let account = user.username?;
    let (theirs, _) = account.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    if theirs != namespace {
        return None;
    }
    let extra = user.extra.unwrap_or_default();
    let one = |name| extra.get(name)?.first().cloned();
    Some(PodIdentity { name: one(POD_NAME)?, uid: one(POD_UID)? })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A review of a pod's token, with `change` made to it.
    fn pod_of(path: &str, change: Value) -> Option<PodIdentity> {
        let mut status = json!({
            "authenticated": true,
            "audiences": ["coditect-api"],
            "user": {
                "username": "system:serviceaccount:ide:default",
                "extra": {POD_NAME: ["p-hybrid-0"], POD_UID: ["u1"]},
            },
        });
        if let Some(field) = status.pointer_mut(path) {
            *field = change;
        }
        identity(reviewed(serde_json::from_value(status).unwrap())?, "ide")
    }

    #[test]
    fn a_token_names_its_pod() {
        let identity = PodIdentity { name: "p-hybrid-0".to_owned(), uid: "u1".to_owned() };
        assert_eq!(pod_of("/nothing", Value::Null), Some(identity));
    }

    #[test]
    fn any_other_token_names_none() {
        for (path, change) in [
            ("/authenticated", json!(false)),
            ("/audiences", json!(null)),
            ("/audiences", json!(["https://kubernetes.default.svc"])),
            ("/user/username", json!("system:serviceaccount:other:default")),
            ("/user/username", json!("system:serviceaccount:ide-2:default")),
            ("/user/username", json!("ide:ada")),
            ("/user/extra", json!(null)),
        ] {
            assert_eq!(pod_of(path, change.clone()), None, "{path} {change}");
        }
    }
}
