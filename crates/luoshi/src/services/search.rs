//! What can be found by a few letters: tasks, commitments, units, schools, indicators and datasets, by Chinese, by pinyin
//! in full or in initials, and by English. Made with the board; the scope of the asker is applied to every question.
//!
//! To add a kind of thing: a variant of [`Kind`] with its word `search-KIND`, and a line in [`Index::new`].

use lake::org::Tree;
use pinyin::ToPinyinMulti as _;
use policy::{indicator::Level, pack::Pack, text::Text};

use super::{indicator::reaches, school::Directory};

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    School,
    Township,
    Indicator,
    Task,
    Unit,
    Dataset,
    Commitment,
}

/// A thing that can be found.
pub struct Entry {
    pub kind: Kind,
    pub title: Text,
    /// What stands beside the title: a code, a unit.
    pub note: Text,
    pub link: String,
    /// Code of the place whose scope it needs; none for what everybody may know of.
    place: Option<String>,
    keys: Vec<Key>,
}

/// A text by which a thing is found.
struct Key {
    text: String,
    /// Every character by the ways in which it can be spelled.
    syllables: Vec<Vec<String>>,
}

/// All that can be found on a board.
pub struct Index {
    entries: Vec<Entry>,
}

impl Index {
    #[must_use]
    pub fn new(pack: &Pack, tree: &Tree, schools: &Directory) -> Self {
        let mut entries = Vec::new();
        let mut add = |kind, title: Text, note: Text, link, place, keys: Vec<Key>| {
            entries.push(Entry { kind, title, note, link, place, keys });
        };
        let both = |text: &Text| vec![Key::spelled(&text.zh), Key::plain(&text.en)];
        if let Some(plan) = &pack.plan {
            for task in &plan.tasks {
                let mut keys = both(&task.title);
                keys.push(Key::plain(&task.number.to_string()));
                let note = same(&task.number.to_string());
                add(Kind::Task, task.title.clone(), note, format!("/plan/tasks/{}", task.number), None, keys);
            }
            for unit in &plan.units {
                let keys = [both(&unit.name), both(&unit.full_name)].into_iter().flatten().collect();
                add(
                    Kind::Unit,
                    unit.name.clone(),
                    unit.full_name.clone(),
                    format!("/plan?unit={}", unit.id),
                    None,
                    keys,
                );
            }
            for one in &plan.commitments {
                let page = one.task.map_or_else(|| "/plan".to_owned(), |task| format!("/plan/tasks/{task}"));
                let keys = both(&one.text);
                let note = one.task.map_or_else(|| same(""), |task| same(&task.to_string()));
                add(Kind::Commitment, one.text.clone(), note, format!("{page}#{}", one.id), None, keys);
            }
        }
        for one in pack.indicators.values() {
            let mut keys = both(&one.title);
            keys.push(Key::plain(&one.id));
            add(Kind::Indicator, one.title.clone(), same(""), format!("/indicators/{}", one.id), None, keys);
        }
        for one in pack.datasets.values() {
            let mut keys = both(&one.title);
            keys.push(Key::plain(&one.id));
            let link = format!("/data/{}", one.id);
            add(Kind::Dataset, one.title.clone(), one.source_system.clone(), link, None, keys);
        }
        for org in tree.orgs().filter(|org| org.level == Level::Township) {
            let keys = vec![Key::spelled(&org.name), Key::plain(&org.code)];
            let link = format!("/townships/{}", org.code);
            add(Kind::Township, same(&org.name), same(&org.code), link, Some(org.code.clone()), keys);
        }
        for school in schools.all() {
            let mut keys = vec![Key::spelled(&school.name), Key::plain(&school.code)];
            let named = pack.plan.iter().flat_map(|plan| &plan.named_orgs).filter(|one| one.code == school.code);
            keys.extend(named.flat_map(|one| both(&one.name)));
            let link = format!("/schools/{}", school.code);
            add(Kind::School, same(&school.name), same(&school.code), link, Some(school.code.clone()), keys);
        }
        Self { entries }
    }

    /// What a question finds, the best first; things of places outside the scopes are as if they did not exist.
    #[must_use]
    pub fn find(&self, tree: &Tree, scopes: &[&str], question: &str, most: usize) -> Vec<&Entry> {
        let question = question.to_lowercase();
        let words: Vec<&str> = question.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let known =
            self.entries.iter().filter(|one| one.place.as_ref().is_none_or(|place| reaches(tree, scopes, place)));
        let mut found: Vec<(usize, &Entry)> = known.filter_map(|one| Some((one.rank(&words)?, one))).collect();
        found.sort_by_key(|(rank, one)| (*rank, one.kind));
        found.into_iter().take(most).map(|(_, one)| one).collect()
    }
}

fn same(text: &str) -> Text {
    Text { zh: text.to_owned(), en: text.to_owned() }
}

impl Entry {
    /// How well every word is met: 0 is best, none when a word is not.
    fn rank(&self, words: &[&str]) -> Option<usize> {
        words.iter().map(|word| self.keys.iter().filter_map(|key| key.rank(word)).min()).sum()
    }
}

impl Key {
    /// A text that is also found by how it is spelled in pinyin.
    pub fn spelled(text: &str) -> Self {
        let text = text.to_lowercase();
        let syllable = |char: char| match char.to_pinyin_multi() {
            Some(all) => {
                let mut ways: Vec<String> = all.into_iter().map(|one| one.plain().to_owned()).collect();
                ways.dedup();
                Some(ways)
            }
            None => char.is_alphanumeric().then(|| vec![char.to_string()]),
        };
        let syllables = text.chars().filter_map(syllable).collect();
        Self { text, syllables }
    }

    fn plain(text: &str) -> Self {
        Self { text: text.to_lowercase(), syllables: Vec::new() }
    }

    fn rank(&self, word: &str) -> Option<usize> {
        if self.text == word {
            return Some(0);
        }
        if let Some(at) = self.text.find(word) {
            return Some(if at == 0 { 1 } else { 2 });
        }
        if !word.is_ascii() {
            return None;
        }
        let starts = (0..self.syllables.len()).find(|at| spells(&self.syllables[*at..], word));
        match starts {
            Some(0) => Some(3),
            Some(_) => Some(4),
            None => {
                let says_enough = word.len() >= FEWEST_SKIPPING && word.len() * 3 >= self.syllables.len();
                (says_enough && skips(&self.syllables, word)).then_some(6)
            }
        }
    }
}

/// Letters from which initials may also leave out characters, at most two of three: `dcyz` for 东川区第一中学.
const FEWEST_SKIPPING: usize = 3;

/// Whether the letters spell syllables one after the other, each in full or by its beginning.
fn spells(syllables: &[Vec<String>], letters: &str) -> bool {
    if letters.is_empty() {
        return true;
    }
    let Some((ways, rest)) = syllables.split_first() else { return false };
    let shared = |way: &String| way.bytes().zip(letters.bytes()).take_while(|(one, other)| one == other).count();
    let most = ways.iter().map(shared).max().unwrap_or_default();
    (1..=most).rev().any(|length| spells(rest, &letters[length..]))
}

/// Whether the letters are initials in their order, with others between them.
fn skips(syllables: &[Vec<String>], letters: &str) -> bool {
    let begins = |ways: &Vec<String>, letter: u8| ways.iter().any(|way| way.bytes().next() == Some(letter));
    let mut left = syllables.iter();
    letters.bytes().all(|letter| left.any(|ways| begins(ways, letter)))
}

/// Whether a text is found in a name, as it is written or as it is spelled.
#[must_use]
pub fn matches(name: &str, question: &str) -> bool {
    let key = Key::spelled(name);
    question.to_lowercase().split_whitespace().all(|word| key.rank(word).is_some())
}
