//! Workbooks about children: the roll, classes, registers, cohorts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    sheet::{Cell, Sheet},
    story::Story,
    world::{Child, Seat, World},
};

/// Everybody on the roll on 1 September of a year, by school, grade and class.
pub(super) struct Roster {
    pub year: i16,
    /// Seat, number of the class, index of the child.
    pub rows: Vec<(Seat, usize, usize)>,
    /// Children per school, grade and class.
    pub classes: BTreeMap<(Seat, usize), i64>,
}

impl Roster {
    pub fn new(world: &World, story: &Story, year: i16) -> anyhow::Result<Self> {
        let mut groups: BTreeMap<Seat, Vec<usize>> = BTreeMap::new();
        for (index, child) in world.children.iter().enumerate() {
            if let Some(seat) = world.seat(story, child, year) {
                groups.entry(seat).or_default().push(index);
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of classes")]
        let mut large_left = story.at("large_classes", year)? as usize;
        let (mut rows, mut classes) = (Vec::new(), BTreeMap::new());
        for (seat, children) in groups {
            let wanted = match seat.stage {
                "preschool" => 30,
                "primary" => 44,
                "junior" => 49,
                "special" => 12,
                _ => 54,
            };
            let mut count = children.len().div_ceil(wanted);
            // Crowded schools put the same children into fewer rooms, until the district's number of large classes is reached.
            let crowded = children.len() / 58;
            if large_left > 0
                && crowded >= 2
                && matches!(seat.stage, "primary" | "junior")
                && children.len() / crowded <= 64
            {
                large_left = large_left.saturating_sub(crowded);
                count = crowded;
            }
            for (position, child) in children.into_iter().enumerate() {
                let class = position % count.max(1) + 1;
                rows.push((seat, class, child));
                *classes.entry((seat, class)).or_insert(0) += 1;
            }
        }
        rows.sort_unstable();
        Ok(Self { year, rows, classes })
    }

    fn entry_year(&self, grade: &str) -> i16 {
        let step: i16 = grade[1..].parse().unwrap_or(1);
        self.year - step + 1
    }

    fn class_code(&self, seat: Seat, class: usize) -> String {
        // The first digit of a grade is its stage: a nine-year school has classes of both that entered together.
        format!("{}{}{class:02}", self.entry_year(seat.grade), &seat.grade[..1])
    }

    pub fn students(&self, world: &World, story: &Story, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        let mut rng = ChaCha8Rng::seed_from_u64(story.seed ^ 0xb);
        for &(seat, class, index) in &self.rows {
            let child = &world.children[index];
            let person = &child.person;
            let left_behind = rng.random_bool(0.11);
            let flawed = rng.random_ratio(1, 400);
            // What clerks type: a space in a name, a lower-case check character.
            let name = if flawed && person.name.chars().count() == 2 {
                person.name.chars().map(|c| format!("{c} ")).collect()
            } else {
                person.name.clone()
            };
            let id = if flawed { person.id_number.to_lowercase() } else { person.id_number.clone() };
            let home = world.township_code(story, child.township);
            out.row(&[
                ("roll_number", format!("G{}", person.id_number).into()),
                ("id_number", id.into()),
                ("name", name.into()),
                ("sex", if person.male { "1" } else { "2" }.into()),
                ("birth_date", person.birth.into()),
                ("ethnicity", person.ethnicity.into()),
                ("school_code", (&world.schools[seat.school].code).into()),
                ("stage", seat.stage.into()),
                ("grade", seat.grade.into()),
                ("class_code", self.class_code(seat, class).into()),
                ("roll_status", status(child, self.year, seat).into()),
                ("entered_on", date(self.entry_year(seat.grade), 9, 1).into()),
                ("home_area_code", home.into()),
                ("guardian_name", (&child.guardian).into()),
                ("guardian_phone", (&person.phone).into()),
                ("boarding", (child.boarding && seat.stage != "preschool").into()),
                ("left_behind", left_behind.into()),
                ("migrant", false.into()),
                ("hardship", rng.random_bool(0.13).into()),
                ("disability_kind", child.disability.map(|(kind, _)| kind).into()),
                (
                    "placement",
                    child
                        .disability
                        .map(|_| if seat.stage == "special" { "special_school" } else { "inclusive" })
                        .into(),
                ),
            ])?;
        }
        Ok(())
    }

    pub fn classes(&self, world: &World, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        for (&(seat, class), &students) in &self.classes {
            let class_type = match seat.stage {
                "preschool" => "01",
                "primary" if world.schools[seat.school].kind == "218" => "13",
                "primary" => "10",
                "junior" => "20",
                "senior" => "40",
                "special" => {
                    if seat.grade < "21" {
                        "17"
                    } else {
                        "27"
                    }
                }
                _ => "50",
            };
            out.row(&[
                ("school_code", (&world.schools[seat.school].code).into()),
                ("class_code", self.class_code(seat, class).into()),
                ("stage", seat.stage.into()),
                ("grade", seat.grade.into()),
                ("class_type", class_type.into()),
                ("students", students.into()),
                ("entry_year", self.entry_year(seat.grade).into()),
            ])?;
        }
        Ok(())
    }

    /// Children of each school.
    pub fn by_school(&self) -> BTreeMap<(usize, &'static str), i64> {
        let mut counts = BTreeMap::new();
        for ((seat, _), students) in &self.classes {
            *counts.entry((seat.school, seat.stage)).or_insert(0) += students;
        }
        counts
    }
}

fn status(child: &Child, year: i16, seat: Seat) -> &'static str {
    let suspended = child.preschool_rank > 0.997 && year % 3 == 0 && seat.stage != "preschool";
    if suspended { "suspended" } else { "present" }
}

/// Completed years of age on 1 September.
pub(super) fn age(birth: Date, year: i16) -> i16 {
    let had_birthday = (birth.month(), birth.day()) <= (9, 1);
    year - birth.year() - i16::from(!had_birthday)
}

/// The register of children of school age, as the police export it.
pub(super) fn population(world: &World, story: &Story, year: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let mut reissued = BTreeSet::new();
    for (number, child) in world.children.iter().enumerate() {
        let age = age(child.person.birth, year);
        // Of those who have left a few are still registered here.
        let left = child.leaves.is_some_and(|leaves| year >= leaves) && number % 4 != 1;
        if !(3..=17).contains(&age) || left {
            continue;
        }
        // Some pupils are registered elsewhere.
        if number % 1500 == 700 {
            continue;
        }
        let away = !child.resident(year);
        let exemption = match child.drops_out {
            // What became of some is known.
            Some(out) if year >= out => {
                ["deferred", "emigrated", "illness", "dropout", "dropout", "unknown"][number % 6]
            }
            _ => "none",
        };
        let person = &child.person;
        // What the household register has otherwise than the rolls: a number that was put right, a name as it was heard, parents
        // who moved house.
        let odd = if number % 100 == 77 && child.disability.is_none() { number / 100 % 3 } else { 3 };
        let mut id_number = person.id_number.clone();
        if odd < 3 && reissued.insert((person.birth, person.male)) {
            id_number = world.people.reissued(person)?;
        }
        let name = if odd == 1 || odd == 2 { world.people.misheard(person, number) } else { person.name.clone() };
        let (guardian, phone) = match odd {
            0 | 1 => (None, None),
            2 => (Some(child.guardian.clone()), None),
            _ => (Some(child.guardian.clone()), Some(person.phone.clone())),
        };
        // Of those who live away some have said where they learn.
        let school = if away && number % 5 != 0 { Some(story.word("school_elsewhere")?) } else { None };
        out.row(&[
            ("id_number", id_number.into()),
            ("name", name.into()),
            ("sex", if person.male { "1" } else { "2" }.into()),
            ("birth_date", person.birth.into()),
            ("ethnicity", person.ethnicity.into()),
            ("area_code", world.township_code(story, child.township).into()),
            ("registered", true.into()),
            ("residence", if away { "away" } else { "home" }.into()),
            ("guardian_name", guardian.into()),
            ("guardian_phone", phone.into()),
            ("exemption", exemption.into()),
            ("school_name", school.into()),
        ])?;
    }
    Ok(())
}

/// Residents of a year by township and age, as estimated.
pub(super) fn age_population(world: &World, story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let mut counts: BTreeMap<(i16, usize, i16), (i64, i64)> = BTreeMap::new();
    for year in story.years().filter(|year| *year <= through) {
        for child in world.children.iter().filter(|child| child.resident(year)) {
            let count = counts.entry((year, child.township, year - child.cohort + 6)).or_default();
            count.0 += 1;
            count.1 += i64::from(child.person.male);
        }
    }
    for ((year, township, age), (residents, males)) in counts {
        if (3..=17).contains(&age) {
            out.row(&[
                ("year", year.into()),
                ("area_code", world.township_code(story, township).into()),
                ("age", age.into()),
                ("residents", residents.into()),
                ("males", males.into()),
                ("females", (residents - males).into()),
                ("basis", "estimate".into()),
            ])?;
        }
    }
    Ok(())
}

/// Cohorts of graduates: who entered, moved, died and finished, by school.
pub(super) fn cohorts(world: &World, story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for year in story.years().filter(|year| *year <= through) {
        for (stage, kinds, entry) in [("primary", ["211", "312"], year - 9), ("junior", ["311", "312"], year - 3)] {
            // Graduates of this summer entered grade 1 nine years ago and junior school three years ago.
            for school in world.of_kind(&kinds, None) {
                let belongs = |child: &&Child| {
                    child.cohort == year - 9
                        && if stage == "primary" { child.primary == school } else { child.junior == school }
                };
                let cohort: Vec<&Child> = world.children.iter().filter(belongs).collect();
                let left = |from: i16, to: i16| {
                    cohort.iter().filter(|c| c.leaves.is_some_and(|l| (from..to).contains(&l))).count()
                };
                let (from, to) = if stage == "primary" { (year - 9, year - 3) } else { (year - 3, year) };
                let before = left(year - 9, from);
                let moved = left(from, to);
                let dropped =
                    cohort.iter().filter(|c| c.leaves.is_none() && c.drops_out.is_some_and(|d| d < year)).count();
                let entrants = cohort.len() - before;
                let graduates = if stage == "primary" { entrants - moved } else { entrants - moved - dropped };
                if cohort.is_empty() {
                    continue;
                }
                let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(0));
                out.row(&[
                    ("year", if stage == "primary" { year - 3 } else { year }.into()),
                    ("school_code", (&world.schools[school].code).into()),
                    ("stage", stage.into()),
                    ("entry_year", entry.into()),
                    ("entrants", whole(entrants)),
                    ("transfers_in", whole(0)),
                    ("transfers_out", whole(moved)),
                    ("deaths", whole(0)),
                    ("dropouts", whole(if stage == "primary" { 0 } else { dropped })),
                    ("graduates", whole(graduates)),
                ])?;
            }
        }
    }
    Ok(())
}

/// Disabled children and where they learn.
pub(super) fn disabled_children(world: &World, story: &Story, year: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let placed = story.at("disabled_placed", year)?;
    for child in &world.children {
        let Some((kind, rank)) = child.disability else { continue };
        let age = age(child.person.birth, year);
        if !(6..=14).contains(&age) || !child.resident(year) {
            continue;
        }
        let seat = world.seat(story, child, year);
        let (placement, school) = match seat {
            _ if rank > placed => ("not_enrolled", None),
            Some(seat) if child.in_special_school() => ("special_school", Some(&world.schools[seat.school].code)),
            Some(seat) if rank < 0.7 => ("inclusive", Some(&world.schools[seat.school].code)),
            _ => ("home_teaching", Some(&world.schools[seat.map_or(child.primary, |seat| seat.school)].code)),
        };
        out.row(&[
            ("id_number", (&child.person.id_number).into()),
            ("name", (&child.person.name).into()),
            ("sex", if child.person.male { "1" } else { "2" }.into()),
            ("birth_date", child.person.birth.into()),
            ("area_code", world.township_code(story, child.township).into()),
            ("disability_kind", kind.into()),
            ("disability_grade", ["1", "2", "3", "4"][usize::from(child.person.birth.day().unsigned_abs() % 4)].into()),
            ("placement", placement.into()),
            ("school_code", school.into()),
            ("plan_made", (placement != "not_enrolled").into()),
        ])?;
    }
    Ok(())
}
