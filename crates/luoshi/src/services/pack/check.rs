use anyhow::Result;
use lake::{cases, explain};
use policy::pack::{Pack, PackError};

use crate::{packs, refusal::of_lake, services::document, words::Words};

/// What is declared and used by nothing. What a national pack declares is used by the plans that extend it.
#[must_use]
pub fn unbalanced(pack: &Pack) -> Vec<PackError> {
    if pack.plan.is_some() { policy::pack::balance(pack) } else { Vec::new() }
}

/// What is wrong with the templates of documents, in words: one that is no template, and one that says what no facts have.
#[must_use]
pub fn documents(pack: &Pack, words: Words) -> Vec<String> {
    let flaw = |(template, flaw): (&policy::document::Template, crate::document::Flaw)| {
        let error = PackError {
            file: template.file.clone(),
            line: Some(flaw.line),
            key: String::new(),
            code: flaw.code,
            args: [("about", flaw.about)].into(),
            suggestion: None,
        };
        packs::render(&error, words)
    };
    document::flaws(pack).into_iter().map(flaw).collect()
}

/// What the engine finds wrong with the queries of indicators, and worked cases that come out otherwise, in words.
///
/// # Errors
/// When the engine fails.
pub async fn figures(pack: &Pack, words: Words) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (id, indicator) in &pack.indicators {
        for (from, flaw) in explain::check(pack, indicator).await? {
            let args = [("indicator", id.as_str()), ("from", &from.to_string()), ("why", &of_lake(&flaw, words))];
            wrong.push(words.with("pack-query-flaw", &args));
        }
        for mismatch in cases::run(pack, id).await? {
            wrong.push(words.with("pack-case-differs", &[("mismatch", &mismatch.to_string())]));
        }
    }
    Ok(wrong)
}
