//! Workbooks about examinations and what graduates do next.

use policy::pack::Pack;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{
    pupils::Roster,
    sheet::{Cell, Sheet},
    staff::whole,
    story::Story,
    world::{World, normal},
};

/// Admission line of the city's first-grade schools and of general schools in the outer districts, by year from 2021.
const ZHONGKAO_LINES: [(i64, i64); 5] = [(552, 385), (556, 388), (560, 390), (558, 386), (561, 392)];

/// Admission lines of a year.
pub(super) fn admission_lines(story: &Story, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for line in story.line.iter().filter(|line| line.year <= through) {
        // From 2025 Yunnan has no first tier; the special line stands in its place.
        let first = if line.year >= 2025 { "special" } else { "first_tier" };
        for (kind, scores) in [(first, line.first), ("undergraduate", line.second)] {
            for (track, score) in tracks(line.year).into_iter().zip(scores) {
                out.row(&[
                    ("exam", (&line.exam).into()),
                    ("year", line.year.into()),
                    ("line", kind.into()),
                    ("track", track.into()),
                    ("score", score.into()),
                    ("full_score", 750_i64.into()),
                ])?;
            }
        }
    }
    for (year, (urban, county)) in story.years().zip(ZHONGKAO_LINES).filter(|(of, _)| *of <= through) {
        for (kind, score) in [("urban_first_grade", urban), ("county_general", county)] {
            out.row(&[
                ("exam", "zhongkao".into()),
                ("year", year.into()),
                ("line", kind.into()),
                ("track", "all".into()),
                ("score", score.into()),
                ("full_score", 700_i64.into()),
            ])?;
        }
    }
    Ok(())
}

fn tracks(year: i16) -> [&'static str; 2] {
    if year >= 2025 { ["history", "physics"] } else { ["arts", "science"] }
}

/// Scores whose shares above two lines are the story's: a normal curve through both points.
struct Curve {
    mean: f64,
    spread: f64,
}

impl Curve {
    fn through(line: (f64, f64), share: (f64, f64)) -> anyhow::Result<Self> {
        let standard = Normal::new(0.0, 1.0)?;
        let z = |share: f64| standard.inverse_cdf(1.0 - share);
        let spread = (line.0 - line.1) / (z(share.0) - z(share.1));
        Ok(Self { mean: line.0 - z(share.0) * spread, spread })
    }

    /// Score of position `place` among `of`, best last; whole points.
    fn score(&self, place: usize, of: usize, most: f64) -> anyhow::Result<i64> {
        #[expect(clippy::cast_precision_loss, reason = "a count of candidates")]
        let quantile = (place as f64 + 0.5) / of as f64;
        let score = self.mean + self.spread * Normal::new(0.0, 1.0)?.inverse_cdf(quantile);
        #[expect(clippy::cast_possible_truncation, reason = "a score below 750")]
        let score = score.clamp(60.0, most).round() as i64;
        Ok(score)
    }
}

/// Candidates of the university entrance examination, by the roll of the autumn before.
pub(super) fn gaokao(world: &World, story: &Story, roster: &Roster, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let year = roster.year + 1;
    let Some(line) = story.line.iter().find(|line| line.exam == "gaokao" && line.year == year) else { return Ok(()) };
    let mut rng = ChaCha8Rng::seed_from_u64(story.seed ^ u64::from(year.unsigned_abs()));
    let shares = (story.at("first_line", year)?, story.at("undergraduate", year)?);
    let mut candidates = [Vec::new(), Vec::new()];
    for &(seat, _, index) in roster.rows.iter().filter(|(seat, ..)| seat.grade == "33") {
        candidates[usize::from(rng.random_bool(0.58))].push((
            world.children[index].ability + 0.4 * normal(&mut rng),
            seat,
            index,
        ));
    }
    let mut number = 0;
    for (track, mut list) in candidates.into_iter().enumerate() {
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        #[expect(clippy::cast_precision_loss, reason = "a score below 750")]
        let curve = Curve::through((line.first[track] as f64 - 0.5, line.second[track] as f64 - 0.5), shares)?;
        let count = list.len();
        for (place, (_, seat, index)) in list.into_iter().enumerate() {
            number += 1;
            let person = &world.children[index].person;
            let attended = number % 211 != 0;
            let total = curve.score(place, count, 706.0)?;
            // Parts that add up to the total.
            let (chinese, maths, english) = (total * 17 / 100, total * 20 / 100, total * 22 / 100);
            let rest = total - chinese - maths - english;
            let mut cells: Vec<(&str, Cell)> = vec![
                ("exam", "gaokao".into()),
                ("year", year.into()),
                ("candidate_no", candidate(world, year, number).into()),
                ("id_number", (&person.id_number).into()),
                ("name", (&person.name).into()),
                ("sex", if person.male { "1" } else { "2" }.into()),
                ("school_code", (&world.schools[seat.school].code).into()),
                ("track", tracks(year)[track].into()),
                ("first_time", (number % 19 != 0).into()),
                ("attended", attended.into()),
            ];
            if attended {
                let whole = |value: i64| Cell::Whole(value);
                cells.extend([
                    ("total", whole(total)),
                    ("chinese", whole(chinese)),
                    ("maths", whole(maths)),
                    ("english", whole(english)),
                ]);
                if year >= 2025 {
                    let part = rest / 3;
                    cells.extend([
                        ("preferred", whole(part)),
                        ("elective_1", whole(part)),
                        ("elective_2", whole(rest - 2 * part)),
                    ]);
                } else {
                    cells.push(("combined", whole(rest)));
                }
            }
            out.row(&cells)?;
        }
    }
    Ok(())
}

fn candidate(world: &World, year: i16, number: usize) -> String {
    format!("{:02}53{:04}{number:06}", year % 100, 113 + world.copy)
}

/// Candidates of the junior graduation examination.
pub(super) fn zhongkao(world: &World, story: &Story, roster: &Roster, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let year = roster.year + 1;
    let mut rng = ChaCha8Rng::seed_from_u64(story.seed ^ u64::from(year.unsigned_abs()) ^ 1 << 20);
    let Some((_, (urban, county))) = story.years().zip(ZHONGKAO_LINES).find(|(of, _)| *of == year) else {
        return Ok(());
    };
    let mut list = Vec::new();
    for &(seat, _, index) in roster.rows.iter().filter(|(seat, ..)| seat.grade == "23") {
        list.push((world.children[index].ability + 0.3 * normal(&mut rng), seat, index));
    }
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    #[expect(clippy::cast_precision_loss, reason = "counts of candidates and scores below 700")]
    let curve = {
        let top = story.at("urban_line_candidates", year)? / list.len().max(1) as f64;
        Curve::through((urban as f64 - 0.5, county as f64 - 0.5), (top, 0.62))?
    };
    let count = list.len();
    for (place, (_, seat, index)) in list.into_iter().enumerate() {
        let person = &world.children[index].person;
        out.row(&[
            ("exam", "zhongkao".into()),
            ("year", year.into()),
            ("candidate_no", candidate(world, year, place + 1).into()),
            ("id_number", (&person.id_number).into()),
            ("name", (&person.name).into()),
            ("sex", if person.male { "1" } else { "2" }.into()),
            ("school_code", (&world.schools[seat.school].code).into()),
            ("track", "all".into()),
            ("first_time", true.into()),
            ("attended", true.into()),
            ("total", curve.score(place, count, 688.0)?.into()),
        ])?;
    }
    Ok(())
}

/// Ranks as the city publishes them.
pub(super) fn rankings(story: &Story, pack: &Pack, through: i16, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let Some(plan) = &pack.plan else { return Ok(()) };
    for year in story.years().filter(|year| *year <= through) {
        for (measure, series, of) in [("county_line_rate", "line_rank", 9_i64), ("mean_score", "mean_rank", 9)] {
            out.row(&[
                ("exam", "zhongkao".into()),
                ("year", year.into()),
                ("measure", measure.into()),
                ("org_code", (&plan.org).into()),
                ("rank", Cell::Whole(i64::try_from(whole(story.at(series, year)?))?)),
                ("participants", of.into()),
                ("document", format!("{}〔{year}〕8", story.word("city_document")?).into()),
            ])?;
        }
    }
    Ok(())
}

/// Where graduates of vocational schools went.
pub(super) fn destinations(world: &World, story: &Story, roster: &Roster, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let year = roster.year + 1;
    let (sitting, passing) = (story.at("vocational_sitting", year)?, story.at("vocational_passing", year)?);
    let mut rng = ChaCha8Rng::seed_from_u64(story.seed ^ u64::from(year.unsigned_abs()) ^ 1 << 21);
    for &(seat, _, index) in roster.rows.iter().filter(|(seat, ..)| seat.grade == "43") {
        let person = &world.children[index].person;
        let sat = rng.random::<f64>() < sitting;
        let passed = sat && rng.random::<f64>() < passing;
        let (destination, route) = match rng.random::<f64>() {
            _ if passed => ("college", "vocational_exam"),
            u if u < 0.22 => ("college", "single_exam"),
            u if u < 0.40 => ("college", "transfer_32"),
            u if u < 0.88 => ("employed", "none"),
            _ => ("not_placed", "none"),
        };
        out.row(&[
            ("year", year.into()),
            ("roll_number", format!("G{}", person.id_number).into()),
            ("id_number", (&person.id_number).into()),
            ("name", (&person.name).into()),
            ("sex", if person.male { "1" } else { "2" }.into()),
            ("school_code", (&world.schools[seat.school].code).into()),
            ("destination", destination.into()),
            ("route", route.into()),
            ("sat_vocational_exam", sat.into()),
        ])?;
    }
    Ok(())
}

/// Feedback of the national monitoring of compulsory education: one round, two subjects.
pub(super) fn monitoring(story: &Story, pack: &Pack, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let Some(plan) = &pack.plan else { return Ok(()) };
    for (year, subject, grade, level) in [
        (2022, "chinese", "14", "3"),
        (2022, "chinese", "22", "2"),
        (2023, "maths", "14", "3"),
        (2023, "maths", "22", "2"),
    ] {
        out.row(&[
            ("year", Cell::Whole(year)),
            ("area_code", (&plan.org).into()),
            ("subject", subject.into()),
            ("grade", grade.into()),
            ("level", level.into()),
            ("between_school_ratio", Cell::Decimal(0.13)),
            ("document", story.word("monitoring_document")?.into()),
        ])?;
    }
    Ok(())
}
