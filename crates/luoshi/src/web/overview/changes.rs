//! What changed since the last visit, as a part of the overview.

use super::super::{
    guard::Visit,
    page::Page,
    trouble::Trouble,
    view::{Row, rows},
};
use crate::{
    services::{board::Board, changes::changes, indicator::Standing},
    telling::Told,
    words::name,
};

pub(super) struct Changes {
    pub since: String,
    pub targets: Vec<Target>,
    /// Those that unfold.
    pub more_targets: Vec<Target>,
    pub files: Vec<File>,
    pub more_files: Vec<File>,
}

/// A target that stands elsewhere.
pub(super) struct Target {
    /// Name and word of the status that it had, when it is another one.
    pub was: Option<(String, String)>,
    /// The value that it had, when it is another one.
    pub value: Option<String>,
    pub row: Row,
}

pub(super) struct File {
    pub id: String,
    pub dataset: String,
    pub place: String,
    pub as_of: String,
    pub at: String,
    pub withdrawn: bool,
}

/// Changes shown at once; the others unfold.
const SHOWN: usize = 6;

/// None for whoever is here for the first time.
pub(super) async fn told(
    visit: &Visit,
    page: &Page<'_>,
    board: &Board,
    standings: &[Standing<'_>],
) -> Result<Option<Changes>, Trouble> {
    let (workspace, words) = (&visit.app.workspace, page.words());
    let pack = &workspace.pack;
    let Some(seen) = changes(workspace, &visit.edge, board, standings, visit.caller()?).await? else {
        return Ok(None);
    };
    let now = rows(words, pack, seen.targets.iter().map(|(_, now)| now));
    let target = |((then, now), row): (&(Standing<'_>, Standing<'_>), Row)| {
        let status = then.judgement.status;
        let value = Told { words, pack, standing: then }.value();
        Target {
            was: (status != now.judgement.status).then(|| (name(&status), words.say(status.key()))),
            value: value.filter(|value| row.value.as_ref() != Some(value)),
            row,
        }
    };
    let place = |scope: &str| match &pack.plan {
        Some(plan) if plan.org == scope => page.text(&plan.org_name).to_owned(),
        _ => board.tree.get(scope).map_or_else(|| scope.to_owned(), |org| org.name.clone()),
    };
    let file = |one: &lake::snapshot::Snapshot| File {
        id: one.id.clone(),
        dataset: pack.datasets.get(&one.dataset).map_or("", |dataset| page.text(&dataset.title)).to_owned(),
        place: place(&one.scope),
        as_of: words.date(one.as_of),
        at: page.moment(&one.withdrawn_at.unwrap_or(one.recorded_at)),
        withdrawn: one.withdrawn_at.is_some(),
    };
    let mut targets: Vec<_> = seen.targets.iter().zip(now).map(target).collect();
    let mut files: Vec<_> = seen.files.iter().map(file).collect();
    let more_targets = targets.split_off(SHOWN.min(targets.len()));
    let more_files = files.split_off(SHOWN.min(files.len()));
    Ok(Some(Changes { since: page.moment(&seen.since), targets, more_targets, files, more_files }))
}
