//! Fictitious people: names by frequency, identity numbers with a right check character, phones.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{ToSpan, civil::Date};
use policy::dataset::Checksum;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::story::Names;

/// A person of the demo.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: String,
    pub male: bool,
    pub birth: Date,
    pub ethnicity: &'static str,
    pub id_number: String,
    pub phone: String,
}

/// Makes people; no two share an identity number.
pub(super) struct People {
    names: Names,
    surname_total: u32,
    checksum: Checksum,
    /// Area part of identity numbers, different in every copy of the district.
    region: String,
    issued: BTreeMap<(Date, bool), u32>,
}

/// Ethnic groups of the district with rough weights per mille.
const ETHNICITIES: [(&str, u32); 5] = [("01", 930), ("07", 30), ("03", 20), ("06", 12), ("09", 8)];

/// Code of the district; each of its copies is a county that does not exist.
pub(super) fn region(copy: u32) -> String {
    if copy == 0 { "530113".to_owned() } else { format!("53{:04}", 3000 + copy) }
}

impl People {
    pub fn new(checksum: Checksum, copy: u32) -> anyhow::Result<Self> {
        let names = Names::built_in()?;
        let surname_total = names.surnames.iter().map(|(_, weight)| weight).sum();
        Ok(Self { names, surname_total, checksum, region: region(copy), issued: BTreeMap::new() })
    }

    pub fn person(&mut self, rng: &mut ChaCha8Rng, male: bool, birth: Date) -> anyhow::Result<Person> {
        let ethnicity = pick(rng, &ETHNICITIES);
        let name = self.name(rng, male, ethnicity);
        let id_number = self.id_number(male, birth)?;
        let phone = format!("1990{:07}", rng.random_range(0..10_000_000));
        Ok(Person { name, male, birth, ethnicity, id_number, phone })
    }

    pub fn name(&self, rng: &mut ChaCha8Rng, male: bool, ethnicity: &str) -> String {
        if ethnicity == "07" && rng.random_ratio(1, 20) {
            return self.names.dotted[rng.random_range(0..self.names.dotted.len())].clone();
        }
        let mut left = rng.random_range(0..self.surname_total);
        let mut name = String::new();
        for (surname, weight) in &self.names.surnames {
            if left < *weight {
                name.push_str(surname);
                break;
            }
            left -= weight;
        }
        let given = if male { &self.names.boys } else { &self.names.girls };
        for _ in 0..if rng.random_ratio(4, 5) { 2 } else { 1 } {
            name.push_str(&given[rng.random_range(0..given.len())]);
        }
        name
    }

    pub fn kindergarten_stem(&self, index: usize) -> &str {
        &self.names.kindergarten_stems[index % self.names.kindergarten_stems.len()]
    }

    pub fn school_stem(&self, index: usize) -> &str {
        &self.names.school_stems[index % self.names.school_stems.len()]
    }

    fn id_number(&mut self, male: bool, birth: Date) -> anyhow::Result<String> {
        let issued = self.issued.entry((birth, male)).or_insert(0);
        let sequence = *issued * 2 + u32::from(male);
        *issued += 1;
        anyhow::ensure!(sequence < 1000, "the demo gave out every identity number of {birth}");
        self.whole(format!("{}{}{sequence:03}", self.region, birth.strftime("%Y%m%d")))
    }

    /// Another number of the same person, as after a mistake was put right: nobody else has it.
    pub fn reissued(&self, person: &Person) -> anyhow::Result<String> {
        let sequence = 998 + u32::from(person.male);
        self.whole(format!("{}{}{sequence:03}", self.region, person.birth.strftime("%Y%m%d")))
    }

    /// A name with the last character of another.
    pub fn misheard(&self, person: &Person, number: usize) -> String {
        let given = if person.male { &self.names.boys } else { &self.names.girls };
        let kept = person.name.chars().count().saturating_sub(1);
        let kept: String = person.name.chars().take(kept).collect();
        let other = (0..given.len())
            .map(|at| &given[(at + number) % given.len()])
            .find(|given| !person.name.ends_with(given.as_str()));
        kept + other.map_or("", String::as_str)
    }

    fn whole(&self, mut digits: String) -> anyhow::Result<String> {
        let sum: u32 = digits
            .chars()
            .zip(&self.checksum.weights)
            .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
            .sum();
        let at = usize::try_from(sum % self.checksum.modulus)?;
        digits.push(self.checksum.characters.chars().nth(at).context("check character")?);
        Ok(digits)
    }
}

/// Draws one of several by weight.
pub(super) fn pick(rng: &mut ChaCha8Rng, of: &[(&'static str, u32)]) -> &'static str {
    let mut left = rng.random_range(0..of.iter().map(|(_, weight)| weight).sum());
    for (value, weight) in of {
        if left < *weight {
            return value;
        }
        left -= weight;
    }
    of[0].0
}

/// A day drawn evenly from the school year that starts on 1 September of `year`.
pub(super) fn birthday(rng: &mut ChaCha8Rng, year: i16) -> Date {
    jiff::civil::date(year, 9, 1).saturating_add(rng.random_range(0..365_i32).days())
}
