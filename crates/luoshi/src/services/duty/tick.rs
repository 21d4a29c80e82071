use anyhow::Result;
use jiff::civil::Date;
use policy::{
    calendar::{Calendar, UnknownYear},
    supervise::{Command, proposed},
};

use super::{Act, Proofs, Who, act::within};
use crate::{edge::Edge, refusal::Refusal, services::notice, workspace::Workspace};

/// What a daily run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Slips raised by rule.
    pub raised: usize,
    /// People and groups that were told something.
    pub told: usize,
    /// A year whose working days no pack knows, if one was needed: duties that need it were passed over.
    pub unknown: Option<UnknownYear>,
}

/// Duties that are in memory at a time where all that are open are looked at.
pub const AT_ONCE: usize = 500;

/// Raises the slips that the rules ask for on a day, and tells what is to be told. Run again on the same day it finds nothing to
/// do.
///
/// # Errors
/// When the database fails.
pub async fn tick(workspace: &Workspace, edge: &Edge, name: &str, proofs: &Proofs, day: Date) -> Result<Ticked> {
    let (rules, calendar) = (&workspace.pack.supervision, Calendar::new(&workspace.pack.calendar));
    let mut ticked = Ticked::default();
    let mut last = String::new();
    loop {
        let rows = workspace.store.read().await?.open_duties(&last, AT_ONCE).await?;
        let Some(row) = rows.last() else { break };
        last.clone_from(&row.id);
        let mut acts = Vec::new();
        for row in &rows {
            let proof = proofs.get(&row.duty);
            let slip = match proposed(&row.duty, proof, rules, calendar, day) {
                Ok(Some(slip)) => slip,
                Ok(None) => continue,
                Err(unknown) => {
                    ticked.unknown = ticked.unknown.or(Some(unknown));
                    continue;
                }
            };
            let (colour, cause, mark, answer_by) = (slip.colour, slip.cause, slip.mark, slip.answer_by);
            let command = Command::RaiseSlip { colour, cause, mark, words: String::new(), answer_by };
            let (who, version) = (Who::machine(name), Some(row.version));
            acts.push(Act { who, day, id: &row.id, version, proof, command });
        }
        if acts.is_empty() {
            continue;
        }
        let mut write = workspace.store.write().await?;
        for act in acts {
            match within(workspace, edge, &mut write, act).await {
                Ok(_) => ticked.raised += 1,
                // Somebody acted meanwhile; the next run looks again.
                Err(error) if error.is::<Refusal>() => {}
                Err(error) => return Err(error),
            }
        }
        write.commit().await?;
    }
    let made = notice::make(workspace, edge, name, day).await?;
    (ticked.told, ticked.unknown) = (made.told, ticked.unknown.or(made.unknown));
    Ok(ticked)
}
