//! Writes the `CustomResourceDefinition`s as YAML to standard output; with `json FILE`, the documents
//! of a YAML file as JSON, for scripts that have no other way to read it.

use coditect_crds::{IdePool, Workspace};
use kube::CustomResourceExt as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            for crd in [IdePool::crd(), Workspace::crd()] {
                print!("---\n{}", serde_saphyr::to_string(&crd)?);
            }
            Ok(())
        }
        ["json", file] => {
            let text = std::fs::read_to_string(file)?;
            let documents: Vec<serde_json::Value> = serde_saphyr::from_multiple(&text)?;
            println!("{}", serde_json::to_string(&documents)?);
            Ok(())
        }
        _ => Err("usage: crdgen [json FILE]".into()),
    }
}
