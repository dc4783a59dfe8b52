//! Writes the `CustomResourceDefinition`s as YAML to standard output.

use coditect_crds::{IdePool, Workspace};
use kube::CustomResourceExt as _;

fn main() -> Result<(), serde_saphyr::ser::Error> {
    for crd in [IdePool::crd(), Workspace::crd()] {
        print!("---\n{}", serde_saphyr::to_string(&crd)?);
    }
    Ok(())
}
