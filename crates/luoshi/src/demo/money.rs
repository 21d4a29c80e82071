//! Workbooks about money and building.

use std::collections::BTreeMap;

use jiff::civil::Date;
use policy::pack::Pack;

use super::{
    pupils::Roster,
    sheet::{Cell, Sheet},
    staff::Staff,
    story::Story,
    world::World,
};

/// Heads of the general public budget with their rough shares per mille; education is the story's.
const HEADS: [(&str, f64); 8] = [
    ("201", 92.0),
    ("204", 61.0),
    ("208", 196.0),
    ("210", 118.0),
    ("211", 22.0),
    ("212", 58.0),
    ("213", 160.0),
    ("221", 60.0),
];
const STAGES: [(&str, &str, f64); 5] = [
    ("preschool", "preschool", 0.11),
    ("primary", "primary", 0.40),
    ("junior", "junior", 0.27),
    ("senior", "senior", 0.19),
    ("vocational", "vocational", 0.03),
];

/// Finance by year in 万元: final accounts until last year, the budget of this year.
pub(super) fn finance(
    story: &Story,
    pack: &Pack,
    rosters: &[Roster],
    through: i16,
    out: &mut Sheet<'_>,
) -> anyhow::Result<()> {
    let Some(plan) = &pack.plan else { return Ok(()) };
    for year in story.years().filter(|year| *year <= through) {
        let running = year == story.last_year;
        let basis = if running { "budget" } else { "final" };
        let mut line = |item: &str, stage: &str, amount: f64, students: Option<i64>| {
            out.row(&[
                ("year", year.into()),
                ("area_code", (&plan.org).into()),
                ("item", item.into()),
                ("stage", stage.into()),
                ("amount", Cell::Decimal((amount * 100.0).round() / 100.0)),
                ("students", students.into()),
                ("basis", basis.into()),
            ])
        };
        let education = story.at("budget_education", year)?;
        let spending = education / 0.222;
        if !running {
            line("gdp", "all", story.at("gdp", year)?, None)?;
            line("fiscal_education", "all", story.at("fiscal_education", year)?, None)?;
        }
        line("budget_expenditure", "all", spending, None)?;
        line("budget_education", "all", education, None)?;
        line("205", "all", education, None)?;
        line("incentive_fund", "all", story.at("incentive_fund", year)?, None)?;
        for (head, share) in HEADS {
            line(head, "all", spending * share / 1000.0, None)?;
        }
        if let Some(roster) = rosters.iter().find(|roster| roster.year == year) {
            for (stage, of, share) in STAGES {
                let students: i64 =
                    roster.by_school().iter().filter(|((_, stage), _)| *stage == of).map(|(_, count)| count).sum();
                line("budget_education", stage, education * share, Some(students))?;
            }
        }
    }
    Ok(())
}

pub(super) fn projects(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for project in &story.project {
        let reached = |milestone: &str| project.done(milestone, day);
        let order = ["in_use", "accepted", "completed", "topped_out", "started", "tender", "planned"];
        let status = order.into_iter().find(|milestone| reached(milestone).is_some()).unwrap_or("planned");
        let planned = |milestone: &str| project.planned(milestone);
        out.row(&[
            ("project_no", (&project.no).into()),
            ("name", (&project.name).into()),
            ("school_code", project.school.as_ref().into()),
            ("area_code", world.township_code(story, project.township).into()),
            ("stage", (&project.stage).into()),
            ("kind", (&project.kind).into()),
            ("public", true.into()),
            ("urban", story.township[project.township].urban.into()),
            ("status", status.into()),
            ("places", Cell::Whole(project.places)),
            ("planned_start", planned("started").into()),
            ("planned_end", planned("in_use").or(planned("completed")).into()),
            ("started_on", reached("started").into()),
            ("completed_on", reached("completed").into()),
            ("in_use_on", reached("in_use").into()),
            ("investment", Cell::Whole(project.investment)),
        ])?;
    }
    Ok(())
}

pub(super) fn milestones(story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for project in &story.project {
        for milestone in project.milestones.keys() {
            out.row(&[
                ("project_no", (&project.no).into()),
                ("milestone", milestone.into()),
                ("planned_on", project.planned(milestone).into()),
                ("done_on", project.done(milestone, day).into()),
            ])?;
        }
    }
    Ok(())
}

/// Active teachers on the public platforms, month by month of one year.
pub(super) fn platform_use(
    world: &World,
    story: &Story,
    roster: &Roster,
    staff: &Staff,
    months: i64,
    out: &mut Sheet<'_>,
) -> anyhow::Result<()> {
    let year = roster.year;
    let teachers = staff.by_school(year);
    let mut pupils: BTreeMap<usize, i64> = BTreeMap::new();
    for ((school, _), count) in roster.by_school().into_iter().filter(|((_, stage), _)| *stage != "preschool") {
        *pupils.entry(school).or_insert(0) += count;
    }
    for (school, pupils) in pupils {
        let teachers = teachers.get(&school).copied().unwrap_or(0);
        for month in (1..=months).filter(|month| !matches!(month, 2 | 7 | 8)) {
            out.row(&[
                ("year", year.into()),
                ("month", Cell::Whole(month)),
                ("school_code", (&world.schools[school].code).into()),
                ("platform", "national_smart".into()),
                ("teachers_registered", Cell::Whole(teachers)),
                ("teachers_active", Cell::Whole(teachers * i64::from(45 + 8 * (year - story.first_year)) / 100)),
                ("students_registered", Cell::Whole(pupils)),
                ("students_active", Cell::Whole(pupils / 3)),
            ])?;
        }
    }
    Ok(())
}
