//! Linking two files, or the rows of one.

use std::{fs, ops::ControlFlow, path::PathBuf};

use ::linkage::{Builder, Options, Refusal as Refused, Side, Spec, Step, TooMany, run};
use anyhow::Result;
use jiff::Timestamp;
use lake::records::Format;

use super::{declaration::find, load::Loaded, load::load, write};
use crate::{edge::Edge, refusal::Refusal};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Path of a declaration, or its id in the pack in force.
    pub config: String,
    pub left: PathBuf,
    /// None to look for the same person in one file.
    pub right: Option<PathBuf>,
    pub output: PathBuf,
    /// Headers of the columns that name the rows.
    pub keys: [Option<String>; 2],
    pub threshold: Option<f64>,
    pub format: Format,
    pub threads: Option<usize>,
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Done {
    pub links: usize,
    pub review: usize,
    pub unmatched: [usize; 2],
    /// Rows without a link that look like somebody who has one: the same person twice in one file.
    pub doubles: [usize; 2],
    /// Groups of rows of one file that are the same person.
    pub groups: usize,
}

/// Links the rows of two files, or of one, and writes what was found into a folder.
///
/// # Errors
/// Refused when the declaration or a file cannot be used, or when the rules would make too many pairs.
pub fn run(edge: &Edge, ask: &Ask, clock: &dyn Fn() -> Result<Timestamp>, tell: &mut dyn FnMut(Step)) -> Result<Done> {
    let begun = clock()?;
    let declaration = find(edge, &ask.config)?;
    let mut spec = declaration.linkage.spec();
    spec.choice.threshold = ask.threshold.unwrap_or(spec.choice.threshold);
    let mut builder = Builder::new(&spec, &declaration.confusions).map_err(|refused| said(refused, ask, &spec))?;
    let mut files = Vec::new();
    let sides = [(Side::Left, Some(&ask.left)), (Side::Right, ask.right.as_ref())];
    for ((side, path), key) in sides.into_iter().zip(&ask.keys) {
        if let Some(path) = path {
            files.push(load(edge.words, &spec, &mut builder, side, path, key.as_deref())?);
        }
    }
    comparable(&spec, &files)?;
    let data = builder.finish().map_err(|refused| said(refused, ask, &spec))?;
    let threads = ask.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let options = Options { threads, seed: ask.seed, twice: true, ..Options::default() };
    let mut progress = |step: Step| {
        tell(step);
        ControlFlow::Continue(())
    };
    let outcome = match ask.right {
        Some(_) => run::link(&spec, &data, &options, &mut progress),
        None => run::dedupe(&spec, &data, &options, &mut progress),
    };
    let outcome = outcome.map_err(|refused| said(refused, ask, &spec))?;
    fs::create_dir_all(&ask.output)?;
    let found = write::Found { spec: &spec, data: &data, outcome: &outcome, files: &files };
    let groups = found.write(&ask.output, ask.format)?;
    let seconds = clock()?.duration_since(begun).as_secs_f64();
    found.summary(&ask.output, seconds)?;
    let unmatched = outcome.unmatched.each_ref().map(Vec::len);
    let doubles = outcome.doubles.each_ref().map(Vec::len);
    Ok(Done { links: outcome.links.len(), review: outcome.review.len(), unmatched, doubles, groups })
}

/// Some rule must find the columns that it needs.
fn comparable(spec: &Spec, files: &[Loaded]) -> Result<()> {
    let has = |file: Option<&Loaded>, name: &String| {
        file.is_none_or(|file| spec.field(name).is_some_and(|at| file.columns.fields[at].is_some()))
    };
    let usable = spec.blocks.iter().any(|block| {
        let (left, right) = (files.first(), files.get(1).or(files.first()));
        block.on.iter().all(|part| has(left, &part.field) && has(right, part.against.as_ref().unwrap_or(&part.field)))
    });
    if usable {
        return Ok(());
    }
    let named = |file: &Loaded| {
        let names = spec.fields.iter().zip(&file.columns.fields).filter(|(_, at)| at.is_some());
        names.map(|(field, _)| field.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let found = files.iter().map(named).collect::<Vec<_>>().join(" / ");
    Err(Refusal::new("link-nothing-common").with("found", found).into())
}

/// Blocking that would make too many pairs, as the house says it.
pub(in crate::services) fn too_many(many: &TooMany, spec: &Spec) -> Refusal {
    let block = spec.blocks.get(many.rule.saturating_sub(1));
    let on = block.map(|block| block.on.iter().map(|part| part.field.as_str()).collect::<Vec<_>>().join(" + "));
    Refusal::new("link-too-many-pairs")
        .with("rule", many.rule)
        .with("on", on.unwrap_or_default())
        .with("pairs", many.pairs)
        .with("most", many.most)
}

/// What the engine refuses, as the house says it.
fn said(refused: Refused, ask: &Ask, spec: &Spec) -> anyhow::Error {
    match refused {
        Refused::TooMany(many) => too_many(&many, spec).into(),
        Refused::DuplicateKey { right, key } => {
            let file = if right { ask.right.as_ref() } else { Some(&ask.left) };
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            Refusal::new("link-key-duplicate").with("file", file).with("key", key).into()
        }
        Refused::Declaration(flaws) => anyhow::anyhow!("a checked declaration has flaws: {flaws:?}"),
        Refused::Cancelled => anyhow::anyhow!("a run that nobody can cancel was cancelled"),
    }
}
