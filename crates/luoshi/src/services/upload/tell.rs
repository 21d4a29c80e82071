//! Problems of a workbook in words, with values masked as their columns demand: the page may be seen over a shoulder.

use std::collections::BTreeMap;

use lake::problem::Problem;
use policy::{
    dataset::{ColumnType, Dataset, Severity},
    mask::mask,
    pack::Pack,
};

use super::Found;
use crate::{services::dataset, words::Words};

/// One problem in words.
pub struct Told {
    pub code: String,
    pub refuses: bool,
    pub sheet: String,
    pub cell: String,
    pub value: String,
    pub sentence: String,
    pub hint: String,
}

/// Problems of one kind.
pub struct Group {
    pub code: String,
    pub count: usize,
    /// The first of them.
    pub first: Told,
}

/// A problem in words.
#[must_use]
pub fn tell(words: Words, pack: &Pack, dataset: &Dataset, problem: &Problem) -> Told {
    let masked = masked(words, dataset, problem);
    let (sentence, hint) = dataset::say(words, pack, dataset, &masked);
    Told {
        code: problem.code.clone(),
        refuses: problem.severity == Severity::Refuse,
        sheet: problem.sheet.clone(),
        cell: problem.cell().unwrap_or_default(),
        value: masked.value,
        sentence,
        hint,
    }
}

/// The problem with its values as they may be shown. Of a value that is not what its column wants, only the class counts.
fn masked(words: Words, dataset: &Dataset, problem: &Problem) -> Problem {
    let hidden = words.say("value-hidden");
    let mut shown = problem.clone();
    let is_private = |name: &String| dataset.column(name).is_none_or(|column| column.privacy.is_of_a_person());
    if let Some(key) = shown.args.get_mut("key").filter(|_| dataset.key.iter().any(is_private)) {
        key.clone_from(&hidden);
    }
    let column = problem.field.as_deref().and_then(|field| dataset.column(field));
    let Some(column) = column.filter(|column| column.privacy.is_of_a_person()) else { return shown };
    if let Some(rounded) = shown.args.get_mut("rounded") {
        rounded.clone_from(&hidden);
    }
    shown.value = mask(&problem.value, column.kind, column.privacy, &hidden).into_owned();
    let names_a_code = problem.check(dataset).is_some_and(|check| check.detail_codes.is_some());
    if let Some(detail) = shown.args.get_mut("detail").filter(|_| !names_a_code) {
        *detail = mask(detail, ColumnType::Text, column.privacy, &hidden).into_owned();
    }
    shown
}

/// The kinds of problems, those that refuse and the frequent first.
#[must_use]
pub fn groups(words: Words, pack: &Pack, dataset: &Dataset, found: &Found) -> Vec<Group> {
    let mut firsts: BTreeMap<&str, &Problem> = BTreeMap::new();
    for problem in &found.problems.kept {
        firsts.entry(&problem.code).or_insert(problem);
    }
    let group = |(code, first): (&str, &Problem)| Group {
        code: code.to_owned(),
        count: found.problems.counts.get(code).and_then(|count| usize::try_from(*count).ok()).unwrap_or_default(),
        first: tell(words, pack, dataset, first),
    };
    let mut groups: Vec<Group> = firsts.into_iter().map(group).collect();
    groups.sort_by_key(|group| (!group.first.refuses, std::cmp::Reverse(group.count)));
    groups
}
