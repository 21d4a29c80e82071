use std::path::Path;

use anyhow::Result;
use lake::template::{self, Line};
use policy::{
    dataset::{ColumnType, Privacy},
    pack::Pack,
};

use crate::{edge::Edge, refusal::Refusal, services::indicator, words::Words};

/// Writes an empty workbook of a dataset, for officials to fill.
///
/// # Errors
/// Refused when there is no such dataset, or when the file exists: somebody may have filled it in.
pub fn template(pack: &Pack, edge: &Edge, dataset: &str, out: &Path) -> Result<()> {
    let dataset = pack.datasets.get(dataset).ok_or_else(|| indicator::unknown_dataset(pack, dataset))?;
    if out.exists() {
        return Err(Refusal::new("file-exists").with("file", out.display()).into());
    }
    let words = edge.words;
    template::write(pack, dataset, words.0, edge.today(), &|line| say(words, line), out)
}

fn say(words: Words, line: Line<'_>) -> String {
    match line {
        Line::InstructionsSheet => words.say("template-instructions-sheet"),
        Line::ListsSheet => words.say("template-lists-sheet"),
        Line::WrongValue => words.say("template-wrong-value"),
        Line::Title(title) => words.with("template-title", &[("title", title)]),
        Line::Grain => words.say("template-grain"),
        Line::SourceSystem => words.say("template-source-system"),
        Line::Standard => words.say("template-standard"),
        Line::Key => words.say("template-key"),
        Line::HowToFill => words.say("template-how-to-fill"),
        Line::HowToImport(dataset) => words.with("template-how-to-import", &[("dataset", dataset)]),
        Line::Personal => words.say("template-personal"),
        Line::Column => words.say("template-column"),
        Line::Need => words.say("template-need"),
        Line::Type => words.say("template-type"),
        Line::Meaning => words.say("template-meaning"),
        Line::Example => words.say("template-example"),
        Line::Class => words.say("template-class"),
        Line::Required => words.say("template-required"),
        Line::Optional => words.say("template-optional"),
        Line::Kind(kind) => words.say(match kind {
            ColumnType::Text => "template-kind-text",
            ColumnType::Identifier => "template-kind-identifier",
            ColumnType::Integer => "template-kind-integer",
            ColumnType::Decimal => "template-kind-decimal",
            ColumnType::Date => "template-kind-date",
            ColumnType::Boolean => "template-kind-boolean",
            ColumnType::Code => "template-kind-code",
        }),
        Line::Format(format) => words.with("template-format", &[("format", format)]),
        Line::Scale(digits) => words.with("template-scale", &[("digits", &digits.to_string())]),
        Line::Codes(codes, 0) => words.with("template-codes", &[("codes", codes)]),
        Line::Codes(codes, more) => words.with("template-codes-more", &[("codes", codes), ("more", &more.to_string())]),
        Line::YesNo(yes, no) => words.with("template-yes-no", &[("yes", yes), ("no", no)]),
        Line::Between(min, max) => words.with("template-between", &[("min", min), ("max", max)]),
        Line::AtLeast(ColumnType::Date, min) => words.with("template-not-before", &[("min", min)]),
        Line::AtMost(ColumnType::Date, max) => words.with("template-not-after", &[("max", max)]),
        Line::AtLeast(_, min) => words.with("template-at-least", &[("min", min)]),
        Line::AtMost(_, max) => words.with("template-at-most", &[("max", max)]),
        Line::Unique => words.say("template-unique"),
        Line::References(dataset, column) => {
            words.with("template-references", &[("dataset", dataset), ("column", column)])
        }
        Line::ForExample(example) => words.with("template-for-example", &[("example", example)]),
        Line::Privacy(class) => words.say(match class {
            Privacy::Public => "privacy-public",
            Privacy::Internal => "privacy-internal",
            Privacy::Personal => "privacy-personal",
            Privacy::Identifier => "privacy-identifier",
            Privacy::Sensitive => "privacy-sensitive",
        }),
    }
}
