//! Linking two files, or the rows of one.

use std::{
    fs,
    ops::ControlFlow,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use ::linkage::{Builder, Options, Refusal as Refused, Room, Side, Spec, Step, TooMany, run};
use anyhow::Result;
use jiff::Timestamp;
use lake::records::Format;

use super::{declaration::find, known, load::Loaded, load::load, write};
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
    /// Pairs of which it is known whether they are the same, to learn from.
    pub known: Option<PathBuf>,
    /// Headers of the columns that name the rows.
    pub keys: [Option<String>; 2],
    pub threshold: Option<f64>,
    pub format: Format,
    pub threads: Option<usize>,
    pub seed: u64,
    /// Megabytes that rows may take in memory; more go to disk.
    pub memory: usize,
    /// Whether to look for who stands twice in one of two files.
    pub twice: bool,
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
    /// Rules that an earlier run of the same had finished before it ended early.
    pub resumed: usize,
}

/// What a run keeps beside its output until it is done.
const UNFINISHED: &str = ".unfinished";

/// Links the rows of two files, or of one, and writes what was found into a folder.
///
/// # Errors
/// Refused when the declaration or a file cannot be used, when the rules would make too many pairs, or when it was stopped: then
/// the same request goes on where it was.
pub fn run(
    edge: &Edge,
    ask: &Ask,
    clock: &dyn Fn() -> Result<Timestamp>,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Step),
) -> Result<Done> {
    let begun = clock()?;
    let declaration = find(edge, &ask.config)?;
    let mut spec = declaration.linkage.spec();
    spec.choice.threshold = ask.threshold.unwrap_or(spec.choice.threshold);
    let room = Room { bytes: ask.memory.saturating_mul(1 << 20), folder: Some(ask.output.clone()) };
    let mut builder =
        Builder::new(&spec, &declaration.confusions, room).map_err(|refused| said(refused, ask, &spec))?;
    let mut files = Vec::new();
    let sides = [(Side::Left, Some(&ask.left)), (Side::Right, ask.right.as_ref())];
    for ((side, path), key) in sides.into_iter().zip(&ask.keys) {
        if let Some(path) = path {
            files.push(load(edge.words, &spec, &mut builder, side, path, key.as_deref(), stop)?);
        }
    }
    comparable(&spec, &files)?;
    let data = builder.finish().map_err(|refused| said(refused, ask, &spec))?;
    let threads = ask.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let known = ask
        .known
        .as_deref()
        .map_or(Ok(Vec::new()), |file| known::read(edge.words, &declaration.words, &data, ask, file))?;
    let unfinished = ask.output.join(UNFINISHED);
    let journal = Some(unfinished.clone());
    let options = Options { threads, seed: ask.seed, known, journal, twice: ask.twice, ..Options::default() };
    let mut progress = |step: Step| {
        tell(step);
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let outcome = match ask.right {
        Some(_) => run::link(&spec, &data, &options, &mut progress),
        None => run::dedupe(&spec, &data, &options, &mut progress),
    };
    let outcome = outcome.map_err(|refused| {
        if !matches!(refused, Refused::Cancelled) {
            // Nothing is left of what is refused; a folder that holds something else stays.
            let _ = fs::remove_dir_all(&unfinished);
            let _ = fs::remove_dir(&ask.output);
        }
        said(refused, ask, &spec)
    })?;
    fs::create_dir_all(&ask.output)?;
    let found = write::Found { spec: &spec, data: &data, outcome: &outcome, files: &files, twice: ask.twice };
    let groups = found.write(&ask.output, ask.format)?;
    let seconds = clock()?.duration_since(begun).as_secs_f64();
    found.summary(&ask.output, seconds)?;
    fs::remove_dir_all(&unfinished)?;
    let unmatched = outcome.unmatched.each_ref().map(Vec::len);
    let (links, review, resumed) = (outcome.links.len(), outcome.review.len(), outcome.resumed);
    let doubles = outcome.doubles.each_ref().map(Vec::len);
    Ok(Done { links, review, unmatched, doubles, groups, resumed })
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
        Refused::Cancelled => Refusal::new("link-stopped").into(),
        Refused::Disk { detail } => anyhow::anyhow!("keeping rows beside {}: {detail}", ask.output.display()),
    }
}
