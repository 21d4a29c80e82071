use std::collections::BTreeMap;

use anyhow::Result;
use lake::compute::Figure;
use policy::{
    indicator::Indicator,
    pack::Pack,
    plan::{Commitment, Plan, Safeguard, TargetTable, Task},
};

use super::{Standing, rows::years};
use crate::{refusal::Refusal, services::board::Board, workspace::Workspace};

/// All targets of the plan year by year: first as the plan's own tables list them, then by its parts.
pub struct Group<'a> {
    pub part: Part<'a>,
    pub lines: Vec<Line<'a>>,
}

/// What a group of targets belongs to.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Table(&'a TargetTable),
    Goals,
    Task(&'a Task),
    Safeguard(&'a Safeguard),
}

/// One indicator of one school or area through the years of the plan.
pub struct Line<'a> {
    pub commitment: &'a Commitment,
    pub indicator: &'a Indicator,
    pub org: &'a str,
    pub targets: BTreeMap<i16, Standing<'a>>,
    pub figures: BTreeMap<i16, Figure>,
}

/// Lists the targets of the plan with the figures of its years.
///
/// # Errors
/// Refused for a pack without a plan; faults of the database.
pub async fn by_year<'a>(workspace: &'a Workspace, board: &Board) -> Result<Vec<Group<'a>>> {
    let pack = &workspace.pack;
    let plan = pack.plan.as_ref().ok_or_else(|| Refusal::new("plan-missing"))?;
    let mut lines: Vec<(Part<'a>, Line<'a>)> = Vec::new();
    for standing in board.standings(pack) {
        let (commitment, indicator, org) = (standing.commitment, standing.indicator, standing.org);
        let same = |(_, line): &&mut (Part, Line)| {
            line.commitment.id == commitment.id && line.indicator.id == indicator.id && line.org == org
        };
        let line = if let Some((_, line)) = lines.iter_mut().find(same) {
            line
        } else {
            let (targets, figures) = (BTreeMap::new(), figures(workspace, board, plan, &indicator.id, org).await?);
            lines.push((part(plan, commitment), Line { commitment, indicator, org, targets, figures }));
            let Some((_, line)) = lines.last_mut() else { continue };
            line
        };
        line.targets.insert(standing.target.period, standing);
    }
    Ok(grouped(pack, plan, lines))
}

fn grouped<'a>(pack: &'a Pack, plan: &'a Plan, mut lines: Vec<(Part<'a>, Line<'a>)>) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    for table in &plan.tables {
        let mut own = Vec::new();
        for id in table.indicators.iter().filter(|id| pack.indicators.contains_key(*id)) {
            while let Some(at) = lines.iter().position(|(_, line)| line.indicator.id == *id) {
                own.push(lines.remove(at).1);
            }
        }
        groups.push(Group { part: Part::Table(table), lines: own });
    }
    for (part, line) in lines {
        match groups.last_mut() {
            Some(group) if group.part.is(part) => group.lines.push(line),
            _ => groups.push(Group { part, lines: vec![line] }),
        }
    }
    groups
}

fn part<'a>(plan: &'a Plan, commitment: &Commitment) -> Part<'a> {
    let safeguard = || plan.safeguards.iter().find(|one| Some(one.number) == commitment.safeguard);
    plan.task(commitment).map(Part::Task).or_else(|| safeguard().map(Part::Safeguard)).unwrap_or(Part::Goals)
}

async fn figures(
    workspace: &Workspace,
    board: &Board,
    plan: &Plan,
    id: &str,
    org: &str,
) -> Result<BTreeMap<i16, Figure>> {
    let mut stored = workspace.store.read().await?;
    let mut found = BTreeMap::new();
    for year in years(board, id).filter(|year| (plan.from..=plan.to).contains(year)) {
        if let Some(inputs) = board.computed.inputs.get(&(id.to_owned(), year))
            && let Some(figure) = stored.figure(&inputs.fingerprint, org).await?
        {
            found.insert(year, figure);
        }
    }
    Ok(found)
}

impl Part<'_> {
    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Goals, Self::Goals) => true,
            (Self::Task(one), Self::Task(other)) => one.number == other.number,
            (Self::Safeguard(one), Self::Safeguard(other)) => one.number == other.number,
            _ => false,
        }
    }
}
