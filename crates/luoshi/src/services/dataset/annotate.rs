use std::path::Path;

use anyhow::Result;
use lake::{
    annotate::{self, Annotation, Labels},
    problem::{Problem, Problems},
};
use policy::{dataset::Dataset, pack::Pack};

use crate::{edge::Edge, refusal::Refusal, words::Words, workspace::Workspace};

/// Refused when a file exists that would be written over: somebody may have put right what it marks.
///
/// # Errors
/// That refusal.
pub fn free(out: &Path) -> Result<()> {
    if out.exists() {
        return Err(Refusal::new("file-exists").with("file", out.display()).into());
    }
    Ok(())
}

/// Writes a copy of a workbook with its problems marked; tells whether everything fitted.
///
/// # Errors
/// Refused when the file exists already.
pub fn annotate(
    edge: &Edge,
    workspace: &Workspace,
    dataset: &Dataset,
    source: &Path,
    problems: &Problems,
    out: &Path,
) -> Result<bool> {
    free(out)?;
    let words = edge.words;
    let numbers = [problems.refusals, problems.total() - problems.refusals, problems.kept.len() as u64];
    let [refused, warned, listed] = numbers.map(|number| number.to_string());
    let labels = Labels {
        list: words.say("annotate-list"),
        data: words.say("annotate-data"),
        summary: words.with("annotate-summary", &[("refused", &refused), ("warned", &warned), ("listed", &listed)]),
        severity: words.say("column-severity"),
        sheet: words.say("column-sheet"),
        cell: words.say("column-cell"),
        value: words.say("annotate-value"),
        sentence: words.say("column-sentence"),
        hint: words.say("column-hint"),
        code: words.say("column-code"),
        refused: words.say("severity-refuse"),
        warned: words.say("severity-warn"),
    };
    let say = |problem: &Problem| say(words, &workspace.pack, dataset, problem);
    let (made, staging) = (edge.today(), &workspace.tmp_dir());
    annotate::write(&Annotation { source, staging, problems, say: &say, labels: &labels, made }, out)
}

/// Sentence and hint of a problem: those of the pack's check that found it, else those of the program.
#[must_use]
pub fn say(words: Words, pack: &Pack, dataset: &Dataset, problem: &Problem) -> (String, String) {
    let args = problem.sentence_args(pack, dataset, words.0);
    if let Some(check) = problem.check(dataset) {
        let fill = |text: &str| {
            args.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
        };
        return (fill(check.message.get(words.0)), fill(check.hint.get(words.0)));
    }
    let key = problem.code.replace(['.', '_'], "-");
    (words.with_owned(&key, &args), words.with_owned(&format!("{key}.hint"), &args))
}
