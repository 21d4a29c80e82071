use policy::{
    pack::Pack,
    plan::{Commitment, Plan, Strength},
    status::Flag,
    supervise::{Duty, State},
};

use super::{Column, Row};
use crate::{
    services::{indicator::Standing, overview::answers_for},
    store::DutyRow,
    telling::{Told, ToldDuty},
    words::{Words, word},
};

/// What a ledger is made of.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub pack: &'a Pack,
    pub plan: &'a Plan,
    /// Where the targets stand.
    pub standings: &'a [Standing<'a>],
    /// The duties of the year.
    pub duties: &'a [DutyRow],
    pub year: i16,
    pub words: Words,
}

impl Source<'_> {
    /// The rows in the order of the plan, those of one unit if one is named.
    #[must_use]
    pub fn rows(&self, unit: Option<&str>) -> Vec<Row> {
        let mut rows = Vec::new();
        for commitment in &self.plan.commitments {
            let told = |row: &&DutyRow| !matches!(row.duty.state, State::Drafted | State::Void);
            let of = |row: &&DutyRow| {
                row.duty.commitment == commitment.id && unit.is_none_or(|unit| row.duty.names(unit)) && told(row)
            };
            let own: Vec<_> = self.duties.iter().filter(of).collect();
            if own.is_empty() && unit.is_none_or(|unit| answers_for(self.plan, unit, commitment)) {
                rows.push(self.row(commitment, commitment.id.clone()));
            }
            for duty in own {
                let mut row = self.row(commitment, duty.id.clone());
                row.cells.extend(self.of_duty(&duty.duty));
                row.is_open = duty.duty.state.is_with_unit() && unit.is_none_or(|unit| duty.duty.unit == unit);
                rows.push(row);
            }
        }
        for (at, row) in rows.iter_mut().enumerate() {
            row.cells.insert(Column::Serial, (at + 1).to_string());
        }
        rows
    }

    fn of_duty(&self, duty: &Duty) -> Vec<(Column, String)> {
        let told = ToldDuty { words: self.words, pack: self.pack };
        let helpers: Vec<_> = duty.shares.keys().map(|unit| told.unit(unit)).collect();
        let mut cells = vec![
            (Column::Lead, told.unit(&duty.unit)),
            (Column::Responsible, helpers.join(&self.words.say("list-separator"))),
            (Column::Deadline, duty.due.to_string()),
            (Column::State, told.state(duty.state)),
        ];
        if let Some(report) = &duty.report {
            cells.extend([
                (Column::Pace, word(self.words, "pace", &report.pace)),
                (Column::Percent, report.percent.map(|percent| percent.to_string()).unwrap_or_default()),
                (Column::Progress, report.progress.trim().to_owned()),
                (Column::Problems, report.problems.trim().to_owned()),
                (Column::Next, report.next.trim().to_owned()),
                (Column::Help, report.help.trim().to_owned()),
            ]);
        }
        cells
    }

    /// What the targets of a commitment want and where they stand, a line for each: those of the year, else all.
    fn of_targets(&self, commitment: &Commitment) -> Vec<(Column, String)> {
        let all: Vec<_> = self.standings.iter().filter(|one| one.commitment.id == commitment.id).collect();
        let of_year: Vec<_> = all.iter().copied().filter(|one| one.target.period == self.year).collect();
        let own = if of_year.is_empty() { all } else { of_year };
        let many = own.len() > 1;
        let mut lines: [Vec<String>; 4] = Default::default();
        for (number, standing) in (1..).zip(own) {
            let (words, target) = (self.words, standing.target);
            let told = Told { words, pack: self.pack, standing };
            let striven = told.striven().map(|word| format!(" ({word})")).unwrap_or_default();
            let title = standing.indicator.title.get(words.0);
            let about = if standing.org == self.plan.org { String::new() } else { format!(" · {}", told.org()) };
            let year = standing.judgement.judged.as_ref().map(|judged| judged.year);
            let value = told.value().map(|value| match year.filter(|year| *year != target.period) {
                Some(year) => format!("{value} ({year})"),
                None => value,
            });
            let said = [
                format!("{title}{about} · {} · {}{striven}", target.period, told.goal()),
                value.unwrap_or_else(|| {
                    let hidden = standing.is_flagged(Flag::Confidential);
                    words.say(if hidden { "value-confidential" } else { "value-none" })
                }),
                words.say(standing.judgement.status.key()),
                told.reason(),
            ];
            for (lines, said) in lines.iter_mut().zip(said) {
                lines.push(if many { format!("{number}. {said}") } else { said });
            }
        }
        let columns = [Column::Target, Column::Value, Column::Status, Column::Explanation];
        columns.into_iter().zip(lines).map(|(column, lines)| (column, lines.join("\n"))).collect()
    }

    /// What a commitment says, whoever has it as a duty.
    fn row(&self, commitment: &Commitment, key: String) -> Row {
        let (plan, words) = (self.plan, self.words);
        let task = plan.task(commitment);
        let action = task.and_then(|task| plan.actions.iter().find(|action| action.number == task.action));
        let safeguard = plan.safeguards.iter().find(|one| Some(one.number) == commitment.safeguard);
        let of = match (action, safeguard) {
            (Some(action), _) => action.title.get(words.0).to_owned(),
            (None, Some(safeguard)) => safeguard.title.get(words.0).to_owned(),
            (None, None) => words.say("plan-goals"),
        };
        let names = |ids: &[String]| {
            let name = |id: &String| plan.units.iter().find(|unit| unit.id == *id);
            let names: Vec<_> = ids.iter().filter_map(name).map(|unit| unit.name.get(words.0)).collect();
            names.join(&words.say("list-separator"))
        };
        let own = (!commitment.units.is_empty()).then_some(&commitment.units);
        let responsible = own.or(task.map(|task| &task.responsible)).map(|units| names(units)).unwrap_or_default();
        let mut content = commitment.text.get(words.0).to_owned();
        if commitment.strength == Strength::Striven {
            content += &format!(" ({})", word(words, "strength", &commitment.strength));
        }
        let note = commitment.due_note.as_ref().map(|note| note.get(words.0).to_owned());
        let deadline = plan.promised(commitment).map(|due| due.to_string()).or(note).unwrap_or_default();
        let cells = [
            (Column::Action, of),
            (
                Column::Task,
                task.map(|task| format!("{}. {}", task.number, task.title.get(words.0))).unwrap_or_default(),
            ),
            (Column::Content, content),
            (Column::Lead, task.map(|task| names(&task.lead)).unwrap_or_default()),
            (Column::Responsible, responsible),
            (Column::Deadline, deadline),
        ];
        let mut row = Row { key, cells: cells.into(), is_open: false };
        row.cells.extend(self.of_targets(commitment));
        row
    }
}
