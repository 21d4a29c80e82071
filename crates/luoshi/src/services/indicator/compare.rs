use anyhow::Result;
use jiff::civil::Date;
use lake::{
    compute::Figure,
    inputs::Question,
    snapshot::{Cut, Snapshot},
};

use super::{series::figure, table::sources};
use crate::{
    services::{board::Board, lake as lakes},
    workspace::Workspace,
};

/// The district's figure of one year as it stood at another cut, beside the one of now.
pub struct Compared {
    pub year: i16,
    pub then: Option<Figure>,
    pub now: Option<Figure>,
    /// Why the two may differ; nothing when they are made of the same.
    pub why: Vec<Why>,
}

/// Something that one figure is made of and the other is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The definition (口径) changed.
    Definition,
    /// The facts were taken at another day.
    Reference { then: Date, now: Date },
    /// A file that counts now and did not then.
    Came(Snapshot),
    /// A file that counted then and does not now.
    Went(Snapshot),
    /// Files that the asker may not know of.
    Elsewhere,
    /// Values entered by hand, or what follows from the organisation.
    Other,
}

/// Compares the figures of an indicator with what they were at another cut.
///
/// # Errors
/// Faults of files and database.
pub async fn compare(
    workspace: &Workspace,
    board: &Board,
    id: &str,
    cut: Cut,
    scopes: &[&str],
) -> Result<Vec<Compared>> {
    let before = lakes::open(workspace, cut.known_at).await?;
    let district = board.tree.district.as_str();
    let mut compared = Vec::new();
    for year in super::rows::years(board, id) {
        let Some(now) = board.computed.inputs.get(&(id.to_owned(), year)) else { continue };
        let question = Question { indicator: id.to_owned(), year, cut, on: None };
        let (figure_then, then) = figure(workspace, &before, &question, district).await?;
        let figure_now = workspace.store.read().await?.figure(&now.fingerprint, district).await?;
        let mut why = Vec::new();
        if then.definition != now.definition {
            why.push(Why::Definition);
        }
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|id| !those.contains(id)).cloned().collect()
        };
        let (came, went) = (only(&now.snapshots, &then.snapshots), only(&then.snapshots, &now.snapshots));
        let (seen_came, seen_went) = (sources(board, &came, scopes), sources(board, &went, scopes));
        let elsewhere = seen_came.len() + seen_went.len() < came.len() + went.len();
        why.extend(seen_came.into_iter().cloned().map(Why::Came));
        why.extend(seen_went.into_iter().cloned().map(Why::Went));
        why.extend(elsewhere.then_some(Why::Elsewhere));
        if then.reference != now.reference {
            why.push(Why::Reference { then: then.reference, now: now.reference });
        }
        if why.is_empty() && then.fingerprint != now.fingerprint {
            why.push(Why::Other);
        }
        compared.push(Compared { year, then: figure_then, now: figure_now, why });
    }
    Ok(compared)
}
