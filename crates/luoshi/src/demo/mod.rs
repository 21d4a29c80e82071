//! The synthetic district: workbooks as real offices would hold them, at Dongchuan's true scale, with nobody real in them.
//!
//! The shape and the story (what became of each promise, year by year) are data in `demo/district.toml`; the same seed gives
//! the same bytes. To make another fact part of the story, write its workbook in one of the files here and list it in
//! [`write()`].

mod exams;
mod money;
mod people;
mod places;
mod pupils;
mod sheet;
mod staff;
mod story;
mod world;

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::{Date, date};
use policy::pack::Pack;

use pupils::Roster;
use sheet::Sheet;
use staff::Staff;
use story::Story;
use world::World;

/// A workbook of the demo and how an office would import it.
pub(crate) struct Workbook {
    pub dataset: &'static str,
    pub as_of: Date,
    pub path: PathBuf,
}

/// What to write.
pub(crate) struct Order<'a> {
    pub dir: &'a Path,
    pub seed: u64,
    /// Copies of the district.
    pub scale: u32,
    /// Only these datasets, or single workbooks by the stem of their file name; none means all.
    pub only: &'a [String],
}

/// Above this many copies of the district the roll outgrows the rows of a spreadsheet, and workbooks are written as csv.
const MOST_COPIES_IN_EXCEL: u32 = 24;

/// Day on which the story is told, and its own seed.
///
/// # Errors
/// When the story's file cannot be read.
pub(crate) fn story() -> anyhow::Result<(Date, u64)> {
    let story = Story::built_in()?;
    Ok((story.as_of, story.seed))
}

/// Writes the workbooks that were ordered, one copy of the district in memory at a time, and returns them in the order in
/// which they can be imported.
///
/// # Errors
/// When a file cannot be written, or the pack lacks a dataset or column of the story.
pub(crate) fn write(pack: &Pack, order: &Order<'_>) -> anyhow::Result<Vec<Workbook>> {
    let mut story = Story::built_in()?;
    story.seed = order.seed;
    let formats = &pack.formats.formats;
    let checksum = formats.iter().find(|format| format.id == "cn_id").and_then(|format| format.checksum.clone());
    let checksum = checksum.context("the pack has no checksum for format cn_id")?;
    let scale = order.scale.max(1);
    let csv = scale > MOST_COPIES_IN_EXCEL;
    let mut desk = Desk { pack, story: &story, dir: order.dir, csv, only: order.only, open: Vec::new() };

    desk.sheet("areas", date(story.first_year - 1, 1, 1), |sheet| places::areas(scale, &story, pack, sheet))?;
    for copy in 0..scale {
        let mut world = World::new(&story, checksum.clone(), story.seed, copy)?;
        desk.district(&mut world)?;
    }
    let day = story.as_of;
    for year in story.years() {
        desk.sheet("admission_lines", date(year, 7, 25), |sheet| exams::admission_lines(&story, year, sheet))?;
        desk.sheet("exam_rankings", date(year, 8, 1), |sheet| exams::rankings(&story, pack, year, sheet))?;
    }
    desk.sheet("quality_monitoring", date(2024, 3, 1), |sheet| exams::monitoring(&story, pack, sheet))?;
    desk.sheet("project_milestones", day, |sheet| money::milestones(&story, day, sheet))?;
    desk.finish()
}

/// The workbooks being written.
struct Desk<'a> {
    pack: &'a Pack,
    story: &'a Story,
    dir: &'a Path,
    csv: bool,
    only: &'a [String],
    open: Vec<(Workbook, Sheet<'a>)>,
}

impl<'a> Desk<'a> {
    /// Adds to the workbook of a dataset on a day, which is begun when it is the first time.
    fn sheet(
        &mut self,
        dataset: &'static str,
        as_of: Date,
        fill: impl FnOnce(&mut Sheet<'a>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let stem = format!("{dataset}-{as_of}");
        if !self.only.is_empty() && !self.only.iter().any(|only| only == dataset || *only == stem) {
            return Ok(());
        }
        let place = self.open.iter().position(|(book, _)| book.dataset == dataset && book.as_of == as_of);
        let place = if let Some(place) = place {
            place
        } else {
            let ending = if self.csv { "csv" } else { "xlsx" };
            let path = self.dir.join(format!("{stem}.{ending}"));
            let sheet = Sheet::create(self.pack, self.story, dataset, &path)?;
            self.open.push((Workbook { dataset, as_of, path }, sheet));
            self.open.len() - 1
        };
        fill(&mut self.open[place].1).with_context(|| format!("workbook of {dataset}, {as_of}"))
    }

    /// Writes one copy of the district into every workbook.
    fn district(&mut self, world: &mut World) -> anyhow::Result<()> {
        let story = self.story;
        let rosters: Vec<Roster> = (story.first_year - 1..=story.last_year)
            .map(|year| Roster::new(world, story, year))
            .collect::<anyhow::Result<_>>()?;
        let middle = rosters.iter().find(|roster| roster.year == 2023).context("the story has no year 2023")?;
        let staff = Staff::hire(world, story, middle)?;
        for roster in &rosters {
            let day = date(roster.year, 9, 1);
            self.sheet("schools", day, |sheet| places::schools(world, story, day, sheet))?;
            let exam_day = date(roster.year + 1, 7, 20);
            if roster.year < story.last_year {
                self.sheet("exam_results", exam_day, |sheet| {
                    exams::gaokao(world, story, roster, sheet)?;
                    exams::zhongkao(world, story, roster, sheet)
                })?;
                self.sheet("graduate_destinations", date(roster.year + 1, 9, 15), |sheet| {
                    exams::destinations(world, story, roster, sheet)
                })?;
            }
            if roster.year < story.first_year {
                continue;
            }
            self.sheet("students", day, |sheet| roster.students(world, story, sheet))?;
            self.sheet("classes", day, |sheet| roster.classes(world, sheet))?;
            self.sheet("teachers", day, |sheet| staff.teachers(world, roster.year, sheet))?;
            self.sheet("kindergartens", day, |sheet| places::kindergartens(world, story, roster, sheet))?;
            self.sheet("premises", day, |sheet| places::premises(world, story, roster, sheet))?;
            self.sheet("disabled_children", day, |sheet| pupils::disabled_children(world, story, roster.year, sheet))?;
            // The certificates of canteens were last reported at the end of 2024: a stale figure of the story.
            let winter = date(roster.year, 12, 20);
            if roster.year < story.last_year {
                self.sheet("safe_campus", winter, |sheet| places::safe_campus(world, story, winter, sheet))?;
                self.sheet("canteens", winter, |sheet| places::canteens(world, story, winter, sheet))?;
                self.sheet("digital_classrooms", winter, |sheet| {
                    places::digital_classrooms(world, story, winter, sheet)
                })?;
            }
        }
        for year in story.years() {
            self.year(world, &staff, &rosters, year)?;
        }
        let day = story.as_of;
        let autumn = date(story.last_year, 9, 20);
        self.sheet("safe_campus", autumn, |sheet| places::safe_campus(world, story, autumn, sheet))?;
        for year in [story.last_year - 1, story.last_year] {
            self.sheet("population", date(year, 9, 1), |sheet| pupils::population(world, story, year, sheet))?;
        }
        self.sheet("org_changes", autumn, |sheet| places::org_changes(world, story, sheet))?;
        self.sheet("projects", day, |sheet| money::projects(world, story, day, sheet))?;
        if let (0, Some(roster)) = (world.copy, rosters.last()) {
            self.sheet("platform_use", day, |sheet| money::platform_use(world, story, roster, &staff, 9, sheet))?;
        }
        Ok(())
    }

    /// Records that grow year by year: each file holds everything since the beginning.
    fn year(&mut self, world: &mut World, staff: &Staff, rosters: &[Roster], year: i16) -> anyhow::Result<()> {
        let (story, pack) = (self.story, self.pack);
        let summer = date(year, 8, 31);
        let autumn = date(year, 9, 20);
        let close = date(year, 12, 31).min(story.as_of);
        self.sheet("age_population", summer, |sheet| pupils::age_population(world, story, year, sheet))?;
        self.sheet("cohorts", summer, |sheet| pupils::cohorts(world, story, year, sheet))?;
        self.sheet("teacher_postings", autumn, |sheet| staff.postings(world, year, sheet))?;
        self.sheet("teacher_training", autumn, |sheet| staff.training(world, story, year, sheet))?;
        self.sheet("backbone_staff", autumn, |sheet| staff.backbone_staff(world, story, year, sheet))?;
        self.sheet("school_ratings", close, |sheet| places::school_ratings(world, story, close, sheet))?;
        if matches!(year, 2022 | 2024) {
            self.sheet("teacher_health_checks", date(year, 12, 20), |sheet| {
                staff.health_checks(world, story, year, sheet)
            })?;
        }
        if year >= 2023 {
            self.sheet("silver_teachers", autumn, |sheet| staff.silver(world, story, year, sheet))?;
        }
        if world.copy == 0 {
            self.sheet("finance", close, |sheet| money::finance(story, pack, rosters, year, sheet))?;
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<Vec<Workbook>> {
        let mut books = Vec::new();
        for (book, sheet) in self.open {
            sheet.finish()?;
            books.push(book);
        }
        // In the order of time; on one day the lists that others refer to come first.
        let rank = |dataset: &str| match dataset {
            "areas" => 0,
            "schools" => 1,
            "classes" => 3,
            _ => 2,
        };
        books.sort_by_key(|book| (book.as_of, rank(book.dataset), book.dataset));
        Ok(books)
    }
}
