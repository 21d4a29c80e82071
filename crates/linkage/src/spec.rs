//! What a caller declares: fields, comparisons, blocking rules, and how links are chosen.

use std::collections::BTreeSet;

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole declaration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Headers of the column that names a row, the best first; without any rows are named by their number.
    #[serde(default)]
    pub keys: Vec<String>,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
    #[serde(rename = "comparison")]
    pub comparisons: Vec<Comparison>,
    #[serde(rename = "block")]
    pub blocks: Vec<Block>,
    pub choice: Choice,
}

/// One property of a person that both files may have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    /// Headers under which files have the field, the best first; its name is one of them.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Spellings that mean the same, in groups; the first of a group stands for all.
    #[serde(default)]
    pub same: Vec<Vec<String>>,
}

/// How values of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text: width, case and spaces do not count.
    Text,
    /// A name of a person.
    Name,
    /// An ID number of the PRC (GB 11643), 18 digits or the old 15.
    CnId,
    Date,
    Phone,
    Address,
}

/// One piece of evidence: levels from the strongest agreement down, and what remains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub name: String,
    /// The first level that holds counts; a pair that fulfils none is at the level "else". Pairs for which no level can be
    /// decided, since a field of each is not known on both sides, say nothing.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
    /// Share of true pairs that reach no level, before anything is learned.
    #[serde(default = "tenth")]
    pub m_else: f64,
}

/// One level of agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub name: String,
    /// Alternatives; within one, every test must hold.
    pub when: Vec<Vec<Test>>,
    /// Share of true pairs at this level, before anything is learned.
    pub m: f64,
    /// Share of chance pairs at this level, where it is known and must not be learned.
    #[serde(default)]
    pub u: Option<f64>,
    /// The rarer the value, the more its agreement says; a field whose values' frequencies are used.
    #[serde(default)]
    pub frequency_of: Option<String>,
}

/// One question to two values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub field: String,
    pub is: Is,
    /// The field of the right row, when it is another one (name and guardian in each other's place).
    #[serde(default)]
    pub against: Option<String>,
    /// Smallest similarity, for those that are measured.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// Largest distance, for those that are counted.
    #[serde(default)]
    pub at_most: Option<u32>,
}

/// Comparators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// The same value, however it is written.
    Exact,
    /// One slip: a character wrong, lost or added, or two neighbours swapped. Of two ID numbers that both fit their check
    /// character none is a slip of the other.
    Typo,
    /// The same beginning of `at_most` characters.
    Prefix,
    JaroWinkler,
    /// Damerau-Levenshtein distance.
    Damerau,
    /// Words in common (Jaccard).
    Tokens,
    /// Read aloud alike, with tones.
    Toned,
    /// Read aloud alike, without tones.
    Homophone,
    /// Alike in the pronunciation of a dialect.
    Dialect,
    /// Alike but for characters of similar shape.
    Shape,
    /// One character differs, is lost or added, or two are swapped.
    OneCharacter,
    /// One is a part of the other, as with transliterated names.
    Shortened,
    /// The same surname.
    Surname,
    /// The day of one is the day of the other in the lunar calendar.
    Lunar,
    /// Day and month swapped.
    DayMonth,
    /// At most so many days apart.
    Days,
    SameYear,
    /// Same day and month of another year.
    SameDay,
    /// The same area and birth date in ID numbers.
    SameRoot,
    SameTown,
    SameVillage,
    /// Pairs of characters in common (Dice).
    Similar,
}

/// A rule that pairs rows with the same key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Parts of the key: all must agree.
    pub on: Vec<Part>,
    /// Pairs of this rule that are surer than this, and whose rows occur in no other pair of it, are settled: later rules
    /// pass them over. Not for deduplication.
    #[serde(default)]
    pub settle: Option<f64>,
}

/// A part of a blocking key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub field: String,
    #[serde(default)]
    pub by: By,
    /// The field of the right row, when it is another one.
    #[serde(default)]
    pub against: Option<String>,
}

/// What of a value goes into a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum By {
    #[default]
    Value,
    /// Pronunciation in the widest sense (names).
    Sound,
    /// Pronunciation of all but the surname (names).
    GivenSound,
    Surname,
    Year,
    /// Month and day.
    Day,
    /// Year and month.
    Month,
    /// First 14 characters of an ID number: area and birth date.
    Root,
    /// Last four characters.
    Tail,
    /// First four characters.
    Head,
    Town,
    Village,
}

/// How links are chosen from weighed pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub assignment: Assignment,
    /// Probability from which a pair is a link.
    pub threshold: f64,
    /// Pairs between these two probabilities are for a person to decide.
    pub review: [f64; 2],
    /// Pairs that one rule may make at most.
    pub max_pairs: u64,
    /// Share of the smaller file that is expected to have a partner, before anything is learned.
    #[serde(default = "most")]
    pub expected: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    OneToOne,
    /// A right row may have several left rows.
    ManyToOne,
}

fn tenth() -> f64 {
    0.1
}

fn most() -> f64 {
    0.9
}

/// Most comparisons and most levels of one; a pattern has four bits for each comparison.
pub const MOST_COMPARISONS: usize = 16;
pub const MOST_LEVELS: usize = 14;

/// Most comparisons that are weighed by the frequency of a value.
pub const MOST_BY_FREQUENCY: usize = 4;

/// Something wrong in a declaration, at its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Path of the key, counted from 1.
    pub key: String,
    pub wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// No such field.
    UnknownField { found: String, known: Vec<String> },
    /// The comparator or key does not fit the kind of the field.
    NotForKind { found: String, kind: String },
    /// A probability, similarity or threshold outside of what it may be.
    OutOfRange { least: String, most: String },
    /// The name stands twice.
    Duplicate { found: String },
    /// A list without entries.
    Empty,
    /// `at_least` or `at_most` is wanted and missing.
    Missing { missing: String },
}

impl Is {
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        use Kind::{Address, CnId, Date, Name, Phone, Text};
        match self {
            Self::Exact => true,
            Self::Typo => matches!(kind, CnId | Date | Phone | Text | Name),
            Self::Prefix | Self::JaroWinkler | Self::Damerau | Self::Tokens => matches!(kind, Text | Name | Address),
            Self::Toned
            | Self::Homophone
            | Self::Dialect
            | Self::Shape
            | Self::OneCharacter
            | Self::Shortened
            | Self::Surname => kind == Name,
            Self::Lunar | Self::DayMonth | Self::Days | Self::SameYear | Self::SameDay => kind == Date,
            Self::SameRoot => kind == CnId,
            Self::SameTown | Self::SameVillage => kind == Address,
            Self::Similar => matches!(kind, Address | Text),
        }
    }
}

impl By {
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Value => true,
            Self::Sound | Self::GivenSound | Self::Surname => kind == Kind::Name,
            Self::Year | Self::Day | Self::Month => kind == Kind::Date,
            Self::Root => kind == Kind::CnId,
            Self::Tail | Self::Head => matches!(kind, Kind::CnId | Kind::Phone | Kind::Text),
            Self::Town | Self::Village => kind == Kind::Address,
        }
    }
}

impl Spec {
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Fields whose values' frequencies are asked for, each once.
    pub(crate) fn by_frequency(&self) -> Vec<usize> {
        let levels = self.comparisons.iter().flat_map(|comparison| &comparison.levels);
        let fields: BTreeSet<usize> = levels.filter_map(|level| self.field(level.frequency_of.as_ref()?)).collect();
        fields.into_iter().collect()
    }

    /// The place of every comparison among those that are weighed by frequency.
    pub(crate) fn rare(&self) -> Vec<Option<usize>> {
        let mut next = 0..MOST_BY_FREQUENCY;
        let rare = |one: &Comparison| one.levels.iter().any(|level| level.frequency_of.is_some());
        self.comparisons.iter().map(|one| if rare(one) { next.next() } else { None }).collect()
    }

    /// Everything that is wrong in the declaration.
    #[must_use]
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut check = Check { spec: self, flaws: Vec::new() };
        check.names("field", self.fields.iter().map(|field| &field.name));
        check.names("comparison", self.comparisons.iter().map(|comparison| &comparison.name));
        check.count("comparison", self.comparisons.len(), MOST_COMPARISONS);
        let by_frequency = |one: &&Comparison| one.levels.iter().any(|level| level.frequency_of.is_some());
        if self.comparisons.iter().filter(by_frequency).count() > MOST_BY_FREQUENCY {
            check.range("comparison.level.frequency_of", "0", &MOST_BY_FREQUENCY.to_string());
        }
        check.count("block", self.blocks.len(), usize::MAX);
        for (at, comparison) in (1..).zip(&self.comparisons) {
            check.comparison(&format!("comparison[{at}]"), comparison);
        }
        for (at, block) in (1..).zip(&self.blocks) {
            let key = format!("block[{at}]");
            check.count(&format!("{key}.on"), block.on.len(), usize::MAX);
            if let Some(settle) = block.settle {
                check.share(&format!("{key}.settle"), settle);
            }
            for (at, part) in (1..).zip(&block.on) {
                check.part(&format!("{key}.on[{at}]"), part);
            }
        }
        check.share("choice.threshold", self.choice.threshold);
        check.share("choice.expected", self.choice.expected);
        let [low, high] = self.choice.review;
        if !(0.0..=1.0).contains(&low) || !(low..=1.0).contains(&high) {
            check.range("choice.review", "0", "1");
        }
        check.flaws
    }
}

struct Check<'a> {
    spec: &'a Spec,
    flaws: Vec<Flaw>,
}

impl Check<'_> {
    fn report(&mut self, key: &str, wrong: Wrong) {
        self.flaws.push(Flaw { key: key.to_owned(), wrong });
    }

    fn range(&mut self, key: &str, least: &str, most: &str) {
        self.report(key, Wrong::OutOfRange { least: least.to_owned(), most: most.to_owned() });
    }

    fn share(&mut self, key: &str, value: f64) {
        if !(value > 0.0 && value <= 1.0) {
            self.range(key, "0", "1");
        }
    }

    fn names<'n>(&mut self, list: &str, names: impl Iterator<Item = &'n String>) {
        let mut seen = BTreeSet::new();
        for (at, name) in (1..).zip(names) {
            if !seen.insert(name) {
                self.report(&format!("{list}[{at}].name"), Wrong::Duplicate { found: name.clone() });
            }
        }
    }

    fn count(&mut self, list: &str, count: usize, most: usize) {
        if count == 0 {
            self.report(list, Wrong::Empty);
        } else if count > most {
            self.range(list, "1", &most.to_string());
        }
    }

    /// Kind of a field; the kinds of both fields must be the same.
    fn kind(&mut self, key: &str, field: &str, against: Option<&str>) -> Option<Kind> {
        let mut kinds = Vec::new();
        for (part, name) in [("field", Some(field)), ("against", against)] {
            let Some(name) = name else { continue };
            if let Some(at) = self.spec.field(name) {
                kinds.push(self.spec.fields[at].kind);
            } else {
                let known = self.spec.fields.iter().map(|field| field.name.clone()).collect();
                self.report(&format!("{key}.{part}"), Wrong::UnknownField { found: name.to_owned(), known });
                return None;
            }
        }
        if let [one, other] = kinds[..]
            && one != other
        {
            self.unfit(&format!("{key}.against"), against.unwrap_or_default(), one);
            return None;
        }
        kinds.first().copied()
    }

    fn unfit(&mut self, key: &str, found: &str, kind: Kind) {
        let kind = format!("{kind:?}").to_lowercase();
        self.report(key, Wrong::NotForKind { found: found.to_owned(), kind });
    }

    fn comparison(&mut self, key: &str, comparison: &Comparison) {
        self.count(&format!("{key}.level"), comparison.levels.len(), MOST_LEVELS);
        self.names(&format!("{key}.level"), comparison.levels.iter().map(|level| &level.name));
        self.share(&format!("{key}.m_else"), comparison.m_else);
        for (at, level) in (1..).zip(&comparison.levels) {
            let key = format!("{key}.level[{at}]");
            self.share(&format!("{key}.m"), level.m);
            if let Some(u) = level.u {
                self.share(&format!("{key}.u"), u);
            }
            if let Some(field) = &level.frequency_of {
                self.kind(&key, field, None);
            }
            self.count(&format!("{key}.when"), level.when.len(), usize::MAX);
            for (at, all) in (1..).zip(&level.when) {
                let key = format!("{key}.when[{at}]");
                self.count(&key, all.len(), usize::MAX);
                for (at, test) in (1..).zip(all) {
                    self.test(&format!("{key}[{at}]"), test);
                }
            }
        }
    }

    fn test(&mut self, key: &str, test: &Test) {
        let Some(kind) = self.kind(key, &test.field, test.against.as_deref()) else { return };
        if !test.is.fits(kind) {
            self.unfit(&format!("{key}.is"), &format!("{:?}", test.is).to_lowercase(), kind);
        }
        match test.is {
            Is::JaroWinkler | Is::Tokens | Is::Similar => match test.at_least {
                None => self.report(key, Wrong::Missing { missing: "at_least".to_owned() }),
                Some(least) => self.share(&format!("{key}.at_least"), least),
            },
            Is::Prefix | Is::Damerau | Is::Days if test.at_most.is_none() => {
                self.report(key, Wrong::Missing { missing: "at_most".to_owned() });
            }
            _ => {}
        }
    }

    fn part(&mut self, key: &str, part: &Part) {
        let Some(kind) = self.kind(key, &part.field, part.against.as_deref()) else { return };
        if !part.by.fits(kind) {
            self.unfit(&format!("{key}.by"), &format!("{:?}", part.by).to_lowercase(), kind);
        }
    }
}
