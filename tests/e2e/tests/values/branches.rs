//! Which branches of the chart's templates are taken. A copy of the chart is rendered whose branches
//! each leave a mark in the values, which all templates share; the notes, which come last, tell them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, ensure};
use coditect_harness::repository;
use tempfile::TempDir;
use tokio::process::Command;

/// A copy of the chart that tells where its rendering went.
pub struct Traced {
    folder: TempDir,
    /// Ends of `if` and `with`, taken and not taken: `@ingress.yaml:1 if`.
    pub branches: BTreeSet<String>,
    /// Places where rendering is refused.
    pub refusals: BTreeSet<String>,
    /// Files that objects come from, as Helm names them.
    pub files: BTreeSet<String>,
}

impl Traced {
    /// Copies the chart of this repository.
    pub async fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let chart = repository().join("charts/coditect");
        let copied = Command::new("cp").arg("-R").arg(chart).arg(folder.path()).status().await?;
        ensure!(copied.success(), "failed to copy the chart");
        let mut traced = Self {
            folder,
            branches: BTreeSet::new(),
            refusals: BTreeSet::new(),
            files: BTreeSet::new(),
        };
        let templates = traced.folder.path().join("coditect/templates");
        traced.trace_folder(&templates, "")?;
        let notes = templates.join("NOTES.txt");
        let tell = "\n{{ range $mark, $_ := .Values }}{{ if hasPrefix \"@\" $mark }}{{ println $mark }}{{ end }}{{ end }}";
        std::fs::write(&notes, std::fs::read_to_string(&notes)? + tell)?;
        Ok(traced)
    }

    /// What Helm takes.
    pub fn chart(&self) -> String {
        self.folder.path().join("coditect").display().to_string()
    }

    fn trace_folder(&mut self, folder: &Path, below: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().context("no name")?.to_string_lossy();
            let name = format!("{below}{name}");
            if path.is_dir() {
                self.trace_folder(&path, &format!("{name}/"))?;
                continue;
            }
            let text = std::fs::read_to_string(&path)?;
            std::fs::write(&path, self.trace(&name, &text)?)?;
            // What a schema cannot say: refusals, and no objects.
            if name != "checks.yaml" && name.ends_with(".yaml") {
                self.files.insert(format!("coditect/templates/{name}"));
            }
        }
        Ok(())
    }

    /// The template with marks. Nothing else changes: a mark trims as much space as the action that
    /// it follows.
    fn trace(&mut self, file: &str, text: &str) -> anyhow::Result<String> {
        let mut out = String::new();
        let mut rest = text;
        let mut open = vec![];
        let mut last = None;
        while let Some(start) = rest.find("{{") {
            let (before, after) = rest.split_at(start);
            let end = after.find("}}").with_context(|| format!("{file}: {{{{ has no end"))? + 2;
            let (action, after) = after.split_at(end);
            let line = text[..text.len() - rest.len() + start].matches('\n').count() + 1;
            let trim = if action.ends_with("-}}") { "-" } else { "" };
            out.push_str(before);
            rest = after;
            let inner = action.trim_matches(['{', '}', '-']).trim();
            let keyword = inner.split_whitespace().next().unwrap_or_default();
            let mut mark = |what: &str, trim: &str| {
                let mark = format!("@{file}:{line} {what}");
                self.branches.insert(mark.clone());
                last = Some(mark.clone());
                format!("{{{{ $_ := set {} {mark:?} true {trim}}}}}", values(file))
            };
            match keyword {
                "if" | "with" => {
                    open.push(true);
                    out.push_str(action);
                    out.push_str(&mark(keyword, trim));
                }
                "range" | "define" | "block" => {
                    open.push(false);
                    out.push_str(action);
                }
                "else" => {
                    // With a condition of its own it may be refused as well.
                    if inner == "else" {
                        *open.last_mut().with_context(|| format!("{file}:{line}"))? = false;
                    }
                    out.push_str(action);
                    out.push_str(&mark(inner, trim));
                }
                "end" => {
                    if open.pop().with_context(|| format!("{file}:{line}: one end too many"))? {
                        let left = if action.starts_with("{{-") { "-" } else { "" };
                        out.push_str(&format!("{{{{{left} else }}}}"));
                        out.push_str(&mark("was left out", ""));
                    }
                    out.push_str(action);
                }
                "fail" => {
                    // Nothing is told from here but the refusal itself.
                    self.branches.remove(&last.take().unwrap_or_default());
                    let refusal = format!("@{file}:{line}@");
                    let message = inner.trim_start_matches("fail");
                    out.push_str(&format!("{{{{- fail (print {refusal:?} {message}) }}}}"));
                    self.refusals.insert(refusal);
                }
                _ => out.push_str(action),
            }
        }
        ensure!(open.is_empty(), "{file}: something has no end");
        out.push_str(rest);
        Ok(out)
    }
}

/// Where the values are from all of a template; helpers may be given a list that begins with all.
fn values(file: &str) -> &'static str {
    if file == "_helpers.tpl" {
        "(ternary (list $) $ (kindIs \"map\" $) | first).Values"
    } else {
        "$.Values"
    }
}

/// The marks that notes tell.
pub fn told(notes: &str) -> impl Iterator<Item = String> {
    notes.lines().filter(|line| line.starts_with('@')).map(str::to_owned)
}

/// The place that a refusal comes from, if a template of the chart has refused.
pub fn refused_at(error: &str) -> Option<String> {
    let (_, from) = error.split_once("@")?;
    let (place, _) = from.split_once('@')?;
    Some(format!("@{place}@"))
}
