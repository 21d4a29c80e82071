//! Workbooks about teachers: who teaches where, rotates, learns, is checked and honoured.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    people::{Person, pick},
    pupils::Roster,
    sheet::{Cell, Sheet},
    story::Story,
    world::World,
};

struct Teacher {
    person: Person,
    school: usize,
    stage: &'static str,
    subject: &'static str,
    education: &'static str,
    title: &'static str,
    level: &'static str,
    /// Full-time teacher of ideology and politics.
    political: bool,
    joined: Date,
    /// Position in every queue of the story (0 first).
    rank: f64,
    /// Year of rotation and the school rotated to.
    rotation: Option<(i16, usize)>,
}

pub(super) struct Staff {
    teachers: Vec<Teacher>,
    /// Year, number within it, person and school.
    retired: Vec<(i16, i16, Person, usize)>,
}

const PRIMARY_SUBJECTS: [(&str, u32); 9] = [
    ("chinese", 36),
    ("maths", 28),
    ("english", 7),
    ("politics", 5),
    ("science", 5),
    ("pe", 9),
    ("music", 5),
    ("fine_art", 5),
    ("it", 3),
];
const JUNIOR_SUBJECTS: [(&str, u32); 13] = [
    ("chinese", 17),
    ("maths", 17),
    ("english", 16),
    ("politics", 7),
    ("history", 6),
    ("geography", 5),
    ("physics", 7),
    ("chemistry", 5),
    ("biology", 5),
    ("pe", 8),
    ("music", 4),
    ("fine_art", 4),
    ("it", 3),
];

/// Pupils per teacher, code of the staff's usual subject list.
fn ratio(stage: &str) -> f64 {
    match stage {
        "preschool" => 18.7,
        "primary" => 13.2,
        "junior" => 10.2,
        "senior" => 14.3,
        "special" => 2.6,
        _ => 24.3,
    }
}

impl Staff {
    /// Hires as many teachers as the pupils of the middle year of the story need.
    pub fn hire(world: &mut World, story: &Story, roster: &Roster) -> anyhow::Result<Self> {
        let mut rng = ChaCha8Rng::from_rng(&mut world.rng);
        let mut teachers = Vec::new();
        for ((school, stage), pupils) in roster.by_school() {
            #[expect(clippy::cast_precision_loss, reason = "a count of pupils")]
            let wanted = (pupils as f64 / ratio(stage)).max(1.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of teachers")]
            for _ in 0..wanted.round() as usize {
                let male = rng.random_bool(if stage == "preschool" { 0.04 } else { 0.38 });
                let birth = date(rng.random_range(1964..1999), rng.random_range(1..13), rng.random_range(1..29));
                let person = world.people.person(&mut rng, male, birth)?;
                let joined = date((birth.year() + rng.random_range(22..27)).min(2020), 8, 1);
                let subject = match stage {
                    "preschool" => "preschool",
                    "primary" => pick(&mut rng, &PRIMARY_SUBJECTS),
                    "vocational" => "vocational",
                    _ => pick(&mut rng, &JUNIOR_SUBJECTS),
                };
                let young = birth.year() > 1985;
                let degrees: &[(&str, u32)] = match (stage, young) {
                    ("senior", _) => &[("14", 10), ("21", 90)],
                    ("junior" | "vocational", true) => &[("14", 3), ("21", 94), ("31", 3)],
                    ("junior" | "vocational", false) => &[("21", 82), ("31", 18)],
                    ("primary", true) => &[("21", 78), ("31", 22)],
                    ("primary", false) => &[("21", 38), ("31", 52), ("41", 10)],
                    _ => &[("21", 24), ("31", 60), ("41", 16)],
                };
                let titles: &[(&str, u32)] = if young {
                    &[("first", 25), ("second", 60), ("none", 15)]
                } else {
                    &[("senior", 40), ("first", 52), ("second", 8)]
                };
                let levels = [("none", 78), ("school", 8), ("county", 9), ("city", 4), ("province", 1)];
                teachers.push(Teacher {
                    education: pick(&mut rng, degrees),
                    title: pick(&mut rng, titles),
                    level: pick(&mut rng, &levels),
                    political: subject == "politics" && rng.random_bool(0.7),
                    person,
                    school,
                    stage,
                    subject,
                    joined,
                    rank: rng.random(),
                    rotation: None,
                });
            }
        }
        let mut staff = Self { teachers, retired: retired(world, story)? };
        staff.rotate(world, story, &mut rng)?;
        Ok(staff)
    }

    /// Sends eligible teachers of town schools to the country, as many as the story says.
    fn rotate(&mut self, world: &World, story: &Story, rng: &mut ChaCha8Rng) -> anyhow::Result<()> {
        let country: Vec<usize> =
            world.of_kind(&["211", "311"], None).filter(|&school| !world.schools[school].urban).collect();
        for year in story.years() {
            let eligible: Vec<usize> = (0..self.teachers.len()).filter(|&at| self.eligible(world, at, year)).collect();
            let wanted = share(eligible.len(), story.at("rotation", year)?);
            let backbone = share(wanted, story.at("backbone_of_rotated", year)?);
            let (strong, plain): (Vec<usize>, Vec<usize>) = eligible
                .into_iter()
                .filter(|&at| self.teachers[at].rotation.is_none())
                .partition(|&at| self.backbone(at));
            for at in strong.into_iter().take(backbone).chain(plain.into_iter().take(wanted - backbone)) {
                self.teachers[at].rotation = Some((year, country[rng.random_range(0..country.len())]));
            }
        }
        Ok(())
    }

    fn eligible(&self, world: &World, at: usize, year: i16) -> bool {
        let teacher = &self.teachers[at];
        world.schools[teacher.school].urban
            && matches!(teacher.stage, "primary" | "junior")
            && teacher.joined.year() + 6 <= year
    }

    fn backbone(&self, at: usize) -> bool {
        matches!(self.teachers[at].level, "county" | "city" | "province")
    }

    pub fn teachers(&self, world: &World, year: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        for teacher in &self.teachers {
            if teacher.joined > date(year, 9, 1) || !world.schools[teacher.school].open_on(date(year, 9, 1)) {
                continue;
            }
            let certificate = match teacher.stage {
                "preschool" => "preschool",
                "primary" => "primary",
                "junior" => "junior",
                "senior" => "senior",
                _ => "vocational",
            };
            let contract = teacher.stage == "preschool" && world.schools[teacher.school].ownership == "private";
            out.row(&[
                ("id_number", (&teacher.person.id_number).into()),
                ("name", (&teacher.person.name).into()),
                ("sex", if teacher.person.male { "1" } else { "2" }.into()),
                ("birth_date", teacher.person.birth.into()),
                ("ethnicity", teacher.person.ethnicity.into()),
                ("school_code", (&world.schools[teacher.school].code).into()),
                ("stage", teacher.stage.into()),
                ("staff_kind", "teacher".into()),
                ("position", if teacher.rank < 0.03 { "principal" } else { "none" }.into()),
                ("employment", if contract { "contract" } else { "established" }.into()),
                ("education", teacher.education.into()),
                ("title", teacher.title.into()),
                ("subject", teacher.subject.into()),
                ("political_full_time", teacher.political.into()),
                ("certificate", if teacher.rank > 0.994 { "none" } else { certificate }.into()),
                ("backbone_level", teacher.level.into()),
                ("joined_on", teacher.joined.into()),
                ("school_since", teacher.joined.into()),
                ("rotation_exemption", "none".into()),
                ("phone", (&teacher.person.phone).into()),
            ])?;
        }
        Ok(())
    }

    /// Teachers of each school on 1 September of a year.
    pub fn by_school(&self, year: i16) -> BTreeMap<usize, i64> {
        let mut counts = BTreeMap::new();
        for teacher in self.teachers.iter().filter(|teacher| teacher.joined <= date(year, 9, 1)) {
            *counts.entry(teacher.school).or_insert(0) += 1;
        }
        counts
    }

    pub fn postings(&self, world: &World, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        for (at, teacher) in self.teachers.iter().enumerate() {
            let Some((year, to)) = teacher.rotation.filter(|(year, _)| *year <= through) else { continue };
            out.row(&[
                ("id_number", (&teacher.person.id_number).into()),
                ("name", (&teacher.person.name).into()),
                ("school_code", (&world.schools[to].code).into()),
                ("from_school_code", (&world.schools[teacher.school].code).into()),
                ("kind", "rotation".into()),
                ("started_on", date(year, 9, 1).into()),
                ("ended_on", date(year + 1, 7, 31).into()),
                ("backbone", self.backbone(at).into()),
                ("personnel_moved", false.into()),
            ])?;
        }
        Ok(())
    }

    pub fn training(&self, world: &World, story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        let course = story.word("course")?;
        let political = story.word("political_course")?;
        for teacher in &self.teachers {
            let mut record = |year: i16, number: &str, name: &str, programme: &str, hours: f64| {
                let (from, to) = (date(year, 7, 8), date(year, 7, 19));
                out.row(&[
                    ("year", year.into()),
                    ("id_number", (&teacher.person.id_number).into()),
                    ("name", (&teacher.person.name).into()),
                    ("school_code", (&world.schools[teacher.school].code).into()),
                    ("course_no", format!("{year}-{number}").into()),
                    ("course", format!("{year}{name}").into()),
                    ("programme", programme.into()),
                    ("started_on", from.into()),
                    ("ended_on", to.into()),
                    ("hours", hours.into()),
                    ("passed", true.into()),
                ])
            };
            for year in story.years().filter(|year| *year <= through) {
                if teacher.joined.year() < year && world.schools[teacher.school].open_on(date(year, 7, 1)) {
                    let hours = if teacher.rank > 0.93 { 48.0 } else { 76.0 };
                    record(year, "X1", course, "county", hours)?;
                    let since = year >= 2023;
                    let before = if since && year > 2023 { story.at("political_trained", year - 1)? } else { 0.0 };
                    if teacher.political
                        && since
                        && (before..story.at("political_trained", year)?).contains(&teacher.rank)
                    {
                        record(year, "S1", political, "political", 40.0)?;
                    }
                }
            }
        }
        Ok(())
    }

    pub fn health_checks(&self, world: &World, story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        for (year, done) in [(2022, 0.83), (2024, 0.985)].into_iter().filter(|(year, _)| *year <= through) {
            let there = |teacher: &&Teacher| {
                teacher.joined.year() < year && world.schools[teacher.school].open_on(date(year, 1, 1))
            };
            for teacher in self.teachers.iter().filter(there) {
                let checked = teacher.rank < done;
                out.row(&[
                    ("year", year.into()),
                    ("id_number", (&teacher.person.id_number).into()),
                    ("name", (&teacher.person.name).into()),
                    ("school_code", (&world.schools[teacher.school].code).into()),
                    ("done", checked.into()),
                    ("checked_on", checked.then(|| date(year, 10, 12)).into()),
                    ("hospital", checked.then(|| story.words.get("hospital").map_or("", String::as_str)).into()),
                ])?;
            }
        }
        Ok(())
    }

    /// Recognised principals, homeroom teachers and subject leaders.
    pub fn backbone_staff(
        &self,
        world: &World,
        story: &Story,
        through: i16,
        out: &mut Sheet<'_>,
    ) -> anyhow::Result<()> {
        let queues = [
            ("principal", "backbone_principals"),
            ("homeroom", "backbone_homeroom"),
            ("subject_leader", "subject_leaders"),
        ];
        for (offset, (kind, series)) in queues.into_iter().enumerate() {
            let mut given = 0;
            for year in story.years().filter(|year| *year <= through) {
                let wanted = whole(story.at(series, year)?);
                let first = date(story.first_year, 1, 1);
                let old = self.teachers.iter().filter(|teacher| world.schools[teacher.school].opened < first);
                for teacher in old.skip(offset * 7).step_by(9).skip(given).take(wanted - given) {
                    out.row(&[
                        ("kind", kind.into()),
                        ("level", "county".into()),
                        ("id_number", (&teacher.person.id_number).into()),
                        ("name", (&teacher.person.name).into()),
                        ("school_code", (&world.schools[teacher.school].code).into()),
                        ("subject", teacher.subject.into()),
                        ("awarded_on", date(year, 9, 8).into()),
                        ("document", format!("{}〔{year}〕{}", story.word("document")?, 20 + offset).into()),
                    ])?;
                }
                given = wanted;
            }
        }
        Ok(())
    }

    /// Retired teachers called back to teach.
    pub fn silver(&self, world: &World, story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
        for (year, number, person, school) in self.retired.iter().filter(|(year, ..)| *year <= through) {
            out.row(&[
                ("year", (*year).into()),
                ("id_number", (&person.id_number).into()),
                ("name", (&person.name).into()),
                ("sex", if person.male { "1" } else { "2" }.into()),
                ("birth_date", person.birth.into()),
                ("school_code", (&world.schools[*school].code).into()),
                ("kind", if *number == 0 { "principal" } else { "teacher" }.into()),
                ("title", "senior".into()),
                ("hired_on", date(*year, 9, 1).into()),
                ("assessment", if *year == story.last_year { "pending" } else { "passed" }.into()),
                ("subsidy", Cell::Decimal(if *number == 0 { 18.0 } else { 9.6 })),
            ])?;
        }
        Ok(())
    }
}

/// Retired teachers hired again, by year: a few more each time.
fn retired(world: &mut World, story: &Story) -> anyhow::Result<Vec<(i16, i16, Person, usize)>> {
    let mut rng = ChaCha8Rng::from_rng(&mut world.rng);
    let seniors: Vec<usize> = world.of_kind(&["342", "311"], None).collect();
    let mut retired = Vec::new();
    for year in story.years().filter(|year| *year >= 2023) {
        for number in 0..4 + (year - 2023) * 2 {
            let male = rng.random_bool(0.7);
            let birth = date(year - if male { 61 } else { 57 }, 3, rng.random_range(1..29));
            let person = world.people.person(&mut rng, male, birth)?;
            retired.push((year, number, person, seniors[usize::try_from(number)? % seniors.len()]));
        }
    }
    Ok(retired)
}

/// A share of a count, rounded.
fn share(count: usize, share: f64) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "a count of teachers")]
    let exact = count as f64 * share;
    whole(exact)
}

/// A non-negative number of the story as a count.
pub(super) fn whole(value: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the story holds small counts")]
    let count = value.max(0.0).round() as usize;
    count
}
