//! The text of a filled template as a document. A line is a paragraph unless it begins with a mark:
//!
//! | mark | becomes |
//! | --- | --- |
//! | `# …` | a line of the title |
//! | `## …` to `##### …` | a heading of the first to fourth level; its number comes by itself |
//! | `@head …` `@number …` | the name of the issuing body in red, and the number below it |
//! | `@to …` | whom it goes to first |
//! | `@attachment …` `@signed …` `@dated …` `@remark …` | what stands after the text |
//! | `@copies …` `@printed BODY \| DAY` | copies and printing at the end |
//! | `@annex …` | an annex with its title, on a page of its own |
//! | `!table …` | the caption of the table that follows |
//! | `\| … \| … \|` | a row of a table; `<` joins a cell to the one on its left, `^` to the one above |
//! | `\| :-- \| :-: \| --: \|` | ends the head of a table: how columns are aligned; the more dashes, the wider |
//! | `!chart NAME \| …` | a picture with its caption |
//!
//! Empty lines say nothing. `**…**` is bold. What comes from facts is never read as a mark: [`escape`].

use policy::paper::Paper;

use super::model::{Align, Annex, Block, Cell, Column, Document, Line, Picture, Run, Table};

/// The next character is what it is, no mark.
const LITERAL: char = '\u{e000}';
/// A link: its path, then its text.
const LINK: char = '\u{e001}';
const LINK_TEXT: char = '\u{e002}';
const LINK_END: char = '\u{e003}';
/// Characters that may begin or be a mark.
const MARKS: &str = "#@!|*<^:-";

/// A fact on its way into a text: no mark of it is read as one, and it stays on its line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.trim().chars().filter(|one| !(LITERAL..=LINK_END).contains(one)) {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            mark if MARKS.contains(mark) => escaped.extend([LITERAL, mark]),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A fact with the page that it comes from.
#[must_use]
pub fn link(text: &str, page: &str) -> String {
    format!("{LINK}{page}{LINK_TEXT}{}{LINK_END}", escape(text))
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Of the filled text, from 1.
    pub line: usize,
    pub text: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No such mark.
    UnknownMark,
    /// A mark without what belongs to it.
    Incomplete,
    /// A row with another number of cells than the first of its table.
    CellCount,
    /// A table without the line that ends its head.
    NoHead,
    /// A cell that joins one that is not there.
    Joined,
}

impl Why {
    pub const ALL: [Self; 5] = [Self::UnknownMark, Self::Incomplete, Self::CellCount, Self::NoHead, Self::Joined];

    /// Code of the error in a pack.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownMark => "document.unknown_mark",
            Self::Incomplete => "document.incomplete_mark",
            Self::CellCount => "document.cell_count",
            Self::NoHead => "document.no_table_head",
            Self::Joined => "document.joined_cell",
        }
    }
}

/// Reads a text.
///
/// # Errors
/// Every line that cannot be read.
pub fn read(paper: &Paper, text: &str) -> Result<Document, Vec<Unread>> {
    let mut reader = Reader {
        paper,
        document: Document::default(),
        numbers: vec![0; paper.headings.len()],
        caption: None,
        rows: Vec::new(),
        wrong: Vec::new(),
    };
    for (number, line) in text.lines().enumerate() {
        reader.line(number + 1, line.trim());
    }
    reader.end_table();
    if reader.wrong.is_empty() { Ok(reader.document) } else { Err(reader.wrong) }
}

struct Reader<'a> {
    paper: &'a Paper,
    document: Document,
    /// How many headings of each level there were since the last one above it.
    numbers: Vec<usize>,
    caption: Option<String>,
    /// Rows of the table being read, with their lines.
    rows: Vec<(usize, String)>,
    wrong: Vec<Unread>,
}

impl Reader<'_> {
    fn refuse(&mut self, line: usize, text: &str, why: Why) {
        let text = text.chars().filter(|one| !(LITERAL..=LINK_END).contains(one)).collect();
        self.wrong.push(Unread { line, text, why });
    }

    fn line(&mut self, number: usize, line: &str) {
        if line.starts_with('|') {
            self.rows.push((number, line.to_owned()));
            return;
        }
        if line.is_empty() {
            return;
        }
        self.end_table();
        let (mark, rest) = line.split_once([' ', '\u{3000}']).unwrap_or((line, ""));
        let rest = rest.trim();
        match line.chars().next() {
            Some('#') => self.heading(number, line, mark, rest),
            Some('@') => self.part(number, line, mark, rest),
            Some('!') if rest.is_empty() => self.refuse(number, line, Why::Incomplete),
            Some('!') if mark == "!table" => self.caption = Some(text(rest)),
            Some('!') if mark == "!chart" => match cut(rest).as_slice() {
                [chart, caption] => {
                    let picture = Picture { chart: text(chart), caption: text(caption) };
                    self.push(Block::Picture(picture));
                }
                _ => self.refuse(number, line, Why::Incomplete),
            },
            Some('!') => self.refuse(number, line, Why::UnknownMark),
            _ => self.push(Block::Paragraph(runs(line))),
        }
    }

    fn push(&mut self, block: Block) {
        match self.document.annexes.last_mut() {
            Some(annex) => annex.body.push(block),
            None => self.document.body.push(block),
        }
    }

    fn heading(&mut self, number: usize, line: &str, mark: &str, rest: &str) {
        let level = mark.len() - 1;
        if mark.chars().any(|one| one != '#') || level > self.numbers.len() {
            return self.refuse(number, line, Why::UnknownMark);
        }
        if rest.is_empty() {
            return self.refuse(number, line, Why::Incomplete);
        }
        if level == 0 {
            self.document.title.push(text(rest));
            return;
        }
        self.numbers[level - 1] += 1;
        self.numbers[level..].fill(0);
        let counted = self.paper.heading_number(level, self.numbers[level - 1]);
        self.push(Block::Heading(level, counted, runs(rest)));
    }

    fn part(&mut self, number: usize, line: &str, mark: &str, rest: &str) {
        if rest.is_empty() {
            return self.refuse(number, line, Why::Incomplete);
        }
        let document = &mut self.document;
        match mark {
            "@head" => document.head.push(text(rest)),
            "@number" => document.number = Some(text(rest)),
            "@to" => document.to = runs(rest),
            "@attachment" => document.attachments.push(text(rest)),
            "@signed" => document.signed.push(text(rest)),
            "@dated" => document.dated = Some(text(rest)),
            "@remark" => document.remarks.push(text(rest)),
            "@copies" => document.copies.push(text(rest)),
            "@printed" => match cut(rest).as_slice() {
                [body, day] => document.printed = Some((text(body), text(day))),
                _ => self.refuse(number, line, Why::Incomplete),
            },
            "@annex" => {
                document.annexes.push(Annex { title: text(rest), body: Vec::new() });
                self.numbers.fill(0);
            }
            _ => self.refuse(number, line, Why::UnknownMark),
        }
    }

    /// Puts the rows read so far together.
    fn end_table(&mut self) {
        let caption = self.caption.take();
        let lines = std::mem::take(&mut self.rows);
        let Some((first, line)) = lines.first().cloned() else {
            self.caption = caption;
            return;
        };
        let cells: Vec<_> = lines.iter().map(|(_, line)| cut(line.trim_start_matches('|'))).collect();
        let Some(head) = cells.iter().position(|row| columns(row).is_some()) else {
            return self.refuse(first, &line, Why::NoHead);
        };
        let columns = columns(&cells[head]).unwrap_or_default();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for ((number, line), row) in lines.iter().zip(&cells).enumerate().filter(|(at, _)| *at != head).map(|it| it.1) {
            if row.len() != columns.len() {
                self.refuse(*number, line, Why::CellCount);
                continue;
            }
            let cells: Vec<_> = row.iter().map(|cell| cell_of(cell)).collect();
            let joined =
                cells.first() == Some(&Cell::WithLeft) || (rows.is_empty() && cells.contains(&Cell::WithAbove));
            if joined {
                self.refuse(*number, line, Why::Joined);
                continue;
            }
            rows.push(cells);
        }
        self.push(Block::Table(Table { caption, columns, head, rows }));
    }
}

/// The parts of a row, cut at `|`; a last empty one is the end of the row.
fn cut(row: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut literal = false;
    for character in row.chars() {
        if character == '|' && !literal {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(character);
        }
        literal = character == LITERAL && !literal;
    }
    if parts.len() > 1 && parts.last().is_some_and(|last| last.trim().is_empty()) {
        parts.pop();
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

/// The columns that the end of a head declares; none for any other row.
fn columns(row: &[String]) -> Option<Vec<Column>> {
    let column = |cell: &String| {
        let dashes = cell.trim_matches(':');
        let align = match (cell.starts_with(':'), cell.ends_with(':')) {
            (true, true) => Align::Centre,
            (false, true) => Align::Right,
            _ => Align::Left,
        };
        let is_end = !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-');
        is_end.then_some(Column { width: dashes.len(), align })
    };
    row.iter().map(column).collect()
}

fn cell_of(cell: &str) -> Cell {
    match cell {
        "<" => Cell::WithLeft,
        "^" => Cell::WithAbove,
        other => Cell::Text(runs(other)),
    }
}

fn text(marked: &str) -> String {
    super::model::plain(&runs(marked))
}

/// A line with its links and bold parts.
fn runs(line: &str) -> Line {
    let mut runs: Line = vec![Run::default()];
    let (mut bold, mut path) = (false, None::<String>);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let begin = |runs: &mut Line, bold: bool, link: Option<String>| {
            runs.push(Run { text: String::new(), bold, link });
        };
        match character {
            LITERAL => runs.last_mut().into_iter().for_each(|run| run.text.extend(characters.next())),
            LINK => path = Some(String::new()),
            LINK_TEXT => begin(&mut runs, bold, path.take()),
            LINK_END => begin(&mut runs, bold, None),
            '*' if characters.peek() == Some(&'*') => {
                characters.next();
                bold = !bold;
                let going_on = runs.last().and_then(|run| run.link.clone());
                begin(&mut runs, bold, going_on);
            }
            other => match (&mut path, runs.last_mut()) {
                (Some(path), _) => path.push(other),
                (None, Some(run)) => run.text.push(other),
                (None, None) => {}
            },
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}
