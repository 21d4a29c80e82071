//! Comparisons: two rows become a pattern, one level for each comparison.

use crate::{
    data::Data,
    kind::{Derived, cn_id, one_slip, text},
    spec::{Is, Kind, Spec, Test},
};

/// Levels of all comparisons, four bits each: 0 for "says nothing", then the levels in their order, the last for "else".
pub type Pattern = u64;

pub const BITS: usize = 4;

/// The level of one comparison in a pattern.
#[must_use]
pub const fn level(pattern: Pattern, comparison: usize) -> usize {
    ((pattern >> (comparison * BITS)) & 0xF) as usize
}

/// Comparisons ready to be made.
pub struct Comparer<'a> {
    data: &'a Data,
    comparisons: Vec<Compiled>,
}

struct Compiled {
    /// Fields of both sides that suffice to decide some level; a pair for which none of these sets is known says nothing.
    known: Vec<Vec<(usize, usize)>>,
    levels: Vec<Vec<Vec<Question>>>,
}

struct Question {
    left: usize,
    right: usize,
    is: Is,
    kind: Kind,
    at_least: f64,
    at_most: usize,
}

/// The smallest sets of fields that decide a level.
fn sufficient(levels: &[Vec<Vec<Question>>]) -> Vec<Vec<(usize, usize)>> {
    let fields = |all: &Vec<Question>| {
        let mut fields: Vec<_> = all.iter().map(|question| (question.left, question.right)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    };
    let mut sets: Vec<Vec<(usize, usize)>> = levels.iter().flatten().map(fields).collect();
    // What is compared crosswise only helps; what stands at its place decides whether there is anything to compare.
    let straight = |set: &Vec<(usize, usize)>| set.iter().all(|(left, right)| left == right);
    if sets.iter().any(straight) {
        sets.retain(straight);
    }
    sets.sort();
    sets.sort_by_key(Vec::len);
    let mut smallest: Vec<Vec<(usize, usize)>> = Vec::new();
    for set in sets {
        if !smallest.iter().any(|small| small.iter().all(|field| set.contains(field))) {
            smallest.push(set);
        }
    }
    smallest
}

impl<'a> Comparer<'a> {
    pub fn new(spec: &Spec, data: &'a Data) -> Self {
        let question = |test: &Test| {
            let left = spec.field(&test.field)?;
            let right = test.against.as_ref().map_or(Some(left), |name| spec.field(name))?;
            let at_most = test.at_most.unwrap_or(0) as usize;
            Some(Question {
                left,
                right,
                is: test.is,
                kind: spec.fields[left].kind,
                at_least: test.at_least.unwrap_or(1.0),
                at_most,
            })
        };
        let comparisons = spec.comparisons.iter().map(|comparison| {
            let levels = comparison.levels.iter().map(|level| {
                level.when.iter().map(|all| all.iter().filter_map(question).collect::<Vec<_>>()).collect::<Vec<_>>()
            });
            let levels: Vec<Vec<Vec<Question>>> = levels.collect();
            Compiled { known: sufficient(&levels), levels }
        });
        Self { data, comparisons: comparisons.collect() }
    }

    /// Compares two rows, given as their value numbers.
    pub fn pattern(&self, left: &[u32], right: &[u32]) -> Pattern {
        let mut pattern = 0;
        for (at, comparison) in self.comparisons.iter().enumerate() {
            if comparison.known.iter().any(|set| set.iter().all(|&(one, other)| left[one] != 0 && right[other] != 0)) {
                let holds = |any: &Vec<Vec<Question>>| {
                    any.iter().any(|all| all.iter().all(|question| self.holds(question, left, right)))
                };
                let level = comparison.levels.iter().position(holds).unwrap_or(comparison.levels.len()) + 1;
                pattern |= (level as Pattern) << (at * BITS);
            }
        }
        pattern
    }

    fn holds(&self, question: &Question, left: &[u32], right: &[u32]) -> bool {
        let (one, other) = (left[question.left], right[question.right]);
        if one == 0 || other == 0 {
            return false;
        }
        if one == other {
            // The same value is alike in every way but those that ask for a difference.
            return !matches!(question.is, Is::Lunar | Is::DayMonth | Is::Shortened)
                && (question.is != Is::SameTown && question.is != Is::SameVillage
                    || self.of_kind(question, one, other));
        }
        question.is != Is::Exact && self.of_kind(question, one, other)
    }

    fn of_kind(&self, question: &Question, one: u32, other: u32) -> bool {
        let values = self.data.values(question.left);
        let (a, b) = (one as usize, other as usize);
        let tables = &self.data.tables;
        match self.data.derived(question.left) {
            Derived::Names(names) => match question.is {
                Is::Toned => return names.toned[a] == names.toned[b],
                Is::Homophone => return names.homophones(a, b, tables),
                Is::Dialect => return names.folded[a] == names.folded[b],
                Is::Shape => return names.alike(a, b, tables),
                Is::OneCharacter => return names.one_character(a, b, tables),
                Is::Shortened => return names.is_shortened(a, b, tables),
                Is::Surname => return names.surname[a] == names.surname[b],
                Is::Typo => return one_slip(names.chars(a), names.chars(b)),
                _ => {}
            },
            Derived::Dates(dates) => match question.is {
                Is::Lunar => return dates.is_lunar(a, b),
                Is::DayMonth => return dates.is_day_month(a, b),
                Is::SameYear => return dates.ymd[a] / 10_000 == dates.ymd[b] / 10_000,
                Is::SameDay => return dates.ymd[a] % 10_000 == dates.ymd[b] % 10_000,
                Is::Days => return dates.apart(a, b).is_some_and(|apart| apart as usize <= question.at_most),
                _ => {}
            },
            Derived::Addresses(addresses) => match question.is {
                Is::SameTown => return addresses.town[a] != 0 && addresses.town[a] == addresses.town[b],
                Is::SameVillage => {
                    return addresses.village[a] != 0
                        && addresses.village[a] == addresses.village[b]
                        && (addresses.town[a] == addresses.town[b]
                            || addresses.town[a] == 0
                            || addresses.town[b] == 0);
                }
                _ => {}
            },
            Derived::Plain => {}
        }
        if question.is == Is::Typo && matches!(question.kind, Kind::CnId | Kind::Phone | Kind::Date) {
            // Digits only.
            let (one, other) = (values.bytes(one), values.bytes(other));
            return if question.kind == Kind::CnId { cn_id::typo(one, other) } else { one_slip(one, other) };
        }
        let (one, other) = (values.get(one), values.get(other));
        match question.is {
            Is::Typo => one_slip(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>()),
            Is::SameRoot => cn_id::root(one).is_some_and(|root| cn_id::root(other) == Some(root)),
            Is::Prefix => {
                let start = |text: &'_ str| text.chars().take(question.at_most).collect::<Vec<_>>();
                let (one, other) = (start(one), start(other));
                one.len() == question.at_most && one == other
            }
            Is::JaroWinkler => strsim::jaro_winkler(one, other) >= question.at_least,
            Is::Damerau => {
                one.len().abs_diff(other.len()) <= 4 * question.at_most
                    && strsim::damerau_levenshtein(one, other) <= question.at_most
            }
            Is::Tokens => text::tokens(one, other) >= question.at_least,
            Is::Similar => text::pairs(one, other) >= question.at_least,
            _ => false,
        }
    }
}
