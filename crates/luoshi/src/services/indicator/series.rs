use anyhow::Result;
use jiff::civil::Date;
use lake::{
    compute::{Figure, Flag, Known},
    inputs::{Inputs, Question},
    org::Change,
    snapshot::Cut,
};
use policy::indicator::Indicator;

use crate::{services::lake as lakes, workspace::Workspace};

/// A series to be shown.
pub struct Ask<'a> {
    pub indicator: &'a str,
    /// By default the district of the plan.
    pub org: Option<&'a str>,
    /// Shows every year on the organisation of this day too.
    pub on: Option<Date>,
    pub cut: Cut,
}

/// The figures of one unit through the years.
pub struct Series {
    /// The definitions as they were known at the cut.
    pub indicator: Indicator,
    pub org: String,
    pub years: Vec<Year>,
    /// Mergers and splits between the first year and the day of `on` that made the unit what it is.
    pub changes: Vec<Change>,
}

/// One year, on the organisation of its own time and on a later one.
pub struct Year {
    pub year: i16,
    /// Day at which the facts were taken.
    pub reference: Date,
    /// The newest day for which any of the facts are stated.
    pub facts_of: Option<Date>,
    /// None when the unit had no figure.
    pub then: Option<Figure>,
    pub later: Option<Figure>,
}

/// The figures of an indicator for one unit, year by year: on the organisation of each year, and on that of a later day.
///
/// # Errors
/// Refused when the indicator is unknown, or no year and no tree knows the unit.
pub async fn series(workspace: &Workspace, ask: &Ask<'_>) -> Result<Series> {
    super::known(&workspace.pack, ask.indicator)?;
    let lake = lakes::open(workspace, ask.cut.known_at).await?;
    let indicator = lake.indicator(ask.indicator)?.clone();
    let org = ask.org.unwrap_or_else(|| lakes::district(&workspace.pack)).to_owned();
    let mut years = Vec::new();
    for year in super::years(&workspace.pack, ask.cut) {
        let question = Question { indicator: ask.indicator.to_owned(), year, cut: ask.cut, on: None };
        let (then, inputs) = figure(workspace, &lake, &question, &org).await?;
        let later = match ask.on {
            Some(on) => figure(workspace, &lake, &Question { on: Some(on), ..question }, &org).await?.0,
            None => None,
        };
        years.push(Year { year, reference: inputs.reference, facts_of: inputs.newest_as_of, then, later });
    }
    flag_steps(&indicator, years.iter_mut().map(|year| (year.year, &mut year.then)));
    flag_steps(&indicator, years.iter_mut().map(|year| (year.year, &mut year.later)));
    let as_of = ask.on.unwrap_or(ask.cut.as_of).min(ask.cut.as_of);
    let tree = lake.tree(Cut { as_of, ..ask.cut }).await?;
    if tree.get(&org).is_none() && years.iter().all(|year| year.then.is_none() && year.later.is_none()) {
        return Err(lake::Refusal::UnknownOrg { org, date: as_of.to_string() }.into());
    }
    let changes = match years.first().filter(|_| ask.on.is_some()) {
        Some(first) => {
            let changes = lake.changes(first.reference, &tree, ask.cut.known_at).await?;
            changes.leading_to(&tree.codes_within(&org))
        }
        None => Vec::new(),
    };
    Ok(Series { indicator, org, years, changes })
}

/// The figure of one unit, from the store or made now, and what it is made of.
pub(super) async fn figure(
    workspace: &Workspace,
    lake: &lake::Lake,
    question: &Question,
    org: &str,
) -> Result<(Option<Figure>, Inputs)> {
    let inputs = lake.inputs(question).await.map_err(|error| lakes::blame(lake, error))?;
    let stored = workspace.store.read().await?.figures(&inputs.fingerprint).await?;
    let figures = match stored {
        Some(figures) => figures,
        None => lake.compute(question, &Known::new()).await.map_err(|error| lakes::blame(lake, error))?,
    };
    Ok((figures.figures.into_iter().find(|figure| figure.org == org), inputs))
}

/// Flags every value that is further from the one of the year before than believable.
pub(super) fn flag_steps<'a>(indicator: &Indicator, years: impl Iterator<Item = (i16, &'a mut Option<Figure>)>) {
    let mut before = None;
    for (year, figure) in years {
        let value = figure.as_ref().and_then(|figure| figure.value);
        if let (Some(before), Some(value), Some(figure)) = (before, value, figure)
            && indicator.is_large_step(before, year, value)
        {
            figure.flags.insert(Flag::LargeStep);
        }
        before = value;
    }
}
