//! A document on paper: .docx by the form of the pack.
//!
//! The grid makes the page: a line is the type area's height by the lines of a page, a character its width by the
//! characters of a line. The page says so, and the styles say it once more as exact lines and as space between
//! characters, for not every word processor sets a character that is wider than its cell. The writer of the library has no word for the names that stand in for a missing font, for the
//! size of the style that the grid is counted by, nor for the head of a table that every page repeats; they are put into
//! its output ([`finish`]).

mod end;
mod table;

use std::{collections::BTreeMap, io::Cursor};

use anyhow::{Context as _, Result};
use askama::Template;
use docx_rs::{
    AlignmentType, BorderType, DocGrid, DocGridType, Docx, Footer, Header, Hyperlink, HyperlinkType, LineSpacing,
    LineSpacingType, PageMargin, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Pic,
    Run, RunFonts, SpecialIndentType, Style, StyleType, XMLDocx,
};
use policy::paper::{Face, Heading, Paper};

use super::{
    chart::{Charts, pixels},
    model::{Block, Document, Line, Picture},
};

/// Names of styles, which people see in their word processor.
const BODY: &str = "OfficialBody";
const TITLE: &str = "OfficialTitle";
const TABLE: &str = "OfficialTable";
const TABLE_HEAD: &str = "OfficialTableHead";
const IMPRINT: &str = "OfficialImprint";
const PAGE_NUMBER: &str = "OfficialPageNumber";
/// Space between the number of the document and the red line: 4 mm in points, and the line's weight in eighths of one.
const LINE_SPACE: usize = 11;
const LINE_WEIGHT: usize = 10;
/// The beginning of the library's own style, and what it writes for a row that is not split.
const NORMAL: &str = "<w:style w:type=\"paragraph\" w:styleId=\"Normal\"><w:name w:val=\"Normal\" />";
const ROW: &str = "<w:cantSplit />";
const EMU_PER_MM: f64 = 36000.0;

/// Writes a document. `address` is where the site stands; without one the figures carry no links.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn write(paper: &Paper, document: &Document, charts: &Charts, address: Option<&str>) -> Result<Vec<u8>> {
    let mut writer = Writer {
        paper,
        grid: Grid::of(paper),
        charts,
        address,
        docx: Docx::new(),
        heads: Vec::new(),
        tables: 0,
        pictures: 0,
        fresh_page: false,
    };
    writer.set_up(document);
    writer.head(document);
    for block in &document.body {
        writer.block(block)?;
    }
    writer.end(document);
    for (at, annex) in document.annexes.iter().enumerate() {
        writer.annex(annex, (document.annexes.len() > 1).then_some(at + 1))?;
    }
    writer.imprint(document);
    let heads = std::mem::take(&mut writer.heads);
    finish(paper, writer.docx.build(), &heads)
}

/// Measures of the grid in twips, twentieths of a point.
struct Grid {
    /// Width of the type area.
    width: i32,
    /// One line and one character.
    line: i32,
    character: i32,
    /// What a character of the body is set apart by, in 4096ths of a point.
    apart: i32,
}

fn twips(mm: f64) -> i32 {
    whole(mm * 1440.0 / 25.4 + 0.5)
}

fn twips_of_points(points: f64) -> i32 {
    whole(points * 20.0)
}

/// The next whole length below.
#[expect(clippy::cast_possible_truncation, reason = "lengths on paper are far within range")]
fn whole(length: f64) -> i32 {
    length.floor() as i32
}

/// Lengths that the library takes unsigned.
fn unsigned(length: i32) -> u32 {
    u32::try_from(length).unwrap_or_default()
}

fn size(length: i32) -> usize {
    usize::try_from(length).unwrap_or_default()
}

/// A size in half points.
fn half_points(points: f64) -> usize {
    size(twips_of_points(points) / 10)
}

impl Grid {
    fn of(paper: &Paper) -> Self {
        let width = twips(paper.width) - twips(paper.left) - twips(paper.right);
        let height = twips(paper.height) - twips(paper.top) - twips(paper.bottom);
        let character = f64::from(width) / 20.0 / f64::from(paper.characters);
        Self {
            width,
            line: height / i32::try_from(paper.lines).unwrap_or(i32::MAX),
            character: whole(character * 20.0),
            apart: whole((character - paper.body.size) * 4096.0),
        }
    }

    fn characters(&self, count: f64) -> i32 {
        twips_of_points(f64::from(self.character) / 20.0 * count)
    }
}

/// How many characters of the grid a text takes: letters and digits half of one.
fn breadth(text: &str) -> f64 {
    text.chars().map(|one| if one.is_ascii() { 0.5 } else { 1.0 }).sum()
}

fn fonts(paper: &Paper, names: &[String]) -> RunFonts {
    let fonts = RunFonts::new().ascii(&paper.latin).hi_ansi(&paper.latin).cs(&paper.latin);
    names.first().map_or_else(RunFonts::new, |name| fonts.east_asia(name))
}

struct Writer<'a> {
    paper: &'a Paper,
    grid: Grid,
    charts: &'a Charts,
    address: Option<&'a str>,
    docx: Docx,
    /// For every row of every table so far, whether it is of a head.
    heads: Vec<bool>,
    tables: usize,
    pictures: usize,
    /// Whether the next paragraph begins a page.
    fresh_page: bool,
}

impl Writer<'_> {
    fn add(&mut self, paragraph: Paragraph) {
        let fresh = std::mem::take(&mut self.fresh_page);
        let paragraph = if fresh { paragraph.page_break_before(true) } else { paragraph };
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn blank(&mut self, count: usize) {
        for _ in 0..count {
            self.add(Paragraph::new().style(BODY));
        }
    }

    fn exact(&self) -> LineSpacing {
        LineSpacing::new().line_rule(LineSpacingType::Exact).line(self.grid.line)
    }

    /// Page, grid, styles, page numbers.
    fn set_up(&mut self, document: &Document) {
        let paper = self.paper;
        let number_size = twips_of_points(paper.page_number.size);
        let footer = twips(paper.bottom) - twips(paper.number_space) - number_size;
        let margin = PageMargin::new()
            .top(twips(paper.top))
            .bottom(twips(paper.bottom))
            .left(twips(paper.left))
            .right(twips(paper.right))
            .header(twips(paper.top / 2.0))
            .footer(footer);
        let grid = DocGrid::new()
            .grid_type(DocGridType::LinesAndChars)
            .line_pitch(size(self.grid.line))
            .char_space(isize::try_from(self.grid.apart).unwrap_or_default());
        let mut docx = std::mem::take(&mut self.docx)
            .page_size(unsigned(twips(paper.width)), unsigned(twips(paper.height)))
            .page_margin(margin)
            .default_size(half_points(paper.body.size))
            .default_fonts(fonts(paper, &paper.body.names))
            .default_line_spacing(self.exact());
        docx.document.section_property = docx.document.section_property.doc_grid(grid);
        for style in self.styles() {
            docx = docx.add_style(style);
        }
        let (before, after) = paper.words.page_number.split_once("{n}").unwrap_or(("", ""));
        // One character from the outer edge: right on odd pages, left on even ones.
        let line = || {
            let number = Paragraph::new().style(PAGE_NUMBER).add_run(Run::new().add_text(before));
            number.add_page_num(PageNum::new()).add_run(Run::new().add_text(after))
        };
        let odd = line().align(AlignmentType::Right).indent(None, None, Some(number_size), None);
        let even = line().align(AlignmentType::Left).indent(Some(number_size), None, None, None);
        docx = docx.footer(Footer::new().add_paragraph(odd)).even_footer(Footer::new().add_paragraph(even));
        if let Some(notice) = &document.notice {
            let line = || {
                let line = Paragraph::new().style(TABLE).align(AlignmentType::Center);
                Header::new().add_paragraph(line.add_run(Run::new().add_text(notice)))
            };
            docx = docx.header(line()).even_header(line());
        }
        self.docx = docx;
    }

    fn styles(&self) -> Vec<Style> {
        let paper = self.paper;
        let style = |id: &str, face: &Face, spacing: LineSpacing| {
            let style = Style::new(id, StyleType::Paragraph).name(id).based_on("Normal").q_format(true);
            let style = style.fonts(fonts(paper, &face.names)).size(half_points(face.size));
            style.line_spacing(spacing).snap_to_grid(false)
        };
        // A hair less than it takes: some word processors count a line in whole cells.
        let apart = self.grid.character - twips_of_points(paper.body.size) - 1;
        let set = |mut style: Style| {
            style.run_property = style.run_property.character_spacing(apart);
            style
        };
        let loose = |face: &Face| {
            let line = twips_of_points(face.size * 1.6);
            LineSpacing::new().line_rule(LineSpacingType::Exact).line(line)
        };
        let mut styles = vec![
            set(style(BODY, &paper.body, self.exact())),
            style(TITLE, &paper.title, self.exact()).align(AlignmentType::Center),
            style(TABLE, &paper.table, loose(&paper.table)),
            style(TABLE_HEAD, &paper.table_head, loose(&paper.table_head)),
            style(IMPRINT, &paper.imprint, loose(&paper.imprint)),
            style(PAGE_NUMBER, &paper.page_number, loose(&paper.page_number)),
        ];
        styles.extend(paper.headings.iter().enumerate().map(|(at, heading)| {
            let Heading { names, size, .. } = heading.clone();
            let face = Face { names, size };
            let style = set(style(&heading_style(at + 1), &face, self.exact()));
            style.name(format!("heading {}", at + 1)).outline_lvl(at)
        }));
        styles
    }

    /// The issuing body in red with its line, the title, and whom it goes to.
    fn head(&mut self, document: &Document) {
        let paper = self.paper;
        let mut space = twips(paper.head_space);
        for name in &document.head {
            // As large as fits on one line.
            let fits = f64::from(self.grid.width) / 20.0 / (breadth(name) + 0.5);
            let points = (fits.min(paper.head.size) * 2.0).floor() / 2.0;
            let run = Run::new().add_text(name).size(half_points(points)).color(&paper.head_colour);
            let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(twips_of_points(points * 1.2));
            let line = Paragraph::new().style(TITLE).line_spacing(spacing.before(unsigned(space)));
            self.add(line.add_run(run.fonts(fonts(paper, &paper.head.names))));
            space = 0;
        }
        if !document.head.is_empty() {
            self.blank(2);
            let number = document.number.as_deref().unwrap_or_default();
            let mut line = Paragraph::new().style(BODY).align(AlignmentType::Center);
            let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single);
            let border = border.size(LINE_WEIGHT).space(LINE_SPACE).color(&paper.head_colour);
            line.property = line.property.set_borders(ParagraphBorders::with_empty().set(border));
            self.add(line.add_run(Run::new().add_text(number)));
            self.blank(2);
        } else if let Some(number) = &document.number {
            let line = Paragraph::new().style(BODY).align(AlignmentType::Center);
            self.add(line.add_run(Run::new().add_text(number)));
            self.blank(1);
        }
        for line in &document.title {
            self.add(Paragraph::new().style(TITLE).add_run(Run::new().add_text(line)));
        }
        self.blank(1);
        if !document.to.is_empty() {
            let line = Paragraph::new().style(BODY);
            let line = self.runs(line, &document.to);
            self.add(line);
        }
    }

    /// A paragraph with a text, its links and its bold parts.
    fn runs(&self, mut paragraph: Paragraph, line: &Line) -> Paragraph {
        for one in line {
            let run = Run::new().add_text(&one.text);
            let run = if one.bold { run.bold() } else { run };
            paragraph = match (&one.link, self.address) {
                (Some(path), Some(address)) => {
                    let target = Hyperlink::new(format!("{address}{path}"), HyperlinkType::External);
                    paragraph.add_hyperlink(target.add_run(run))
                }
                _ => paragraph.add_run(run),
            };
        }
        paragraph
    }

    /// A paragraph that begins two characters in.
    fn indented(&self, style: &str) -> Paragraph {
        let two = self.grid.characters(2.0);
        let indent = Paragraph::new().style(style).indent(None, Some(SpecialIndentType::FirstLine(two)), None, None);
        indent.first_line_chars(200)
    }

    fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Heading(level, number, line) => {
                // The lower levels run into the text that they begin.
                let heading = self.indented(&heading_style(*level)).align(AlignmentType::Both).keep_next(*level <= 2);
                let heading = heading.add_run(Run::new().add_text(number));
                let heading = self.runs(heading, line);
                self.add(heading);
            }
            Block::Paragraph(line) => {
                let paragraph = self.indented(BODY).align(AlignmentType::Both);
                let paragraph = self.runs(paragraph, line);
                self.add(paragraph);
            }
            Block::Table(table) => self.table(table),
            Block::Picture(picture) => self.picture(picture)?,
        }
        Ok(())
    }

    fn picture(&mut self, picture: &Picture) -> Result<()> {
        let svg = self.charts.get(&picture.chart).with_context(|| format!("no chart {}", picture.chart))?;
        let drawn = pixels(svg)?;
        let width = (self.paper.width - self.paper.left - self.paper.right - 6.0) * EMU_PER_MM;
        let height = width * f64::from(drawn.height) / f64::from(drawn.width);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lengths on paper are within range"
        )]
        let (width, height) = (width as u32, height as u32);
        let pic = Pic::new_with_dimensions(drawn.png, drawn.width, drawn.height).size(width, height);
        // A picture is as high as it is, whatever the lines around it.
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(240);
        let line = Paragraph::new().style(TABLE).align(AlignmentType::Center).line_spacing(spacing).keep_next(true);
        self.add(line.add_run(Run::new().add_image(pic)));
        self.pictures += 1;
        self.caption(&self.paper.words.picture, self.pictures, &picture.caption, false);
        Ok(())
    }

    /// The name of a table or picture with its number.
    fn caption(&mut self, kind: &str, number: usize, caption: &str, before: bool) {
        let text = format!("{}\u{3000}{caption}", kind.replace("{n}", &number.to_string()));
        let half = unsigned(self.grid.line / 4);
        let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(self.grid.line * 3 / 4);
        let spacing = if before { spacing.before(half) } else { spacing.after(half) };
        let line = Paragraph::new().style(TABLE_HEAD).align(AlignmentType::Center).line_spacing(spacing);
        self.add(line.keep_next(before).add_run(Run::new().add_text(text)));
    }
}

fn heading_style(level: usize) -> String {
    format!("Heading{level}")
}

#[derive(Template)]
#[template(path = "docx/font_table.xml")]
struct FontTable<'a> {
    latin: &'a str,
    /// Every font by its first name, with the others.
    faces: BTreeMap<&'a str, String>,
}

/// Puts into the parts what the library cannot say, and packs them.
fn finish(paper: &Paper, mut parts: XMLDocx, heads: &[bool]) -> Result<Vec<u8>> {
    let faces = [&paper.body, &paper.title, &paper.head, &paper.table, &paper.table_head, &paper.imprint];
    let faces = faces.into_iter().chain([&paper.page_number]).map(|face| &face.names);
    let names = faces.chain(paper.headings.iter().map(|heading| &heading.names));
    let faces = names.filter_map(|names| names.split_first()).map(|(first, others)| (first.as_str(), others.join(",")));
    parts.font_table = FontTable { latin: &paper.latin, faces: faces.collect() }.render()?.into_bytes();
    let styles = String::from_utf8(parts.styles).context("the styles of a document")?;
    let size = half_points(paper.body.size);
    parts.styles =
        styles.replacen(NORMAL, &format!("{NORMAL}<w:rPr><w:sz w:val=\"{size}\" /></w:rPr>"), 1).into_bytes();
    // Every row says that it is not split, in the order in which rows were written, and nothing else says so.
    let text = String::from_utf8(parts.document).context("the text of a document")?;
    let mut pieces = text.split(ROW);
    let mut marked = pieces.next().unwrap_or_default().to_owned();
    for (piece, is_head) in pieces.zip(heads.iter().copied().chain(std::iter::repeat(false))) {
        marked += ROW;
        marked += if is_head { "<w:tblHeader/>" } else { "" };
        marked += piece;
    }
    parts.document = marked.into_bytes();
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).context("packing a document")?;
    Ok(packed.into_inner())
}
