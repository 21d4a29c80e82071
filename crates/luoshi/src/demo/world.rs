//! One copy of the synthetic district: its schools and its children, from birth cohort to upper secondary school.
//!
//! A child keeps its draws for life, so that snapshots of different years agree with each other.

use jiff::civil::{Date, date};
use policy::dataset::Checksum;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    people::{People, Person, birthday, pick, region},
    story::Story,
};

/// A school, kindergarten or teaching point.
pub(super) struct School {
    pub code: String,
    pub name: String,
    /// Code of list `school_type`.
    pub kind: String,
    pub township: usize,
    pub urban: bool,
    pub ownership: &'static str,
    pub opened: Date,
    pub closed: Option<Date>,
    /// Index of the school in charge, for teaching points.
    pub main: Option<usize>,
    /// Relative size among the schools of its kind in its township.
    pub weight: f64,
}

impl School {
    pub fn open_on(&self, day: Date) -> bool {
        self.opened <= day && self.closed.is_none_or(|closed| day < closed)
    }
}

/// Where a child goes after junior secondary school.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Upper {
    Senior(usize),
    Vocational(usize),
    /// At a school outside the district, and no resident any more.
    Away,
    /// Resident, at no school.
    Out,
}

pub(super) struct Child {
    pub person: Person,
    pub guardian: String,
    pub township: usize,
    /// Year in which the child enters grade 1.
    pub cohort: i16,
    pub kindergarten: usize,
    /// Share of children that attend kindergarten at which this child begins to.
    pub preschool_rank: f64,
    pub primary: usize,
    /// Teaching point for the first three grades.
    pub point: Option<usize>,
    pub junior: usize,
    pub upper: Upper,
    /// Ability, standard normal; schools and exams follow it.
    pub ability: f64,
    /// School year (its first year) in which the child leaves the district.
    pub leaves: Option<i16>,
    /// School year from which a child of compulsory age is on no roll.
    pub drops_out: Option<i16>,
    /// Code of list `disability_kind`, and the share of placed children at which this one is placed.
    pub disability: Option<(&'static str, f64)>,
    pub boarding: bool,
}

impl Child {
    /// Whether the child lives in the district on 1 September of `year`.
    pub fn resident(&self, year: i16) -> bool {
        self.leaves.is_none_or(|leaves| year < leaves) && (year < self.cohort + 9 || self.upper != Upper::Away)
    }

    /// Whether the child learns at the special school during compulsory education.
    pub fn in_special_school(&self) -> bool {
        self.disability.is_some_and(|(_, rank)| (0.7..0.85).contains(&rank))
    }
}

/// Where a child is on 1 September.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seat {
    pub school: usize,
    pub stage: &'static str,
    /// Code of list `grade`.
    pub grade: &'static str,
}

pub(super) struct World {
    pub copy: u32,
    pub schools: Vec<School>,
    pub children: Vec<Child>,
    pub people: People,
    pub rng: ChaCha8Rng,
}

const GRADES: [(&str, &str); 15] = [
    ("preschool", "01"),
    ("preschool", "02"),
    ("preschool", "03"),
    ("primary", "11"),
    ("primary", "12"),
    ("primary", "13"),
    ("primary", "14"),
    ("primary", "15"),
    ("primary", "16"),
    ("junior", "21"),
    ("junior", "22"),
    ("junior", "23"),
    ("senior", "31"),
    ("senior", "32"),
    ("senior", "33"),
];

/// Codes of list `disability_kind` with rough weights.
const DISABILITIES: [(&str, u32); 6] =
    [("visual", 12), ("hearing", 16), ("intellectual", 42), ("physical", 18), ("speech", 6), ("multiple", 6)];

/// Codes of list `grade` for the three years of vocational school.
const VOCATIONAL: [&str; 3] = ["41", "42", "43"];

impl World {
    /// Makes copy number `copy` of the district (0 is the district itself).
    pub fn new(story: &Story, checksum: Checksum, seed: u64, copy: u32) -> anyhow::Result<Self> {
        let rng = ChaCha8Rng::seed_from_u64(seed.wrapping_add(u64::from(copy)));
        let people = People::new(checksum, copy)?;
        let mut world = Self { copy, schools: Vec::new(), children: Vec::new(), people, rng };
        world.found_schools(story);
        world.raise_children(story)?;
        Ok(world)
    }

    /// Code of a township in this copy.
    pub fn township_code(&self, story: &Story, township: usize) -> String {
        let district = region(self.copy);
        format!("{district}{}", &story.township[township].code[district.len()..])
    }

    pub fn township_name(&self, story: &Story, township: usize) -> String {
        let name = &story.township[township].name;
        if self.copy == 0 { name.clone() } else { format!("{name}{}", self.copy) }
    }

    /// Where a child is on 1 September of `year`, if on any roll of the district.
    pub fn seat(&self, story: &Story, child: &Child, year: i16) -> Option<Seat> {
        let step = usize::try_from(year - child.cohort + 3).ok()?;
        if child.leaves.is_some_and(|leaves| year >= leaves) || child.drops_out.is_some_and(|out| year >= out) {
            return None;
        }
        let (stage, grade) = *GRADES.get(step)?;
        let waits = |rank: f64| story.at("disabled_placed", year).is_ok_and(|placed| rank > placed);
        if (3..=11).contains(&step) && child.disability.is_some_and(|(_, rank)| waits(rank)) {
            return None;
        }
        if (3..=11).contains(&step) && child.in_special_school() {
            let school = self.of_kind(&["514"], None).next()?;
            return Some(Seat { school, stage: "special", grade });
        }
        let (school, stage, grade) = match step {
            0..=2 if child.preschool_rank < story.at("preschool_attendance", year).ok()? => {
                (self.open_or_next(child.kindergarten, year), stage, grade)
            }
            0..=2 => return None,
            3..=5 => match child.point.filter(|&point| self.schools[point].open_on(date(year, 9, 1))) {
                Some(point) => (point, stage, grade),
                None => (child.primary, stage, grade),
            },
            6..=8 => (child.primary, stage, grade),
            9..=11 => (child.junior, stage, grade),
            _ => match child.upper {
                Upper::Senior(school) => (school, stage, grade),
                Upper::Vocational(school) => (school, "vocational", VOCATIONAL[step - 12]),
                Upper::Away | Upper::Out => return None,
            },
        };
        Some(Seat { school, stage, grade })
    }

    pub fn of_kind<'a>(&'a self, kinds: &'a [&str], township: Option<usize>) -> impl Iterator<Item = usize> + use<'a> {
        self.schools.iter().enumerate().filter_map(move |(index, school)| {
            (kinds.contains(&school.kind.as_str()) && township.is_none_or(|wanted| wanted == school.township))
                .then_some(index)
        })
    }

    fn open_or_next(&self, kindergarten: usize, year: i16) -> usize {
        if self.schools[kindergarten].open_on(date(year, 9, 1)) {
            return kindergarten;
        }
        let township = self.schools[kindergarten].township;
        let open = self.of_kind(&["111"], Some(township)).find(|&other| self.schools[other].open_on(date(year, 9, 1)));
        open.unwrap_or(kindergarten)
    }

    fn found_schools(&mut self, story: &Story) {
        let mut number = 100 + self.copy * 200;
        let mut stem = 0;
        for (index, township) in story.township.iter().enumerate() {
            let name = self.township_name(story, index);
            let named = |kind: &str| {
                story.named.iter().filter(|school| school.township == index && school.school_type == kind).count()
            };
            if self.copy == 0 {
                for school in story.named.iter().filter(|school| school.township == index) {
                    let weight = if school.school_type == "111" { 2.2 } else { 1.6 };
                    self.schools.push(School {
                        code: school.code.clone(),
                        name: school.name.clone(),
                        kind: school.school_type.clone(),
                        township: index,
                        urban: true,
                        ownership: "public_education",
                        opened: school.opened,
                        closed: None,
                        main: None,
                        weight,
                    });
                }
            }
            let counts = [
                ("111", township.kindergartens),
                ("211", township.primary),
                ("311", township.junior),
                ("218", township.points),
            ];
            for (kind, wanted) in counts {
                let have = if self.copy == 0 { named(kind) } else { 0 };
                for position in have..wanted {
                    number += 1;
                    stem += 1;
                    let school = self.found(story, kind, index, position, number, stem, &name);
                    self.schools.push(school);
                }
            }
        }
        // What serves the whole district: in a copy all of it, in the district itself what the plan does not name.
        let senior: &[(&str, &str)] = &[("342", "34"), ("342", "34"), ("342", "34"), ("361", "36"), ("514", "51")];
        for (kind, prefix) in senior.iter().filter(|_| self.copy > 0).chain([&("366", "36")]) {
            number += 1;
            let name = format!("{}{}", self.township_name(story, 0), story.words.get(*kind).map_or("", String::as_str));
            self.schools.push(School {
                code: format!("{prefix}53{number:06}"),
                name: if self.copy == 0 { name } else { format!("{name}{number}") },
                kind: (*kind).to_owned(),
                township: 0,
                urban: true,
                ownership: "public_education",
                opened: date(2000, 9, 1),
                closed: None,
                main: None,
                weight: 1.0,
            });
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one private step of founding schools")]
    fn found(
        &mut self,
        story: &Story,
        kind: &str,
        township: usize,
        position: usize,
        number: u32,
        stem: usize,
        place: &str,
    ) -> School {
        let urban = story.township[township].urban;
        let word = story.words.get(kind).map_or("", String::as_str);
        let stem = if kind == "111" { self.people.kindergarten_stem(stem) } else { self.people.school_stem(stem) };
        let prefix = match kind {
            "111" => "11",
            "311" => "31",
            _ => "21",
        };
        // The first third of kindergartens is public; the nine-year school stands in place of one junior school.
        let nine_year = kind == "311" && township == 4;
        let kind = if nine_year { "312" } else { kind };
        let private = kind == "111" && position * 3 >= story.township[township].kindergartens;
        let main = if kind == "218" { self.of_kind(&["211"], Some(township)).nth(position % 2) } else { None };
        let closed = (kind == "218" && position == 2).then(|| date(2024, 7, 31));
        School {
            code: format!("{prefix}53{number:06}"),
            name: format!(
                "{place}{stem}{}",
                if nine_year { story.words.get("312").map_or("", String::as_str) } else { word }
            ),
            kind: kind.to_owned(),
            township,
            urban,
            ownership: if private { "private" } else { "public_education" },
            opened: date(1960 + i16::try_from(stem.len() * 7 % 55).unwrap_or(0), 9, 1),
            closed,
            main,
            weight: if kind == "218" {
                0.06
            } else {
                0.5 + self.rng.random::<f64>() + if position == 0 { 0.6 } else { 0.0 }
            },
        }
    }

    fn raise_children(&mut self, story: &Story) -> anyhow::Result<()> {
        let mut rng = ChaCha8Rng::from_rng(&mut self.rng);
        let seniors: Vec<usize> = self.of_kind(&["342"], None).collect();
        let vocational: Vec<usize> = self.of_kind(&["361", "366"], None).collect();
        for (&cohort, &size) in &story.cohort {
            for township in 0..story.township.len() {
                let kindergartens = self.weighted(&["111"], township);
                let primaries = self.weighted(&["211", "312"], township);
                let points: Vec<usize> = self.of_kind(&["218"], Some(township)).collect();
                // A township without a junior school sends its children to the one before it.
                let juniors =
                    (0..=township).rev().map(|near| self.weighted(&["311", "312"], near)).find(|list| !list.is_empty());
                let juniors = juniors.unwrap_or_default();
                let share = f64::from(size) * story.township[township].weight;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of children")]
                let count = share.round() as u32;
                for _ in 0..count {
                    let male = rng.random_bool(0.53);
                    let birth = birthday(&mut rng, cohort - 7);
                    let person = self.people.person(&mut rng, male, birth)?;
                    let guardian = self.people.name(&mut rng, true, "01");
                    let ability = normal(&mut rng);
                    let primary = draw(&mut rng, &primaries);
                    let point = points.iter().copied().find(|&point| self.schools[point].main == Some(primary));
                    let point = point.filter(|_| rng.random_bool(0.12));
                    let attendance = story.at("senior_attendance", cohort + 10)?;
                    let upper = match rng.random::<f64>() {
                        u if u < 0.663 => Upper::Senior(seniors[senior_of(&mut rng, ability, seniors.len())]),
                        u if u < 0.797 => Upper::Vocational(vocational[usize::from(u > 0.75)]),
                        u if u < 0.797 / attendance => Upper::Out,
                        _ => Upper::Away,
                    };
                    let retention = story.at("retention", cohort + 9)?;
                    let drops_out = (rng.random::<f64>() > retention).then(|| cohort + rng.random_range(6..9_i16));
                    let disability =
                        rng.random_bool(0.006).then(|| (pick(&mut rng, &DISABILITIES), rng.random::<f64>()));
                    let child = Child {
                        person,
                        guardian,
                        township,
                        cohort,
                        kindergarten: draw(&mut rng, &kindergartens),
                        preschool_rank: rng.random(),
                        primary,
                        point,
                        junior: draw(&mut rng, &juniors),
                        upper,
                        ability,
                        leaves: rng.random_bool(0.02).then(|| cohort + rng.random_range(0..9_i16)),
                        drops_out,
                        disability,
                        boarding: !story.township[township].urban && rng.random_bool(0.6),
                    };
                    self.children.push(child);
                }
            }
        }
        Ok(())
    }

    /// Schools of some kinds in a township with the running sum of their weights.
    fn weighted(&self, kinds: &[&str], township: usize) -> Vec<(usize, f64)> {
        let mut sum = 0.0;
        let schools = self.of_kind(kinds, Some(township)).map(|school| {
            sum += self.schools[school].weight;
            (school, sum)
        });
        schools.collect()
    }
}

fn draw(rng: &mut ChaCha8Rng, weighted: &[(usize, f64)]) -> usize {
    let Some((last, total)) = weighted.last() else { return 0 };
    let at = rng.random::<f64>() * total;
    weighted.iter().find(|(_, sum)| at < *sum).map_or(*last, |(school, _)| *school)
}

/// The strongest children go to the last of the senior schools more often than not.
fn senior_of(rng: &mut ChaCha8Rng, ability: f64, schools: usize) -> usize {
    let leaning = ability + 0.7 * normal(rng);
    let step = if leaning > 0.75 { 2 } else { usize::from(leaning < -0.1) };
    step.min(schools - 1)
}

/// A standard normal draw (Irwin–Hall of twelve is close enough for a demo, and the same on every machine).
pub(super) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}
