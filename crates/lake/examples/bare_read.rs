//! The floor for reading a workbook: calamine's cell reader over the first sheet, counting rows and cells. Prints both.

use std::{env, error::Error};

use calamine::{Reader, Xlsx, open_workbook};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("usage: bare_read FILE.xlsx")?;
    let mut book: Xlsx<_> = open_workbook(path)?;
    let sheet = book.sheet_names().first().ok_or("no sheet")?.clone();
    let mut cells = book.worksheet_cells_reader(&sheet)?;
    let (mut rows, mut count) = (0, 0_u64);
    while let Some(cell) = cells.next_cell()? {
        rows = cell.get_position().0 + 1;
        count += 1;
    }
    println!("{rows} {count}");
    Ok(())
}
