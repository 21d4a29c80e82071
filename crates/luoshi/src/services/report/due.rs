use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use jiff::civil::Date;
use lake::snapshot::{Cut, Snapshot};
use policy::{
    dataset::Dataset,
    indicator::Level,
    pack::Pack,
    report::{From, Report, Standing, State},
};

use super::Ground;
use crate::{edge::Edge, services::reach::Reach};

/// A dataset as it stands for one person.
pub struct Line<'a> {
    pub dataset: &'a Dataset,
    pub report: Option<&'a Report>,
    /// Where the report stands; of several reporters the worst. None when nothing is asked.
    pub standing: Option<Standing>,
    /// The newest snapshot in force that the person may see.
    pub last: Option<Snapshot>,
    /// The day of the newest facts that a wider file holds for the person's own places.
    pub wider: Option<Date>,
    /// The schools or townships that are asked, when it is not a unit.
    pub reporters: Option<Reporters>,
}

/// Schools or townships that report for themselves, within the scope of the asker.
pub struct Reporters {
    pub asked: usize,
    pub handed_in: usize,
    pub missing: Vec<Missing>,
}

/// A reporter whose facts are not there.
pub struct Missing {
    pub code: String,
    pub name: String,
    pub standing: Standing,
}

/// How the datasets within reach stand, the worst first.
///
/// # Errors
/// When a snapshot of the schools cannot be read.
pub async fn due<'a>(pack: &'a Pack, edge: &Edge, ground: &Ground, reach: &Reach<'_>) -> Result<Vec<Line<'a>>> {
    let mut lines = Vec::new();
    for dataset in pack.datasets.values().filter(|dataset| reach.dataset(dataset)) {
        lines.push(line(pack, edge, ground, reach, dataset).await?);
    }
    let order = |line: &Line| line.standing.map_or((State::UpToDate, None), |one| (one.state, Some(one.due.by)));
    lines.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.dataset.id.cmp(&b.dataset.id)));
    Ok(lines)
}

/// How one dataset stands within reach.
///
/// # Errors
/// When a snapshot of the schools cannot be read.
pub async fn line<'a>(
    pack: &'a Pack,
    edge: &Edge,
    ground: &Ground,
    reach: &Reach<'_>,
    dataset: &'a Dataset,
) -> Result<Line<'a>> {
    let report = pack.reports.of(&dataset.id);
    let in_force = in_force(ground, &dataset.id);
    let visible = in_force.iter().filter(|one| reach.facts(dataset, &one.scope));
    let last = visible.max_by_key(|one| (one.as_of, one.recorded_at, &one.id)).map(|one| (*one).clone());
    let newest = newest(&in_force);
    let covered = |code: &str| {
        let above = ground.tree.ancestors(code).filter_map(|above| newest.get(above));
        newest.get(code).into_iter().chain(above).max().copied()
    };
    let district = ground.tree.district.as_str();
    let judge = |report: &Report, newest| report.standing(ground.day, pack.reports.soon_days, newest);
    let mut line = Line { dataset, report, standing: None, last, wider: None, reporters: None };
    let Some(report) = report else { return Ok(line) };
    match report.from() {
        // What a unit owes is no matter of the schools that may hand in besides.
        From::Unit(_) if !reach.facts(dataset, district) => {}
        From::Unit(_) => line.standing = judge(report, newest.get(district).copied()),
        From::Schools | From::Townships => {
            let asked = asked(edge, ground, dataset, report).await?;
            let mut reporters = Reporters { asked: 0, handed_in: 0, missing: Vec::new() };
            for code in asked.into_iter().filter(|code| reach.place(code)) {
                reporters.asked += 1;
                let newest_here = covered(&code);
                let Some(standing) = judge(report, newest_here) else { continue };
                line.standing = Some(line.standing.map_or(standing, |worst| worst.min(standing)));
                if standing.state == State::UpToDate {
                    reporters.handed_in += 1;
                } else {
                    let name = ground.tree.get(&code).map_or_else(|| code.clone(), |org| org.name.clone());
                    reporters.missing.push(Missing { code, name, standing });
                }
            }
            line.wider = newest.get(district).copied().filter(|_| !reach.is_whole() && reporters.asked > 0);
            // A workspace before its schools are known, and a place that is not asked.
            if reporters.asked == 0 && reach.is_whole() {
                line.standing = judge(report, newest.get(district).copied());
            } else if reporters.asked > 0 {
                line.reporters = Some(reporters);
            }
        }
    }
    Ok(line)
}

/// Snapshots of a dataset that are not withdrawn.
fn in_force<'g>(ground: &'g Ground, dataset: &str) -> Vec<&'g Snapshot> {
    ground.lake.snapshots().iter().filter(|one| one.dataset == dataset && one.withdrawn_at.is_none()).collect()
}

/// The day of the newest facts of every scope.
fn newest<'s>(snapshots: &[&'s Snapshot]) -> BTreeMap<&'s str, Date> {
    let mut newest = BTreeMap::new();
    for one in snapshots {
        let held = newest.entry(one.scope.as_str()).or_insert(one.as_of);
        *held = (*held).max(one.as_of);
    }
    newest
}

/// Codes of the schools or townships that a report asks.
async fn asked(edge: &Edge, ground: &Ground, dataset: &Dataset, report: &Report) -> Result<BTreeSet<String>> {
    let cut = Cut { as_of: ground.day, known_at: edge.now };
    Ok(match report.from() {
        From::Schools => {
            let schools = ground.lake.reporters(dataset, &ground.tree, cut).await?;
            schools.into_iter().map(str::to_owned).collect()
        }
        From::Townships => {
            let townships = ground.tree.orgs().filter(|org| org.open && org.level == Level::Township);
            townships.map(|org| org.code.clone()).collect()
        }
        From::Unit(_) => BTreeSet::new(),
    })
}
