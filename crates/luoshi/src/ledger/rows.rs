use policy::{
    pack::Pack,
    plan::{Commitment, Plan, Strength},
};

use super::{Column, Row};
use crate::{
    services::{indicator::Standing, overview::answers_for},
    telling::Told,
    words::{Words, word},
};

/// The rows of a plan in its order, those of one unit if one is named.
#[must_use]
pub fn rows(pack: &Pack, plan: &Plan, standings: &[Standing<'_>], unit: Option<&str>, words: Words) -> Vec<Row> {
    let asked = |one: &&Commitment| unit.is_none_or(|unit| answers_for(plan, unit, one));
    let mut rows = Vec::new();
    for commitment in plan.commitments.iter().filter(asked) {
        let own: Vec<_> = standings.iter().filter(|one| one.commitment.id == commitment.id).collect();
        if own.is_empty() {
            rows.push(row(plan, commitment, commitment.id.clone(), words));
        }
        for standing in own {
            let target = standing.target;
            let key = format!("{}/{}/{}/{}", commitment.id, target.indicator, target.period, standing.org);
            let told = Told { words, pack, standing };
            let mut row = row(plan, commitment, key, words);
            let striven = told.striven().map(|word| format!(" ({word})")).unwrap_or_default();
            let title = standing.indicator.title.get(words.0);
            let about = if standing.org == plan.org { String::new() } else { format!(" · {}", told.org()) };
            let goal = format!("{title}{about} · {} · {}{striven}", target.period, told.goal());
            let year = standing.judgement.judged.as_ref().map(|judged| judged.year);
            let value = told.value().map(|value| match year.filter(|year| *year != target.period) {
                Some(year) => format!("{value} ({year})"),
                None => value,
            });
            row.cells.extend([
                (Column::Target, goal),
                (Column::Deadline, standing.due.to_string()),
                (Column::Value, value.unwrap_or_default()),
                (Column::Status, words.say(standing.judgement.status.key())),
                (Column::Explanation, told.reason()),
            ]);
            rows.push(row);
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        row.cells.insert(Column::Serial, (at + 1).to_string());
    }
    rows
}

/// What a commitment says, whatever its target.
fn row(plan: &Plan, commitment: &Commitment, key: String, words: Words) -> Row {
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
        (Column::Task, task.map(|task| format!("{}. {}", task.number, task.title.get(words.0))).unwrap_or_default()),
        (Column::Content, content),
        (Column::Lead, task.map(|task| names(&task.lead)).unwrap_or_default()),
        (Column::Responsible, responsible),
        (Column::Deadline, deadline),
    ];
    Row { key, cells: cells.into() }
}
