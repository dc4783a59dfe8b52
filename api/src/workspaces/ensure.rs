//! The workspace that a user gets without asking for a particular one.

use coditect_crds::Workspace;
use kube::ResourceExt as _;

use super::client::NewWorkspace;
use super::name::derived_name;
use super::{WorkspaceError, Workspaces};
use crate::accounts::UserId;

/// Names to try when others have them already; one in 2^48 collides by chance.
const NAMES: u32 = 4;

impl Workspaces {
    /// The owner's workspace, running. Made when there is none; two calls at once make one.
    pub async fn ensure(&self, owner: &UserId) -> Result<Workspace, WorkspaceError> {
        match choose(owner, self.list(owner).await?) {
            Some(workspace) => self.start(owner, workspace).await,
            None => self.create_derived(owner).await,
        }
    }

    async fn create_derived(&self, owner: &UserId) -> Result<Workspace, WorkspaceError> {
        for attempt in 0..NAMES {
            let name = derived_name(owner, attempt);
            match self.create(owner, NewWorkspace::named(name.clone())).await {
                Err(WorkspaceError::NameTaken) => {}
                done => return done,
            }
            match self.get(owner, &name).await {
                // Someone else's: on to the next name.
                Err(WorkspaceError::NotFound) => {}
                Ok(made_meanwhile) => return self.start(owner, made_meanwhile).await,
                Err(error) => return Err(error),
            }
        }
        Err(WorkspaceError::NameTaken)
    }

    async fn start(
        &self,
        owner: &UserId,
        workspace: Workspace,
    ) -> Result<Workspace, WorkspaceError> {
        if workspace.spec.running && workspace.metadata.deletion_timestamp.is_none() {
            return Ok(workspace);
        }
        self.set_running(owner, &workspace.name_any(), true).await
    }
}

/// The one made on demand if it is there, or else the oldest; not one that is being deleted.
fn choose(owner: &UserId, workspaces: Vec<Workspace>) -> Option<Workspace> {
    let derived = derived_name(owner, 0);
    workspaces
        .into_iter()
        .filter(|workspace| workspace.metadata.deletion_timestamp.is_none())
        .min_by_key(|workspace| {
            let name = workspace.name_any();
            (name != derived, workspace.creation_timestamp(), name)
        })
}

#[cfg(test)]
mod tests {
    use coditect_crds::WorkspaceSpec;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
    use k8s_openapi::jiff::Timestamp;

    use super::*;

    fn workspace(name: &str, created: i64) -> Workspace {
        let spec: WorkspaceSpec = serde_json::from_str(r#"{"owner":"ada"}"#).unwrap();
        let mut workspace = Workspace::new(name, spec);
        workspace.metadata.creation_timestamp =
            Some(Time(Timestamp::from_second(created).unwrap()));
        workspace
    }

    fn chosen(workspaces: Vec<Workspace>) -> Option<String> {
        choose(&UserId::from("ada"), workspaces).map(|workspace| workspace.name_any())
    }

    #[test]
    fn the_oldest_is_chosen_unless_there_is_the_derived_one() {
        let derived = derived_name(&UserId::from("ada"), 0);
        let (old, new) = (workspace("old", 1), workspace("new", 2));
        assert_eq!(chosen(vec![new.clone(), old.clone()]).as_deref(), Some("old"));
        let all = vec![new, old, workspace(&derived, 3)];
        assert_eq!(chosen(all), Some(derived));
    }

    #[test]
    fn one_that_is_being_deleted_is_not_chosen() {
        let mut leaving = workspace("old", 1);
        leaving.metadata.deletion_timestamp = Some(Time(Timestamp::UNIX_EPOCH));
        assert_eq!(chosen(vec![leaving]), None);
    }
}
