//! What sounds, looks or is written alike: given as data ([`Confusions`]), compiled for use (`Tables`).

use std::{collections::BTreeMap, ops::Range};

use aho_corasick::{AhoCorasick, MatchKind};
use pinyin::{ToPinyin as _, ToPinyinMulti as _};
#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{hash, tag};

/// Knowledge of a language and its registers that comparators use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Confusions {
    /// Values that say that nothing is known, as they are written.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Characters between the parts of a name that do not count.
    #[serde(default)]
    pub dots: String,
    /// Characters written in several ways: the standard one first, then its variants.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Characters that are mistaken for each other when copied.
    #[serde(default)]
    pub shapes: Vec<String>,
    /// Surnames that are read otherwise than the character usually is: pinyin with the number of the tone at the end.
    #[serde(default)]
    pub surnames: BTreeMap<String, String>,
    /// Surnames of several characters.
    #[serde(default)]
    pub compound_surnames: Vec<String>,
    /// Beginnings of syllables that a dialect does not tell apart: what is read, and what it is heard as. The first that fits counts.
    #[serde(default)]
    pub initials: Vec<[String; 2]>,
    /// The same for ends of syllables.
    #[serde(default)]
    pub finals: Vec<[String; 2]>,
    /// Words that end the name of a township or village in an address.
    #[serde(default)]
    pub town_marks: Vec<String>,
    #[serde(default)]
    pub village_marks: Vec<String>,
    /// Words that end the name of what a township lies in.
    #[serde(default)]
    pub area_marks: Vec<String>,
}

impl Confusions {
    /// Adds what another source knows.
    pub fn extend(&mut self, other: Self) {
        self.unknown.extend(other.unknown);
        self.dots.push_str(&other.dots);
        self.variants.extend(other.variants);
        self.shapes.extend(other.shapes);
        self.surnames.extend(other.surnames);
        self.compound_surnames.extend(other.compound_surnames);
        self.initials.extend(other.initials);
        self.finals.extend(other.finals);
        self.town_marks.extend(other.town_marks);
        self.village_marks.extend(other.village_marks);
        self.area_marks.extend(other.area_marks);
    }
}

/// The basic block of Han characters.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// How one character is read; the numbers stand for syllables, or for the character itself where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    pub toned: u32,
    pub plain: u32,
    pub folded: u32,
    /// A bit for each reading without tone: characters without a bit in common have no reading in common.
    readings: u64,
    /// Read otherwise where it is a surname.
    is_surname: bool,
}

#[derive(Debug)]
pub struct Tables {
    unknown: Vec<String>,
    longest_unknown: usize,
    dots: Vec<char>,
    variants: Vec<(char, char)>,
    /// The standard of every character of the basic block, where most names are made of.
    standards: Vec<char>,
    shapes: Vec<(char, char)>,
    surnames: Vec<(char, Sound)>,
    compound: Vec<String>,
    sounds: Vec<Sound>,
    /// Other readings without tone, for characters that have any.
    readings: Vec<(char, u32)>,
    pub town_marks: Marks,
    pub village_marks: Marks,
    pub area_marks: Marks,
}

impl Tables {
    pub fn new(data: &Confusions) -> Self {
        let mut syllables = Syllables { data, ids: BTreeMap::new() };
        let mut readings = Vec::new();
        let sounds = (FIRST..=LAST).filter_map(char::from_u32).map(|char| {
            let sound = char.to_pinyin().map(|pinyin| syllables.sound(pinyin.with_tone_num_end()));
            let mut sound = sound.unwrap_or_else(|| of_itself(char));
            for pinyin in char.to_pinyin_multi().into_iter().flatten() {
                let id = syllables.id(pinyin.plain());
                readings.push((char, id));
                sound.readings |= bit(id);
            }
            sound
        });
        let mut sounds: Vec<Sound> = sounds.collect();
        readings.sort_unstable();
        readings.dedup();
        let surnames =
            data.surnames.iter().filter_map(|(name, reading)| Some((name.chars().next()?, syllables.sound(reading))));
        let mut surnames: Vec<_> = surnames.collect();
        surnames.sort_unstable_by_key(|(char, _)| *char);
        surnames.iter().filter_map(|(char, _)| place(*char)).for_each(|place| sounds[place].is_surname = true);
        let mut variants: Vec<_> = data
            .variants
            .iter()
            .filter_map(|group| group.chars().next().map(|standard| (standard, group)))
            .flat_map(|(standard, group)| group.chars().skip(1).map(move |variant| (variant, standard)))
            .collect();
        variants.sort_unstable();
        variants.dedup_by_key(|(variant, _)| *variant);
        let mut standards: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
        for &(variant, standard) in &variants {
            if let Some(place) = place(variant) {
                standards[place] = standard;
            }
        }
        let mut shapes: Vec<_> = data
            .shapes
            .iter()
            .flat_map(|group| group.chars().flat_map(move |one| group.chars().map(move |other| (one, other))))
            .collect();
        shapes.sort_unstable();
        Self {
            unknown: data.unknown.clone(),
            longest_unknown: data.unknown.iter().map(String::len).max().unwrap_or(0),
            dots: data.dots.chars().collect(),
            variants,
            standards,
            shapes,
            surnames,
            compound: data.compound_surnames.clone(),
            sounds,
            readings,
            town_marks: Marks::new(&data.town_marks),
            village_marks: Marks::new(&data.village_marks),
            area_marks: Marks::new(&data.area_marks),
        }
    }

    pub fn is_unknown(&self, text: &str) -> bool {
        text.len() <= self.longest_unknown
            && self.unknown.iter().any(|word| word.len() == text.len() && word.eq_ignore_ascii_case(text))
    }

    pub fn is_dot(&self, char: char) -> bool {
        self.dots.contains(&char)
    }

    pub fn standard(&self, char: char) -> char {
        match place(char) {
            Some(place) => self.standards[place],
            None if char.is_ascii() => char,
            None => self
                .variants
                .binary_search_by_key(&char, |(variant, _)| *variant)
                .map_or(char, |at| self.variants[at].1),
        }
    }

    pub fn similar(&self, one: char, other: char) -> bool {
        self.shapes.binary_search(&(one, other)).is_ok()
    }

    pub fn sound(&self, char: char) -> Sound {
        place(char).map_or_else(|| of_itself(char), |place| self.sounds[place])
    }

    pub fn surname_sound(&self, char: char) -> Sound {
        let sound = self.sound(char);
        if !sound.is_surname && place(char).is_some() {
            return sound;
        }
        let found = self.surnames.binary_search_by_key(&char, |(surname, _)| *surname);
        found.map_or(sound, |at| self.surnames[at].1)
    }

    /// Whether two characters share a reading without tone.
    pub fn homophones(&self, one: char, other: char) -> bool {
        let (sound, other_sound) = (self.sound(one), self.sound(other));
        if one == other || sound.plain == other_sound.plain {
            return true;
        }
        if sound.readings & other_sound.readings == 0 {
            return false;
        }
        let readings = |char: char| {
            let from = self.readings.partition_point(|(known, _)| *known < char);
            self.readings[from..].iter().take_while(move |(known, _)| *known == char).map(|(_, id)| *id)
        };
        readings(one).any(|id| id == other_sound.plain || readings(other).any(|other| other == id))
            || readings(other).any(|id| id == sound.plain)
    }

    /// Characters of the surname at the beginning of a name.
    pub fn surname_length(&self, name: &str) -> usize {
        let begins = |surname: &&String| surname.len() < name.len() && name.starts_with(surname.as_str());
        self.compound.iter().filter(begins).map(|surname| surname.chars().count()).max().unwrap_or(1)
    }
}

/// Words that end names of places.
#[derive(Debug)]
pub struct Marks(Option<AhoCorasick>);

impl Marks {
    fn new(words: &[String]) -> Self {
        // Words of a declaration are few and short: the automaton never grows too large.
        Self(AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok())
    }

    /// Where marks stand in a text, one after the other; of several at one place the longest.
    pub fn within<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        self.0.iter().flat_map(move |marks| marks.find_iter(text)).map(|found| found.range())
    }
}

/// Place of a character in tables of the basic block.
fn place(char: char) -> Option<usize> {
    let code = u32::from(char);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

fn of_itself(char: char) -> Sound {
    let own = u32::from(char) | 1 << 31;
    Sound { toned: own, plain: own, folded: own, readings: bit(own), is_surname: false }
}

fn bit(id: u32) -> u64 {
    1 << (id % 64)
}

struct Syllables<'a> {
    data: &'a Confusions,
    ids: BTreeMap<u64, (u32, u32)>,
}

impl Syllables<'_> {
    fn number(text: &str) -> u32 {
        // A few thousand syllables: half of a good hash tells them apart.
        tag(text) & !(1 << 31)
    }

    fn id(&mut self, plain: &str) -> u32 {
        self.plain(plain).0
    }

    fn plain(&mut self, plain: &str) -> (u32, u32) {
        let data = self.data;
        *self.ids.entry(hash(plain)).or_insert_with(|| {
            let heard =
                |rules: &[[String; 2]], swap: &dyn Fn(&[String; 2]) -> Option<String>| rules.iter().find_map(swap);
            let initial =
                heard(&data.initials, &|[read, heard]| Some(format!("{heard}{}", plain.strip_prefix(read.as_str())?)));
            let folded = initial.unwrap_or_else(|| plain.to_owned());
            let last =
                heard(&data.finals, &|[read, heard]| Some(format!("{}{heard}", folded.strip_suffix(read.as_str())?)));
            (Self::number(plain), Self::number(&last.unwrap_or(folded)))
        })
    }

    fn sound(&mut self, toned: &str) -> Sound {
        let (plain, folded) = self.plain(toned.trim_end_matches(|char: char| char.is_ascii_digit()));
        Sound { toned: Self::number(toned), plain, folded, readings: bit(plain), is_surname: false }
    }
}
