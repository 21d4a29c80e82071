//! Files as rows of the engine: headers are found in the first rows, columns by header and content.

use std::{
    ops::ControlFlow,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use ::linkage::{
    Builder, Side, Spec,
    columns::{Columns, plain},
};
use anyhow::Result;
use lake::{
    problem::Problem,
    records::{self, Record},
};

use crate::{refusal::Refusal, words::Words};

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub headers: Vec<String>,
    pub columns: Columns,
    pub rows: usize,
}

/// Rows that are looked at before the columns are chosen.
const SAMPLE: usize = 1000;
/// Rows among which the headers stand, below titles.
const TOP: usize = 10;

/// Reads a file into the builder.
///
/// # Errors
/// Refused when the file cannot be read, holds nothing or has none of the declared columns.
pub fn load(
    words: Words,
    spec: &Spec,
    builder: &mut Builder,
    side: Side,
    path: &Path,
    key: Option<&str>,
    stop: &AtomicBool,
) -> Result<Loaded> {
    let staging = tempfile::tempdir()?;
    let (mut first, mut loaded): (Vec<Vec<String>>, Option<Loaded>) = (Vec::new(), None);
    let mut failed = None;
    let read = records::read(path, staging.path(), &mut |record| {
        if stop.load(Ordering::Relaxed) {
            failed = Some(Refusal::new("link-stopped").into());
            return ControlFlow::Break(());
        }
        if let Some(loaded) = &mut loaded {
            push(builder, side, loaded, record);
            return ControlFlow::Continue(());
        }
        first.push((0..record.len()).map(|at| record.get(at).to_owned()).collect());
        if first.len() < SAMPLE {
            return ControlFlow::Continue(());
        }
        match begin(spec, builder, side, &mut first, path, key) {
            Ok(begun) => {
                loaded = Some(begun);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    read.map_err(|problem| unreadable(words, path, &problem))?;
    match loaded {
        Some(loaded) => Ok(loaded),
        None if first.len() > 1 => begin(spec, builder, side, &mut first, path, key),
        None => Err(unreadable(words, path, &Problem::of_file("file.no_rows")).into()),
    }
}

pub(super) fn unreadable(words: Words, path: &Path, problem: &Problem) -> Refusal {
    let code = problem.code.replace(['.', '_'], "-");
    let mut args = problem.args.clone();
    // What is not there is said so, because a sentence can choose between words but not see that one is missing.
    for name in ["extension", "detail", "dataset"] {
        args.entry(name.to_owned()).or_insert_with(|| "none".to_owned());
    }
    let (sentence, hint) = (words.with_owned(&code, &args), words.with_owned(&format!("{code}.hint"), &args));
    Refusal::new("link-file").with("file", path.display()).with("sentence", sentence).with("hint", hint)
}

/// Finds the headers and the columns, and takes the rows read so far.
fn begin(
    spec: &Spec,
    builder: &mut Builder,
    side: Side,
    first: &mut Vec<Vec<String>>,
    path: &Path,
    key: Option<&str>,
) -> Result<Loaded> {
    let found = |at: usize| Columns::find(spec, &first[at], &first[at + 1..]);
    let count = |at: usize| found(at).fields.iter().flatten().count();
    // The first of equal ones: a row of data is no better a header than the header.
    let top = (0..first.len().min(TOP)).max_by_key(|at| (count(*at), std::cmp::Reverse(*at))).unwrap_or(0);
    let (mut columns, headers) = (found(top), first[top].clone());
    if columns.fields.iter().all(Option::is_none) {
        return Err(Refusal::new("link-columns")
            .with("file", path.display())
            .with("headers", headers.join(", "))
            .into());
    }
    if let Some(key) = key {
        let at = headers.iter().position(|header| plain(header) == plain(key));
        let unknown = || {
            Refusal::new("link-key-unknown")
                .with("file", path.display())
                .with("key", key)
                .with("headers", headers.join(", "))
        };
        columns.key = Some(at.ok_or_else(unknown)?);
    }
    let mut loaded = Loaded { headers, columns, rows: 0 };
    for row in first.drain(..).skip(top + 1) {
        push(builder, side, &mut loaded, Record::Texts(&row));
    }
    Ok(loaded)
}

fn push(builder: &mut Builder, side: Side, loaded: &mut Loaded, record: Record<'_>) {
    let values = loaded.columns.fields.iter().map(|at| at.map_or("", |at| record.get(at)));
    // Lines without any of the columns are notes and blank lines.
    if values.clone().all(|value| value.trim().is_empty()) {
        return;
    }
    loaded.rows += 1;
    match loaded.columns.key {
        Some(at) => builder.push(side, record.get(at).trim(), values),
        None => builder.push(side, &loaded.rows.to_string(), values),
    }
}
