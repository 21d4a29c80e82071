//! A document as values: what stands on the paper, in its order, without a word about how it looks.

/// A stretch of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub bold: bool,
    /// Path of the page that it comes from.
    pub link: Option<String>,
}

pub type Line = Vec<Run>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Name of the issuing body in red (发文机关标志), one line for each of several.
    pub head: Vec<String>,
    /// What stands between the head and the red line, such as the number (发文字号), which the office fills in.
    pub number: Option<String>,
    /// Lines of the title.
    pub title: Vec<String>,
    /// To whom it goes first (主送).
    pub to: Line,
    pub body: Vec<Block>,
    pub attachments: Vec<String>,
    /// Issuing bodies (署名).
    pub signed: Vec<String>,
    pub dated: Option<String>,
    /// Notes below the date, such as whom to ask (附注).
    pub remarks: Vec<String>,
    /// Each on a page of its own, after the date.
    pub annexes: Vec<Annex>,
    /// Who gets a copy (抄送).
    pub copies: Vec<String>,
    /// Who printed it and when (印发机关、印发日期).
    pub printed: Option<(String, String)>,
    /// What every page says at its top, such as that everything is made up.
    pub notice: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annex {
    pub title: String,
    pub body: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Level from 1, the number before it, and the text.
    Heading(usize, String, Line),
    Paragraph(Line),
    Table(Table),
    Picture(Picture),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    /// How many of the rows are the head, which every page repeats.
    pub head: usize,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Width in parts of the sum.
    pub width: usize,
    pub align: Align,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(Line),
    /// Belongs to the cell on its left.
    WithLeft,
    /// Belongs to the cell above.
    WithAbove,
}

/// A picture that the program draws from the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub chart: String,
    pub caption: String,
}

impl Document {
    /// The blocks of the text and of the annexes, in their order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.body.iter().chain(self.annexes.iter().flat_map(|annex| &annex.body))
    }
}

impl Table {
    /// How many columns the cell spans, counted from where it stands.
    #[must_use]
    pub fn span(row: &[Cell], at: usize) -> usize {
        1 + row[at + 1..].iter().take_while(|cell| **cell == Cell::WithLeft).count()
    }

    /// How many rows the cell spans.
    #[must_use]
    pub fn depth(&self, row: usize, at: usize) -> usize {
        1 + self.rows[row + 1..].iter().take_while(|row| row.get(at) == Some(&Cell::WithAbove)).count()
    }
}

/// The text of a line without its marks.
#[must_use]
pub fn plain(line: &[Run]) -> String {
    line.iter().map(|run| run.text.as_str()).collect()
}
