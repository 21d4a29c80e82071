//! Templates of official documents (`documents/*.txt`, 公文模板): a few lines about the document between two lines of
//! `+++`, then its text with places for facts. What the text may say is the matter of whoever fills it in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Where templates lie in a pack; `*` stands for the id.
pub const PATH: &str = "documents/*.txt";

/// The line before and after what is said about a document.
pub const FENCE: &str = "+++";

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    pub id: String,
    pub about: About,
    /// The text, and the line of the file on which it begins.
    pub text: String,
    pub line: usize,
    /// Name of the file with its pack, as errors give it.
    pub file: String,
}

/// What stands between the fences.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub title: Text,
    /// What the document is for.
    pub purpose: Text,
    /// What it is about.
    pub subject: Subject,
    /// Working days from the day of the document to the day of the answer, where one is asked for.
    #[serde(default)]
    #[schemars(range(min = 1, max = 250))]
    pub answer_workdays: Option<u16>,
    /// Only targets of the year of the document, unless another year is asked for.
    #[serde(default)]
    pub year: bool,
}

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The whole plan.
    Plan,
    /// What one unit answers for.
    Unit,
    /// One commitment.
    Commitment,
}

/// The id that a path of a pack gives a template.
#[must_use]
pub fn id(path: &str) -> Option<&str> {
    let (before, after) = PATH.split_once('*')?;
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains(['/', '.'])).then_some(id)
}

/// What is said about a document, with every byte at its place in the file, and the text with its first line. None when
/// the fences are missing.
#[must_use]
pub fn split(file: &str) -> Option<(String, &str, usize)> {
    let mut fences = Vec::new();
    let mut start = 0;
    for (number, line) in file.split_inclusive('\n').enumerate() {
        if line.trim_start_matches('\u{feff}').trim_end() == FENCE {
            fences.push((number, start, start + line.len()));
        }
        start += line.len();
        if number == 0 && fences.is_empty() {
            return None;
        }
    }
    let (&(_, _, first), &(number, end, text)) = (fences.first()?, fences.get(1)?);
    // A comment as long as the fence takes its place, so that places in the file stay what they are.
    let fence = format!("#{}", " ".repeat(first.checked_sub(2)?));
    Some((format!("{fence}\n{}", &file[first..end]), &file[text..], number + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_split_at_its_fences_whatever_ends_its_lines() {
        let unix = "+++\ntitle = 1\n+++\nA\nB\n";
        let (about, text, line) = split(unix).expect("it has fences");
        assert_eq!((about.as_str(), text, line), ("#  \ntitle = 1\n", "A\nB\n", 4));
        let windows = "\u{feff}+++\r\ntitle = 1\r\n+++\r\nA\r\n";
        let (about, text, line) = split(windows).expect("it has fences");
        assert_eq!((about.find("title"), text, line), (windows.find("title"), "A\r\n", 4));
        assert_eq!(split("title = 1\n+++\nA\n"), None);
        assert_eq!(split("+++\ntitle = 1\n"), None);
        assert_eq!(
            (id("documents/notice.txt"), id("documents/a/b.txt"), id("notice.txt")),
            (Some("notice"), None, None)
        );
    }
}
