//! The form of official documents (`paper.toml`, 公文格式): paper, margins, grid, faces, numbering and set words.
//!
//! The national standard fixes them; a pack states them, so that the program holds no rule of a country.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `paper.toml`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The standard that says so.
    pub source: String,
    /// Millimetres.
    #[schemars(range(min = 50, max = 1000))]
    pub width: f64,
    #[schemars(range(min = 50, max = 1000))]
    pub height: f64,
    #[schemars(range(min = 0, max = 200))]
    pub top: f64,
    #[schemars(range(min = 0, max = 200))]
    pub bottom: f64,
    #[schemars(range(min = 0, max = 200))]
    pub left: f64,
    #[schemars(range(min = 0, max = 200))]
    pub right: f64,
    /// Lines of a full page (每页行数).
    #[schemars(range(min = 5, max = 100))]
    pub lines: u32,
    /// Characters of a full line (每行字数).
    #[schemars(range(min = 5, max = 100))]
    pub characters: u32,
    /// From the top of the type area to the name of the issuing body, in millimetres (发文机关标志).
    #[schemars(range(min = 0, max = 200))]
    pub head_space: f64,
    /// From the bottom of the type area to the page number, in millimetres.
    #[schemars(range(min = 0, max = 50))]
    pub number_space: f64,
    /// Letters and digits between the characters.
    pub latin: String,
    /// The body text; every other face that names nothing of its own follows it.
    pub body: Face,
    pub title: Face,
    /// The name of the issuing body at the head, with its colour.
    pub head: Face,
    /// `RRGGBB` of the head and its line.
    #[schemars(regex(pattern = r"^[0-9A-Fa-f]{6}$"))]
    pub head_colour: String,
    /// Headings, the highest first.
    #[serde(rename = "heading")]
    pub headings: Vec<Heading>,
    /// Heads of tables and captions.
    pub table_head: Face,
    pub table: Face,
    /// Copies and printing at the end (版记).
    pub imprint: Face,
    pub page_number: Face,
    /// The digits of the language from nought to ten, for numbering headings.
    pub numerals: String,
    pub words: SetWords,
}

/// A face by name; where a machine lacks it, the next of the names.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Face {
    pub names: Vec<String>,
    /// Size in points.
    #[schemars(range(min = 4, max = 200))]
    pub size: f64,
}

/// One level of headings.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    pub names: Vec<String>,
    #[schemars(range(min = 4, max = 200))]
    pub size: f64,
    /// What stands before the heading: `{n}` is its number in digits, `{c}` in the numerals of the language.
    pub number: String,
}

/// Words that stand at set places of a document.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetWords {
    /// Before the list of attachments (附件：).
    pub attachments: String,
    /// Above an annex (附件).
    pub annex: String,
    /// Before those who get a copy (抄送：).
    pub copies: String,
    /// Between those who get a copy.
    pub comma: String,
    /// At the end of those who get a copy.
    pub stop: String,
    /// After the day of printing (印发).
    pub printed: String,
    /// Around the page number: `{n}` is the number.
    pub page_number: String,
    /// Name of a table with its number `{n}`, and of a picture.
    pub table: String,
    pub picture: String,
}

impl Paper {
    /// A number in the numerals of the language, up to ninety-nine.
    #[must_use]
    pub fn numeral(&self, number: usize) -> String {
        let digits: Vec<char> = self.numerals.chars().collect();
        let digit = |at: usize| digits.get(at).copied().unwrap_or_default();
        match (number / 10, number % 10) {
            (0, one) => digit(one).to_string(),
            (ten @ 1..=9, one) => {
                let mut text = String::new();
                if ten > 1 {
                    text.push(digit(ten));
                }
                text.push(digit(10));
                if one > 0 {
                    text.push(digit(one));
                }
                text
            }
            _ => number.to_string(),
        }
    }

    /// What stands before the heading of a level (from 1) that is the `number`-th of its level.
    #[must_use]
    pub fn heading_number(&self, level: usize, number: usize) -> String {
        let pattern = level.checked_sub(1).and_then(|at| self.headings.get(at)).map_or("", |one| one.number.as_str());
        pattern.replace("{n}", &number.to_string()).replace("{c}", &self.numeral(number))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_written_in_the_numerals_of_the_language() {
        let pack = crate::pack::load(&[national()]).expect("the national pack is sound");
        let paper = pack.paper.expect("it has paper");
        let text: Vec<_> = [1, 10, 11, 20, 38, 100].map(|number| paper.numeral(number)).into();
        assert_eq!(text, ["一", "十", "十一", "二十", "三十八", "100"]);
        assert_eq!(paper.heading_number(2, 3), "（三）");
        assert_eq!(paper.heading_number(3, 3), "3．");
        assert_eq!(paper.heading_number(9, 3), "");
    }

    fn national() -> crate::pack::Files {
        let read = |name: &str| {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/cn-education");
            (name.to_owned(), std::fs::read_to_string(root.join(name)).expect("a file of the pack"))
        };
        ["pack.toml", "paper.toml"].map(read).into()
    }
}
