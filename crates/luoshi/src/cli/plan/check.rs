//! `luoshi plan check`: what the leadership should settle, with how the pack reads it meanwhile.

use anyhow::Result;
use policy::{
    plan::Plan,
    review::{Finding, Review, review},
};
use serde::Serialize;

use super::super::{
    Answer,
    output::{Format, Grid, Output, json},
};
use crate::{
    edge::Edge,
    refusal::Refusal,
    telling::{self, places},
    words::Words,
    workspace,
};

/// A finding with its words, in the user's language.
#[derive(Serialize)]
struct Said<'a> {
    sentence: String,
    hint: String,
    #[serde(flatten)]
    finding: &'a Finding,
}

#[derive(Serialize)]
struct Report<'a> {
    settled: bool,
    findings: Vec<Said<'a>>,
    stale: &'a [String],
}

pub fn run(edge: &Edge, output: Output) -> Result<Answer> {
    let pack = workspace::pack(edge)?;
    let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    let review = review(&pack);
    let report = Report {
        settled: review.is_settled(),
        findings: review.findings.iter().map(|finding| say(finding, edge.words)).collect(),
        stale: &review.stale,
    };
    let out = match output.format {
        Format::Json => json(&report)?,
        Format::Csv => grid(&report, edge.words).csv()?,
        Format::Table => text(&report, &review, plan, edge.words),
    };
    Ok(Answer { out, refused: !report.settled })
}

fn say(finding: &Finding, words: Words) -> Said<'_> {
    let (sentence, hint) = telling::finding(finding, words);
    Said { sentence, hint, finding }
}

fn grid(report: &Report<'_>, words: Words) -> Grid {
    let mut grid = Grid::new(&["finding", "text", "hint", "places", "commitments", "reading"]);
    for said in &report.findings {
        let finding = said.finding;
        let reading = finding.reading.as_ref().map(|reading| reading.chosen.get(words.0).to_owned());
        grid.push(vec![
            finding.id.clone(),
            said.sentence.clone(),
            said.hint.clone(),
            places(&finding.places),
            finding.commitments.join(" "),
            reading.unwrap_or_default(),
        ]);
    }
    grid
}

/// One paragraph per finding: the sentences are too long for a table.
fn text(report: &Report<'_>, review: &Review, plan: &Plan, words: Words) -> String {
    let mut out = String::new();
    for said in &report.findings {
        let finding = said.finding;
        out += &format!("{}\n    {}\n", said.sentence, said.hint);
        out += &match &finding.reading {
            Some(reading) => {
                let unit = plan.units.iter().find(|unit| unit.id == reading.to_settle);
                let args = [
                    ("chosen", reading.chosen.get(words.0)),
                    ("because", reading.because.get(words.0)),
                    ("unit", unit.map_or(reading.to_settle.as_str(), |unit| unit.name.get(words.0))),
                ];
                format!("    {}\n", words.with("review-reading", &args))
            }
            None => format!("    {}\n", words.with("review-unread", &[("id", &finding.id)])),
        };
        out += &format!("    {} [{}]\n\n", places(&finding.places), finding.id);
    }
    for id in report.stale {
        let args = [("id", id.as_str())];
        out += &format!("{}\n    {}\n\n", words.with("review-stale", &args), words.with("review-stale.hint", &args));
    }
    if report.findings.is_empty() {
        return out + &words.say("review-none") + "\n";
    }
    let counts = [report.findings.len(), review.unread().count()].map(|count| count.to_string());
    out + &words.with("review-summary", &[("findings", &counts[0]), ("unread", &counts[1])]) + "\n"
}
