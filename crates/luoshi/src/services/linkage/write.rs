//! What a linkage writes: `pairs`, `review`, `unmatched_left`, `unmatched_right`, `doubles_left`, `doubles_right` (or `clusters`), and
//! `summary.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use ::linkage::{Data, Estimate, Link, Outcome, Pattern, Side, Spec};
use anyhow::Result;
use lake::records::{Format, Writer};
use serde::Serialize;

use super::load::Loaded;
use crate::edge;

/// A linkage that was made.
pub struct Found<'a> {
    pub spec: &'a Spec,
    pub data: &'a Data,
    pub outcome: &'a Outcome,
    pub files: &'a [Loaded],
    /// Whether it was asked who stands twice in one of two files.
    pub twice: bool,
}

/// `summary.json`.
#[derive(Serialize)]
pub struct Summary<'a> {
    pub pairs_scored: u64,
    pub links: usize,
    pub review: usize,
    pub threshold: f64,
    pub rows: Vec<usize>,
    pub unmatched: Vec<usize>,
    /// Of each of two files the rows without a link that look like somebody who has one.
    pub doubles: Vec<usize>,
    pub estimates: Estimates,
    pub seconds: f64,
    pub peak_bytes: Option<u64>,
    /// Pairs of each blocking rule.
    pub rules: Vec<u64>,
    /// In the order of `pattern` and `weights`, which begins with the prior.
    pub comparisons: Vec<Comparison<'a>>,
    pub columns: Vec<Columns<'a>>,
}

#[derive(Serialize)]
pub struct Estimates {
    pub precision: Share,
    pub recall: Share,
}

/// With its interval of 95 %.
#[derive(Serialize)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Serialize)]
pub struct Comparison<'a> {
    pub name: &'a str,
    pub levels: Vec<Level<'a>>,
}

/// Learned of all rows, and of those that no rule settled.
#[derive(Serialize)]
pub struct Level<'a> {
    pub name: &'a str,
    pub m: f64,
    pub u: f64,
    pub m_of_rest: f64,
}

/// Which column was read as which field.
#[derive(Serialize)]
pub struct Columns<'a> {
    pub key: Option<&'a str>,
    pub fields: BTreeMap<&'a str, &'a str>,
}

const ELSE: &str = "else";

impl Found<'_> {
    fn sides(&self) -> [Side; 2] {
        if self.files.len() == 1 { [Side::Left; 2] } else { [Side::Left, Side::Right] }
    }

    /// Writes the files; gives the number of groups of one file.
    pub fn write(&self, folder: &Path, format: Format) -> Result<usize> {
        self.pairs(folder, "pairs", format, &self.outcome.links)?;
        self.pairs(folder, "review", format, &self.outcome.review)?;
        if self.files.len() == 1 {
            return self.clusters(folder, format);
        }
        if self.twice {
            for (name, doubles) in ["doubles_left", "doubles_right"].into_iter().zip(&self.outcome.doubles) {
                self.pairs(folder, name, format, doubles)?;
            }
        }
        let names = [("unmatched_left", "left_key", Side::Left), ("unmatched_right", "right_key", Side::Right)];
        for ((name, column, side), rows) in names.into_iter().zip(&self.outcome.unmatched) {
            let (mut writer, _) = Writer::create(folder, name, format, &[(column, false)])?;
            for row in rows {
                writer.write(&[self.data.key(side, *row)])?;
            }
            writer.finish()?;
        }
        Ok(0)
    }

    fn pairs(&self, folder: &Path, name: &str, format: Format, pairs: &[Link]) -> Result<()> {
        let columns =
            [("left_key", false), ("right_key", false), ("probability", true), ("pattern", false), ("weights", false)];
        let (mut writer, _) = Writer::create(folder, name, format, &columns)?;
        let (mut patterns, sides) = (BTreeMap::new(), self.sides());
        let (mut probability, mut weights) = (String::new(), String::new());
        for one in pairs {
            let pattern = patterns.entry(one.pattern).or_insert_with(|| self.pattern(one.pattern));
            probability.clear();
            decimal(&mut probability, one.probability, 6);
            weights.clear();
            let explained = self.outcome.explain(one);
            decimal(&mut weights, explained.prior, 1);
            let mut parts = explained.parts.iter().peekable();
            for at in 0..self.spec.comparisons.len() {
                weights.push('|');
                if let Some((_, _, bits)) = parts.next_if(|(comparison, ..)| *comparison == at) {
                    decimal(&mut weights, *bits, 1);
                }
            }
            let keys = [self.data.key(sides[0], one.left), self.data.key(sides[1], one.right)];
            writer.write(&[keys[0], keys[1], &probability, pattern, &weights])?;
        }
        writer.finish()
    }

    fn pattern(&self, pattern: Pattern) -> String {
        let levels =
            self.spec.comparisons.iter().enumerate().map(|(at, comparison)| match linkage::level(pattern, at) {
                0 => "",
                level => comparison.levels.get(level - 1).map_or(ELSE, |level| level.name.as_str()),
            });
        levels.collect::<Vec<_>>().join("|")
    }

    fn clusters(&self, folder: &Path, format: Format) -> Result<usize> {
        let (mut writer, _) = Writer::create(folder, "clusters", format, &[("key", false), ("cluster", false)])?;
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        self.outcome.clusters.iter().for_each(|cluster| *sizes.entry(*cluster).or_default() += 1);
        let groups: BTreeSet<u32> =
            sizes.into_iter().filter(|(_, size)| *size > 1).map(|(cluster, _)| cluster).collect();
        for (row, cluster) in (0..).zip(&self.outcome.clusters) {
            writer.write(&[self.data.key(Side::Left, row), self.data.key(Side::Left, *cluster)])?;
        }
        writer.finish()?;
        Ok(groups.len())
    }

    pub fn summary(&self, folder: &Path, seconds: f64) -> Result<()> {
        let share = |one: &Estimate| Share { value: one.value, low: one.low, high: one.high };
        let [all, rest] = &self.outcome.models;
        let comparisons = self.spec.comparisons.iter().zip(all.comparisons.iter().zip(&rest.comparisons)).map(
            |(comparison, (all, rest))| {
                let names = comparison.levels.iter().map(|level| level.name.as_str()).chain([ELSE]);
                let levels = names.enumerate().map(|(at, name)| Level {
                    name,
                    m: all.m[at],
                    u: all.u[at],
                    m_of_rest: rest.m[at],
                });
                Comparison { name: &comparison.name, levels: levels.collect() }
            },
        );
        let columns = self.files.iter().map(|file| {
            let fields = self.spec.fields.iter().zip(&file.columns.fields);
            Columns {
                key: file.columns.key.map(|at| file.headers[at].as_str()),
                fields: fields
                    .filter_map(|(field, at)| Some((field.name.as_str(), file.headers[(*at)?].as_str())))
                    .collect(),
            }
        });
        let summary = Summary {
            pairs_scored: self.outcome.compared.iter().sum(),
            links: self.outcome.links.len(),
            review: self.outcome.review.len(),
            threshold: self.spec.choice.threshold,
            rows: self.files.iter().map(|file| file.rows).collect(),
            unmatched: self.outcome.unmatched.iter().take(self.files.len()).map(Vec::len).collect(),
            doubles: self.outcome.doubles.iter().filter(|_| self.twice).map(Vec::len).collect(),
            estimates: Estimates { precision: share(&self.outcome.precision), recall: share(&self.outcome.recall) },
            seconds,
            peak_bytes: edge::peak_bytes(),
            rules: self.outcome.compared.clone(),
            comparisons: comparisons.collect(),
            columns: columns.collect(),
        };
        fs::write(folder.join("summary.json"), serde_json::to_string_pretty(&summary)? + "\n")?;
        Ok(())
    }
}

/// Writes a number with a fixed count of decimals: a million pairs have six million of them.
fn decimal(out: &mut String, number: f64, places: u32) {
    let scale = 10_i64.pow(places);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "weights and probabilities are small"
    )]
    let scaled = (number * scale as f64).round() as i64;
    if scaled < 0 {
        out.push('-');
    }
    let (whole, mut rest, mut place) = (scaled.abs() / scale, scaled.abs() % scale, scale / 10);
    if whole < 10 {
        out.push(char::from(b'0' + u8::try_from(whole).unwrap_or(0)));
    } else {
        *out += &whole.to_string();
    }
    out.push('.');
    while place > 0 {
        out.push(char::from(b'0' + u8::try_from(rest / place).unwrap_or(0)));
        rest %= place;
        place /= 10;
    }
}
