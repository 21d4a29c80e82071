//! `luoshi indicator series`: one figure through the years, on the organisation of each year and on a later one.

use std::collections::BTreeSet;

use anyhow::Result;
use clap::Args;
use jiff::{Timestamp, civil::Date};
use lake::{
    compute::{Figure, Flag},
    org::Change,
};
use policy::{indicator::Unit, number::Number, pack::Pack};
use serde::Serialize;

use super::super::{
    Answer, Dates,
    output::{Format, Grid, Output, json},
};
use crate::{
    contract::indicator::ListedVersion,
    edge::Edge,
    services::indicator::{self, Ask, Series as Found},
    telling::Quantity,
    words::word,
    workspace::Workspace,
};

#[derive(Args)]
pub struct Series {
    #[arg(value_name = "INDICATOR")]
    indicator: String,
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    #[command(flatten)]
    dates: Dates,
    #[command(flatten)]
    output: Output,
}

/// The JSON contract of `indicator series`.
#[derive(Serialize)]
struct ShownSeries<'a> {
    indicator: &'a str,
    title: &'a str,
    title_en: &'a str,
    unit: Unit,
    org: &'a str,
    as_of: Date,
    known_at: Timestamp,
    /// Day of the organisation that `later` is shown on.
    on: Option<Date>,
    years: Vec<ShownYear>,
    definitions: Vec<ListedVersion<'a>>,
    changes: &'a [Change],
}

#[derive(Serialize)]
struct ShownYear {
    period: i16,
    reference: Date,
    facts_of: Option<Date>,
    #[serde(flatten)]
    then: ShownFigure,
    later: Option<ShownFigure>,
}

/// A figure as everybody may see it: of a confidential one only the flags.
#[derive(Serialize)]
struct ShownFigure {
    numerator: Option<Number>,
    denominator: Option<Number>,
    value: Option<Number>,
    flags: Vec<Flag>,
}

impl ShownFigure {
    fn new(figure: Option<&Figure>) -> Self {
        let open = figure.filter(|figure| !figure.flags.contains(&Flag::Confidential));
        Self {
            numerator: open.and_then(|figure| figure.numerator),
            denominator: open.and_then(|figure| figure.denominator),
            value: open.and_then(|figure| figure.value),
            flags: figure.into_iter().flat_map(|figure| figure.flags.iter().copied()).collect(),
        }
    }
}

impl Series {
    pub async fn run(self, edge: &Edge) -> Result<Answer> {
        let workspace = Workspace::open(edge).await?;
        let cut = self.dates.cut(edge);
        let ask = Ask { indicator: &self.indicator, org: self.org.as_deref(), on: self.on, cut };
        let answer = indicator::series(&workspace, &ask).await;
        workspace.store.close().await;
        let found = answer?;
        let indicator = &found.indicator;
        let years: Vec<ShownYear> = found
            .years
            .iter()
            .map(|year| ShownYear {
                period: year.year,
                reference: year.reference,
                facts_of: year.facts_of,
                then: ShownFigure::new(year.then.as_ref()),
                later: self.on.map(|_| ShownFigure::new(year.later.as_ref())),
            })
            .collect();
        if self.output.format == Format::Json {
            return Ok(json(&ShownSeries {
                indicator: &indicator.id,
                title: &indicator.title.zh,
                title_en: &indicator.title.en,
                unit: indicator.unit,
                org: &found.org,
                as_of: cut.as_of,
                known_at: cut.known_at,
                on: self.on,
                years,
                definitions: indicator.versions.iter().map(ListedVersion::new).collect(),
                changes: &found.changes,
            })?
            .into());
        }
        self.text(edge, &workspace.pack, &found, &years)
    }

    fn text(&self, edge: &Edge, pack: &Pack, found: &Found, years: &[ShownYear]) -> Result<Answer> {
        let indicator = &found.indicator;
        let words = edge.words;
        let quantity = Quantity { words, pack, indicator };
        let mut grid = if self.on.is_some() {
            Grid::new(&["period", "reference", "numerator", "denominator", "value", "flags", "value-on", "flags-on"])
        } else {
            Grid::new(&["period", "reference", "numerator", "denominator", "value", "flags"])
        }
        .right(&["numerator", "denominator", "value", "value-on"]);
        let number = |number: Option<Number>| number.map(|number| number.to_string()).unwrap_or_default();
        let value = |figure: &ShownFigure| match figure.value {
            Some(value) => quantity.value(value),
            None if figure.flags.contains(&Flag::Confidential) => words.say("value-confidential"),
            None => words.say("value-none"),
        };
        let flags = |figure: &ShownFigure| {
            figure.flags.iter().map(|flag| word(words, "flag", flag)).collect::<Vec<_>>().join(" ")
        };
        for year in years {
            let then = &year.then;
            let mut row = vec![year.period.to_string(), year.reference.to_string()];
            row.extend([number(then.numerator), number(then.denominator), value(then), flags(then)]);
            row.extend(year.later.iter().flat_map(|later| [value(later), flags(later)]));
            grid.push(row);
        }
        if self.output.format == Format::Csv {
            return Ok(grid.csv()?.into());
        }
        let title = [("title", indicator.title.get(words.0)), ("org", &found.org)];
        let mut out = words.with("series-title", &title) + "\n" + &grid.table(edge);
        let flagged: BTreeSet<Flag> = years
            .iter()
            .flat_map(|year| year.then.flags.iter().chain(year.later.iter().flat_map(|later| &later.flags)))
            .copied()
            .collect();
        for flag in flagged {
            let (name, meaning) = (words.say(flag.key()), words.say(&format!("{}.meaning", flag.key())));
            out += &(words.with("flag-meant", &[("flag", &name), ("meaning", &meaning)]) + "\n");
        }
        for version in
            indicator.versions.iter().skip(1).filter(|version| years.iter().any(|year| year.period == version.from))
        {
            let args = [
                ("year", version.from.to_string()),
                ("source", version.source.clone()),
                ("decided_by", version.decided_by.get(words.0).to_owned()),
            ];
            out +=
                &(words.with("series-definition", &args.each_ref().map(|(name, text)| (*name, text.as_str()))) + "\n");
        }
        if let Some(on) = self.on {
            out += &(words.with("series-on", &[("date", &words.date(on))]) + "\n");
        }
        for change in &found.changes {
            let args = [("date", &*words.date(change.changed_on)), ("before", &change.from), ("after", &change.to)];
            out += &(words.with("series-change", &args) + "\n");
        }
        Ok(out.into())
    }
}
