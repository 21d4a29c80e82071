//! A whole run: rules one after the other, learning, scoring, links.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::PathBuf,
};

use crate::{
    assign::{self, Edge},
    block::{Rule, TooMany},
    compare::{Comparer, Pattern, level},
    data::{Data, Side},
    journal::Journal,
    model::{Counts, Learning, Model, count, probability},
    pairs::{Book, Found, Maker, Rare, Rarity, Weights},
    regard::{Rivals, estimates, worth},
    spec::{Assignment, Block, Flaw, Spec},
    text::{hash, mix},
};

/// Why a run is not made or not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Declaration(Vec<Flaw>),
    DuplicateKey {
        right: bool,
        key: String,
    },
    TooMany(TooMany),
    Cancelled,
    /// Rows that do not fit the memory could not be kept on disk.
    Disk {
        detail: String,
    },
}

impl Refusal {
    pub(crate) fn disk(error: &std::io::Error) -> Self {
        Self::Disk { detail: error.to_string() }
    }
}

/// Where a run is: rows done of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub rule: usize,
    pub rules: usize,
    pub done: usize,
    pub all: usize,
}

/// Is told of every step, and may break off.
pub type Progress<'a> = &'a mut dyn FnMut(Step) -> ControlFlow<()>;

#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub threads: usize,
    pub seed: u64,
    /// Rows of each file in the sample of chance pairs.
    pub sample: usize,
    /// Pairs of which a person has said whether they are the same, to learn from.
    pub known: Vec<(u32, u32, bool)>,
    /// Pairs that are decided: rows of those that are the same stand apart, and those that are not are never made.
    pub decided: Vec<(u32, u32, bool)>,
    /// A folder in which finished rules are kept: a run that was broken off, or died, goes on there. The caller removes it.
    pub journal: Option<PathBuf>,
    /// Whether to look for the same person twice in one file ([`Outcome::doubles`]).
    pub twice: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: 1, seed: 1, sample: 1000, known: Vec::new(), decided: Vec::new(), journal: None, twice: false }
    }
}

/// A weighed pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    pub left: u32,
    pub right: u32,
    pub pattern: Pattern,
    /// Binary logarithm of the odds by the evidence of the pair alone.
    pub weight: f32,
    /// With regard to other pairs of its rows that fit better.
    pub probability: f64,
    /// By a rule that settles.
    pub settled: bool,
    rarity: Rare,
}

impl Link {
    /// The left row, or the right one.
    const fn row(&self, side: usize) -> u32 {
        if side == 0 { self.left } else { self.right }
    }
}

/// A share with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

pub struct Outcome {
    /// What was learned of all pairs, and of those that no rule settled.
    pub models: [Model; 2],
    /// Pairs of at least the threshold, in the order of left rows.
    pub links: Vec<Link>,
    /// Pairs for a person to decide, links among them.
    pub review: Vec<Link>,
    /// Rows without a link.
    pub unmatched: [Vec<u32>; 2],
    /// Left and right rows without a link that look like a row of the other side that has another, by the evidence of the
    /// pair alone: the same person twice in one file. The best of each row; when asked for, of an assignment of one to one.
    pub doubles: [Vec<Link>; 2],
    /// The cluster of every row, after deduplication.
    pub clusters: Vec<u32>,
    /// Pairs that were compared, by rule.
    pub compared: Vec<u64>,
    pub counts: Counts,
    pub precision: Estimate,
    pub recall: Estimate,
    /// Rules that were taken over from a run that ended early.
    pub resumed: usize,
    /// The place of every comparison among the rarities of a pair.
    rare: Vec<Option<usize>>,
}

/// Why a pair has its probability: a sum of bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    pub prior: f64,
    /// Comparison, level and bits; comparisons that say nothing are left out.
    pub parts: Vec<(usize, usize, f64)>,
    /// What other pairs of the rows take away.
    pub rivals: f64,
}

/// Mark of a row that is settled, among counts of its pairs.
const GONE: u8 = u8::MAX;
/// Pairs this unlikely are only counted.
const FLOOR: f32 = -14.0;

/// Links the rows of two files.
///
/// # Errors
/// A declaration with flaws, rules that make too many pairs (before any is made), or a caller that breaks off.
pub fn link(spec: &Spec, data: &Data, options: &Options, progress: Progress<'_>) -> Result<Outcome, Refusal> {
    Run::new(spec, data, options, [Side::Left, Side::Right])?.run(progress)
}

/// Finds rows of one file (the left) that are the same person.
///
/// # Errors
/// Like [`link`].
pub fn dedupe(spec: &Spec, data: &Data, options: &Options, progress: Progress<'_>) -> Result<Outcome, Refusal> {
    Run::new(spec, data, options, [Side::Left, Side::Left])?.run(progress)
}

struct Run<'a> {
    spec: &'a Spec,
    data: &'a Data,
    options: &'a Options,
    sides: [Side; 2],
}

/// Pairs as they are found.
#[derive(Default)]
struct Pairs {
    /// Sure beyond doubt, and without any other of the same rows.
    settled: Vec<Found>,
    open: Vec<Found>,
}

/// What people have decided.
struct Decided {
    /// Rows of each side that have their partner.
    same: [BTreeSet<u32>; 2],
    apart: BTreeSet<(u32, u32)>,
}

impl Decided {
    fn new(decided: &[(u32, u32, bool)]) -> Self {
        let same = decided.iter().filter(|(.., same)| *same);
        let apart = decided.iter().filter(|(.., same)| !same).map(|(left, right, _)| (*left, *right));
        Self {
            same: [same.clone().map(|(left, ..)| *left).collect(), same.map(|(_, right, _)| *right).collect()],
            apart: apart.collect(),
        }
    }

    fn part(&self, found: &mut Vec<Found>) {
        if !self.apart.is_empty() {
            found.retain(|one| !self.apart.contains(&(one.left, one.right)));
        }
    }
}

impl<'a> Run<'a> {
    fn new(spec: &'a Spec, data: &'a Data, options: &'a Options, sides: [Side; 2]) -> Result<Self, Refusal> {
        let flaws = spec.flaws();
        if flaws.is_empty() { Ok(Self { spec, data, options, sides }) } else { Err(Refusal::Declaration(flaws)) }
    }

    /// Follows from everything that decides what rules find.
    fn mark(&self) -> u64 {
        let Options { sample, seed, known, decided, threads: _, journal: _, twice: _ } = self.options;
        let said = format!("{:?} {sample} {seed} {known:?} {decided:?}", self.spec);
        mix(self.data.mark, hash(&said))
    }

    fn is_one_file(&self) -> bool {
        self.sides[0] == self.sides[1]
    }

    fn run(&self, progress: Progress<'_>) -> Result<Outcome, Refusal> {
        let rows = self.sides.map(|side| u32::try_from(self.data.rows(side)).unwrap_or(u32::MAX));
        let mut open = rows.map(|rows| (0..rows).collect::<Vec<_>>());
        let decided = Decided::new(&self.options.decided);
        for (open, same) in open.iter_mut().zip(&decided.same) {
            open.retain(|row| !same.contains(row));
        }
        let rules = Rule::all(self.spec, &self.data.tables);
        let comparer = Comparer::new(self.spec, &self.data.tables);
        let rarity = Rarity::new(self.spec, &self.data.frequencies);
        let mut model = Model::new(self.spec, rows[0] as usize, rows[1] as usize);
        let mut maker = Maker {
            data: self.data,
            comparer: &comparer,
            rules: &rules,
            sides: self.sides,
            weights: Weights::new(&model),
            rarity: &rarity,
            floor: FLOOR,
            threads: self.options.threads,
            most: self.spec.choice.max_pairs,
        };
        // Rules that settle leave few rows to those after them, which are checked once these rows are known.
        let settles = |block: &Block| block.settle.is_some() && !self.is_one_file();
        let settling = self.spec.blocks.iter().take_while(|block| settles(block)).count();
        maker.check(0..settling.max(1), open.each_ref().map(Vec::as_slice), None)?;
        let chance = maker.sample(self.options.sample, self.options.seed)?;
        // Chance pairs hold a few true ones, which the expectation takes out.
        model.learn(&chance, Learning { m: false, u: true, prior: false, trust: 5.0, ..Learning::default() });
        self.learn_known(&mut model, &comparer)?;
        maker.weights = Weights::new(&model);
        let (mut pairs, mut book, mut made, mut near) = (Pairs::default(), Book::default(), Vec::new(), None);
        let journal = self.options.journal.as_ref().map(|folder| Journal::open(folder, self.mark())).transpose();
        let journal = journal.map_err(|error| Refusal::disk(&error))?;
        let mut resumed = 0;
        for (at, block) in self.spec.blocks.iter().enumerate() {
            let rows = open.each_ref().map(Vec::as_slice);
            if at == settling {
                near = self.data.near(self.sides, rows)?;
                maker.check(at..rules.len(), rows, near.as_ref())?;
            }
            let (mut found, counts) = match journal.as_ref().map_or(Ok(None), |journal| journal.load(at)) {
                Ok(Some(kept)) => {
                    resumed += 1;
                    kept
                }
                Ok(None) => {
                    let mut counts = Book::default();
                    let found = maker.make(at, rows, near.as_ref(), &mut counts, progress)?;
                    let counts = counts.finish();
                    if let Some(journal) = &journal {
                        journal.save(at, &found, &counts).map_err(|error| Refusal::disk(&error))?;
                    }
                    (found, counts)
                }
                Err(error) => return Err(Refusal::disk(&error)),
            };
            decided.part(&mut found);
            made.push(counts.iter().map(|(_, pairs)| pairs).sum());
            for (pattern, pairs) in counts {
                book.add(pattern, pairs);
            }
            match block.settle.filter(|_| !self.is_one_file()) {
                Some(sure) => self.settle(found, sure, &maker.weights, &mut pairs, &mut open),
                None => pairs.open.extend(found),
            }
        }
        let counts = book.finish();
        self.learn(&mut model, &pairs, &counts);
        let rest = self.learn_rest(&model, &pairs, &open);
        maker.weights = Weights::new(&model);
        let twice = self.options.twice && !self.is_one_file() && self.spec.choice.assignment == Assignment::OneToOne;
        let mut doubles = [Vec::new(), Vec::new()];
        if twice {
            for (side, doubles) in doubles.iter_mut().enumerate() {
                *doubles = self.doubles(side, &maker, &pairs, &open[side], &decided, progress)?;
            }
        }
        drop(near);
        let mut outcome = self.outcome([model, rest], pairs, made, counts);
        outcome.resumed = resumed;
        for ((side, doubles), unmatched) in doubles.into_iter().enumerate().zip(&outcome.unmatched) {
            let free = |one: &Link| unmatched.binary_search(&one.row(side)).is_ok();
            outcome.doubles[side] = doubles.into_iter().filter(free).collect();
        }
        Ok(outcome)
    }

    /// Pairs of open rows of a side with rows of the other that were settled elsewhere, or that fit another row better.
    fn doubles(
        &self,
        side: usize,
        maker: &Maker<'_>,
        pairs: &Pairs,
        open: &[u32],
        decided: &Decided,
        progress: Progress<'_>,
    ) -> Result<Vec<Link>, Refusal> {
        let other = 1 - side;
        let mut settled: Vec<u32> = pairs.settled.iter().map(|one| [one.left, one.right][other]).collect();
        settled.extend(&decided.same[other]);
        settled.sort_unstable();
        let rows = if side == 0 { [open, &settled] } else { [&settled, open] };
        let (mut found, near) = (pairs.open.clone(), self.data.near(self.sides, rows)?);
        for at in 0..self.spec.blocks.len() {
            found.extend(maker.make(at, rows, near.as_ref(), &mut Book::default(), progress)?);
        }
        decided.part(&mut found);
        let least = self.spec.choice.review[0].min(self.spec.choice.threshold);
        let mut best: BTreeMap<u32, Link> = BTreeMap::new();
        for one in found {
            let link = weighed(&one, &maker.weights, true);
            let rank = |link: &Link| self.data.rank(self.sides[other], link.row(other));
            let held = best.entry(link.row(side)).or_insert(link);
            if (held.weight, std::cmp::Reverse(rank(held))) < (link.weight, std::cmp::Reverse(rank(&link))) {
                *held = link;
            }
        }
        Ok(best.into_values().filter(|one| one.probability >= least).collect())
    }

    /// Takes out of the open rows those of pairs that would be sure even without their strongest evidence, and against which
    /// nothing speaks: an ID number that was entered for a brother settles nothing.
    fn settle(&self, mut found: Vec<Found>, sure: f64, weights: &Weights, pairs: &mut Pairs, open: &mut [Vec<u32>; 2]) {
        let least = (sure / (1.0 - sure).max(1e-15)).log2();
        let mut seen = self.sides.map(|side| vec![0_u8; self.data.rows(side)]);
        for one in &found {
            for (seen, row) in seen.iter_mut().zip([one.left, one.right]) {
                seen[row as usize] = (seen[row as usize] + 1).min(2);
            }
        }
        found.retain(|one| {
            let alone = seen[0][one.left as usize] == 1 && seen[1][one.right as usize] == 1;
            let without = f64::from(weights.of(one.pattern) + one.rarity.sum() - one.strongest);
            let settles = alone && without >= least && one.weakest >= 0.0;
            if settles {
                seen[0][one.left as usize] = GONE;
                if self.spec.choice.assignment == Assignment::OneToOne {
                    seen[1][one.right as usize] = GONE;
                }
            } else {
                pairs.open.push(*one);
            }
            settles
        });
        pairs.settled.append(&mut found);
        for (open, seen) in open.iter_mut().zip(&seen) {
            open.retain(|row| seen[*row as usize] != GONE);
        }
        // Earlier rules may have left pairs of rows that are gone now.
        pairs.open.retain(|one| seen[0][one.left as usize] != GONE && seen[1][one.right as usize] != GONE);
    }

    fn learn_known(&self, model: &mut Model, comparer: &Comparer<'_>) -> Result<(), Refusal> {
        let mut books = [Book::default(), Book::default()];
        let numbers = |row: fn(&(u32, u32, bool)) -> u32| {
            self.options.known.iter().map(row).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        };
        let numbers = [numbers(|(left, ..)| *left), numbers(|(_, right, _)| *right)];
        let [lefts, rights] = [0, 1].map(|at| self.data.take(self.sides[at], &numbers[at]));
        let (lefts, rights) = (lefts?, rights?);
        for (left, right, same) in &self.options.known {
            if let [Some(left), Some(right)] = [lefts.of(*left), rights.of(*right)] {
                books[usize::from(!same)].add(comparer.pattern(left, right), 1);
            }
        }
        let [same, others] = books.map(Book::finish);
        // Pairs that people were shown are not chance pairs: they teach m, and u only as far as they outweigh the sample.
        model.learn_known(&same, &[], 20.0);
        if !others.is_empty() {
            model.learn_known(&[], &others, 10_000.0);
        }
        Ok(())
    }

    /// Learns m: from pairs that are the best of both their rows where each row has one partner at most, which keeps
    /// brothers and sisters out; else from all pairs that were compared.
    fn learn(&self, model: &mut Model, pairs: &Pairs, counts: &Counts) {
        let whole = count(self.data.rows(self.sides[0]) as u64) * count(self.data.rows(self.sides[1]) as u64);
        let whole = if self.is_one_file() { whole / 2.0 } else { whole };
        if self.is_one_file() || self.spec.choice.assignment == Assignment::ManyToOne {
            let mut local = Model { prior: 0.5, ..model.clone() };
            local.learn(counts, Learning::default());
            let true_pairs = local.prior * counts.iter().map(|(_, pairs)| count(*pairs)).sum::<f64>();
            *model = Model { prior: (true_pairs / whole).clamp(1e-12, 0.5), ..local };
            return;
        }
        // A settled pair is the only one of both its rows.
        let mut settled = Book::default();
        pairs.settled.iter().for_each(|one| settled.add(one.pattern, 1));
        self.learn_best(model, &settled.finish(), &pairs.open, whole);
    }

    /// The model of what no rule settled: among these rows errors are common and true pairs easier to meet by chance.
    fn learn_rest(&self, model: &Model, pairs: &Pairs, open: &[Vec<u32>; 2]) -> Model {
        let mut rest = model.clone();
        if !pairs.settled.is_empty() {
            let whole = count(open[0].len() as u64) * count(open[1].len() as u64);
            self.learn_best(&mut rest, &Counts::new(), &pairs.open, whole);
        }
        rest
    }

    fn learn_best(&self, model: &mut Model, settled: &Counts, open: &[Found], whole: f64) {
        for _ in 0..3 {
            let best = self.best(settled, open, &Weights::new(model));
            let mut local = Model { prior: 0.5, ..model.clone() };
            local.learn(&best, Learning::default());
            let true_pairs = local.prior * best.iter().map(|(_, pairs)| count(*pairs)).sum::<f64>();
            *model = Model { prior: (true_pairs / whole.max(1.0)).clamp(1e-12, 0.5), ..local };
        }
    }

    /// Patterns of pairs than which neither row has a better one.
    fn best(&self, settled: &Counts, open: &[Found], weights: &Weights) -> Counts {
        let mut best = self.sides.map(|side| vec![f32::NEG_INFINITY; self.data.rows(side)]);
        let weighed = |one: &Found| weights.of(one.pattern) + one.rarity.sum();
        for one in open {
            for (best, row) in best.iter_mut().zip([one.left, one.right]) {
                best[row as usize] = best[row as usize].max(weighed(one));
            }
        }
        let mut book = Book::default();
        for (pattern, pairs) in settled {
            book.add(*pattern, *pairs);
        }
        for one in open {
            if weighed(one) >= best[0][one.left as usize] && weighed(one) >= best[1][one.right as usize] {
                book.add(one.pattern, 1);
            }
        }
        book.finish()
    }

    fn outcome(&self, models: [Model; 2], pairs: Pairs, compared: Vec<u64>, counts: Counts) -> Outcome {
        let weights = models.each_ref().map(Weights::new);
        let weigh = |one: &Found, settled: bool| weighed(one, &weights[usize::from(!settled)], settled);
        let mut open: Vec<Link> = pairs.open.iter().map(|one| weigh(one, false)).collect();
        let rank = |one: &Link| (self.data.rank(self.sides[0], one.left), self.data.rank(self.sides[1], one.right));
        open.sort_unstable_by_key(rank);
        let choice = &self.spec.choice;
        let low = choice.review[0].min(choice.threshold).max(1e-6);
        let least = (low / (1.0 - low).max(1e-15)).log2();
        let edges: Vec<Edge> =
            open.iter().map(|one| Edge { left: one.left, right: one.right, worth: worth(one.weight, least) }).collect();
        let mut taken: Vec<Link> = pairs.settled.iter().map(|one| weigh(one, true)).collect();
        drop(pairs);
        let mut clusters = Vec::new();
        if self.is_one_file() {
            taken = open.into_iter().filter(|one| one.probability >= low).collect();
            let links = taken.iter().filter(|one| one.probability >= choice.threshold);
            clusters = assign::clusters(self.data.rows(Side::Left), links.map(|one| (one.left, one.right)));
        } else {
            let both = choice.assignment == Assignment::OneToOne;
            let chosen = if both { assign::one_to_one(&edges) } else { assign::many_to_one(&edges) };
            let rivals = Rivals::new(&open, both);
            taken.extend(chosen.into_iter().map(|at| Link { probability: rivals.regarded(&open[at]), ..open[at] }));
        }
        taken.sort_unstable_by_key(|one| (one.left, one.right));
        let rest: Vec<Link> = taken.extract_if(.., |one| one.probability < choice.threshold).collect();
        let links = taken;
        let doubtful = |one: &&Link| (choice.review[0]..choice.review[1]).contains(&one.probability);
        let mut review: Vec<Link> = links.iter().chain(&rest).filter(doubtful).copied().collect();
        review.sort_unstable_by_key(|one| (one.left, one.right));
        let mut linked = self.sides.map(|side| vec![false; self.data.rows(side)]);
        for one in &links {
            linked[0][one.left as usize] = true;
            linked[1][one.right as usize] = true;
        }
        let unmatched =
            linked.map(|linked| (0..).zip(linked).filter(|(_, linked)| !linked).map(|(row, _)| row).collect());
        let [precision, recall] = estimates(&links, &rest);
        Outcome {
            models,
            links,
            review,
            unmatched,
            doubles: [Vec::new(), Vec::new()],
            clusters,
            compared,
            counts,
            precision,
            recall,
            resumed: 0,
            rare: self.spec.rare(),
        }
    }
}

fn weighed(one: &Found, weights: &Weights, settled: bool) -> Link {
    let weight = weights.of(one.pattern) + one.rarity.sum();
    let probability = probability(weight.into());
    Link { left: one.left, right: one.right, pattern: one.pattern, weight, probability, settled, rarity: one.rarity }
}

impl Outcome {
    fn model_of(&self, one: &Link) -> &Model {
        &self.models[usize::from(!one.settled)]
    }

    /// The sum of bits that makes the probability of a pair.
    #[must_use]
    pub fn explain(&self, one: &Link) -> Explained {
        let model = self.model_of(one);
        let parts = (0..model.comparisons.len()).filter_map(|at| {
            let level = level(one.pattern, at).checked_sub(1)?;
            let rarity = f64::from(one.rarity.part(&self.rare, at));
            Some((at, level, model.part_by_frequency(one.pattern, at) + rarity))
        });
        let odds = one.probability / (1.0 - one.probability).max(1e-15);
        let rivals = if probability(one.weight.into()) - one.probability > 1e-9 {
            odds.log2() - f64::from(one.weight)
        } else {
            0.0
        };
        Explained { prior: model.prior_weight(), parts: parts.collect(), rivals }
    }
}
