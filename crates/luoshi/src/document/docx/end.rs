//! What stands after the text: attachments, signature and date, annexes, copies and printing.

use anyhow::Result;
use docx_rs::{
    AlignmentType, BorderType, LineSpacing, LineSpacingType, Paragraph, Run, SpecialIndentType, Tab, TabValueType,
    TableBorder, TableBorderPosition, TableBorders, TableCell, TableCellMargins, TableLayoutType,
    TablePositionProperty, TableRow, WidthType,
};

use super::{BODY, IMPRINT, TITLE, Writer, breadth, heading_style, size, twips, twips_of_points};
use crate::document::model::{Annex, Document};

/// Weights of the outer and the inner lines of the imprint, in eighths of a point: 0.35 mm and 0.25 mm.
const THICK: usize = 8;
const THIN: usize = 6;
/// Characters between the date and the right edge.
const DATE_FROM_EDGE: f64 = 4.0;

impl Writer<'_> {
    pub(super) fn end(&mut self, document: &Document) {
        self.attachments(&document.attachments);
        self.signature(document);
        for remark in &document.remarks {
            let line = self.indented(BODY).add_run(Run::new().add_text(remark));
            self.add(line);
        }
    }

    /// Two characters in, one below the other; numbered when there are several.
    fn attachments(&mut self, attachments: &[String]) {
        if attachments.is_empty() {
            return;
        }
        self.blank(1);
        let label = &self.paper.words.attachments;
        for (at, name) in attachments.iter().enumerate() {
            let number = if attachments.len() > 1 { self.paper.heading_number(3, at + 1) } else { String::new() };
            let from = 2.0 + breadth(label);
            let text = if at == 0 { format!("{label}{number}{name}") } else { format!("{number}{name}") };
            // A name that goes on does so below its own beginning.
            let hanging = breadth(&number) + if at == 0 { breadth(label) } else { 0.0 };
            let left = self.grid.characters(from + breadth(&number));
            let line = Paragraph::new().style(BODY).indent(
                Some(left),
                Some(SpecialIndentType::Hanging(self.grid.characters(hanging))),
                None,
                None,
            );
            self.add(line.add_run(Run::new().add_text(text)));
        }
    }

    /// The date four characters from the right edge, the issuing bodies centred above it.
    fn signature(&mut self, document: &Document) {
        let Some(date) = &document.dated else { return };
        let room = f64::from(self.paper.characters);
        let longest = document.signed.iter().map(|one| breadth(one)).fold(breadth(date), f64::max).min(room);
        // Where the middle lies, counted from the right edge; the longest line still stays on the page.
        let middle = (DATE_FROM_EDGE + breadth(date) / 2.0).max(longest / 2.0);
        self.blank(2);
        for line in document.signed.iter().chain([date]) {
            let from_edge = self.grid.characters((middle - breadth(line) / 2.0).max(0.0));
            let paragraph = Paragraph::new().style(BODY).align(AlignmentType::Right).keep_next(line != date);
            self.add(paragraph.indent(None, None, Some(from_edge), None).add_run(Run::new().add_text(line)));
        }
    }

    pub(super) fn annex(&mut self, annex: &Annex, number: Option<usize>) -> Result<()> {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        self.fresh_page = true;
        let label = format!("{}{number}", self.paper.words.annex);
        self.add(Paragraph::new().style(&heading_style(1)).add_run(Run::new().add_text(label)));
        self.blank(1);
        self.add(Paragraph::new().style(TITLE).add_run(Run::new().add_text(&annex.title)));
        self.blank(1);
        annex.body.iter().try_for_each(|block| self.block(block))
    }

    /// Copies and printing at the foot of the last page, between lines as wide as the type area.
    pub(super) fn imprint(&mut self, document: &Document) {
        let mut lines = Vec::new();
        let one = twips_of_points(self.paper.imprint.size);
        let words = &self.paper.words;
        if !document.copies.is_empty() {
            let copies = document.copies.join(&words.comma);
            let stop = if copies.ends_with(&words.stop) { "" } else { &words.stop };
            let hanging = twips_of_points(breadth(&words.copies) * self.paper.imprint.size);
            let indent = Some(SpecialIndentType::Hanging(hanging));
            let line = Paragraph::new().style(IMPRINT).indent(Some(one + hanging), indent, Some(one), None);
            lines.push(line.add_run(Run::new().add_text(format!("{}{copies}{stop}", words.copies))));
        }
        if let Some((body, day)) = &document.printed {
            let edge = Tab::new().val(TabValueType::Right).pos(size(self.grid.width - one));
            let line = Paragraph::new().style(IMPRINT).indent(Some(one), None, None, None).add_tab(edge);
            let day = format!("{day}{}", words.printed);
            lines.push(line.add_run(Run::new().add_text(body).add_tab().add_text(day)));
        }
        if lines.is_empty() {
            return;
        }
        let width = size(self.grid.width);
        let cell = |line| TableCell::new().width(width, WidthType::Dxa).add_paragraph(line);
        let rows: Vec<_> = lines.into_iter().map(|line| TableRow::new(vec![cell(line)]).cant_split()).collect();
        self.heads.extend(rows.iter().map(|_| false));
        let border =
            |position, weight| TableBorder::new(position).border_type(BorderType::Single).size(weight).color("000000");
        let borders = TableBorders::with_empty()
            .set(border(TableBorderPosition::Top, THICK))
            .set(border(TableBorderPosition::Bottom, THICK))
            .set(border(TableBorderPosition::InsideH, THIN));
        // Counted from the page, so that every word processor lets it float.
        let position = TablePositionProperty::new()
            .horizontal_anchor("page")
            .position_x(twips(self.paper.left))
            .vertical_anchor("margin")
            .position_y_alignment("bottom");
        let table = docx_rs::Table::new(rows)
            .set_grid(vec![width])
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(40, 0, 40, 0))
            .set_borders(borders)
            .position(position);
        self.docx = std::mem::take(&mut self.docx).add_table(table);
        // What the table floats beside; it takes no room.
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(20);
        self.add(Paragraph::new().style(IMPRINT).line_spacing(spacing));
    }
}
