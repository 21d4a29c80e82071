//! From sums per org to figures up the tree: pure and exact.
//!
//! A ratio of a wider unit comes from summed numerators and denominators, never from averaged ratios.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use policy::{
    indicator::{Indicator, Kind, Level, Unit},
    number::Number,
};
use rust_decimal::{Decimal, MathematicalOps};

use crate::{
    compute::{Figure, Flag},
    org::{Successors, Tree},
    refusal::Refusal,
};

/// Digits after the point of a coefficient of variation, whose root is not exact.
const ROOT_DIGITS: u32 = 12;

/// What the rows of one org add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Σ `num`; none when no row has one.
    pub num: Option<Decimal>,
    /// Σ `den`; none when no row has one.
    pub den: Option<Decimal>,
    pub rows: u64,
    /// Persons that the rows stand for.
    pub persons: u64,
    /// Rows without a number that the kind of indicator needs.
    pub gaps: u64,
    /// Rows that the source calls estimates.
    pub estimated: u64,
}

/// How the figures of one indicator are shown.
#[derive(Clone, Copy, Debug)]
pub struct Rollup<'a> {
    pub indicator: &'a Indicator,
    /// Levels that get a figure.
    pub levels: &'a [Level],
    pub tree: &'a Tree,
    /// Schools that ended between the day of the rows and the date of the tree.
    pub successors: &'a Successors,
    /// Something that the indicator reads does not exist: no figure has a value.
    pub no_data: bool,
    /// Flags of every figure.
    pub flags: &'a BTreeSet<Flag>,
    /// Orgs whose rows are known not to be all.
    pub incomplete: &'a BTreeSet<String>,
    /// Figures on fewer persons than this are confidential.
    pub small: u64,
}

/// Sums per unit of the tree, and what cannot be said of them.
#[derive(Default)]
struct Placed {
    own: BTreeMap<String, Sums>,
    /// Units whose share of a split school is not known.
    split: BTreeSet<String>,
    /// Units that hold rows of orgs that the tree does not know.
    unknown: BTreeSet<String>,
}

impl Rollup<'_> {
    /// Figures of all levels, the district first, then by level and code.
    ///
    /// Districts and townships always have a figure, if only one without a value; schools have one when rows name them.
    ///
    /// # Errors
    /// When a `value` indicator has two rows for one org, or a number grows beyond 28 digits.
    pub fn figures(&self, base: &BTreeMap<Option<String>, Sums>) -> Result<Vec<Figure>> {
        let Placed { own, split, unknown } = self.place(base)?;
        let single = matches!(self.indicator.kind, Kind::Value | Kind::Manual);
        let mut whole = own.clone();
        if !single {
            for (code, sums) in &own {
                for above in self.tree.ancestors(code) {
                    whole.entry(above.to_owned()).or_default().add(sums)?;
                }
            }
        }
        let mut figures = Vec::new();
        for (level, code) in self.units(&whole, &split) {
            let nothing = Sums::default();
            let sums = whole.get(&code).unwrap_or(&nothing);
            let mut flags = self.flags.clone();
            flags.extend(split.contains(&code).then_some(Flag::Split));
            let gaps = self.incomplete.contains(&code) || unknown.contains(&code) || sums.gaps > 0;
            flags.extend(gaps.then_some(Flag::Incomplete));
            flags.extend((sums.estimated > 0).then_some(Flag::Estimated));
            flags.extend((sums.persons > 0 && sums.persons < self.small).then_some(Flag::Confidential));
            let mut figure = Figure {
                org: code,
                level,
                numerator: None,
                denominator: None,
                value: None,
                rows: sums.rows,
                persons: sums.persons,
                flags,
            };
            if !self.no_data && !figure.flags.contains(&Flag::Split) {
                self.fill(&mut figure, sums, &own)?;
            }
            figures.push(figure);
        }
        Ok(figures)
    }

    /// Puts the sums of rows under the units of the tree.
    fn place(&self, base: &BTreeMap<Option<String>, Sums>) -> Result<Placed> {
        let mut placed = Placed::default();
        for (org, sums) in base {
            let code = org.as_deref().unwrap_or(&self.tree.district);
            let successors = self.successors.of(code, self.tree);
            if let [successor] = Vec::from_iter(&successors)[..] {
                let unit = self.tree.unit(successor).map_or(successor.as_str(), |org| &org.code);
                if self.tree.get(unit).is_none() {
                    placed.unknown.extend([unit.to_owned(), self.tree.district.clone()]);
                }
                placed.own.entry(unit.to_owned()).or_default().add(sums)?;
                continue;
            }
            // The rows of a split school count where all its successors meet, and make every unit below that unsure.
            let lines: Vec<Vec<&str>> = successors.iter().map(|code| self.tree.ancestors(code).collect()).collect();
            let meets = |above: &&str| lines.iter().all(|line| line.contains(above));
            let shared = lines.first().and_then(|line| line.iter().copied().find(meets));
            placed.own.entry(shared.unwrap_or(&self.tree.district).to_owned()).or_default().add(sums)?;
            let below = lines.iter().flatten().filter(|above| !meets(above)).map(|above| (*above).to_owned());
            placed.split.extend(below);
            placed.split.extend(successors);
        }
        if self.indicator.kind == Kind::CoefficientOfVariation {
            // The spread between schools needs every school by itself.
            let above: Vec<&str> = placed.split.iter().flat_map(|code| self.tree.ancestors(code)).collect();
            let above: BTreeSet<String> = above.into_iter().map(str::to_owned).collect();
            placed.split.extend(above);
        }
        Ok(placed)
    }

    /// Units that get a figure.
    fn units(&self, whole: &BTreeMap<String, Sums>, split: &BTreeSet<String>) -> BTreeSet<(Level, String)> {
        let named = |code: &String| whole.contains_key(code) || split.contains(code);
        let known = self.tree.orgs().filter(|org| org.level != Level::School || named(&org.code));
        let mut units: BTreeSet<(Level, String)> = known.map(|org| (org.level, org.code.clone())).collect();
        let unknown = whole.keys().filter(|code| self.tree.get(code).is_none());
        units.extend(unknown.map(|code| (Level::School, code.clone())));
        units.retain(|(level, _)| self.levels.contains(level));
        units
    }

    fn fill(&self, figure: &mut Figure, sums: &Sums, own: &BTreeMap<String, Sums>) -> Result<()> {
        let indicator = self.indicator;
        let percent = if indicator.unit == Unit::Percent { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        match indicator.kind {
            Kind::Ratio => {
                (figure.numerator, figure.denominator) = (sums.num.map(Number), sums.den.map(Number));
                if let (Some(num), Some(den)) = (sums.num, sums.den.filter(|den| !den.is_zero())) {
                    let value = num.checked_mul(percent).and_then(|num| num.checked_div(den)).context(TOO_LARGE)?;
                    figure.value = Some(Number(value.normalize()));
                }
            }
            Kind::Sum => {
                // No rows in a dataset that exists is a true zero; rows without a number are not.
                let sum = sums.num.or((sums.rows == 0).then_some(Decimal::ZERO));
                (figure.numerator, figure.value) = (sum.map(Number), sum.map(Number));
            }
            Kind::CoefficientOfVariation => {
                (figure.numerator, figure.denominator) = (sums.num.map(Number), sums.den.map(Number));
                let within: BTreeSet<&str> = self.tree.descendants(&figure.org).into_iter().collect();
                let is_school = |code: &str| self.tree.get(code).is_none_or(|org| org.level == Level::School);
                let is_below = |code: &str| within.contains(code) || self.tree.ancestors(code).any(|a| a == figure.org);
                let schools = own.iter().filter(|(code, _)| is_school(code) && is_below(code));
                let schools = schools.filter_map(|(_, sums)| Some((sums.num?, sums.den?))).collect::<Vec<_>>();
                figure.value = variation(&schools)?.map(|value| Number(value * percent));
            }
            Kind::Value | Kind::Manual => match sums.rows {
                0 | 1 => (figure.numerator, figure.value) = (sums.num.map(Number), sums.num.map(Number)),
                rows if self.successors.is_empty() => {
                    let (indicator, org) = (indicator.id.clone(), figure.org.clone());
                    return Err(Refusal::ManyRows { indicator, org, rows: rows.to_string() }.into());
                }
                // Ranks or grades of merged schools have no sum.
                _ => {}
            },
        }
        Ok(())
    }
}

impl Sums {
    /// # Errors
    /// When a sum grows beyond 28 digits.
    pub fn add(&mut self, other: &Self) -> Result<()> {
        self.num = plus(self.num, other.num)?;
        self.den = plus(self.den, other.den)?;
        self.rows += other.rows;
        self.persons += other.persons;
        self.gaps += other.gaps;
        self.estimated += other.estimated;
        Ok(())
    }
}

const TOO_LARGE: &str = "a figure grows beyond 28 digits";

fn plus(left: Option<Decimal>, right: Option<Decimal>) -> Result<Option<Decimal>> {
    match (left, right) {
        (Some(left), Some(right)) => left.checked_add(right).context(TOO_LARGE).map(Some),
        (one, other) => Ok(one.or(other)),
    }
}

/// Size-weighted coefficient of variation (校际差异系数) of `num ÷ den` over schools: the population standard deviation
/// around the mean of the whole, both weighted by `den`, ÷ that mean.
///
/// None without schools or when the mean is zero.
///
/// # Errors
/// When a number grows beyond 28 digits.
pub fn variation(schools: &[(Decimal, Decimal)]) -> Result<Option<Decimal>> {
    let schools = schools.iter().filter(|(_, size)| *size > Decimal::ZERO);
    let mut total = (Decimal::ZERO, Decimal::ZERO);
    for (amount, size) in schools.clone() {
        total.0 = total.0.checked_add(*amount).context(TOO_LARGE)?;
        total.1 = total.1.checked_add(*size).context(TOO_LARGE)?;
    }
    let Some(mean) = total.0.checked_div(total.1).filter(|mean| !mean.is_zero()) else { return Ok(None) };
    let mut variance = Decimal::ZERO;
    for (amount, size) in schools {
        let distance = amount.checked_div(*size).and_then(|own| own.checked_sub(mean)).context(TOO_LARGE)?;
        let square = distance.checked_mul(distance).context(TOO_LARGE)?;
        let weight = size.checked_div(total.1).context(TOO_LARGE)?;
        variance = square.checked_mul(weight).and_then(|part| variance.checked_add(part)).context(TOO_LARGE)?;
    }
    let spread = variance.sqrt().context("a variance is not negative")?;
    let value = spread.checked_div(mean).context(TOO_LARGE)?;
    Ok(Some(value.round_dp(ROOT_DIGITS).normalize()))
}
