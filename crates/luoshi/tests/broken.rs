//! Broken workbooks of every dataset family, as offices make them, handed in at the front door: the command line names
//! the rule and the cell, says in both languages what to do, marks the cell in a copy, and keeps nothing.
//!
//! `broken/FAMILY.toml` holds one small sound workbook of each dataset of a family and the cases that break one of them.
//! To add a case: its title, the cells that are other than in the sound workbook, and what must be found there. A family
//! without ten kinds fails.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicI64, Ordering},
};

use calamine::{Reader as _, Xlsx};
use jiff::Timestamp;
use luoshi::{cli::Reply, packs};
use policy::{dataset::Dataset, pack::Pack};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use serde::Deserialize;
use serde_json::Value;
use support::{luoshi, luoshi_in};
use tempfile::TempDir;

/// Day of all workbooks.
const AS_OF: &str = "2024-09-10";
/// Kinds of broken workbook that a family must have.
const KINDS: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    /// Dataset → header and rows of a workbook without fault, as csv.
    sound: BTreeMap<String, String>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

/// A sound workbook, broken.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    dataset: String,
    /// Cells that are other than in the sound workbook, by name; `{ formula, shows }` is a formula.
    #[serde(default)]
    cells: BTreeMap<String, toml::Value>,
    /// Regions merged into one cell, such as `B2:B3`.
    #[serde(default)]
    merge: Vec<String>,
    /// How many rows are handed in; by default all.
    rows: Option<usize>,
    /// Further arguments of the command line.
    #[serde(default)]
    args: Vec<String>,
    /// A file that is no workbook.
    file: Option<Raw>,
    /// `CODE CELL COLUMN` of every problem, `-` for what it does not have; `warn` before those that only warn.
    found: Vec<String>,
    /// Whether a code is found for the first time, so that the table in the other language is looked at too.
    #[serde(skip)]
    first: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    bytes: Vec<u8>,
}

fn families() -> BTreeMap<String, Family> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let family = toml::from_str(&fs::read_to_string(&path).unwrap());
        (name, family.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    };
    files.map(read).collect()
}

/// The packs in the binary, with all that they extend.
fn shipped() -> Vec<Pack> {
    let load = |id: &String| packs::load(&packs::find(id, Path::new("")).unwrap()).unwrap();
    packs::embedded().keys().map(load).collect()
}

#[test]
fn every_family_of_the_shipped_packs_has_ten_kinds_of_broken_workbook() {
    let families = families();
    let packs = shipped();
    let datasets: BTreeMap<&str, &Dataset> =
        packs.iter().flat_map(|pack| &pack.datasets).map(|(id, dataset)| (id.as_str(), dataset)).collect();
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // What a comparison makes nobody hands in.
    let is_handed_in = |id: &str| packs.iter().all(|pack| pack.made_by(id).is_none());
    for (id, dataset) in datasets.iter().filter(|(id, _)| is_handed_in(id)) {
        kinds.entry(&dataset.family).or_default();
        let has_one = families.get(&dataset.family).is_some_and(|family| family.sound.contains_key(*id));
        assert!(has_one, "broken/{}.toml has no sound workbook of {id}", dataset.family);
    }
    for (name, family) in &families {
        for case in &family.cases {
            assert_eq!(datasets[case.dataset.as_str()].family, *name, "{} is of another family", case.title);
            let refused = case.found.iter().filter(|found| !found.starts_with("warn ")).map(|found| code(found));
            kinds.get_mut(name.as_str()).unwrap().extend(refused);
        }
    }
    for (family, kinds) in kinds {
        assert!(kinds.len() >= KINDS, "{family} has {} kinds only: {kinds:?}", kinds.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_workbook_is_refused_at_the_right_cell() {
    let mut families = families();
    let mut codes = BTreeSet::new();
    for case in families.values_mut().flat_map(|family| &mut family.cases) {
        case.first = case.found.iter().any(|found| codes.insert(code(found).to_owned()));
    }
    let datasets: Vec<&str> = families.values().flat_map(|family| family.sound.keys().map(String::as_str)).collect();
    let world = World::with(&datasets).await;
    let mut running = Vec::new();
    for (_, family) in families {
        running.push(tokio::spawn(of_family(world.copy(), family)));
    }
    let mut failures = String::new();
    for family in running {
        failures += &family.await.unwrap();
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Hands in every broken workbook of a family; says what is not as it should be.
async fn of_family(world: World, family: Family) -> String {
    let mut failures = String::new();
    let (kept, list, logged) = (world.files_kept(), world.json(&["snapshot", "list"]).await, world.log().await.len());
    let mut counts = Vec::new();
    for (number, case) in family.cases.iter().enumerate() {
        let file = case.write(&family.sound, &world.files.path().join(number.to_string()));
        let mut wrong = Vec::new();
        // Each form in each language, turn about; sentences come the same way to all of them.
        let languages = if number % 2 == 0 { ["zh-CN", "en"] } else { ["en", "zh-CN"] };
        let (reply, copy) = world.import(languages[0], case, &file, "json").await;
        let answer: Value = serde_json::from_str(&reply.out).unwrap_or_default();
        let problems = answer["problems"].as_array().map_or(&[][..], Vec::as_slice);
        if (reply.code, &answer["outcome"], &answer["snapshot"]) != (1, &"refused".into(), &Value::Null) {
            wrong.push(format!("exit {}, {answer:#}{}", reply.code, reply.err));
        }
        let mut found: Vec<String> = problems.iter().map(line).collect();
        let mut expected = case.found.clone();
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push(format!("found {found:#?}"));
        }
        for problem in problems {
            let said = [text(problem, "sentence"), text(problem, "hint")].map(str::to_owned);
            wrong.extend(said.iter().filter_map(|text| incomplete(text, languages[0])));
            wrong.extend(copy.lacks(problem, &said));
        }
        counts.push(answer["counts"].clone());
        if case.first {
            let (table, copy) = world.import(languages[1], case, &file, "table").await;
            for problem in problems {
                let said = copy.said(problem);
                wrong.extend(said.iter().filter_map(|text| incomplete(text, languages[1])));
                wrong.extend(copy.lacks(problem, &said));
                let shown = [text(problem, "code"), &said[0], &said[1]].iter().all(|text| table.out.contains(*text));
                if table.code != 1 || !shown {
                    wrong.push(format!("exit {}, the table does not say {said:?}: {}", table.code, table.out));
                }
            }
            counts.push(answer["counts"].clone());
        }
        if world.files_kept() != kept {
            wrong.push("something of the refused file is kept".to_owned());
        }
        if !wrong.is_empty() {
            writeln!(failures, "{} {}: {}", case.dataset, case.title, wrong.join("\n    ")).unwrap();
        }
    }
    // Of all these files the attempts are in the log, and nothing else.
    let events = world.log().await.split_off(logged);
    let attempts: Vec<_> = events.iter().filter(|event| event["kind"] == "import.refused").collect();
    if !attempts.iter().map(|event| &event["body"]["problems"]).eq(&counts) || attempts.len() != events.len() {
        writeln!(failures, "the log says {events:#?}").unwrap();
    }
    if world.json(&["snapshot", "list"]).await != list {
        writeln!(failures, "there is a snapshot of a refused file").unwrap();
    }
    failures
}

/// The code of an expected problem.
fn code(found: &str) -> &str {
    found.strip_prefix("warn ").unwrap_or(found).split(' ').next().unwrap()
}

fn text<'v>(problem: &'v Value, key: &str) -> &'v str {
    problem[key].as_str().unwrap_or("-")
}

fn line(problem: &Value) -> String {
    let warn = if problem["severity"] == "warn" { "warn " } else { "" };
    format!("{warn}{} {} {}", text(problem, "code"), text(problem, "cell"), text(problem, "column"))
}

/// Says so when a sentence is not one: a missing text, a place for a value that was not filled in, no end.
fn incomplete(text: &str, language: &str) -> Option<String> {
    let chinese = text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    let gaps = ["Unknown localization", "{", "}", "$", "“”", "\"\"", "  "];
    let whole = text.ends_with(if language == "en" { ['.', '?'] } else { ['。', '？'] });
    let sound = whole && !gaps.iter().any(|gap| text.contains(gap));
    let sound = sound && (language == "en" || chinese && !text.contains("none"));
    (!sound).then(|| format!("incomplete: {text:?}"))
}

/// A workspace, and a folder for the workbooks that are handed in.
struct World {
    workspace: TempDir,
    files: TempDir,
    /// Second of the next import, since ids are made of the moment.
    clock: AtomicI64,
}

impl World {
    fn new() -> Self {
        let [workspace, files] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        Self { workspace, files, clock: AtomicI64::new(1_740_794_400) }
    }

    /// With the sound workbooks of these datasets imported, each after those that it refers to: they must be accepted
    /// without a word.
    async fn with(datasets: &[&str]) -> Self {
        let world = Self::new();
        assert_eq!(luoshi(world.workspace.path(), &["init"]).await.code, 0);
        let (families, packs) = (families(), shipped());
        let declared = |id: &str| packs.iter().find_map(|pack| pack.datasets.get(id)).unwrap();
        let mut waiting: BTreeSet<&str> = datasets.iter().copied().collect();
        while !waiting.is_empty() {
            let others = |id: &str| {
                let references = declared(id).columns.iter().filter_map(|column| column.references.as_deref());
                references.filter_map(|reference| reference.split('.').next()).collect::<BTreeSet<_>>()
            };
            let next = waiting.iter().find(|id| others(id).is_disjoint(&waiting)).copied();
            let next = next.unwrap_or_else(|| panic!("{waiting:?} refer to one another"));
            waiting.remove(next);
            let sound = &families[&declared(next).family].sound;
            let file = table(sound, next).save(&world.files.path().join(next).with_extension("xlsx"));
            let reply = world.run("zh-CN", next, &file, &[], "json").await;
            let answer: Value = serde_json::from_str(&reply.out).unwrap_or_else(|_| panic!("{}", reply.err));
            let faultless = answer["outcome"] == "accepted" && answer["problems"] == Value::Array(Vec::new());
            assert!(faultless, "{next} should be sound: {answer:#}");
        }
        world
    }

    /// The same in another folder.
    fn copy(&self) -> Self {
        fn copied(from: &Path, to: &Path) -> io::Result<()> {
            for entry in fs::read_dir(from)? {
                let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry?.file_name()));
                if from.is_dir() {
                    fs::create_dir_all(&to)?;
                    copied(&from, &to)?;
                } else {
                    fs::copy(&from, &to)?;
                }
            }
            Ok(())
        }
        let copy = Self::new();
        copied(self.workspace.path(), copy.workspace.path()).unwrap();
        copy.clock.store(self.clock.load(Ordering::Relaxed), Ordering::Relaxed);
        copy
    }

    /// Imports a case, with a marked copy.
    async fn import(&self, language: &str, case: &Case, file: &Path, format: &str) -> (Reply, Copy) {
        let marked = file.with_extension(format!("{language}.xlsx"));
        let args = case.args.iter().map(String::as_str).chain(["--marked", marked.to_str().unwrap()]);
        let reply = self.run(language, &case.dataset, file, &args.collect::<Vec<_>>(), format).await;
        (reply, Copy::open(&marked))
    }

    async fn run(&self, language: &str, dataset: &str, file: &Path, args: &[&str], format: &str) -> Reply {
        let file = file.to_str().unwrap();
        let now = Timestamp::from_second(self.clock.fetch_add(1, Ordering::Relaxed)).unwrap().to_string();
        let fixed = ["--now", &now, "import", dataset, file, "--as-of", AS_OF, "--format", format];
        luoshi_in(self.workspace.path(), language, &[&fixed, args].concat()).await
    }

    async fn json(&self, args: &[&str]) -> Value {
        let reply = luoshi(self.workspace.path(), &[args, &["--format", "json"]].concat()).await;
        serde_json::from_str(&reply.out).unwrap_or_else(|_| panic!("{}", reply.err))
    }

    async fn log(&self) -> Vec<Value> {
        self.json(&["log", "list"]).await.as_array().unwrap().clone()
    }

    /// Every file of a snapshot or under way to become one.
    fn files_kept(&self) -> BTreeSet<PathBuf> {
        let mut folders = ["snapshots", "tmp"].map(|name| self.workspace.path().join(name)).to_vec();
        let mut files = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path);
                }
            }
        }
        files
    }
}

/// Rows of cells as a person types them, and what is merged.
struct Table {
    rows: Vec<Vec<toml::Value>>,
    merge: Vec<((u32, u16), (u32, u16))>,
}

fn table(sound: &BTreeMap<String, String>, dataset: &str) -> Table {
    let text = sound.get(dataset).unwrap_or_else(|| panic!("no sound workbook of {dataset}"));
    let rows = text.trim().lines().map(|line| line.split(',').map(typed).collect());
    Table { rows: rows.collect(), merge: Vec::new() }
}

/// What a spreadsheet makes of a text: short numbers and dates are no texts, long digits are kept in text format.
fn typed(text: &str) -> toml::Value {
    let number = text.parse().ok().filter(|_| text.len() < 10 && (!text.starts_with('0') || text.len() == 1));
    match (number, text.parse::<toml::value::Datetime>()) {
        (Some(number), _) => toml::Value::Float(number),
        (None, Ok(date)) => toml::Value::Datetime(date),
        (None, Err(_)) => toml::Value::String(text.to_owned()),
    }
}

/// Row and column, from 0, of a cell such as `B3`.
fn place(name: &str) -> (u32, u16) {
    let letter = name.bytes().next().filter(u8::is_ascii_uppercase).unwrap();
    (name[1..].parse::<u32>().unwrap() - 1, u16::from(letter - b'A'))
}

impl Table {
    fn save(&self, path: &Path) -> PathBuf {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (from, to) in &self.merge {
            sheet.merge_range(from.0, from.1, to.0, to.1, "", &Format::new()).unwrap();
        }
        let covered = |at: (u32, u16)| {
            let inside = |(from, to): &((u32, u16), (u32, u16))| {
                at != *from && (from.0..=to.0).contains(&at.0) && (from.1..=to.1).contains(&at.1)
            };
            self.merge.iter().any(inside)
        };
        for (row, cells) in (0..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells).filter(|(column, _)| !covered((row, *column))) {
                write(sheet, (row, column), cell);
            }
        }
        book.save(path).unwrap();
        path.to_owned()
    }
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &toml::Value) {
    match cell {
        toml::Value::String(text) if text.is_empty() => {}
        toml::Value::String(text) => drop(sheet.write_string(row, column, text).unwrap()),
        toml::Value::Integer(_) | toml::Value::Float(_) => {
            let number: f64 = cell.to_string().parse().unwrap();
            sheet.write_number(row, column, number).unwrap();
        }
        toml::Value::Datetime(date) => {
            let date = date.date.unwrap();
            let date = ExcelDateTime::from_ymd(date.year, date.month, date.day).unwrap();
            let format = Format::new().set_num_format("yyyy-mm-dd");
            sheet.write_datetime_with_format(row, column, date, &format).unwrap();
        }
        toml::Value::Table(formula) => {
            let [formula, shows] = ["formula", "shows"].map(|key| formula[key].as_str().unwrap());
            sheet.write_formula(row, column, Formula::new(formula).set_result(shows)).unwrap();
        }
        other => panic!("a cell cannot be {other}"),
    }
}

impl Case {
    /// Writes the broken workbook.
    fn write(&self, sound: &BTreeMap<String, String>, folder: &Path) -> PathBuf {
        fs::create_dir(folder).unwrap();
        if let Some(raw) = &self.file {
            let path = folder.join(&raw.name);
            fs::write(&path, [raw.text.as_bytes(), &raw.bytes].concat()).unwrap();
            return path;
        }
        let mut table = table(sound, &self.dataset);
        if let Some(rows) = self.rows {
            table.rows.truncate(rows + 1);
        }
        for (name, cell) in &self.cells {
            let (row, column) = place(name);
            let cells = &mut table.rows[row as usize];
            cells.resize(cells.len().max(usize::from(column) + 1), toml::Value::String(String::new()));
            cells[usize::from(column)] = cell.clone();
        }
        let corners = |region: &String| region.split_once(':').map(|(from, to)| (place(from), place(to))).unwrap();
        table.merge = self.merge.iter().map(corners).collect();
        table.save(&folder.join("workbook.xlsx"))
    }
}

/// The parts of a marked copy that show its marks.
struct Copy {
    /// The sheet of data; empty when the file could not be read.
    sheet: String,
    comments: String,
    styles: String,
    /// Rows of the list of problems.
    list: Vec<Vec<String>>,
}

impl Copy {
    fn open(path: &Path) -> Self {
        let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
        let list = book.worksheet_range_at(0).unwrap().unwrap();
        let rows = list.rows();
        let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
        let mut part =
            |name: &str| archive.by_name(name).map_or_else(|_| Ok(String::new()), io::read_to_string).unwrap();
        Self {
            sheet: part("xl/worksheets/sheet2.xml"),
            comments: part("xl/comments1.xml"),
            styles: part("xl/styles.xml"),
            list: rows.map(|row| row.iter().map(ToString::to_string).collect()).collect(),
        }
    }

    /// Sentence and hint of a problem in the list.
    fn said(&self, problem: &Value) -> [String; 2] {
        let place = [text(problem, "code"), problem["cell"].as_str().unwrap_or("")];
        let row = self.list.iter().find(|row| row.get(6).map(String::as_str) == Some(place[0]) && row[2] == place[1]);
        row.map(|row| [4, 5].map(|at| row[at].clone())).unwrap_or_default()
    }

    /// What the copy does not show of a problem: the list has all, a cell its colour and its comment.
    fn lacks(&self, problem: &Value, [sentence, hint]: &[String; 2]) -> Option<String> {
        if self.said(problem) != [sentence.as_str(), hint] {
            return Some(format!("the list of the copy says {:?}", self.said(problem)));
        }
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let (sentence, hint) = (escaped(sentence), escaped(hint));
        // A problem of a whole row is marked at its first cell, one of the whole file nowhere.
        let cell = problem["cell"].as_str()?;
        let cell = if cell.starts_with(|letter: char| letter.is_ascii_digit()) { &format!("A{cell}") } else { cell };
        let comment = self.comments.split("<comment ").find(|text| text.contains(&format!("ref=\"{cell}\"")));
        if !comment.is_some_and(|text| text.contains(&sentence) && text.contains(&hint)) {
            return Some(format!("{cell} of the copy has no comment {sentence}"));
        }
        let style = self.sheet.split("<c ").find(|text| text.starts_with(&format!("r=\"{cell}\"")))?;
        let style = attribute(style, "s").unwrap_or(0);
        let formats = self.styles.split("<cellXfs").nth(1)?;
        let fill = attribute(formats.split("<xf ").nth(style + 1)?, "fillId")?;
        let fill = self.styles.split("<fill>").nth(fill + 1)?;
        let colours = if problem["severity"] == "warn" { &["FFFFE57F", "FFFF8A80"][..] } else { &["FFFF8A80"] };
        let coloured = colours.iter().any(|colour| fill.contains(colour));
        (!coloured).then(|| format!("{cell} of the copy is not coloured"))
    }
}

fn attribute(tag: &str, name: &str) -> Option<usize> {
    tag.split('>').next()?.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
}

/// A world that waits for the students, and their sound workbook as csv.
async fn before_students() -> (World, String) {
    let world = World::with(&["areas", "schools", "classes"]).await;
    let students = families()["people"].sound["students"].trim().replace('\n', "\r\n");
    (world, students)
}

#[tokio::test]
async fn valid_rows_are_accepted_and_what_was_left_out_is_recorded() {
    let (world, students) = before_students().await;
    let file = world.files.path().join("学籍.csv");
    fs::write(&file, students.replacen("2153000102", "2153000777", 1)).unwrap();
    let reply = world.run("zh-CN", "students", &file, &["--accept-valid"], "json").await;
    let answer: Value = serde_json::from_str(&reply.out).unwrap();
    assert_eq!((reply.code, &answer["outcome"], &answer["rows_read"]), (0, &"accepted".into(), &3.into()), "{answer}");
    assert_eq!(
        answer["problems"].as_array().unwrap().iter().map(line).collect::<Vec<_>>(),
        ["reference.unknown G4 school_code"]
    );
    let list = world.json(&["snapshot", "list"]).await;
    let snapshot = list.as_array().unwrap().iter().find(|one| one["dataset"] == "students").unwrap();
    assert_eq!((&snapshot["rows"], &snapshot["left_out"]), (&2.into(), &1.into()));
    let event = world.log().await.pop().unwrap();
    assert_eq!(event["kind"], "snapshot.accepted");
    // Where, never what: the log holds no cell of a person.
    assert_eq!(event["body"]["left_out"], serde_json::json!({ "rows": 1, "cells": { "reference.unknown": ["G4"] } }));
    assert!(!event.to_string().contains("2153000777"), "{event}");
    let again = world.run("zh-CN", "students", &file, &["--accept-valid"], "table").await;
    assert!(again.out.contains("没有再次导入"), "{}", again.out);
}

#[tokio::test]
async fn the_same_file_is_recognised_in_whatever_form_csv_comes() {
    let (world, text) = before_students().await;
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    let forms = [gb18030.into_owned(), text.clone().into_bytes(), ["\u{feff}", &text].concat().into_bytes()];
    let mut rows = Vec::new();
    for (number, bytes) in forms.into_iter().enumerate() {
        let file = world.files.path().join(format!("学籍{number}.csv"));
        fs::write(&file, bytes).unwrap();
        for (language, outcome) in [("zh-CN", "accepted"), ("en", "known")] {
            let reply = world.run(language, "students", &file, &[], "json").await;
            let answer: Value = serde_json::from_str(&reply.out).unwrap();
            assert_eq!((reply.code, &answer["outcome"]), (0, &outcome.into()), "{answer}");
            if outcome == "accepted" {
                assert_eq!(answer["problems"], Value::Array(Vec::new()), "{answer}");
                rows.push(answer["snapshot"]["sha256"].clone());
            }
        }
    }
    // The same rows give the same file, whatever they were written in.
    assert!(rows.iter().all(|sha256| *sha256 == rows[0]), "{rows:?}");
}

#[tokio::test]
async fn a_great_change_is_accepted_with_a_reason_that_the_log_keeps() {
    let world = World::with(&["areas", "schools"]).await;
    let mut fewer = table(&families()["schools"].sound, "schools");
    fewer.rows.truncate(4);
    let file = fewer.save(&world.files.path().join("fewer.xlsx"));
    assert_eq!(world.run("zh-CN", "schools", &file, &[], "json").await.code, 1);
    let reply = world.run("zh-CN", "schools", &file, &["--confirm-drift", "四校撤并"], "json").await;
    let answer: Value = serde_json::from_str(&reply.out).unwrap();
    assert_eq!((reply.code, &answer["outcome"]), (0, &"accepted".into()), "{answer}");
    assert_eq!(answer["problems"].as_array().unwrap().iter().map(line).collect::<Vec<_>>(), ["warn drift.fell - -"]);
    assert_eq!(world.log().await.pop().unwrap()["body"]["drift_confirmed"], "四校撤并");
}
