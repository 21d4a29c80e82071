//! Workbooks about places: townships, schools, kindergartens, premises, certificates, digital rooms.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use policy::pack::Pack;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    people::region,
    pupils::Roster,
    sheet::{Cell, Sheet},
    staff::whole,
    story::Story,
    world::{School, World},
};

pub(super) fn areas(worlds: u32, story: &Story, pack: &Pack, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let Some(plan) = &pack.plan else { return Ok(()) };
    for copy in 0..worlds {
        let number = if copy == 0 { String::new() } else { copy.to_string() };
        let district = region(copy);
        out.row(&[
            ("area_code", (&district).into()),
            ("name", format!("{}{number}", plan.org_name.zh).into()),
            ("level", "district".into()),
            ("kind", "district".into()),
        ])?;
        for township in &story.township {
            out.row(&[
                ("area_code", format!("{district}{}", &township.code[district.len()..]).into()),
                ("name", format!("{}{number}", township.name).into()),
                ("level", "township".into()),
                ("parent_code", (&district).into()),
                ("kind", (&township.kind).into()),
            ])?;
        }
    }
    Ok(())
}

/// A number between 0 and 1 that belongs to a school for one purpose and never changes.
fn constant(story: &Story, school: &School, purpose: u64) -> f64 {
    let number = school.code.bytes().fold(purpose, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    ChaCha8Rng::seed_from_u64(story.seed ^ number).random()
}

pub(super) fn schools(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for school in world.schools.iter().filter(|school| school.opened <= day) {
        let urban_rural = match (school.urban, constant(story, school, 1)) {
            (true, u) if u < 0.8 => "111",
            (true, _) => "112",
            (false, u) if u < 0.3 => "210",
            (false, _) => "220",
        };
        let senior = matches!(school.kind.as_str(), "342" | "361");
        // A name is written as it was on the day; one school changed its name during the story.
        let old =
            school.township == 1 && school.kind == "211" && constant(story, school, 2) > 0.6 && day < date(2024, 1, 1);
        let name = if old { format!("{}{}", school.name, story.word("old_name")?) } else { school.name.clone() };
        out.row(&[
            ("school_code", (&school.code).into()),
            ("name", name.into()),
            ("school_type", (&school.kind).into()),
            ("area_code", world.township_code(story, school.township).into()),
            ("urban_rural", urban_rural.into()),
            ("ownership", school.ownership.into()),
            ("main_school_code", school.main.map(|main| &world.schools[main].code).into()),
            ("boarding", (senior || !school.urban && school.kind == "311").into()),
            ("quality_school", (school.urban && constant(story, school, 3) > 0.7).into()),
            ("has_canteen", has_canteen(school).into()),
            ("opened_on", school.opened.into()),
            ("closed_on", school.closed.filter(|closed| *closed <= day).into()),
        ])?;
    }
    Ok(())
}

fn has_canteen(school: &School) -> bool {
    school.kind != "218"
}

pub(super) fn org_changes(world: &World, story: &Story, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for (number, school) in world.schools.iter().filter(|school| school.closed.is_some()).enumerate() {
        let (Some(closed), Some(main)) = (school.closed, school.main) else { continue };
        out.row(&[
            ("change_no", format!("2024-{:02}-{number:02}", world.copy).into()),
            ("kind", "merge".into()),
            ("changed_on", closed.into()),
            ("from_code", (&school.code).into()),
            ("to_code", (&world.schools[main].code).into()),
            ("document", format!("{}〔2024〕31", story.word("document")?).into()),
        ])?;
    }
    Ok(())
}

pub(super) fn kindergartens(world: &World, story: &Story, roster: &Roster, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let year = roster.year;
    let children = roster.by_school();
    let models = whole(story.at("model_kindergartens", year)?);
    let open: Vec<usize> =
        world.of_kind(&["111"], None).filter(|&school| world.schools[school].open_on(date(year, 9, 1))).collect();
    let public: Vec<usize> =
        open.iter().copied().filter(|&school| world.schools[school].ownership != "private").collect();
    let seats = public_seats(world, story, year, &public)?;
    // Private kindergartens are recognised in the order of their sizes, until the story's share of children is reached.
    let total: i64 = open.iter().filter_map(|&school| children.get(&(school, "preschool"))).sum();
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a count of children")]
    let wanted = (total as f64 * story.at("inclusive_share", year)?).round() as i64;
    let mut covered: i64 = public.iter().filter_map(|&school| children.get(&(school, "preschool"))).sum();
    let mut private: Vec<usize> = open.iter().copied().filter(|school| !public.contains(school)).collect();
    private.sort_by_key(|school| children.get(&(*school, "preschool")).copied().unwrap_or(0));
    let mut inclusive = Vec::new();
    for school in private {
        let count = children.get(&(school, "preschool")).copied().unwrap_or(0);
        if covered + count <= wanted {
            covered += count;
            inclusive.push(school);
        }
    }
    for (position, &school) in open.iter().enumerate() {
        let count = children.get(&(school, "preschool")).copied().unwrap_or(0);
        let is_public = public.contains(&school);
        let (level, rated) = match position {
            _ if public.iter().position(|&one| one == school).is_some_and(|place| (1..=models).contains(&place)) => {
                ("1-2", true)
            }
            p if p % 3 == 0 => ("2-1", true),
            p if p % 3 == 1 => ("3", true),
            _ => ("none", false),
        };
        out.row(&[
            ("school_code", (&world.schools[school].code).into()),
            ("level", level.into()),
            ("rated_on", rated.then(|| date(2020, 12, 1)).into()),
            ("inclusive", (!is_public && inclusive.contains(&school)).into()),
            ("seats", seats.get(&school).copied().unwrap_or(count + 30).into()),
            ("classes", (count / 30 + 1).into()),
            ("children", count.into()),
        ])?;
    }
    Ok(())
}

/// Places of public kindergartens: the story's total, the new ones of the plan with at least 540 each.
fn public_seats(world: &World, story: &Story, year: i16, public: &[usize]) -> anyhow::Result<BTreeMap<usize, i64>> {
    let total = i64::try_from(whole(story.at("public_places", year)?))?;
    let new: Vec<usize> =
        public.iter().copied().filter(|&school| world.schools[school].opened >= date(2023, 1, 1)).collect();
    let old: Vec<usize> = public.iter().copied().filter(|school| !new.contains(school)).collect();
    let left = total - 540 * i64::try_from(new.len())?;
    let count = i64::try_from(old.len())?.max(1);
    let mut seats: BTreeMap<usize, i64> = new.into_iter().map(|school| (school, 540)).collect();
    for (position, school) in old.into_iter().enumerate() {
        let extra = i64::from(position == 0) * (left % count);
        seats.insert(school, left / count + extra);
    }
    Ok(seats)
}

pub(super) fn premises(world: &World, story: &Story, roster: &Roster, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let mut pupils: BTreeMap<usize, i64> = BTreeMap::new();
    for ((school, _), count) in roster.by_school() {
        *pupils.entry(school).or_insert(0) += count;
    }
    for (school, count) in pupils {
        let school = &world.schools[school];
        if !matches!(school.kind.as_str(), "211" | "218" | "311" | "312" | "342") {
            continue;
        }
        let junior = school.kind != "211" && school.kind != "218";
        #[expect(clippy::cast_precision_loss, reason = "a count of pupils")]
        let count = count as f64;
        let grown = 1.0 + 0.035 * f64::from(roster.year - story.first_year);
        let of = |purpose: u64, per_pupil: f64| {
            (count * per_pupil * grown * (0.78 + 0.55 * constant(story, school, purpose)) * 100.0).round() / 100.0
        };
        let rooms = (of(8, if junior { 0.024 } else { 0.023 })).round().max(1.0);
        out.row(&[
            ("school_code", (&school.code).into()),
            ("site_area", Cell::Decimal(of(4, 24.0))),
            ("building_area", Cell::Decimal(of(5, if junior { 11.0 } else { 8.0 }))),
            ("teaching_area", Cell::Decimal(of(5, if junior { 5.9 } else { 4.6 }))),
            ("indoor_sports_area", Cell::Decimal(0.0)),
            ("sports_ground_area", Cell::Decimal(of(6, if junior { 10.3 } else { 7.6 }))),
            ("equipment_value", Cell::Decimal(of(7, if junior { 0.255 } else { 0.203 }))),
            ("multimedia_rooms", Cell::Decimal(rooms)),
            ("books", Cell::Decimal((count * 24.0).round())),
            ("computers", Cell::Decimal((count * 0.12).round())),
        ])?;
    }
    Ok(())
}

pub(super) fn safe_campus(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let certified = story.at("safe_campus", day.year())?;
    for school in world.schools.iter().filter(|school| school.open_on(day) && school.kind != "218") {
        let rank = constant(story, school, 9);
        let done = rank < certified;
        out.row(&[
            ("school_code", (&school.code).into()),
            ("status", if done { "certified" } else { "in_progress" }.into()),
            ("level", done.then_some("county").into()),
            ("certified_on", done.then(|| date(day.year().min(2021 + whole_i16(rank * 5.0)), 1, 10)).into()),
            ("score", Cell::Whole(if done { 92 } else { 71 })),
            ("guards", Cell::Whole(3)),
            ("enclosed", true.into()),
            ("alarm", true.into()),
            ("cameras", (rank < 0.98).into()),
        ])?;
    }
    Ok(())
}

fn whole_i16(value: f64) -> i16 {
    i16::try_from(whole(value)).unwrap_or(0)
}

pub(super) fn canteens(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    let certified = story.at("six_t", day.year())?;
    for school in world.schools.iter().filter(|school| school.open_on(day) && has_canteen(school)) {
        let done = constant(story, school, 10) < certified;
        out.row(&[
            ("school_code", (&school.code).into()),
            ("canteen_no", "1".into()),
            ("name", format!("{}{}", school.name, story.word("canteen")?).into()),
            ("mode", "self".into()),
            ("six_t_status", if done { "certified" } else { "in_progress" }.into()),
            ("six_t_on", done.then(|| date(day.year() - 1, 11, 20)).into()),
            ("food_grade", if done { "A" } else { "B" }.into()),
            ("open_kitchen", true.into()),
        ])?;
    }
    Ok(())
}

pub(super) fn school_ratings(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    // The first senior school rose in time, the second has not yet.
    let ratings = [
        ("3453000001", "2-1", 2015),
        ("3453000001", "1-3", 2024),
        ("3453000002", "1-3", 2018),
        ("3453000003", "1-3", 2021),
    ];
    for (code, grade, year) in ratings {
        let rated = date(year, 11, 28);
        if world.copy == 0 && rated <= day {
            out.row(&[
                ("school_code", code.into()),
                ("rating", "senior_grade".into()),
                ("grade", grade.into()),
                ("level", "province".into()),
                ("rated_on", rated.into()),
                ("document", format!("{}〔{year}〕17", story.word("province_document")?).into()),
            ])?;
        }
    }
    Ok(())
}

pub(super) fn digital_classrooms(world: &World, story: &Story, day: Date, out: &mut Sheet<'_>) -> anyhow::Result<()> {
    for school in
        world.schools.iter().filter(|school| school.open_on(day) && !matches!(school.kind.as_str(), "111" | "218"))
    {
        let rooms = 1 + whole(constant(story, school, 13) * 9.0);
        for room in 1..=rooms {
            let standard = constant(story, school, 14) < 0.55 + 0.1 * f64::from(day.year() - story.first_year);
            out.row(&[
                ("school_code", (&school.code).into()),
                ("room_no", format!("{room:03}").into()),
                ("kind", if standard && room == 1 { "standard" } else { "multimedia" }.into()),
                ("meets_standard", (standard && room == 1).into()),
                ("networked", true.into()),
                ("built_on", date(2019 + whole_i16(constant(story, school, 15) * 1.9), 8, 20).into()),
                ("hours_a_week", Cell::Decimal(18.0)),
            ])?;
        }
    }
    Ok(())
}
