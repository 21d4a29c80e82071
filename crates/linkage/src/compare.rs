//! Comparisons: two rows become a pattern, one level for each comparison.

use crate::{
    kind::{address, cn_id, date, name, one_slip, text},
    spec::{Is, Kind, Spec, Test},
    tables::Tables,
    text::Row,
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
    tables: &'a Tables,
    /// Every question once: the same one decides levels of several comparisons.
    questions: Vec<Question>,
    comparisons: Vec<Compiled>,
}

struct Compiled {
    /// Fields of both sides that suffice to decide some level; a pair for which none of these sets is known says nothing.
    known: Vec<Vec<(usize, usize)>>,
    /// Numbers of questions.
    levels: Vec<Vec<Vec<usize>>>,
}

#[derive(Clone, PartialEq)]
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
    pub fn new(spec: &Spec, tables: &'a Tables) -> Self {
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
        let mut questions: Vec<Question> = Vec::new();
        let mut number = |question: Question| {
            questions.iter().position(|other| *other == question).unwrap_or_else(|| {
                questions.push(question);
                questions.len() - 1
            })
        };
        let comparisons = spec.comparisons.iter().map(|comparison| {
            let levels = comparison.levels.iter().map(|level| {
                level.when.iter().map(|all| all.iter().filter_map(question).collect::<Vec<_>>()).collect::<Vec<_>>()
            });
            let levels: Vec<Vec<Vec<Question>>> = levels.collect();
            let known = sufficient(&levels);
            let mut numbers = |all: Vec<Question>| all.into_iter().map(&mut number).collect();
            let levels = levels.into_iter().map(|any| any.into_iter().map(&mut numbers).collect());
            Compiled { known, levels: levels.collect() }
        });
        let comparisons = comparisons.collect();
        Self { tables, questions, comparisons }
    }

    /// Compares two rows.
    pub fn pattern(&self, left: Row<'_>, right: Row<'_>) -> Pattern {
        // Which of the first questions were answered already, and which of them with yes.
        let (mut asked, mut held) = (0_u128, 0_u128);
        let mut holds = |number: usize| {
            let bit = 1_u128.checked_shl(u32::try_from(number).unwrap_or(u32::MAX)).unwrap_or(0);
            if asked & bit == 0 {
                asked |= bit;
                if !self.holds(&self.questions[number], left, right) {
                    return false;
                }
                held |= bit;
                return true;
            }
            held & bit != 0
        };
        let mut pattern = 0;
        for (at, comparison) in self.comparisons.iter().enumerate() {
            if comparison.known.iter().any(|set| set.iter().all(|&(one, other)| left.has(one) && right.has(other))) {
                let mut reached = |any: &Vec<Vec<usize>>| any.iter().any(|all| all.iter().all(|number| holds(*number)));
                let level = comparison.levels.iter().position(&mut reached).unwrap_or(comparison.levels.len()) + 1;
                pattern |= (level as Pattern) << (at * BITS);
            }
        }
        pattern
    }

    fn holds(&self, question: &Question, left: Row<'_>, right: Row<'_>) -> bool {
        let (one, other) = (left.get(question.left), right.get(question.right));
        if one.is_empty() || other.is_empty() {
            return false;
        }
        // Most values that differ do so at their end.
        if one.as_bytes().last() == other.as_bytes().last() && one == other {
            // The same value is alike in every way but those that ask for a difference.
            return !matches!(question.is, Is::Lunar | Is::DayMonth | Is::Shortened)
                && (question.is != Is::SameTown && question.is != Is::SameVillage
                    || self.is_alike(question, one, other));
        }
        question.is != Is::Exact && self.is_alike(question, one, other)
    }

    fn is_alike(&self, question: &Question, one: &str, other: &str) -> bool {
        match question.kind {
            Kind::Name => self.names(question, one, other),
            Kind::Date => dates(question, one, other),
            Kind::Address => addresses(question, one, other),
            Kind::CnId if question.is == Is::Typo => cn_id::typo(one.as_bytes(), other.as_bytes()),
            Kind::Phone if question.is == Is::Typo => one_slip(one.as_bytes(), other.as_bytes()),
            Kind::CnId | Kind::Phone | Kind::Text => texts(question, one, other),
        }
    }

    fn names(&self, question: &Question, one: &str, other: &str) -> bool {
        match question.is {
            Is::Toned => name::same_toned(one, other, self.tables),
            Is::Homophone => name::homophones(one, other, self.tables),
            Is::Dialect => name::same_folded(one, other, self.tables),
            Is::Shape => name::same_shape(one, other, self.tables),
            Is::OneCharacter => name::one_character(one, other, self.tables),
            Is::Shortened => name::is_shortened(one, other, self.tables),
            Is::Surname => name::same_surname(one, other, self.tables),
            _ => texts(question, one, other),
        }
    }
}

fn dates(question: &Question, one: &str, other: &str) -> bool {
    match question.is {
        Is::Lunar => date::is_lunar(one, other),
        Is::DayMonth => date::is_day_month(one, other),
        Is::SameYear => date::year(one) == date::year(other),
        Is::SameDay => date::day(one) == date::day(other),
        Is::Days => date::is_near(one, other, question.at_most),
        // Digits only.
        _ => question.is == Is::Typo && one_slip(one.as_bytes(), other.as_bytes()),
    }
}

fn addresses(question: &Question, one: &str, other: &str) -> bool {
    match question.is {
        Is::SameTown => address::same_town(one, other),
        Is::SameVillage => address::same_village(one, other),
        _ => texts(question, address::spelling(one), address::spelling(other)),
    }
}

fn texts(question: &Question, one: &str, other: &str) -> bool {
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
