use std::{ops::ControlFlow, path::Path};

use anyhow::Result;
use lake::workbook;

use super::{
    Column, Returned, Row, seal,
    write::{HEADER, MARK},
};
use crate::refusal::Refusal;

/// Most rows that are read: far more than any plan has.
const ROWS: usize = 20_000;

/// Reads a ledger that came back; rows without a key, such as those somebody wrote below, are left out.
///
/// # Errors
/// Refused when it is no ledger of this plan, or when what it carries of its beginning was changed.
pub fn read(path: &Path, staging: &Path, plan: &str) -> Result<Returned> {
    let foreign = || Refusal::new("ledger-foreign");
    let mut book = workbook::open(path, staging)?.map_err(|_| foreign())?;
    let [table, kept, ..] = (0..book.sheets.len()).collect::<Vec<_>>()[..] else { return Err(foreign().into()) };
    let mut sheet = |at: usize| -> Result<Vec<(u32, Vec<String>)>, Refusal> {
        let mut rows = Vec::new();
        let visited = book.visit(at, &mut |number, cells| {
            rows.push((number, cells.iter().map(|cell| workbook::text(cell.get_value())).collect()));
            if rows.len() < ROWS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        visited.map_err(|_| Refusal::new("ledger-foreign"))?;
        Ok(rows)
    };
    let kept = sheet(kept)?;
    let first = kept.first().map(|(_, cells)| cells.as_slice()).unwrap_or_default();
    let [mark, of, hash, year, ..] = first else { return Err(foreign().into()) };
    if mark != MARK {
        return Err(foreign().into());
    }
    if of != plan {
        return Err(Refusal::new("ledger-other-plan").with("plan", of).into());
    }
    let exported: Vec<_> = kept.iter().skip(1).filter_map(|(_, cells)| row(cells)).collect();
    let sealed = (seal(plan, year, &exported) == *hash).then(|| year.parse().ok()).flatten();
    let year = sealed.ok_or_else(|| Refusal::new("ledger-broken"))?;
    let rows = sheet(table)?;
    let uploaded = rows.iter().filter(|(number, _)| *number > HEADER + 1).filter_map(|(_, cells)| row(cells));
    Ok(Returned { year, uploaded: uploaded.collect(), exported })
}

/// A row by the order in which the columns went out, the key before them.
fn row(cells: &[String]) -> Option<Row> {
    let (key, cells) = cells.split_first()?;
    let key = Some(key.trim()).filter(|key| !key.is_empty())?;
    let cells = Column::ALL.into_iter().zip(cells).map(|(column, text)| (column, text.trim().to_owned()));
    let cells = cells.filter(|(_, text)| !text.is_empty());
    Some(Row { key: key.to_owned(), cells: cells.collect(), is_open: false })
}
