//! What the synthetic district is made of, read from `demo/district.toml` and `demo/names.toml`.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::civil::Date;
use serde::Deserialize;

/// The shape of the district and what becomes of its promises.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// Remark that stands on every workbook: nothing here is real.
    pub note: String,
    pub yes: String,
    pub no: String,
    pub seed: u64,
    /// Day on which the story is told.
    pub as_of: Date,
    pub first_year: i16,
    pub last_year: i16,
    pub township: Vec<Township>,
    pub named: Vec<Named>,
    /// Children by the year in which they enter grade 1.
    #[serde(deserialize_with = "years")]
    pub cohort: BTreeMap<i16, u32>,
    #[serde(rename = "story")]
    pub series: BTreeMap<String, Vec<f64>>,
    pub line: Vec<Line>,
    pub project: Vec<Project>,
    pub layout: BTreeMap<String, Layout>,
    #[serde(rename = "names")]
    pub words: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Township {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub urban: bool,
    /// Share of the children.
    pub weight: f64,
    pub primary: usize,
    pub points: usize,
    pub junior: usize,
    pub kindergartens: usize,
}

/// A school that the plan names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub code: String,
    pub name: String,
    #[serde(rename = "type")]
    pub school_type: String,
    pub township: usize,
    pub opened: Date,
}

/// Admission lines of one year: arts (or history) and science (or physics).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub exam: String,
    pub year: i16,
    pub first: [i64; 2],
    pub second: [i64; 2],
}

/// A building project; milestone → day planned and, once done, day done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    pub no: String,
    pub name: String,
    #[serde(default)]
    pub school: Option<String>,
    pub township: usize,
    pub stage: String,
    pub kind: String,
    #[serde(default)]
    pub places: i64,
    /// 万元.
    pub investment: i64,
    pub milestones: BTreeMap<String, Vec<Date>>,
}

/// How an office lays out the workbook of a dataset.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Layout {
    /// Lines above the header.
    pub title: Vec<String>,
    /// Column → header as this office writes it.
    pub headers: BTreeMap<String, String>,
    /// Codes are written by their names.
    pub names: bool,
    /// Dates are written as text with points.
    pub dotted_dates: bool,
}

/// Material for fictitious names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub surnames: Vec<(String, u32)>,
    pub boys: Vec<String>,
    pub girls: Vec<String>,
    pub dotted: Vec<String>,
    pub school_stems: Vec<String>,
    pub kindergarten_stems: Vec<String>,
}

fn years<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<i16, u32>, D::Error> {
    let named = BTreeMap::<String, u32>::deserialize(deserializer)?;
    named.into_iter().map(|(year, size)| Ok((year.parse().map_err(serde::de::Error::custom)?, size))).collect()
}

impl Story {
    pub fn built_in() -> anyhow::Result<Self> {
        toml::from_str(include_str!("../../demo/district.toml")).context("demo/district.toml")
    }

    pub fn years(&self) -> impl DoubleEndedIterator<Item = i16> + use<> {
        self.first_year..=self.last_year
    }

    /// Value of a series of the story in a year.
    pub fn at(&self, series: &str, year: i16) -> anyhow::Result<f64> {
        let values = self.series.get(series).with_context(|| format!("demo/district.toml has no series {series}"))?;
        let index = usize::try_from((year - self.first_year).max(0))?;
        values.get(index).or(values.last()).copied().with_context(|| format!("series {series} is empty"))
    }

    /// A text of the story that stands in workbooks.
    pub fn word(&self, key: &str) -> anyhow::Result<&str> {
        self.words.get(key).map(String::as_str).with_context(|| format!("demo/district.toml has no word {key}"))
    }
}

impl Project {
    pub fn planned(&self, milestone: &str) -> Option<Date> {
        self.milestones.get(milestone)?.first().copied()
    }

    /// Day on which a milestone was reached, as known on `day`.
    pub fn done(&self, milestone: &str, day: Date) -> Option<Date> {
        self.milestones.get(milestone)?.get(1).copied().filter(|done| *done <= day)
    }
}

impl Names {
    pub fn built_in() -> anyhow::Result<Self> {
        toml::from_str(include_str!("../../demo/names.toml")).context("demo/names.toml")
    }
}
