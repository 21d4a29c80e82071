//! Tables: as wide as the type area, widths stated for the table, its grid and its cells, since some word processors
//! heed only one of them.

use docx_rs::{
    AlignmentType, BorderType, HeightRule, LineSpacing, LineSpacingType, Paragraph, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::{TABLE, TABLE_HEAD, Writer, size, twips_of_points};
use crate::document::model::{Align, Cell, Table};

/// Weight of the lines in eighths of a point.
const WEIGHT: usize = 4;

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.tables += 1;
            self.caption(&self.paper.words.table, self.tables, caption, true);
        }
        let parts = table.columns.iter().map(|column| column.width).sum::<usize>().max(1);
        let all = size(self.grid.width);
        let mut grid: Vec<_> = table.columns.iter().map(|column| column.width * all / parts).collect();
        // What division leaves over goes to the last column.
        let given: usize = grid.iter().sum();
        if let Some(last) = grid.last_mut() {
            *last += all - given;
        }
        let rows = (0..table.rows.len()).map(|row| self.row(table, row, &grid)).collect();
        self.heads.extend((0..table.rows.len()).map(|row| row < table.head));
        let margins = TableCellMargins::new().margin(0, 70, 0, 70);
        let made = docx_rs::Table::new(rows)
            .set_grid(grid)
            .width(all, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(margins)
            .set_borders(borders());
        self.docx = std::mem::take(&mut self.docx).add_table(made);
        // Room before the text goes on; a table right after another would grow together with it.
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(self.grid.line / 3);
        self.add(Paragraph::new().style(TABLE).line_spacing(spacing));
    }

    fn row(&self, table: &Table, row: usize, grid: &[usize]) -> TableRow {
        let is_head = row < table.head;
        let cells = &table.rows[row];
        let mut made = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let span = Table::span(cells, at);
            let width: usize = grid[at..at + span].iter().sum();
            let style = if is_head { TABLE_HEAD } else { TABLE };
            let align = match table.columns[at].align {
                _ if is_head => AlignmentType::Center,
                Align::Left => AlignmentType::Left,
                Align::Centre => AlignmentType::Center,
                Align::Right => AlignmentType::Right,
            };
            let paragraph = Paragraph::new().style(style).align(align);
            let new = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
            let cell = match cell {
                Cell::WithLeft => continue,
                Cell::WithAbove => new.vertical_merge(VMergeType::Continue).add_paragraph(paragraph),
                Cell::Text(line) => {
                    let cell = new.add_paragraph(self.runs(paragraph, line));
                    if table.depth(row, at) > 1 { cell.vertical_merge(VMergeType::Restart) } else { cell }
                }
            };
            made.push(if span > 1 { cell.grid_span(span) } else { cell });
        }
        let height = twips_of_points(self.paper.table.size * 2.0);
        #[expect(clippy::cast_precision_loss, reason = "the library takes a float")]
        let row = TableRow::new(made).row_height(size(height) as f32).height_rule(HeightRule::AtLeast);
        row.cant_split()
    }
}

fn borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Bottom, Left, Right, InsideH, InsideV].into_iter().fold(TableBorders::with_empty(), |borders, position| {
        borders.set(TableBorder::new(position).border_type(BorderType::Single).size(WEIGHT).color("000000"))
    })
}
