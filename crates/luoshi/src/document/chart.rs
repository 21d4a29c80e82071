//! Pictures in documents: drawn as SVG by a template, for the page as they are, for paper as pixels.
//!
//! The letters come from a font of our own with the few characters that charts need, so that a picture is the same on
//! every machine; a test compares it with the words. To add a chart: a name here, its template, a line in docs/packs.md.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context as _, Result};
use askama::Template;
use policy::status::Status;
use resvg::{tiny_skia, usvg};

use super::{
    facts::{Count, Facts, Trend},
    model::{Block, Document},
};
use crate::words::Words;

/// How many targets have which status.
const STATUS: &str = "status";
/// An indicator through the years, with what the plan wants: `trend/INDICATOR`.
const TREND: &str = "trend/";

const FONT: &[u8] = include_bytes!("../../fonts/chart.otf");
const FAMILY: &str = "Noto Sans CJK SC";
/// Pixels for each unit of a drawing: sharp on paper at 150 mm.
const SCALE: f32 = 2.0;

/// The charts of a document by name, as SVG.
pub type Charts = BTreeMap<String, String>;

/// A chart as pixels.
pub struct Pixels {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

#[derive(Template)]
#[template(path = "chart/bars.svg")]
struct Bars {
    width: usize,
    height: usize,
    left: usize,
    rows: Vec<Bar>,
}

struct Bar {
    word: String,
    number: usize,
    middle: usize,
    length: usize,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "chart/trend.svg")]
struct Lines {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    bottom: f64,
    /// Height and number of the lines across.
    across: Vec<(f64, String)>,
    years: Vec<Year>,
    value_path: String,
    goal_path: String,
    value_word: String,
    goal_word: String,
}

struct Year {
    name: i16,
    x: f64,
    value: Option<(f64, String)>,
    goal: Option<(f64, String)>,
    /// How far below its point a number stands.
    value_below: f64,
    goal_below: f64,
}

/// The name of the chart of an indicator.
#[must_use]
pub fn trend(indicator: &str) -> String {
    format!("{TREND}{indicator}")
}

fn names(document: &Document) -> impl Iterator<Item = &String> {
    document.blocks().filter_map(|block| match block {
        Block::Picture(picture) => Some(&picture.chart),
        _ => None,
    })
}

fn of<'a>(name: &str, facts: &'a Facts) -> Option<&'a Trend> {
    facts.trends.iter().find(|trend| trend.chart == name)
}

/// Names of charts that a document shows and that there are none of.
#[must_use]
pub fn unknown(document: &Document, facts: &Facts) -> Vec<String> {
    names(document).filter(|name| *name != STATUS && of(name, facts).is_none()).cloned().collect()
}

/// Draws the charts of a document.
///
/// # Errors
/// When a template cannot be filled.
pub fn draw(document: &Document, facts: &Facts, words: Words) -> Result<Charts> {
    let mut charts = Charts::new();
    for name in names(document) {
        let svg = match of(name, facts) {
            Some(trend) => lines(trend, words).render()?,
            None => bars(facts, words).render()?,
        };
        charts.insert(name.clone(), svg);
    }
    Ok(charts)
}

fn bars(facts: &Facts, words: Words) -> Bars {
    let counts = &facts.counts;
    let count = |status: Status| -> (&Count, &'static str) {
        match status {
            Status::Met => (&counts.met, "#1b7f4b"),
            Status::OnTrack => (&counts.on_track, "#4c8fcb"),
            Status::AtRisk => (&counts.at_risk, "#d9a21b"),
            Status::OffTrack => (&counts.off_track, "#d9762b"),
            Status::Missed => (&counts.missed, "#b3261e"),
            Status::Stale => (&counts.stale, "#8a8a8a"),
            Status::NoData => (&counts.no_data, "#b8b8b8"),
        }
    };
    let mut statuses = Status::ALL.to_vec();
    // The good news stands above, as the reader of a bulletin expects.
    statuses.sort_unstable_by(|one, other| other.cmp(one));
    let most = statuses.iter().map(|status| count(*status).0.number).max().unwrap_or_default().max(1);
    let (width, left, step) = (900, 190, 50);
    let bar = |(at, status): (usize, &Status)| {
        let (count, colour) = count(*status);
        Bar {
            word: words.say(status.key()),
            number: count.number,
            middle: 10 + step / 2 + at * step,
            length: count.number * (width - left - 90) / most,
            colour,
        }
    };
    let bars: Vec<_> = statuses.iter().enumerate().map(bar).collect();
    Bars { width, height: 20 + step * bars.len(), left, rows: bars }
}

fn lines(trend: &Trend, words: Words) -> Lines {
    let (width, height, left, right, top, bottom) = (900.0, 430.0, 110.0, 870.0, 70.0, 380.0);
    let numbers = trend.points.iter().flat_map(|point| [point.number, point.goal_number]).flatten();
    let (low, high) = numbers.fold((f64::MAX, f64::MIN), |(low, high), one| (low.min(one), high.max(one)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let step = nice((high - low).max(high.abs() * 0.02).max(0.01) / 4.0);
    let floor = (low / step - 0.5).floor() * step;
    // What cannot be negative does not seem to.
    let floor = if low >= 0.0 { floor.max(0.0) } else { floor };
    let ceiling = (high / step + 0.5).ceil() * step;
    let y = |number: f64| bottom - (number - floor) / (ceiling - floor) * (bottom - top);
    let mut across = Vec::new();
    let mut at = floor;
    while at <= ceiling + step / 2.0 {
        across.push((rounded(y(at)), digits(at)));
        at += step;
    }
    let count = u32::try_from(trend.points.len()).unwrap_or(1).max(1);
    let wide = (right - left) / f64::from(count);
    let mut x = left + wide / 2.0;
    let mut years = Vec::new();
    for point in &trend.points {
        let above = point.number.zip(point.goal_number).is_none_or(|(number, goal)| number >= goal);
        let (value_below, goal_below) = if above { (-18.0, 34.0) } else { (34.0, -18.0) };
        let at = |number: f64| (rounded(y(number)), digits(number));
        years.push(Year {
            name: point.year,
            x: rounded(x),
            value: point.number.map(at),
            goal: point.goal_number.map(at),
            value_below,
            goal_below: if point.number.is_none() { -18.0 } else { goal_below },
        });
        x += wide;
    }
    let path = |of: &dyn Fn(&Year) -> Option<f64>| {
        let points = years.iter().filter_map(|year| Some(format!("{},{}", year.x, of(year)?)));
        points.collect::<Vec<_>>().join(" ")
    };
    Lines {
        value_path: path(&|year| Some(year.value.as_ref()?.0)),
        goal_path: path(&|year| Some(year.goal.as_ref()?.0)),
        value_word: words.say("chart-value"),
        goal_word: words.say("chart-goal"),
        across,
        years,
        width,
        height,
        left,
        right,
        bottom,
    }
}

/// The next of 1, 2, 5, 10 … that is not less.
fn nice(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|one| one * power).find(|one| *one >= step * 0.999).unwrap_or(power)
}

fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A number with at most two digits after the point.
fn digits(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A drawing as pixels.
///
/// # Errors
/// When it is no drawing; never for ours.
pub fn pixels(svg: &str) -> Result<Pixels> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: FAMILY.into(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).context("reading a chart")?;
    let size = tree.size().to_int_size().scale_by(SCALE).context("the size of a chart")?;
    let mut pixmap = tiny_skia::Pixmap::new(size.width(), size.height()).context("room for a chart")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    Ok(Pixels { png: pixmap.encode_png().context("a chart as png")?, width: size.width(), height: size.height() })
}

#[cfg(test)]
mod tests {
    use policy::text::Language;

    use super::*;

    /// Whether a text leaves a mark on the picture.
    fn is_drawn(text: &str) -> bool {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"60\" font-size=\"40\"><text x=\"9\" y=\"45\">{text}</text></svg>"
        );
        let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"60\"></svg>";
        pixels(&svg).expect("a drawing").png != pixels(empty).expect("a drawing").png
    }

    #[test]
    fn the_font_has_every_letter_that_charts_say() {
        for language in [Language::Chinese, Language::English] {
            let words = Words(language);
            let keys = Status::ALL.map(Status::key).into_iter().chain(["chart-value", "chart-goal"]);
            for letter in keys.flat_map(|key| words.say(key).chars().collect::<Vec<_>>()).chain("0123456789.-".chars())
            {
                assert!(letter == ' ' || is_drawn(&letter.to_string()), "{letter}: make fonts/chart.otf anew");
            }
        }
        assert!(!is_drawn("\u{9f98}"), "a letter that is not there is not drawn");
    }

    #[test]
    fn axes_are_round_and_reach_beyond_what_they_show() {
        assert_eq!([0.3, 1.0, 3.0, 60.0].map(|step| digits(nice(step))), ["0.5", "1", "5", "100"]);
        assert_eq!([0.0, 12.5, 3.0, -1.25].map(digits), ["0", "12.5", "3", "-1.25"]);
    }
}
