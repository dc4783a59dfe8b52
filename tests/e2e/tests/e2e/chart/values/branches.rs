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

    /// The place that a refusal comes from, if a template of the chart has refused.
    pub fn refused_at(&self, error: &str) -> Option<String> {
        self.refusals.iter().find(|place| error.contains(*place)).cloned()
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
            if name != "checks.yaml"
                && path.extension().is_some_and(|extension| extension == "yaml")
            {
                self.files.insert(format!("coditect/templates/{name}"));
            }
        }
        Ok(())
    }

    /// The template with marks, which are kept here.
    fn trace(&mut self, file: &str, text: &str) -> anyhow::Result<String> {
        let mut template = Template { file, open: vec![], marks: vec![], refusals: vec![] };
        let mut out = String::new();
        let mut rest = text;
        let mut line = 1;
        while let Some((before, after)) = rest.split_once("{{") {
            let (inner, after) =
                after.split_once("}}").with_context(|| format!("{file}: {{{{ has no end"))?;
            line += before.matches('\n').count();
            out.push_str(before);
            out.push_str(&template.action(inner, line)?);
            line += inner.matches('\n').count();
            rest = after;
        }
        ensure!(template.open.is_empty(), "{file}: something has no end");
        out.push_str(rest);
        self.branches.extend(template.marks);
        self.refusals.extend(template.refusals);
        Ok(out)
    }
}

/// A template on the way to its end.
struct Template<'a> {
    file: &'a str,
    /// For each block that has begun, whether it is left out where its condition does not hold.
    open: Vec<bool>,
    marks: Vec<String>,
    refusals: Vec<String>,
}

impl Template<'_> {
    /// What stands in the place of `{{inner}}`. A mark trims as much space as the action before it,
    /// so that nothing else changes.
    fn action(&mut self, inner: &str, line: usize) -> anyhow::Result<String> {
        let action = format!("{{{{{inner}}}}}");
        let trim = if inner.ends_with('-') { " -" } else { "" };
        let left = if inner.starts_with('-') { "-" } else { "" };
        let place = format!("{}:{line}", self.file);
        let inner = inner.trim_matches('-').trim();
        let keyword = inner.split_whitespace().next().unwrap_or_default();
        Ok(match keyword {
            "if" | "with" => {
                self.open.push(true);
                action + &self.mark(&format!("{place} {keyword}"), trim)
            }
            "range" | "define" | "block" => {
                self.open.push(false);
                action
            }
            "else" => {
                // One with a condition of its own may be left out as well.
                if inner == "else" {
                    *self.open.last_mut().with_context(|| place.clone())? = false;
                }
                action + &self.mark(&format!("{place} {inner}"), trim)
            }
            "end" if self.open.pop().with_context(|| place.clone())? => {
                let mark = self.mark(&format!("{place} was left out"), "");
                format!("{{{{{left} else }}}}{mark}{action}")
            }
            "fail" => {
                // Nothing is told from here but the refusal itself.
                self.marks.pop();
                let refusal = format!("@{place}@");
                let message = inner.trim_start_matches("fail");
                let action = format!("{{{{ fail (print {refusal:?} {message}) }}}}");
                self.refusals.push(refusal);
                action
            }
            _ => action,
        })
    }

    /// Notes `place` in the values, which helpers that are given a list find in its first element.
    fn mark(&mut self, place: &str, trim: &str) -> String {
        let mark = format!("@{place}");
        let all = if self.file == "_helpers.tpl" {
            "(ternary (list $) $ (kindIs \"map\" $) | first)"
        } else {
            "$"
        };
        let action = format!("{{{{ $_ := set {all}.Values {mark:?} true{trim} }}}}");
        self.marks.push(mark);
        action.replace("- }}", "-}}")
    }
}

/// The marks that notes tell.
pub fn told(notes: &str) -> impl Iterator<Item = String> {
    notes.lines().filter(|line| line.starts_with('@')).map(str::to_owned)
}
