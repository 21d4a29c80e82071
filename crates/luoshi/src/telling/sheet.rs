//! Rows as csv for spreadsheets.

use anyhow::Result;

/// csv in UTF-8; a cell that a spreadsheet would run as a formula is made plain text.
///
/// # Errors
/// When the rows have not as many cells as the header.
pub fn csv(header: Vec<String>, rows: &[Vec<String>]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
            if formula { format!("'{cell}") } else { cell.clone() }
        }))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
