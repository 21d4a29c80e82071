//! `luoshi explain`: from a figure to its definition, numerator, denominator, rows and source files.

use anyhow::Result;
use clap::Args;
use lake::explain::{Explanation, Page};
use policy::pack::Pack;
use serde_json::json;

use super::{
    Answer, Dates,
    output::{self, Format, Grid, Output},
};
use crate::{
    edge::Edge,
    services::indicator::{self, Explained, Proof},
    telling::Quantity,
    words::{Words, word},
    workspace::Workspace,
};

#[derive(Args)]
pub struct Explain {
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    #[arg(long, value_name = "YEAR")]
    period: Option<i16>,
    #[command(flatten)]
    dates: Dates,
    #[arg(long, value_name = "DATE")]
    on: Option<jiff::civil::Date>,
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    rows: usize,
    #[arg(long)]
    verify: bool,
    #[arg(long, value_name = "REASON")]
    reveal: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Explain {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let hidden = edge.words.say("value-hidden");
        let ask = indicator::Explain {
            indicator: &self.indicator,
            org: self.org.as_deref(),
            period: self.period,
            cut: self.dates.cut(edge),
            on: self.on,
            reveal: self.reveal.as_deref(),
            hidden: &hidden,
            limit: self.rows,
        };
        let explained = indicator::explain(&workspace, edge, &ask).await?;
        let explanation = &explained.explanation;
        let proof = if self.verify { Some(indicator::verify(&workspace, &ask).await?) } else { None };
        let sound = proof.as_ref().is_none_or(|proof| proof.damaged.is_empty() && proof.equal != Some(false));
        let out = match self.output.format {
            Format::Json => as_json(&explained, proof.as_ref())?,
            Format::Csv => rows(edge.words, explanation, &explanation.counting, &explanation.failing)?,
            Format::Table => text(edge, &workspace.pack, &explained, proof.as_ref()),
        };
        workspace.store.close().await;
        Ok(Answer { out, refused: !sound })
    }
}

fn as_json(explained: &Explained, proof: Option<&Proof>) -> Result<String> {
    let Explained { question, indicator, explanation: one, withheld } = explained;
    output::json(&json!({
        "indicator": question.indicator,
        "title": indicator.title.zh,
        "meaning": indicator.meaning.zh,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "period": question.year,
        "as_of": question.cut.as_of,
        "known_at": question.cut.known_at,
        "definition": { "sha256": one.inputs.definition, "version": indicator.version(question.year) },
        "fingerprint": one.inputs.fingerprint,
        "reference": one.inputs.reference,
        "facts_of": one.inputs.newest_as_of,
        "figure": one.figure,
        "withheld": withheld,
        "missing": one.inputs.missing,
        "sources": one.sources,
        "columns": one.columns,
        "counting": one.counting,
        "failing": one.failing,
        "others": one.others,
        "verified": proof.map(|proof| json!({ "equal": proof.equal, "damaged": proof.damaged })),
    }))
}

fn text(edge: &Edge, pack: &Pack, explained: &Explained, proof: Option<&Proof>) -> String {
    let words = edge.words;
    let Explained { question, indicator, explanation: one, withheld } = explained;
    let quantity = Quantity { words, pack, indicator };
    let mut grid = Grid::new(&["property", "value"]);
    let mut line = |key: &str, value: String| grid.push(vec![words.say(key), value]);
    line("column-indicator", format!("{} ({})", indicator.title.get(words.0), indicator.id));
    line("column-meaning", indicator.meaning.get(words.0).to_owned());
    line("column-kind", word(words, "formula", &indicator.kind));
    if let Some(version) = indicator.version(question.year) {
        line("column-source", version.source.clone());
        line("column-decided-by", version.decided_by.get(words.0).to_owned());
    }
    line("column-period", question.year.to_string());
    line("column-reference", one.inputs.reference.to_string());
    line("column-facts-of", one.inputs.newest_as_of.map(|day| day.to_string()).unwrap_or_default());
    let none = words.say(if *withheld { "value-confidential" } else { "value-none" });
    let number = |number: Option<policy::number::Number>| number.map_or_else(|| none.clone(), |n| n.to_string());
    if let Some(figure) = &one.figure {
        line("column-org", figure.org.clone());
        line("column-numerator", number(figure.numerator));
        line("column-denominator", number(figure.denominator));
        line("column-value", figure.value.map_or_else(|| none.clone(), |value| quantity.value(value)));
        for flag in &figure.flags {
            line(
                "column-flags",
                words.with(
                    "flag-meant",
                    &[("flag", &words.say(flag.key())), ("meaning", &words.say(&format!("{}.meaning", flag.key())))],
                ),
            );
        }
    }
    if !one.inputs.missing.is_empty() {
        line("column-missing", one.inputs.missing.join(", "));
    }
    line("column-fingerprint", one.inputs.fingerprint.clone());
    let mut out = grid.table(edge);
    let mut sources =
        Grid::new(&["dataset", "as-of", "scope", "rows", "sha256", "source-name", "importer", "snapshot"]);
    for snapshot in &one.sources {
        sources.push(vec![
            snapshot.dataset.clone(),
            snapshot.as_of.to_string(),
            snapshot.scope.clone(),
            snapshot.rows.to_string(),
            snapshot.sha256.clone(),
            snapshot.source_name.clone(),
            snapshot.importer.clone(),
            snapshot.id.clone(),
        ]);
    }
    out += &format!("\n{}\n{}", words.say("explain-sources"), sources.table(edge));
    if *withheld {
        out += &format!("\n{}\n", words.say("explain-withheld"));
    }
    let pages = [("explain-counting", &one.counting), ("explain-failing", &one.failing)];
    for (key, page) in pages.into_iter().filter(|_| !withheld) {
        let args = [("total", page.total.to_string()), ("shown", page.rows.len().to_string())];
        out += &format!("\n{}\n", words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
        let (header, cells) = page_rows(words, one, page);
        out += &output::table(&header, &[], &cells, edge.width);
    }
    if one.others > 0 {
        out += &format!("\n{}\n", words.with("explain-others", &[("total", &one.others.to_string())]));
    }
    if let Some(proof) = proof {
        out += &format!("\n{}\n", proved(words, proof));
    }
    out
}

fn proved(words: Words, proof: &Proof) -> String {
    if !proof.damaged.is_empty() {
        return words.with("verify-damaged", &[("snapshots", &proof.damaged.join(", "))]);
    }
    let key = match proof.equal {
        Some(true) => "verify-equal",
        Some(false) => "verify-different",
        None => "verify-not-stored",
    };
    words.with(key, &[("fingerprint", &proof.fingerprint)])
}

fn page_rows(words: Words, one: &Explanation, page: &Page) -> (Vec<String>, Vec<Vec<String>>) {
    let mut header = vec![words.say("column-org"), "num".to_owned(), "den".to_owned()];
    header.extend(one.columns.iter().map(|column| column.name.clone()));
    let number = |number: Option<policy::number::Number>| number.map(|n| n.to_string()).unwrap_or_default();
    let row = |row: &lake::explain::Row| {
        let mut cells = vec![row.org.clone().unwrap_or_default(), number(row.num), number(row.den)];
        cells.extend(row.cells.iter().map(|cell| cell.clone().unwrap_or_default()));
        cells
    };
    (header, page.rows.iter().map(row).collect())
}

fn rows(words: Words, one: &Explanation, counting: &Page, failing: &Page) -> Result<String> {
    let (header, mut cells) = page_rows(words, one, counting);
    cells.extend(page_rows(words, one, failing).1);
    output::csv(header, &cells)
}
