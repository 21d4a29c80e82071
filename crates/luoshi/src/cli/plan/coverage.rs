//! `luoshi plan coverage`: the source paragraph by paragraph, with what binds it and what nothing binds.

use std::{fs, path::PathBuf};

use anyhow::Result;
use clap::Args;
use policy::{
    coverage::{Binder, Coverage as Report, DoubtKind, Find, FindKind, Paragraph, coverage},
    source::SourceText,
};

use super::super::{
    Answer,
    output::{Format, Grid, Output, json},
};
use crate::{edge::Edge, refusal::Refusal, telling::places, words::Words, workspace};

#[derive(Args)]
pub struct Coverage {
    #[arg(long, value_name = "FILE")]
    source: PathBuf,
    #[command(flatten)]
    output: Output,
}

impl Coverage {
    pub fn run(self, edge: &Edge) -> Result<Answer> {
        let pack = workspace::pack(edge)?;
        let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
        let text = fs::read_to_string(&self.source).map_err(|error| {
            Refusal::new("file-unreadable").with("file", self.source.display()).with("message", error)
        })?;
        let report = coverage(plan, &pack.wording, &SourceText::new(&text));
        let out = match self.output.format {
            Format::Json => json(&report)?,
            Format::Csv => grid(&report, edge.words).csv()?,
            Format::Table => describe(&report, edge.words),
        };
        Ok(Answer { out, refused: !report.is_complete() })
    }
}

fn grid(report: &Report, words: Words) -> Grid {
    let mut grid = Grid::new(&["paragraph", "from", "to", "kind", "text", "bound", "commitments"]);
    for (paragraph, find) in
        report.paragraphs.iter().flat_map(|paragraph| paragraph.finds.iter().map(move |find| (paragraph, find)))
    {
        grid.push(vec![
            paragraph.p.to_string(),
            find.from.to_string(),
            find.to.to_string(),
            kind(find, words),
            find.text.clone(),
            if find.bound { words.say("yes") } else { words.say("coverage-no") },
            find.by.iter().map(|binder| name(binder, words)).collect::<Vec<_>>().join("; "),
        ]);
    }
    grid
}

fn describe(report: &Report, words: Words) -> String {
    let mut out = String::new();
    for paragraph in &report.paragraphs {
        out += &describe_paragraph(paragraph, words);
    }
    for binding in &report.outside {
        let place = places(&[binding.place]);
        out += &words.with("coverage-outside", &[("place", &place), ("by", &name(&binding.by, words))]);
        out.push('\n');
    }
    for doubt in &report.doubts {
        let place = places(&[doubt.place]);
        let args = [("commitment", doubt.commitment.as_str()), ("place", &place), ("word", &doubt.word)];
        let key = match doubt.kind {
            DoubtKind::Strength => "coverage-doubt-strength",
            DoubtKind::Rhythm => "coverage-doubt-rhythm",
            DoubtKind::Value => "coverage-doubt-value",
        };
        out += &(words.with(key, &args) + "\n");
    }
    for (paragraph, find) in report.unbound() {
        let (p, from, to) = (paragraph.p.to_string(), find.from.to_string(), find.to.to_string());
        let kind = kind(find, words);
        let args = [("p", p.as_str()), ("from", &from), ("to", &to), ("kind", &kind), ("text", &find.text)];
        out += &(words.with("coverage-unbound", &args) + "\n");
    }
    if !report.same_source {
        out += &(words.with("coverage-other-source", &[("sha256", &report.sha256)]) + "\n");
    }
    let counts = [FindKind::Figure, FindKind::Verb].map(|kind| {
        let finds = report.paragraphs.iter().flat_map(|paragraph| &paragraph.finds);
        finds.filter(|find| find.kind == kind).count().to_string()
    });
    let (paragraphs, unbound) = (report.paragraphs.len().to_string(), report.unbound().count().to_string());
    let args =
        [("paragraphs", paragraphs.as_str()), ("figures", &counts[0]), ("verbs", &counts[1]), ("unbound", &unbound)];
    out + &words.with("coverage-summary", &args) + "\n"
}

/// The text of a paragraph, then each place in it with what it binds.
fn describe_paragraph(paragraph: &Paragraph, words: Words) -> String {
    let mut out = format!("¶{} {}\n", paragraph.p, paragraph.text);
    for binding in &paragraph.bindings {
        let inside = |find: &&Find| binding.place.from < find.to && find.from < binding.place.to;
        let figures: Vec<&str> = paragraph
            .finds
            .iter()
            .filter(|find| find.kind == FindKind::Figure)
            .filter(inside)
            .map(|find| find.text.as_str())
            .collect();
        let figures = if figures.is_empty() { String::new() } else { format!("  「{}」", figures.join("」「")) };
        out +=
            &format!("    {:>4}–{:<4} {}{figures}\n", binding.place.from, binding.place.to, name(&binding.by, words));
    }
    out
}

fn kind(find: &Find, words: Words) -> String {
    words.say(match find.kind {
        FindKind::Figure => "coverage-figure",
        FindKind::Verb => "coverage-verb",
    })
}

fn name(binder: &Binder, words: Words) -> String {
    let numbered = |key: &str, number: u32| words.with(key, &[("number", &number.to_string())]);
    match binder {
        Binder::Commitment { id } => id.clone(),
        Binder::Action { number } => numbered("coverage-action", *number),
        Binder::Task { number } => numbered("coverage-task", *number),
        Binder::Safeguard { number } => numbered("coverage-safeguard", *number),
        Binder::Context { reason } => words.with("coverage-context", &[("reason", reason.get(words.0))]),
    }
}
