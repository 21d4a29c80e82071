use anyhow::Result;
use jiff::civil::Date;
use policy::{
    calendar::{Calendar, UnknownYear},
    supervise::{Command, State, proposed},
};

use super::{Act, Proofs, Who, act};
use crate::{edge::Edge, refusal::Refusal, services::notice, store::DutyFilter, workspace::Workspace};

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

/// Raises the slips that the rules ask for on a day, and tells what is to be told. Run again on the same day it finds nothing to
/// do.
///
/// # Errors
/// When the database fails.
pub async fn tick(workspace: &Workspace, edge: &Edge, name: &str, proofs: &Proofs, day: Date) -> Result<Ticked> {
    let (rules, calendar) = (&workspace.pack.supervision, Calendar::new(&workspace.pack.calendar));
    let mut ticked = Ticked::default();
    for state in [State::Assigned, State::InHand, State::Submitted, State::Returned] {
        let filter = DutyFilter { state: Some(state), ..DutyFilter::default() };
        let (rows, _) = workspace.store.read().await?.duties(&filter, 0, usize::try_from(i64::MAX)?).await?;
        for row in rows {
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
            let done = act(workspace, edge, Act { who, day, id: &row.id, version, proof, command }).await;
            match done {
                Ok(_) => ticked.raised += 1,
                // Somebody acted meanwhile; the next run looks again.
                Err(error) if error.is::<Refusal>() => {}
                Err(error) => return Err(error),
            }
        }
    }
    let made = notice::make(workspace, edge, name, day).await?;
    (ticked.told, ticked.unknown) = (made.told, ticked.unknown.or(made.unknown));
    Ok(ticked)
}
